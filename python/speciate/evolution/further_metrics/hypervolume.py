"""The metric "hypervolume": the volume that the archive dominates, with several objectives."""

from typing import Final

from speciate.evolution.metrics import Measured, MetricRecord
from speciate.evolution.volumes import volume
from speciate.values.generation_metrics import Metrics


def values(measured: Measured) -> Metrics:
    """The hypervolume: 0 while the archive is empty, None with more objectives than can be computed."""
    if len(measured.described.names) == 1:
        return {}
    if measured.archive is None or measured.reference_point is None:
        return {"hypervolume": 0.0}
    return {"hypervolume": volume(measured.archive, measured.reference_point)}


RECORD: Final = MetricRecord(
    name="hypervolume",
    description="The volume that the archive dominates.",
    values=values,
    columns={"hypervolume": "hypervolume"},
)
