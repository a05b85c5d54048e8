"""How many evaluations NEAT of other packages needs for the tasks of our studies."""
