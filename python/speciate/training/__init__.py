"""Runs: training, resuming, loading, and what becomes of a run."""
