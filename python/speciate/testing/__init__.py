"""Checks for users' own parts: each raises one error that lists everything that is wrong."""

from speciate.testing.algorithm import check_algorithm
from speciate.testing.evaluator import check_evaluator
from speciate.testing.problems import ConformanceError

__all__ = ["ConformanceError", "check_algorithm", "check_evaluator"]
