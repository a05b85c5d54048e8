"""A setting is one field of a section: its flag, TOML key, help and errors follow from the field."""

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from speciate.cli.flags import ConfigFlag
from speciate.config import toml
from speciate.config.fields import ConfigFields
from speciate.config.messages import fields, problems
from speciate.config.sections import Rate, Section


class Toy(Section):
    """A section with a new setting."""

    toy_rate: Rate = Field(default=0.25, description="Fraction of the toys that break.")
    n_toys: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Number of toys.")


class Wider(ConfigFields):
    """The config with that section."""

    toy: Toy = Field(default_factory=Toy, description="How toys break.")


def wider(**toy: Any) -> Wider:
    return Wider.model_validate({"toy": toy})


def refused(**settings: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Wider(**settings)
    return problems(caught.value, Wider)


def test_a_new_setting_has_a_flag_with_its_help() -> None:
    flags = {key: ConfigFlag(section, key, field) for section, key, field in fields(Wider)}
    assert flags["toy_rate"].opts == ["--toy-rate"]
    assert flags["toy_rate"].help == "Fraction of the toys that break. [a number from 0 to 1; default 0.25]"
    assert flags["n_toys"].help == 'Number of toys. [a whole number from 1, or "auto"; default auto]'


def test_a_new_setting_is_a_key_of_the_file() -> None:
    written = toml.text(wider(toy_rate=0.5).model_dump(mode="json"))
    assert '[toy]\ntoy_rate = 0.5\nn_toys = "auto"' in written
    assert Wider(**toml.parsed(written, "here")) == wider(toy_rate=0.5)


def test_a_wrong_value_of_a_new_setting_is_refused_in_words() -> None:
    assert refused(toy={"toy_rate": 2}) == ["toy.toy_rate = 2: expected a number from 0 to 1"]
    (line,) = refused(toy={"toy_ratee": 0.5})
    assert line == 'toy.toy_ratee: unknown key; did you mean "toy_rate"?'
