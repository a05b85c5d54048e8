"""A user registers a metric: it is in the run, and the console shows it."""

from collections.abc import Iterator
from typing import Any

import pytest

import speciate
from speciate.errors import ConfigError
from speciate.evolution.metrics import METRICS, Measured, MetricRecord


def spread(measured: Measured) -> dict[str, float]:
    """Best minus worst."""
    return {"spread": float(measured.objectives.max() - measured.objectives.min())}


@pytest.fixture(autouse=True)
def only_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forgets what a test registers: metrics are computed in every run."""
    with monkeypatch.context() as patch:
        patch.setattr(METRICS, "_registered", {})
        patch.setattr(METRICS, "_records", None)
        yield


def train() -> speciate.Run:
    return speciate.train("xor", population_size=8, generations=2, seed=1, backend="reference")


def test_a_metric_is_in_the_run_and_on_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    METRICS.register(
        MetricRecord(
            name="spread", description="Best minus worst.", values=spread, columns={"spread": "range"}
        )
    )
    run = train()
    assert all(metrics["spread"] >= 0 for metrics in run.metrics)
    header, line, *_ = capsys.readouterr().out.splitlines()
    assert line.split()[header.replace(" best", "_best").split().index("range")] == (
        f"{run.metrics[0]['spread']:.4g}"
    )


def test_a_metric_changes_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    before = train()
    METRICS.register(MetricRecord(name="spread", description="Best minus worst.", values=spread))
    after = train()
    assert "spread" not in capsys.readouterr().out
    for one, other in zip(before.metrics, after.metrics, strict=True):
        assert dict(one) | {"timing": 0} == {
            name: 0 if name == "timing" else value for name, value in other.items() if name != "spread"
        }


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"best": 1}, '^metric "wrong": another metric is called "best"; choose another name$'),
        ({"x": {1, 2}}, '^metric "wrong": JSON cannot hold its values '),
        (3, '^metric "wrong": gave 3; expected a table of values by name$'),
    ],
)
def test_values_that_are_no_metrics_are_refused(value: object, message: str) -> None:
    values: Any = lambda _: value  # noqa: E731
    METRICS.register(MetricRecord(name="wrong", description="Wrong.", values=values))
    with pytest.raises(ConfigError, match=message):
        train()
