"""The reference backend: plain Python and NumPy, the executable specification of the native core."""
