"""Weights by distribution: a mean and a step size for each gene, of each species."""
