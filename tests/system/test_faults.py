"""Evaluations that give nothing to rank: what becomes of the genome, and of the run."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Network, Run, replay, resume, train
from speciate.errors import CheckpointError, ConfigError, EvaluationError

WORKERS = pytest.mark.parametrize("workers", [0, 2])
SIZE = 20


def nearness(network: Network) -> float:
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)


def raising(network: Network) -> float:
    raise ZeroDivisionError(f"mine {network.n_inputs}")


def leaving(network: Network) -> float:
    raise SystemExit(f"mine {network.n_inputs}")


def own(bad: Callable[[Network], Any], which: Callable[[int], bool] = lambda row: row == 5) -> Any:
    """An environment in which genomes of some ids, those of ``which``, meet something bad."""

    def function(network: Network) -> Any:
        return bad(network) if which(int(network.genome.ids[0])) else nearness(network)

    return FunctionEnvironment(function, n_inputs=1, n_outputs=1, each=True, name="function")


def trained(environment: Any, **arguments: Any) -> Run:
    settings: dict[str, Any] = {"population_size": SIZE, "generations": 3, "seed": 3, "quiet": True}
    return train(environment, **(settings | arguments))


def arrays(run: Run) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in run.evolution.snapshot().arrays.items()}


EXCEPTIONS = pytest.mark.parametrize(
    ("bad", "message"),
    [
        (raising, "ZeroDivisionError: mine 1"),
        (leaving, "SystemExit: mine 1"),
        (lambda network: [1.0, 2.0][: network.n_inputs + 1], r"ShapeError: .*shape \(1, 2\)"),
        (str, "ShapeError: .*type <U"),
        (lambda network: {network: 1.0}, "ShapeError: .*type object"),
    ],
    ids=["exception", "exit", "shape", "type", "object"],
)
INVALID = pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float32("nan")])


@WORKERS
@EXCEPTIONS
def test_an_exception_ends_the_run_saved_and_names_the_genome(
    bad: Callable[[Network], Any], message: str, workers: int, tmp_path: Path
) -> None:
    path = tmp_path / "run"
    with pytest.raises(
        EvaluationError, match=rf"genome 25 \(row 5\) in generation 1 failed: {message}"
    ) as caught:
        trained(own(bad, lambda row: row == 25), workers=workers, run_directory=path)
    assert str(path / "faults" / "generation-1-genome-25.txt") in str(caught.value)
    again = resume(path, environment=own(nearness), quiet=True)
    assert arrays(again) == arrays(trained(own(nearness)))


@WORKERS
@EXCEPTIONS
def test_penalising_an_exception_ranks_its_genome_last(
    bad: Callable[[Network], Any], message: str, workers: int
) -> None:
    del message
    expected = trained(own(lambda _: None))
    run = trained(own(bad), workers=workers, config={"on_fault": "penalise"})
    assert run.metrics[0]["n_failed"] == run.n_failed == 1
    assert arrays(run) == arrays(expected)


@WORKERS
@INVALID
def test_nan_and_infinity_are_penalised_and_never_best(value: float, workers: int) -> None:
    run = trained(own(lambda _: value, lambda row: row % 3 == 0), workers=workers)
    assert run.metrics[0]["n_failed"] == 7
    assert arrays(run) == arrays(trained(own(lambda _: None, lambda row: row % 3 == 0)))
    assert np.isfinite(run.pareto_front.objectives).all()
    assert run.champion.genome.ids[0] % 3


@WORKERS
def test_nan_is_never_on_the_front(workers: int) -> None:
    def function(network: Network) -> tuple[float, float]:
        row = int(network.genome.ids[0]) % 3
        return (math.nan, math.inf)[row] if row < 2 else nearness(network), float(row)

    environment = FunctionEnvironment(function, n_inputs=1, n_outputs=1, each=True, results=["a", "b"])
    run = trained(environment, objectives=["a", "b"], workers=workers)
    assert np.isfinite(run.pareto_front.objectives).all()
    assert (run.pareto_front.genomes.ids % 3 == 2).all()
    assert all(metrics["n_failed"] > 0 for metrics in run.metrics)


@WORKERS
@INVALID
def test_nan_ends_the_run_where_that_is_asked_for(value: float, workers: int) -> None:
    with pytest.raises(EvaluationError, match=r"genome 5 \(row 5\) in .* failed: the result is -?(nan|inf)"):
        trained(own(lambda _: value), workers=workers, config={"on_fault": "raise"})


def test_nan_of_a_result_that_is_no_objective_is_nothing_to_worry_about() -> None:
    environment = FunctionEnvironment(
        lambda network: (nearness(network), math.nan),
        n_inputs=1,
        n_outputs=1,
        each=True,
        results=["fitness", "note"],
    )
    assert trained(environment).n_failed == 0


@WORKERS
@pytest.mark.parametrize("retries", [1, 2])
def test_an_evaluation_is_tried_as_often_again_as_asked(workers: int, retries: int, tmp_path: Path) -> None:
    def moody(network: Network) -> float:
        with (tmp_path / f"tries-{workers}").open("a") as file:
            file.write(".")
            if file.tell() <= 2:
                raise OSError("not yet")
        return nearness(network)

    config = {"retries": retries, "on_fault": "penalise"}
    run = trained(own(moody), workers=workers, config=config)
    assert run.n_failed == (0 if retries == 2 else 1)
    assert run.metrics[0]["timing"]["n_retries"] == retries
    if retries == 2:
        assert arrays(run) == arrays(trained(own(nearness)))


def test_a_function_of_all_networks_is_tried_again_as_a_whole() -> None:
    sizes: list[int] = []

    def function(networks: Any) -> Any:
        sizes.append(len(networks))
        if len(sizes) == 2:
            raise OSError("not now")
        return [nearness(network) for network in networks]

    environment = FunctionEnvironment(function, n_inputs=1, n_outputs=1)
    run = trained(environment, config={"retries": 1})
    assert sizes[:4] == [SIZE] * 4
    assert arrays(run) == arrays(trained(own(nearness)))


@WORKERS
@pytest.mark.parametrize("bad", [raising, lambda _: None, lambda _: math.nan], ids=["raise", "none", "nan"])
def test_a_generation_without_a_valid_evaluation_ends_the_run_saved(
    workers: int, bad: Callable[[Network], Any], tmp_path: Path
) -> None:
    path = tmp_path / "run"
    environment = own(bad, lambda row: row >= SIZE)
    config = {"on_fault": "penalise"}
    with pytest.raises(EvaluationError, match=r"20 of 20 evaluations invalid in generation 1.*resume"):
        trained(environment, workers=workers, config=config, run_directory=path)
    again = resume(path, environment=own(nearness), quiet=True)
    assert arrays(again) == arrays(trained(own(nearness)))


def test_a_function_of_all_networks_fails_as_a_whole(tmp_path: Path) -> None:
    def function(networks: Any) -> Any:
        raise ZeroDivisionError(f"mine {len(networks)}")

    environment = FunctionEnvironment(function, n_inputs=1, n_outputs=1)
    with pytest.raises(EvaluationError, match="20 genomes at once in generation 0 failed: ZeroDivisionError"):
        trained(environment, run_directory=tmp_path / "a")
    with pytest.raises(EvaluationError, match="20 of 20 evaluations invalid in generation 0"):
        trained(environment, config={"on_fault": "penalise"}, run_directory=tmp_path / "b")
    (path,) = (tmp_path / "b" / "faults").glob("*.safetensors")
    with pytest.raises(ZeroDivisionError, match="mine 20"):
        replay(path, environment=environment)


@WORKERS
def test_a_fault_is_written_down_and_replayed(workers: int, tmp_path: Path) -> None:
    path = tmp_path / "run"
    environment = own(raising)
    with pytest.raises(EvaluationError):
        trained(environment, workers=workers, evaluations=2, run_directory=path)
    stem = path / "faults" / "generation-0-genome-5"
    text = stem.with_suffix(".txt").read_text()
    assert "genome 5 (row 5) in generation 0: exception: ZeroDivisionError: mine 1" in text
    assert f'speciate.replay("{stem}.safetensors", environment=...)' in text
    assert "in raising" in text
    with pytest.raises(ZeroDivisionError, match="mine 1"):
        replay(stem.with_suffix(".safetensors"), environment=environment)
    played = replay(stem.with_suffix(".safetensors"), environment=own(nearness))
    assert played.results.shape == (1, 2, 1)


def test_the_first_fault_of_each_kind_is_kept(tmp_path: Path) -> None:
    def function(network: Network) -> float:
        row = int(network.genome.ids[0])
        return raising(network) if row in {3, 4} else math.nan if row in {6, 7} else nearness(network)

    path = tmp_path / "run"
    environment = FunctionEnvironment(function, n_inputs=1, n_outputs=1, each=True)
    run = trained(environment, config={"on_fault": "penalise"}, run_directory=path)
    assert run.n_failed == 4
    names = sorted(file.name for file in (path / "faults").glob("*.txt"))
    assert names == ["generation-0-genome-3.txt", "generation-0-genome-6.txt"]
    played = replay(path / "faults" / "generation-0-genome-6.safetensors", environment=environment)
    assert math.isnan(played.results[0, 0, 0])


def test_replaying_refuses_other_files_and_needs_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "run"
    trained(own(lambda _: math.nan), run_directory=path)
    with pytest.raises(CheckpointError, match="holds a champion; expected a fault"):
        replay(path / "champion.safetensors", environment=own(nearness))
    file = path / "faults" / "generation-0-genome-5.safetensors"
    with pytest.raises(ConfigError, match=r"environment of its own.*speciate\.replay"):
        replay(file)
    other = FunctionEnvironment(nearness, n_inputs=3, n_outputs=2, each=True, name="function")
    with pytest.raises(CheckpointError, match="do not fit this environment"):
        replay(file, environment=other)


def test_invalid_evaluations_are_shown_in_every_line_and_at_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = own(lambda _: math.nan, lambda row: row % 20 == 5)
    trained(environment, quiet=False, run_directory=tmp_path / "run")
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.endswith("1 of 20 evaluations invalid") for line in lines) == 3
    assert lines[-1].startswith("3 of 60 evaluations invalid; the first of each kind is in ")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"workers": -1}, "workers = -1: expected a whole number from 0 to 1024"),
        ({"workers": 1.5}, "workers = 1.5"),
        ({"workers": True}, "workers = true"),
        ({"evaluation_timeout_seconds": -1.0, "workers": 1}, "evaluation_timeout_seconds = -1.0: expected"),
        ({"evaluation_timeout_seconds": math.nan, "workers": 1}, "evaluation_timeout_seconds = NaN"),
        ({"evaluation_timeout_seconds": 1.0}, "evaluation_timeout_seconds = 1.0: .*give workers"),
        ({"worker_memory_bytes": 10**9}, "worker_memory_bytes = 1000000000: .*give workers"),
        ({"worker_memory_bytes": "1 GB", "workers": 1}, 'worker_memory_bytes = "1 GB"'),
        ({"on_fault": "penalize"}, 'on_fault = "penalize": .*did you mean "penalise"'),
        ({"on_fault": 3}, "on_fault = 3"),
        ({"retries": -1}, "retries = -1: expected a whole number from 0 to 1000"),
        ({"retry": 1}, 'retry: unknown key; did you mean "retries"'),
    ],
)
def test_a_wrong_setting_is_refused(config: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        trained(own(nearness), config=config)
