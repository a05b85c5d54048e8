"""The algorithms that come with the package: one module with a ``RECORD`` for each."""
