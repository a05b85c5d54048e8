"""Minimise two conflicting objectives of 30 numbers with NSGA-II: ZDT1, whose front is f2 = 1 - sqrt(f1)."""

import numpy as np

import speciate

evolution = speciate.Nsga2(n_variables=30, lower=0.0, upper=1.0, population_size=100, seed=1)
for _ in range(250):
    vectors = evolution.ask()  # (100, 30)
    g = 1 + 9 * vectors[:, 1:].mean(axis=1)
    first, second = vectors[:, 0], g - np.sqrt(vectors[:, 0] * g)
    evolution.tell(np.column_stack([first, second]))

front = evolution.pareto_front
volume = speciate.pareto.hypervolume(front.objectives, reference_point=[1.1, 1.1], directions="min")
print(f"{len(front)} vectors on the front, hypervolume {volume:.4f} of at most 0.8767")
for first, second in sorted(front.objectives.tolist())[::20]:
    print(f"f1 = {first:.3f}, f2 = {second:.3f}, on the true front {1 - np.sqrt(first):.3f}")
