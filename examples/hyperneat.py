"""HyperNEAT on the retina: a pattern over the plane gives a dense network its weights."""

from typing import TYPE_CHECKING, cast

import numpy as np

import speciate

if TYPE_CHECKING:
    from speciate.backends.substrate import SubstrateBackend

run = speciate.train(
    "retina",
    algorithm="hyperneat",
    hidden_layers=[8],
    population_size=60,
    generations=40,
    seed=1,
    quiet=True,
)
print(f"{run.champion_results['correct']:.0f} of 256 patterns answered, {run.champion}")

substrates = cast("SubstrateBackend", run.evolution.backend)
row = substrates.weights(run.champion.genome)[0]
print("weights of the first hidden node, where the pixels lie:")
for y in (1.0, -1.0):
    pixels = [pixel for pixel, place in enumerate(substrates.substrate.places[0]) if place[1] == y]
    print("  ".join(f"{row[pixel]:6.2f}" for pixel in pixels))
print(f"{np.count_nonzero(row)} of {len(row)} weights and biases are not 0")
