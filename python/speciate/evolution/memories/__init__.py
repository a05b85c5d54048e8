"""What algorithms remember from one generation to the next, and how it is read back from a snapshot."""
