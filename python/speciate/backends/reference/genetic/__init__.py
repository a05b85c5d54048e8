"""A genetic algorithm over the weights of dense networks, in plain Python."""
