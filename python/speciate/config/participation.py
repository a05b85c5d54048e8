"""The section of participation: objectives that count in some generations only."""

from pydantic import Field

from speciate.config.sections import Rate, Section


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
