"""What makes the next generation of the one that was told: one module per algorithm, chosen by the config."""

from speciate.config import Config
from speciate.evolution.algorithm import Algorithm, Divisible


def create(config: Config, n_inputs: int, n_outputs: int) -> Algorithm:
    """The algorithm of a run.

    Args:
        config: The config, every field filled in.
        n_inputs: Length of an observation.
        n_outputs: Length of an action.

    Raises:
        BackendError: The backend is not installed.
        ConfigError: The backend refuses the settings.
    """
    if config.n_objectives > 1 and not config.participation.always:
        from speciate.evolution.participation import ParticipationAlgorithm  # noqa: PLC0415

        return ParticipationAlgorithm(config, _whole(config, n_inputs, n_outputs))
    return _whole(config, n_inputs, n_outputs)


def _whole(config: Config, n_inputs: int, n_outputs: int) -> Algorithm:
    """The algorithm of a run whose objectives all count."""
    # only what is used is loaded
    if config.islands.n_islands > 1:
        from speciate.evolution.islands import IslandsAlgorithm  # noqa: PLC0415

        return IslandsAlgorithm(config, lambda one: _divisible(one, n_inputs, n_outputs))
    if config.algorithm == "cma_es":
        from speciate.evolution.algorithms.cma_es import CmaEsAlgorithm  # noqa: PLC0415

        return CmaEsAlgorithm(config, n_inputs, n_outputs)
    if config.algorithm == "map_elites":
        from speciate.evolution.algorithms.map_elites import MapElitesAlgorithm  # noqa: PLC0415

        return MapElitesAlgorithm(config, n_inputs, n_outputs)
    return _divisible(config, n_inputs, n_outputs)


def _divisible(config: Config, n_inputs: int, n_outputs: int) -> Divisible:
    """The algorithm of a run, or of one of its islands."""
    if config.algorithm == "genetic":
        from speciate.evolution.algorithms.genetic import GeneticAlgorithm  # noqa: PLC0415

        return GeneticAlgorithm(config, n_inputs, n_outputs)
    if config.algorithm == "hyperneat":
        from speciate.evolution.algorithms.hyperneat import HyperNeatAlgorithm  # noqa: PLC0415

        return HyperNeatAlgorithm(config, n_inputs, n_outputs)
    from speciate.evolution.algorithms.neat import NeatAlgorithm  # noqa: PLC0415

    return NeatAlgorithm(config, n_inputs, n_outputs)
