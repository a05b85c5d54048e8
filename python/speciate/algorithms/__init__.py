"""What makes the next generation of the one that was told: one module per algorithm, chosen by the config."""

from speciate.algorithms.protocol import Algorithm
from speciate.config import Config


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
    # only what is used is loaded
    if config.algorithm == "genetic":
        from speciate.algorithms.genetic import GeneticAlgorithm  # noqa: PLC0415

        return GeneticAlgorithm(config, n_inputs, n_outputs)
    if config.algorithm == "cma_es":
        from speciate.algorithms.cma_es import CmaEsAlgorithm  # noqa: PLC0415

        return CmaEsAlgorithm(config, n_inputs, n_outputs)
    if config.algorithm == "map_elites":
        from speciate.algorithms.map_elites import MapElitesAlgorithm  # noqa: PLC0415

        return MapElitesAlgorithm(config, n_inputs, n_outputs)
    from speciate.algorithms.neat import NeatAlgorithm  # noqa: PLC0415

    return NeatAlgorithm(config, n_inputs, n_outputs)
