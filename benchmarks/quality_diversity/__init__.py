"""MAP-Elites beside ribs."""
