"""Random numbers by address, and arithmetic that gives the same bits on every machine."""
