"""Your own function as an environment."""

import functools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Network, Networks, resume, train
from speciate.errors import ConfigError, EvaluationError


def nearness(network: Network) -> float:
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)


def all_at_once(networks: Networks) -> Any:
    return 1.0 - np.abs(networks.forward([1.0])[:, 0].astype(np.float64) - 0.25)


def run(function: Any, **arguments: Any) -> Any:
    environment = FunctionEnvironment(function, n_inputs=1, n_outputs=1, **arguments)
    return train(environment, population_size=10, generations=3, backend="reference", quiet=True)


def test_one_network_at_a_time_equals_all_at_once() -> None:
    one, all_ = run(nearness, each=True), run(all_at_once)
    assert [m["best"] for m in one.metrics] == [m["best"] for m in all_.metrics]
    assert one.champion_results["fitness"] == one.pareto_front.objectives[0, 0]


def noisy(network: Network, seed: int) -> float:
    return nearness(network) + float(np.random.default_rng(seed).normal())


def noisy_all(networks: Networks, seed: int) -> Any:
    return [noisy(network, seed) for network in networks]


def test_chance_from_the_seed_makes_equal_runs_equal() -> None:
    chance: dict[str, Any] = {"seeded": True, "stochastic": True}
    runs = [run(noisy, each=True, **chance), run(noisy, each=True, **chance), run(noisy_all, **chance)]
    assert runs[0].champion_results == runs[1].champion_results == runs[2].champion_results
    assert [m["best"] for m in runs[0].metrics] == [m["best"] for m in runs[1].metrics]
    assert [m["best"] for m in runs[0].metrics] == [m["best"] for m in runs[2].metrics]


def test_every_episode_has_its_own_seed_and_all_networks_the_same() -> None:
    seeds: list[int] = []

    def kept(networks: Networks, seed: int) -> Any:
        seeds.append(seed)
        return [0.0] * len(networks)

    run(kept, seeded=True, stochastic=True)
    n_training, n_validation = 3 * 2, 20  # on average over the candidates: the best of several play more
    assert len(seeds) == len(set(seeds)) >= n_training + n_validation
    assert all(type(seed) is int and 0 <= seed < 2**64 for seed in seeds)


def test_several_results_are_chosen_by_name() -> None:
    def both(network: Network) -> tuple[float, float]:
        return nearness(network), -float(network.genome.sizes[0])

    environment = FunctionEnvironment(
        both, n_inputs=1, n_outputs=1, each=True, results=("fitness", "brevity")
    )
    run = train(
        environment,
        objectives=["brevity", "fitness"],
        population_size=10,
        generations=2,
        backend="reference",
        quiet=True,
    )
    assert list(run.metrics[0]["best"]) == ["brevity", "fitness"]
    assert run.pareto_front.objectives[:, 0].max() <= 0.0


def test_none_marks_a_failed_evaluation() -> None:
    def moody(network: Network) -> float | None:
        return None if network.forward([1.0])[0] < 0 else nearness(network)

    assert run(moody, each=True).metrics[0]["n_failed"] > 0


def test_a_pair_marks_failed_evaluations() -> None:
    def moody(networks: Networks) -> Any:
        failed = np.arange(len(networks)) > 0
        return np.where(failed, np.nan, 0.0), failed

    assert run(moody).metrics[-1]["n_failed"] == 9


@pytest.mark.parametrize("returned", [0.0, np.zeros(3), np.zeros((10, 2)), ["a"] * 10])
def test_another_shape_or_type_is_refused(returned: Any) -> None:
    with pytest.raises(EvaluationError, match=r"returned (type|one number).*; expected numbers \(10, 1\)"):
        run(lambda networks: returned)  # noqa: ARG005


def test_several_numbers_for_one_result_are_refused() -> None:
    with pytest.raises(EvaluationError, match=r"row 0\).*expected numbers \(1, 1\)"):
        run(lambda network: [0.0] * 2, each=True)  # noqa: ARG005


