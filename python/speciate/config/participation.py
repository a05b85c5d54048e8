"""The section of participation: objectives that count in some generations only."""

from typing import TYPE_CHECKING

from pydantic import Field

from speciate.config.sections import Rate, Section

if TYPE_CHECKING:
    from speciate.config.tree import Config


class Participation(Section):
    """In which generations the objectives after the first count."""

    participation_rates: tuple[Rate, ...] = Field(
        default=(1.0,),
        min_length=1,
        strict=False,
        description="Fraction of the generations in which each objective after the first counts when genomes "
        "are ranked: one for all of them, or one for each; the first always counts.",
    )

    @property
    def always(self) -> bool:
        """Whether every objective counts in every generation."""
        return all(rate == 1.0 for rate in self.participation_rates)


def unfit_rates(config: "Config") -> list[str]:
    """A line if there are rates for more or fewer objectives than there are, or for the only one."""
    rates, n_others = config.participation.participation_rates, len(config.objectives or ()) - 1
    given = f"participation.participation_rates = {list(rates)}"
    if n_others == 0 and not config.participation.always:
        return [f"{given}: a single objective always counts; leave them out, or name more objectives"]
    if config.objectives is None or len(rates) in {1, n_others}:
        return []
    several = f" or {n_others}" if n_others > 1 else ""
    return [f"{given}: expected 1{several}, one per objective after the first"]
