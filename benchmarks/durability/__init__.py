"""What is left of a training when something goes wrong: the same tests for speciate and for other packages."""
