"""A record with a wrong field is refused where it is made, in one line that names part and field."""

from typing import Any

import pytest

from speciate import AlgorithmRecord, ExporterRecord, MetricRecord, TrackerRecord
from speciate.errors import ConfigError


def never(*_: Any) -> Any:
    raise AssertionError


WHOLE: dict[Any, dict[str, Any]] = {
    AlgorithmRecord: {"create": never},
    TrackerRecord: {"description": "Mine.", "factory": never},
    MetricRecord: {"description": "Mine.", "values": never},
    ExporterRecord: {"description": "Mine.", "suffixes": (".mine",), "write": never},
}


@pytest.mark.parametrize(
    ("kind", "field", "value", "message"),
    [
        (AlgorithmRecord, "create", 3, "= 3: expected a function of (config, n_inputs, n_outputs)"),
        (AlgorithmRecord, "checks", None, "= None: expected a function of (config) that gives lines of text"),
        (
            AlgorithmRecord,
            "checks_of_new_runs",
            "no",
            "= 'no': expected a function of (config) that gives lin",
        ),
        (AlgorithmRecord, "fixed_topology", True, "= True: expected a function of (config), such as"),
        (
            AlgorithmRecord,
            "reads",
            None,
            "= None: expected sections of the config with None or a When, as in",
        ),
        (AlgorithmRecord, "reads", ["dense"], "= ['dense']: expected sections of the config"),
        (AlgorithmRecord, "reads", {"dense": True}, "= {'dense': True}: expected sections of the config"),
        (AlgorithmRecord, "description", 3, "= 3: expected one line of text"),
        (AlgorithmRecord, "description", "a\nb", r"= 'a\nb': expected one line of text"),
        (AlgorithmRecord, "divisible", 1, "= 1: expected True or False"),
        (AlgorithmRecord, "genome_ends", 1, "= 1: expected a function of (config, n_inputs, n_outputs)"),
        (AlgorithmRecord, "settings", 1, "= 1: expected None or a function of (config, n_inputs, n_outputs)"),
        (TrackerRecord, "factory", 3, "= 3: expected a function of the text after the colon that returns"),
        (TrackerRecord, "description", None, "= None: expected one line of text"),
        (MetricRecord, "values", 3, "= 3: expected a function of the measured generation that returns"),
        (MetricRecord, "columns", 3, "= 3: expected titles by name, both texts"),
        (MetricRecord, "columns", {"a": 3}, "= {'a': 3}: expected titles by name, both texts"),
        (ExporterRecord, "write", 3, "= 3: expected a function of (network, path)"),
        (ExporterRecord, "suffixes", None, "= None: expected a list of endings with a dot, such as"),
        (ExporterRecord, "suffixes", ".rob", "= '.rob': expected a list of endings with a dot"),
        (ExporterRecord, "suffixes", ("rob",), "= ('rob',): expected a list of endings with a dot"),
        (ExporterRecord, "suffixes", (), "= (): expected a list of endings with a dot"),
    ],
)
def test_a_wrong_field_is_named_with_its_value(kind: Any, field: str, value: Any, message: str) -> None:
    kind(name="mine", **WHOLE[kind])
    with pytest.raises(ConfigError) as error:
        kind(**{"name": "mine", **WHOLE[kind], field: value})
    (line,) = str(error.value).splitlines()
    assert line.startswith(f'{kind.__name__.removesuffix("Record").lower()} "mine": {field} {message}')
