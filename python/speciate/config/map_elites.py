"""MAP-Elites: its section of the config."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from speciate.config.sections import Section

MOST_CELLS: Final = 2**31


class MapElites(Section):
    """A grid over the measures that keeps the best genome of every cell."""

    grid_genomes: Literal["neat", "dense"] = Field(
        default="neat",
        description="What is in the cells: genomes of NEAT, or the weights of dense networks, which breed as "
        "in the genetic algorithm.",
    )
    grid_cells: tuple[Annotated[int, Field(ge=1, le=MOST_CELLS)], ...] = Field(
        default=(20,),
        strict=False,
        min_length=1,
        description="Cells of the grid along each measure, one number for all or one for each.",
    )
    grid_lower: tuple[float, ...] = Field(
        default=(),
        strict=False,
        description="Where the grid begins along each measure, one number for all or one for each.",
    )
    grid_upper: tuple[float, ...] = Field(
        default=(),
        strict=False,
        description="Where the grid ends; genomes beyond belong to the outermost cells.",
    )
    qd_offset: float = Field(
        default=0.0,
        description="What is taken away from every objective before the QD-score adds them up: the worst "
        "objective there is, so that no genome makes the sum smaller.",
    )

    def axes(self, n_measures: int) -> list[tuple[float, float, int]]:
        """For each measure the lower and the upper bound of the grid, and the number of its cells."""
        bounds = (self.grid_lower, self.grid_upper, self.grid_cells)
        lower, upper, cells = (_each(values, n_measures) for values in bounds)
        return [*zip(lower, upper, cells, strict=True)]


def _each(values: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    return values * n if len(values) == 1 else values
