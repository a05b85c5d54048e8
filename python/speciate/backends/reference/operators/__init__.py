"""What happens to one or two genomes."""
