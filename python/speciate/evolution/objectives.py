"""The objectives of a run: their names and directions, and the numbers that ``tell`` takes for them."""

import numpy as np
from numpy.typing import ArrayLike

from speciate.config import Config
from speciate.config import objectives as configured
from speciate.values.evaluated import Evaluated
from speciate.values.population import Population
from speciate.values.told import checked, checked_measures, one_each, repeated
from speciate.values.types import Bools, Float64s


class Objectives:
    """The objectives of a config. Inside a run all are maximised: those that a user minimises are negated.

    Attributes:
        names: What they are called.
        directions: Of each, "max" or "min".
        signs: float64 (n_objectives,), -1 where the user minimises, else 1.
        told: The names of those that ``tell`` takes; the others are computed from measures.
        several: Whether there is more than one.
        computed: Whether one of them is computed from measures.
    """

    def __init__(self, config: Config) -> None:
        """Reads a config, every field filled in."""
        self.names: tuple[str, ...] = config.objectives or ("fitness",)
        self.directions = repeated(config.directions, len(self.names))
        self.signs: Float64s = np.array([-1.0 if one == "min" else 1.0 for one in self.directions])
        self.told = configured.told(config)
        self._columns = [self.names.index(name) for name in self.told]
        self._told_signs: Float64s = self.signs[self._columns] if self.told else np.ones(1)
        self.several = len(self.names) > 1
        self.computed = self.told != self.names
        self._n_measures = len(config.measures)

    def point(self, values: ArrayLike, name: str = "reference_point") -> Float64s:
        """A value for each objective as they are inside a run: float64 (n_objectives,).

        Args:
            values: One value for all objectives, or one for each, in the user's directions.
            name: What they are called in a message.

        Raises:
            ShapeError: There are more or fewer, or they are no numbers.
        """
        point: Float64s = one_each(name, values, len(self.names)) * self.signs
        return point

    def in_user_directions(self, objectives: Float64s) -> Float64s:
        """Objectives of genomes, (n_genomes, n_objectives), as the user told them; no -0."""
        values: Float64s = objectives * self.signs + 0.0
        return values

    def again(
        self, objectives: ArrayLike, failed: ArrayLike | None, n_genomes: int
    ) -> tuple[Float64s, Bools]:
        """What a user tells of genomes that played again, checked: maximised objectives, and who failed.

        The arguments are those of ``Evolution.tell``, and so are the errors.
        """
        return checked(objectives, failed, n_genomes, self._told_signs, "archived genome")

    def evaluated(
        self,
        population: Population,
        objectives: ArrayLike,
        failed: ArrayLike | None,
        measures: ArrayLike | None,
    ) -> Evaluated:
        """What a user tells of genomes, checked; objectives that are computed are 0.

        The arguments are those of ``Evolution.tell``, and so are the errors.
        """
        values, failures = checked(objectives, failed, len(population), self._told_signs)
        places = checked_measures(measures, failures, self._n_measures)
        if places is None:
            return Evaluated(population, values, failures)
        whole = np.zeros((len(population), len(self.names)))
        whole[:, self._columns] = values[:, : len(self._columns)]
        return Evaluated(population, whole, failures, places, values[:, 0].copy())
