"""Checks for users' own parts: each raises one error that lists everything that is wrong."""

from speciate.errors import ConformanceError
from speciate.testing.algorithm import check_algorithm
from speciate.testing.environment import check_environment
from speciate.testing.evaluator import check_evaluator

__all__ = ["ConformanceError", "check_algorithm", "check_environment", "check_evaluator"]
