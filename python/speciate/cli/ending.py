"""What is printed when a run has ended."""

import click

from speciate import tables
from speciate.cli.exit_codes import INTERRUPTED
from speciate.phrases import counted
from speciate.training import comparison
from speciate.training.results import Run


def finish(run: Run) -> int:
    """Prints how the run ended and compares its networks, and returns the exit code."""
    if run.interrupted:
        print_interruption(run, "interrupted")
        return INTERRUPTED
    solved = "solved after" if run.solved else "finished"
    evaluations = run.metrics[-1]["evaluations"] if run.metrics else 0
    invalid = f", {run.n_failed} of them invalid" if run.n_failed else ""
    click.echo(
        f"{solved} {counted(run.generation, 'generation')} and {evaluations} evaluations{invalid}; "
        f"saved in {run.directory}"
    )
    print_comparison(run)
    return 0


def print_interruption(run: Run, how: str) -> None:
    """Prints after how much a run was interrupted or terminated, and how to go on."""
    click.echo(
        f"{how} after {run.generation} of {run.config.generations} generations, all saved; "
        f"go on with `speciate resume {run.directory}`",
        err=True,
    )


def print_comparison(
    run: Run, *, n_episodes: int | None = None, n_members: int = comparison.N_MEMBERS
) -> None:
    """Prints the table of the champion, the Pareto front and the players without a network."""
    played = comparison.compare(run, n_episodes=n_episodes, n_members=n_members)
    click.echo()
    click.echo(comparison.table(played, run.environment.spec.results, tables.terminal_width()))
