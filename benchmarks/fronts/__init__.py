"""How near NSGA-II comes to the known fronts, beside pymoo and pygmo."""
