"""Train in a Gymnasium environment: a function plays a whole episode with one network."""

import gymnasium
import numpy as np

import speciate
from speciate import FunctionEnvironment, Network

ACROBOT = gymnasium.make("Acrobot-v1")  # every worker process gets a copy


def swing_up(network: Network, seed: int) -> float:
    """The return of an episode: a point less for every step until the tip is high enough, -500 at worst."""
    observation, _ = ACROBOT.reset(seed=seed % 2**32)
    total, over = 0.0, False
    while not over:
        action = int(np.argmax(network.forward(observation)))
        observation, reward, terminated, truncated, _ = ACROBOT.step(action)
        total += float(reward)
        over = terminated or truncated
    return total


environment = FunctionEnvironment(swing_up, n_inputs=6, n_outputs=3, each=True, seeded=True)
run = speciate.train(environment, population_size=50, generations=15, seed=1, workers=2, quiet=True)
print(f"mean return of the first generation: {run.metrics[0]['mean']['fitness']:.1f}, of -500 at worst")
print(
    f"of the champion in {run.config.validation_episodes} new episodes: {run.champion_results['fitness']:.1f}"
)
