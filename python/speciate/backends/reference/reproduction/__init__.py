"""Who has offspring, and the offspring."""
