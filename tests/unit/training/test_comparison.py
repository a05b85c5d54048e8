"""The table of held-out episodes."""

from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Networks, Run, train
from speciate.training.comparison import Played, compare, table


def results(networks: Networks) -> Any:
    rows = networks.population.columns()["ids"].astype(np.float64)
    return np.stack([rows, -rows], axis=1)


def run(directions: list[str]) -> Run:
    environment = FunctionEnvironment(results, n_inputs=1, n_outputs=1, results=["a", "b"])
    return train(
        environment,
        objectives=["a", "b"],
        directions=directions,
        population_size=6,
        generations=1,
        backend="reference",
        quiet=True,
    )


@pytest.mark.parametrize(("directions", "order"), [(["max", "max"], -1), (["min", "min"], 1)])
def test_the_front_comes_best_first_and_without_the_champion(directions: list[str], order: int) -> None:
    ended = run(directions)
    champion, *members = compare(ended)
    assert champion.player == "champion"
    assert len(members) == len(ended.pareto_front) - 1
    firsts = [played.results[0, 0] for played in members]
    assert firsts == sorted(firsts, key=lambda value: order * value)
    assert champion.results[0, 0] not in firsts
    assert [played.player for played in members] == [f"front {first:.0f}" for first in firsts]


def test_the_number_of_a_member_is_explained() -> None:
    ended = run(["max", "max"])
    text = table(compare(ended), ended.environment.spec.results)
    assert text.endswith("front N: the member of the Pareto front whose genome has the id N")


def test_the_interval_of_a_mean_is_that_of_a_sample() -> None:
    """1.96 standard errors, and a sample's variance is divided by one less than its size."""
    played = Played("champion", np.array([[1.0, 5.0], [2.0, 5.0], [6.0, 5.0]]))
    assert played.means.tolist() == [3.0, 5.0]
    assert played.medians.tolist() == [2.0, 5.0]
    assert played.half_intervals.tolist() == pytest.approx([1.96 * (14 / 2) ** 0.5 / 3**0.5, 0.0])
    assert Played("champion", np.array([[1.0]])).half_intervals.tolist() == [0.0]
