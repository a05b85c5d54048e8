"""Studies: tasks, algorithms and seeds in one table, each claim with its interval."""

from speciate.study.plan import Entry, Plan, Trial
from speciate.study.running import run
from speciate.study.summary import Summary, summaries

__all__ = ["Entry", "Plan", "Summary", "Trial", "run", "summaries"]