def test_an_error_in_the_function_leaves_what_was_finished_in_the_run_directory(tmp_path: Path) -> None:
    calls = iter(range(100))

    def breaks(networks: Networks) -> Any:
        if next(calls) == 2:
            raise ZeroDivisionError("mine")
        return all_at_once(networks)

    def environment(function: Any) -> FunctionEnvironment:
        return FunctionEnvironment(function, n_inputs=1, n_outputs=1, name="mine")

    with pytest.raises(EvaluationError, match=r"10 genomes at once in generation 2 .*: mine") as caught:
        train(
            environment(breaks),
            population_size=10,
            generations=4,
            backend="reference",
            run_directory=tmp_path / "run",
            quiet=True,
        )
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    again = resume(tmp_path / "run", environment=environment(all_at_once), quiet=True)
    assert [metrics["generation"] for metrics in again.metrics] == [0, 1, 2, 3]
    with pytest.raises(ConfigError, match=r"environment of its own.*speciate\.resume\(.*environment=\.\.\."):
        resume(tmp_path / "run", quiet=True)


def test_a_second_error_while_saving_does_not_hide_the_first(tmp_path: Path) -> None:
    path = tmp_path / "run"

    def breaks(networks: Networks) -> Any:
        checkpoint = path / "checkpoints" / "generation-00000000.safetensors"
        checkpoint.unlink()
        checkpoint.mkdir()
        raise ZeroDivisionError(f"mine {len(networks)}")

    environment = FunctionEnvironment(breaks, n_inputs=1, n_outputs=1)
    with pytest.raises(EvaluationError, match="mine") as caught:
        train(environment, population_size=4, backend="reference", run_directory=path, quiet=True)
    assert "generation-00000000.safetensors: cannot be written" in caught.value.__notes__[0]


@pytest.mark.parametrize("each", [False, True])
def test_recurrent_networks_begin_every_call_anew(each: bool) -> None:  # noqa: FBT001
    def all_(networks: Networks) -> list[float]:
        return [once(network) for network in networks]

    def once(network: Network) -> float:
        return float(network.forward([1.0])[0])

    config = {"genome": {"recurrent": True}, "mutation": {"add_connection_rate": 1.0}}
    environment = FunctionEnvironment(
        once if each else all_, n_inputs=1, n_outputs=1, each=each, stochastic=True
    )
    ended = train(
        environment, population_size=10, generations=4, backend="reference", config=config, quiet=True
    )
    networks = ended.evolution.ask()
    seeds = np.arange(3, dtype=np.uint64)
    results = environment.play(networks, seeds).results
    assert (results == results[:, :1]).all()


def test_an_unknown_objective_is_refused_with_the_nearest_name() -> None:
    environment = FunctionEnvironment(nearness, n_inputs=1, n_outputs=1)
    with pytest.raises(ConfigError, match=r'objectives: unknown "fitnes".*did you mean "fitness"'):
        train(environment, objectives=["fitnes"], backend="reference", quiet=True)


def test_training_without_an_environment_is_refused() -> None:
    with pytest.raises(ConfigError, match="environment: none given"):
        train(backend="reference", quiet=True)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (
            noisy,
            {"each": True},
            r"noisy\(network: .*, seed: .*\).*: it is called with networks, but .*say seeded=True",
        ),
        (nearness, {"each": True, "seeded": True}, "it is called with networks and seed, but too many"),
        (lambda: 1.0, {}, r"function = <lambda>\(\): it is called with networks, but too many"),
    ],
)
def test_a_function_that_takes_other_arguments_is_refused_at_once(
    function: Any, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        run(function, **arguments)


def test_a_decorator_may_give_the_other_arguments() -> None:
    def scaled(function: Any) -> Any:
        @functools.wraps(function)
        def called(network: Network) -> float:
            return function(network, 7)  # type: ignore[no-any-return]

        return called

    assert run(scaled(noisy), each=True).generation == 3


def test_a_seeded_function_is_stochastic() -> None:
    environment = FunctionEnvironment(noisy, n_inputs=1, n_outputs=1, each=True, seeded=True)
    assert environment.spec.stochastic
    assert not FunctionEnvironment(nearness, n_inputs=1, n_outputs=1, each=True).spec.stochastic
