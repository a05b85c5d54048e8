"""The group of commands, and how mistakes end: one line, exit code 2, no traceback."""

import io
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from speciate._version import __version__
from speciate.cli.exit_codes import INTERRUPTED, MISTAKE, NO_OUTPUT, TERMINATED
from speciate.cli.user_modules import import_flag
from speciate.errors import SpeciateError
from speciate.training.interrupts import Terminated

COMMANDS: Final = {
    "train": "Train a population in an environment.",
    "resume": "Go on with a run that was interrupted, or make it longer.",
    "evaluate": "Compare a run's networks with players without any.",
    "polish": "Improve the weights of a run's champion.",
    "export": "Write a run's champion for other programs.",
    "inspect": "Show and verify a run or a checkpoint.",
    "envs": "List the environments that have a name.",
    "bench": "Run the benchmarks of a checkout beside other packages.",
    "study": "Run tasks, algorithms and seeds, and write tables with intervals.",
    "config": "Print a config with every setting explained.",
}


class _Group(click.Group):
    """Loads a command when it is called, and none to list them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"speciate.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="speciate", message="%(prog)s %(version)s")
@import_flag
def group() -> None:
    """Train populations of neural networks by evolution.

    NEAT, HyperNEAT, dense networks, novelty search and MAP-Elites; with several objectives, NSGA-II.

    \b
    speciate train xor
    speciate train arena --generations 50 --seed 1
    speciate evaluate runs/arena-0001
    """  # noqa: D301  # \b keeps click from joining the lines


def main(
    arguments: Sequence[str] | None = None, *, command: click.Command = group, name: str = "speciate"
) -> int:
    """Runs a command and returns the exit code.

    0: done. 1: no output. 2: a mistake. 130: interrupted. 143: terminated.

    Args:
        arguments: What follows the name of the command; None takes those of this process.
        command: The command, by default all of speciate.
        name: How a user calls it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # of a character that the terminal lacks
    with warnings.catch_warnings():
        warnings.showwarning = _warn  # type: ignore[assignment]  # it looks at the message alone
        return _run(arguments, command, name)


def _run(arguments: Sequence[str] | None, command: click.Command, name: str) -> int:
    try:
        code = command.main(
            None if arguments is None else list(arguments), prog_name=name, standalone_mode=False
        )
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else _command(arguments)
        return _refuse([f"{error.format_message()} (see `{where} --help`)"])
    except click.ClickException as error:
        return _refuse([error.format_message()])
    except SpeciateError as error:
        return _refuse([*str(error).splitlines(), *getattr(error, "__notes__", [])])
    except (KeyboardInterrupt, click.Abort) as error:
        what_is_left = str(error.__cause__ or "")  # click has made an Abort of the interrupt
        click.echo(f"interrupted; {what_is_left}" if what_is_left else "interrupted", err=True)
        return INTERRUPTED
    except Terminated as ended:
        return _terminated(ended)
    except (BrokenPipeError, SystemExit):  # the reader has left, as `head` does; click makes it an exit
        _drop_output()
        return 0
    except OSError as error:
        reason = error.strerror or str(error)
        if error.filename is not None:
            return _refuse([f"{error.filename}: {reason}"])
        _drop_output()
        _refuse([f"standard output: {reason}"])
        return NO_OUTPUT
    return code if isinstance(code, int) else 0


def _terminated(ended: Terminated) -> int:
    from speciate.cli.ending import print_interruption  # noqa: PLC0415  # heavy, and seldom needed

    if ended.run is not None and ended.run.directory is not None:  # those of a study have none
        print_interruption(ended.run, "terminated")
    return TERMINATED


def _command(arguments: Sequence[str] | None) -> str:
    """The command that arguments call, as one types it."""
    first = next(iter(sys.argv[1:] if arguments is None else arguments), "")
    return f"speciate {first}" if first in COMMANDS else "speciate"


def _drop_output() -> None:
    """Lets what is still to be written go nowhere, for Python tries once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _warn(message: Warning | str, *_: object) -> None:
    """A warning as one line."""
    click.echo(f"warning: {message}", err=True)


def _refuse(lines: Sequence[str]) -> int:
    for line in lines:
        click.echo(f"error: {line}", err=True)
    return MISTAKE
