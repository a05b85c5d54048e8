"""A small plan, and records of its runs, for the tests of studies."""

from typing import Any

from speciate.study import Plan
from speciate.study.trial import Record

XOR = {"name": "xor", "environment": "xor", "budget": 640}


def plan(**changes: Any) -> Plan:
    settings: dict[str, Any] = {
        "name": "small",
        "seeds": 3,
        "task": [XOR],
        "algorithm": [
            {"name": "one", "config": {"population_size": 16}},
            {"name": "two", "config": {"population_size": 20, "mutation": {"add_node_rate": 0.3}}},
        ],
    }
    return Plan.build(settings | changes)


def record(plan_: Plan, index: int, *, solved: bool, evaluations: int) -> Record:
    trial = list(plan_.trials())[index]
    return {
        "task": trial.entry[0],
        "algorithm": trial.entry[1],
        "key": trial.key,
        "seed": trial.config.seed,
        "solved": solved,
        "evaluations": evaluations,
        "seconds": 1.0,
        "results": {"fitness": float(evaluations)},
        "hypervolume": None,
        "connections": 3.0,
        "hidden_nodes": 1.0,
    }
