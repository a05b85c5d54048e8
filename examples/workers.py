"""Evolve in worker processes with a simulator that is slow, sometimes crashes and sometimes hangs."""

import os
import time

import numpy as np

import speciate
from speciate import FunctionEnvironment, Network

X = np.linspace(-1, 1, 40, dtype=np.float32)
POINTS = np.stack([X, np.ones_like(X)], axis=1)
CURVE = 0.5 * np.sin(3 * X)


def simulate(network: Network) -> float:
    """Negative squared error of one network, from a simulator that does not like some networks."""
    time.sleep(0.001)
    outputs = network.forward(POINTS)[:, 0]
    if network.genome.ids[0] % 400 == 123:
        time.sleep(3600)  # hangs
    if network.genome.ids[0] % 400 == 321:
        os._exit(1)  # crashes, and takes its process along
    return float(-((outputs - CURVE) ** 2).mean())


run = speciate.train(
    FunctionEnvironment(simulate, n_inputs=2, n_outputs=1, each=True),
    population_size=100,
    generations=10,
    seed=1,
    workers=2,
    evaluation_timeout_seconds=0.5,
    on_fault="penalise",
    retries=0,
)
print(f"mean squared error {-run.champion_results['fitness']:.5f}; {run.n_failed} evaluations were invalid")
