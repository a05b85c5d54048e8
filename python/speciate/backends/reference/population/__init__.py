"""Genomes: their columns, the founders, and the numbers of structural changes."""
