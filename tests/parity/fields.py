"""Defaults and ranges of settings, read from the fields of the config: a new setting needs no edit here."""

from typing import Any, Final

from hypothesis import strategies as st
from pydantic import BaseModel

from speciate.config import sections

SECTIONS: Final[dict[str, type[BaseModel]]] = {
    "genome": sections.Genome,
    "mutation": sections.Mutation,
    "crossover": sections.Crossover,
    "distance": sections.Distance,
    "speciation": sections.Speciation,
    "reproduction": sections.Reproduction,
    "selection": sections.Selection,
    "dense": sections.Dense,
    "genetic": sections.Genetic,
}
"""The sections of the config that backends read."""

MOST_REAL: Final = 3.0
"""Real settings are drawn up to this much above the least, or up to their limit."""

MOST_STEPS: Final = 4
"""Whole settings are drawn up to this much above the least, or up to their limit."""


def defaults(section: str) -> dict[str, Any]:
    """Defaults of a section; without the fields that the program fills in."""
    fields = SECTIONS[section].model_fields.items()
    values = {name: field.default for name, field in fields if field.default is not None}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def strategies(section: str) -> dict[str, st.SearchStrategy[Any]]:
    """What to draw for every field of a section."""
    schema = SECTIONS[section].model_json_schema()["properties"]
    return {name: _strategy(field) for name, field in schema.items()}


def _strategy(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What to draw for a field of which the JSON schema is given."""
    if "anyOf" in field:  # null and names stand for a number that the program fills in
        field = next(one for one in field["anyOf"] if one["type"] != "null")
    if "enum" in field:
        return st.sampled_from(field["enum"])
    if field["type"] == "boolean":
        return st.booleans()
    if field["type"] == "array":
        return st.lists(_strategy(field["items"]), min_size=field.get("minItems", 0), max_size=4)
    low = field["minimum"] if "minimum" in field else field["exclusiveMinimum"]
    if field["type"] == "integer":
        return st.integers(low, min(field["maximum"], low + MOST_STEPS))
    high = min(field["maximum"], low + MOST_REAL)
    is_open = "minimum" not in field
    ends = [low + part * (high - low) for part in (0.0, 0.1, 0.5, 1.0)]
    return st.sampled_from(ends[is_open:]) | st.floats(low, high, exclude_min=is_open)
