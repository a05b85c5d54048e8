"""A package as a user writes it: parts of its own for speciate, one module each."""
