"""The algorithm of a run: as its record makes it, on islands, with objectives left out at times."""

from functools import partial

from speciate.config import Config
from speciate.config.algorithms import ALGORITHMS
from speciate.evolution.algorithm import Algorithm


def algorithm_of(config: Config, n_inputs: int, n_outputs: int) -> Algorithm:
    """The algorithm of a run.

    Args:
        config: The config, every field filled in.
        n_inputs: Length of an observation.
        n_outputs: Length of an action.

    Raises:
        BackendError: The backend is not installed.
        ConfigError: The algorithm or the backend refuses the settings.
    """
    record = ALGORITHMS.get(config.algorithm)
    create = record.create
    # only what a run uses is loaded
    if record.name not in ALGORITHMS.built_in:
        from speciate.evolution.users_algorithm import UsersAlgorithm  # noqa: PLC0415

        create = partial(UsersAlgorithm, record)
    if config.islands.n_islands > 1:
        from speciate.evolution.islands import IslandsAlgorithm  # noqa: PLC0415

        algorithm: Algorithm = IslandsAlgorithm(config, lambda one: create(one, n_inputs, n_outputs))
    else:
        algorithm = create(config, n_inputs, n_outputs)
    if config.n_objectives > 1 and not config.participation.always:
        from speciate.evolution.participation import ParticipationAlgorithm  # noqa: PLC0415

        return ParticipationAlgorithm(config, algorithm)
    return algorithm
