"""NEAT for a loop of your own."""

from collections.abc import Sequence

from speciate.config.arguments import ConfigLike, built, objective_names
from speciate.evolution.loop import Evolution
from speciate.values.views import Views


class Neat(Evolution):
    """NEAT, to be asked and told from your own loop; with several objectives NEAT and NSGA-II.

    Example:
        >>> evolution = Neat(n_inputs=4, n_outputs=2, population_size=150, seed=0)
        >>> while not evolution.is_solved(threshold=475):
        ...     networks = evolution.ask()
        ...     evolution.tell(evaluate(networks))
    """

    _only_algorithm = "neat"

    def __init__(
        self,
        *,
        n_inputs: int,
        n_outputs: int,
        views: Views | None = None,
        activation: str | None = None,
        output_activation: str | None = None,
        recurrent: bool | None = None,
        population_size: int | None = None,
        n_islands: int | None = None,
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
            views: How one small network sees an observation from several places and answers; see
                docs/views.md. None shows networks whole observations.
            activation: Activation of hidden nodes, see docs/activations.md.
            output_activation: That of the outputs.
            recurrent: Whether networks have a memory, until they are reset.
            population_size: Number of genomes in a generation.
            n_islands: Parts of the population that evolve alone, with a few genomes that move between them.
            seed: Seed of every random draw; None is that of the config, or 0.
            objectives: Their number or their names.
            directions: "max" or "min", for all objectives or for each.
            measures: Names of what ``tell`` takes as measures, for novelty.
            backend: "native" or "reference".
            threads: Threads of the native backend, 0 for one per core.
            config: Every other setting, a mapping, a Config or the path of a TOML file with them; the
                arguments above go before it. A setting of a mapping that has no effect is refused.

        Raises:
            ConfigError: A setting is refused, or has no effect.
            BackendError: The backend is not installed.
        """
        arguments = {
            "activation": activation,
            "output_activation": output_activation,
            "recurrent": recurrent,
            "population_size": population_size,
            "n_islands": n_islands,
            "seed": seed,
            "objectives": objective_names(objectives),
            "directions": directions,
            "measures": measures,
            "backend": backend,
            "threads": threads,
        }
        whole = built(config, arguments, only_algorithm=self._only_algorithm)
        super().__init__(whole, n_inputs=n_inputs, n_outputs=n_outputs, views=views)
