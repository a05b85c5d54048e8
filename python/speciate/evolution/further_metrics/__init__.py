"""Metrics that have a module of their own, with its ``RECORD``; ``evolution.metrics`` has all others."""
