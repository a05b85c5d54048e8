"""The genetic algorithm for a loop of your own."""

from collections.abc import Sequence

from speciate.config.arguments import ConfigLike, built, objective_names
from speciate.evolution import Evolution


class Genetic(Evolution):
    """Evolves the weights of dense networks, to be asked and told from your own loop.

    Several objectives are ranked by NSGA-II.

    Example:
        >>> evolution = Genetic(n_inputs=4, n_outputs=2, hidden_layers=[16], seed=0)
        >>> while not evolution.is_solved(threshold=475):
        ...     networks = evolution.ask()
        ...     evolution.tell(evaluate(networks))
    """

    _only_algorithm = "genetic"

    def __init__(
        self,
        *,
        n_inputs: int,
        n_outputs: int,
        hidden_layers: Sequence[int] | None = None,
        population_size: int | None = None,
        seed: int | None = None,
        objectives: int | Sequence[str] | None = None,
        directions: str | Sequence[str] | None = None,
        measures: Sequence[str] | None = None,
        backend: str | None = None,
        threads: int | None = None,
        config: ConfigLike | None = None,
    ) -> None:
        """Founds a population.

        Args:
            n_inputs: Length of an observation.
            n_outputs: Length of an action.
            hidden_layers: Number of nodes of each hidden layer.
            population_size: Number of genomes in a generation.
            seed: Seed of every random draw.
            objectives: Their number or their names.
            directions: "max" or "min", for all objectives or for each.
            measures: Names of what ``tell`` takes as measures, for novelty.
            backend: "native" or "reference".
            threads: Threads of the native backend, 0 for one per core.
            config: Every other setting, a mapping or the path of a TOML file with them; the arguments above
                go before it.

        Raises:
            ConfigError: A setting is refused.
            BackendError: The backend is not installed.
        """
        arguments = {
            "algorithm": self._only_algorithm,
            "population_size": population_size,
            "seed": seed,
            "objectives": objective_names(objectives),
            "directions": directions,
            "measures": measures,
            "backend": backend,
            "threads": threads,
            "dense": None if hidden_layers is None else {"hidden_layers": hidden_layers},
        }
        super().__init__(built(config, arguments), n_inputs=n_inputs, n_outputs=n_outputs)
