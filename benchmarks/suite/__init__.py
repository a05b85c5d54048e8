"""``speciate bench``: named workloads, run side by side by this package and by those that people use now."""
