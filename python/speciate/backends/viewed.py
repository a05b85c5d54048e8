"""Views behind the seam of backends: genomes describe the one small network that answers for every view."""

from speciate.backends.wrapping import WrappingBackend
from speciate.values.backend import GenomeBackend
from speciate.values.population import Networks, Population
from speciate.values.views import Views


class ViewedBackend(WrappingBackend):
    """Stores and ranks genomes as another backend does. Their networks see and answer through views."""

    def __init__(self, genomes: GenomeBackend, views: Views) -> None:
        """Made for one run.

        Args:
            genomes: Stores, compiles and ranks genomes.
            views: Through which their networks see and answer.
        """
        super().__init__(genomes)
        self._views = views

    @property
    def views(self) -> Views:
        """Through which networks see and answer."""
        return self._views

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population; ``views`` left out are those of this backend."""
        return self._genomes.compile(population, views or self._views)


def through(views: Views | None, genomes: GenomeBackend) -> GenomeBackend:
    """A backend whose networks see and answer through views; the same one without views."""
    return genomes if views is None else ViewedBackend(genomes, views)
