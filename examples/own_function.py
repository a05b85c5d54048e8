"""Two objectives of your own: fit a curve well, and with few connections. The result is a Pareto front."""

import numpy as np

import speciate
from speciate import FunctionEnvironment, Networks

X = np.linspace(-1, 1, 40, dtype=np.float32)
CURVE = 0.5 * np.sin(3 * X)


def fit(networks: Networks) -> np.ndarray:
    """Negative squared error and negative number of connections of every network: (n_genomes, 2)."""
    points = np.stack([X, np.ones_like(X)], axis=1)
    outputs = networks.forward(points[np.newaxis])[:, :, 0]  # the same points for all
    error = ((outputs - CURVE) ** 2).mean(axis=1)
    return np.stack([-error, -networks.population.sizes.astype(float)], axis=1)


environment = FunctionEnvironment(
    fit, n_inputs=2, n_outputs=1, results=["accuracy", "simplicity"], worst=[-1, -40]
)
run = speciate.train(
    environment,
    population_size=150,
    generations=60,
    seed=3,
    quiet=True,
    objectives=["accuracy", "simplicity"],
)

front = run.pareto_front
for accuracy, simplicity in sorted(front.objectives.tolist(), key=lambda row: -row[1]):
    print(f"{int(-simplicity):3} connections: mean squared error {-accuracy:.5f}")
