"""Objectives that count in some generations only: what breeds sees, and what is kept."""

from typing import Any

import numpy as np
import pytest

from speciate import Config, Evolution
from speciate.draws.philox import Draws, Purpose
from speciate.errors import ConfigError
from speciate.evolution.algorithms.neat import NeatAlgorithm
from speciate.evolution.participation import ParticipationAlgorithm
from speciate.values.snapshot import Snapshot
from speciate.values.types import Float64s

KINDS: dict[str, dict[str, Any]] = {
    "neat": {},
    "neat, elitist": {"selection": {"survival": "elitist"}},
    "neat on islands": {"islands": {"n_islands": 2, "migration_generations": 1}},
    "genetic": {"algorithm": "genetic"},
}


def evolution(backend: str, *rates: float, snapshot: Snapshot | None = None, **changes: Any) -> Evolution:
    settings: dict[str, Any] = {
        "population_size": 16,
        "seed": 4,
        "objectives": ("a", "b", "c"),
        "backend": backend,
        "participation": {"participation_rates": rates},
    }
    config = Config(**settings | changes)
    return Evolution(config, n_inputs=2, n_outputs=1, snapshot=snapshot)


def values(generation: int) -> Float64s:
    return np.random.default_rng(generation).integers(0, 6, (16, 3)).astype(np.float64)


def told(evolution: Evolution, n_generations: int, counts: Any = (True, True, True)) -> Snapshot:
    """Takes an evolution through generations; what does not count is told as 0."""
    for _ in range(n_generations):
        evolution.ask()
        evolution.tell(np.where(counts, values(evolution.generation), 0.0))
    return evolution.snapshot()


def assert_same_genomes(one: Snapshot, other: Snapshot, group: str = "asked.") -> None:
    names = [name for name in one.arrays if name.startswith(group)]
    assert names
    for name in names:
        assert one.arrays[name].tobytes() == other.arrays[name].tobytes(), name


@pytest.mark.parametrize("kind", KINDS)
def test_what_never_counts_decides_nothing(backend: str, kind: str) -> None:
    rates = (0.0, 1.0)
    more = KINDS[kind] | {"selection": {"archive_breeding_rate": 0.0} | KINDS[kind].get("selection", {})}
    seen = told(evolution(backend, *rates, **more), 1)
    constant = told(evolution(backend, 1.0, **more), 1, counts=(True, False, True))
    assert_same_genomes(seen, constant)
    assert (seen.arrays["archive:objectives"][:, 1] != 0.0).any()


@pytest.mark.parametrize("kind", ["neat", "neat, elitist", "neat on islands"])
def test_survivors_and_the_archive_keep_every_objective(backend: str, kind: str) -> None:
    run = evolution(backend, 0.0, **KINDS[kind])
    known: dict[int, list[float]] = {}
    for generation in range(5):
        known |= dict(zip(run.population.ids.tolist(), values(generation).tolist(), strict=True))
        told(run, 1)
        snapshot = run.snapshot()
        for group in ("carried", "archive", "leaders"):
            ids, found = (snapshot.arrays[f"{group}{name}"].tolist() for name in (".ids", ":objectives"))
            assert found == [known[one] for one in ids], group


def test_an_objective_counts_in_as_many_generations_as_its_rate_says(backend: str) -> None:
    changed = []
    for seed in range(40):
        sometimes = told(evolution(backend, 0.25, 1.0, seed=seed), 1)
        always = told(evolution(backend, 1.0, seed=seed), 1)
        same = sometimes.arrays["leaders.ids"].tolist() == always.arrays["leaders.ids"].tolist()
        draws = Draws(seed, Purpose.PARTICIPATION, 0)
        counts = draws.uniform(0) < 0.25
        assert same or not counts
        changed.append(not same)
    assert 20 <= sum(changed) <= 36  # of the 30 in 40 that are expected not to count


def test_always_is_the_run_that_it_was_before(backend: str) -> None:
    plain = Evolution(evolution(backend, 1.0).config.changed(participation={}), n_inputs=2, n_outputs=1)
    one, other = told(evolution(backend, 1.0, 1.0), 4), told(plain, 4)
    assert one.scalars == other.scalars
    assert_same_genomes(one, other, "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_goes_on_bit_for_bit_on_either_backend(native: str, kind: str) -> None:
    straight = told(evolution("reference", 0.5, **KINDS[kind]), 7)
    for backend in ("reference", native):
        for cut in (0, 3):
            begun = told(evolution(backend, 0.5, **KINDS[kind]), cut)
            again = told(evolution(backend, 0.5, **KINDS[kind], snapshot=begun), 7 - cut)
            assert again.scalars == straight.scalars
            assert_same_genomes(again, straight, "")


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        ((1.5,), "participation.participation_rates"),
        ((), "participation.participation_rates"),
        (
            (1.0, 0.5, 0.5),
            r"participation_rates = \[1.0, 0.5, 0.5\]: expected 1 or 2, one per objective after",
        ),
    ],
)
def test_rates_that_fit_no_objectives_are_refused(rates: tuple[float, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        evolution("reference", *rates)


def test_rates_of_a_single_objective_are_refused() -> None:
    with pytest.raises(ConfigError, match="a single objective always counts"):
        Config.build({"objectives": ["a"], "participation": {"participation_rates": [0.5]}})


def test_which_objectives_count_differs_from_generation_to_generation_and_from_run_to_run() -> None:
    counted = []
    for seed in (4, 5):
        config = evolution("reference", 0.5, 1.0, seed=seed).config
        hiding = ParticipationAlgorithm(config, NeatAlgorithm(config, 2, 1))
        counted.append([hiding._counts(generation).tolist() for generation in range(60)])
    for each in counted:
        assert all(first and last for first, _, last in each)
        assert 15 < sum(middle for _, middle, _ in each) < 45
    assert counted[0] != counted[1]
