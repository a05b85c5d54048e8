"""Evolve a network that computes exclusive or, with a loop of your own (ask and tell)."""

import numpy as np

import speciate

PATTERNS = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]], dtype=np.float32)  # a bias, then two inputs
ANSWERS = np.array([0, 1, 1, 0], dtype=np.float32)

config = speciate.Config(
    genome={"output_activation": "sigmoid"}, mutation={"weight_sigma": 1.0, "weight_replace_sigma": 2.0}
)
evolution = speciate.Neat(n_inputs=3, n_outputs=1, population_size=150, seed=1, config=config)

correct = np.zeros(1)
while correct.max() < len(PATTERNS):
    networks = evolution.ask()
    batch = np.tile(PATTERNS, (len(networks), 1, 1))  # every network sees all four patterns in one call
    outputs = networks.forward(batch)[:, :, 0]
    evolution.tell((4 - np.abs(outputs - ANSWERS).sum(axis=1)) ** 2)
    correct = ((outputs > 0.5) == (ANSWERS > 0.5)).sum(axis=1)

print(f"solved in generation {evolution.generation}")
for pattern in PATTERNS:
    print(pattern[1:].astype(int), "->", f"{evolution.champion.forward(pattern)[0]:.3f}")
