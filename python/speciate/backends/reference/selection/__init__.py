"""The order of genomes, and which of them survive."""
