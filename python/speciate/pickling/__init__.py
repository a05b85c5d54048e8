"""Pickles: of environments by value, of loops and runs by their snapshots, and damaged ones."""
