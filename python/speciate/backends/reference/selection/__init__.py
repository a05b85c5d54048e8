"""The order of genomes, and who survives."""
