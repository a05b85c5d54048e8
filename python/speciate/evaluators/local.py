"""Evaluation in this process."""

from speciate import episodes
from speciate.backends.protocol import Uint64s
from speciate.environments import checks
from speciate.environments.protocol import Environment
from speciate.evaluators.protocol import Evaluation
from speciate.networks import Networks


class LocalEvaluator:
    """Plays in this process; a built-in environment uses the backend's threads."""

    def __init__(self, environment: Environment) -> None:
        """Remembers what is played."""
        self._environment = environment

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """Plays an episode per network and seed (n_episodes,).

        Raises:
            ShapeError: The environment returned something of another shape or type.
        """
        played = checks.play(self._environment, networks, seeds)
        return Evaluation(episodes.mean(played.results), played.failed)
