"""Trackers that come with the package: one module for each, with its ``RECORD``."""
