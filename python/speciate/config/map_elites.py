"""MAP-Elites: its section of the config."""

from collections.abc import Iterator
from math import inf, prod
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from speciate.config.novelty import computed
from speciate.config.sections import Section

if TYPE_CHECKING:
    from speciate.config.tree import Config

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


def axes(config: "Config") -> list[tuple[float, float, int]]:
    """For each measure the lower and the upper bound of the grid, and the number of its cells."""
    grid, n = config.map_elites, len(config.measures)
    return [
        *zip(_each(grid.grid_lower, n), _each(grid.grid_upper, n), _each(grid.grid_cells, n), strict=True)
    ]


def contradictions(config: "Config") -> Iterator[str]:
    """One line per setting that MAP-Elites cannot do with."""
    if config.algorithm != "map_elites":
        return
    chosen = 'algorithm = "map_elites"'
    n, grid = len(config.measures), config.map_elites
    if not n:
        yield f'measures = []: {chosen} needs some; name results, as in measures = ["x", "y"]'
    if len(config.objectives or ()) > 1 or computed(config):
        yield f"objectives = {list(config.objectives or ())}: {chosen} takes one, and none that is computed"
    if config.selection.survival not in {None, "generational"}:
        yield f'selection.survival = "{config.selection.survival}": with {chosen} the grid decides; leave it'
    named = {"grid_lower": grid.grid_lower, "grid_upper": grid.grid_upper, "grid_cells": grid.grid_cells}
    wrong = [name for name, values in named.items() if n and len(values) not in {1, n}]
    several = f"1 or {n} numbers" if n > 1 else "1 number"
    for name in wrong:
        yield f"map_elites.{name} = {list(named[name])}: expected {several}, one per measure"
    if n and not wrong:
        yield from _unbounded(config)


def _unbounded(config: "Config") -> Iterator[str]:
    for name, (lower, upper, _) in zip(config.measures, axes(config), strict=True):
        if not 0.0 < upper - lower < inf:
            yield f'map_elites: the grid of "{name}" goes from {lower:g} to {upper:g}; raise grid_upper'
    n_cells = prod(cells for _, _, cells in axes(config))
    if n_cells > MOST_CELLS:
        yield f"map_elites.grid_cells: the grid has {n_cells} cells; expected at most {MOST_CELLS}"


def _each(values: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    return values * n if len(values) == 1 else values
