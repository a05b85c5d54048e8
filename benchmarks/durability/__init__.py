"""What is left of a training when something goes wrong: the same tests for ours and for other packages."""
