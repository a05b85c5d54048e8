"""What a study runs: tasks times algorithms times seeds, from a TOML file."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field, ValidationError

from speciate.config import Config, toml
from speciate.config.messages import problems
from speciate.config.sections import Section
from speciate.environments.named import named
from speciate.errors import ConfigError
from speciate.parsing import strict_json
from speciate.phrases import nearest

_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9 ,_.+-]*$"
_DECIDED: Final = ("environment", "seed", "threads", "workers")
"""Keys of a config that the study itself decides."""

Checked = TypeVar("Checked", bound=Section)
Name = Annotated[str, Field(pattern=_NAME, max_length=60)]
Levels = Annotated[
    tuple[Annotated[float, Field(allow_inf_nan=False)], ...], Field(min_length=1, strict=False)
]


class Task(Section):
    """Something to be learnt."""

    name: Name = Field(description="Name in the tables.")
    environment: str = Field(description="The environment, by name.")
    budget: Annotated[int, Field(ge=2, le=2**53)] = Field(
        description="Largest number of evaluations. A run that has not solved the task by then has failed."
    )
    config: dict[str, Any] = Field(
        default_factory=dict, description="Settings of every run of this task, as in the TOML file of a run."
    )
    levels: dict[str, Levels] = Field(
        default_factory=dict,
        description="Values of results, ascending. The tables show how many champions reach each, and their "
        "connections. Runs do not depend on them.",
    )

    def check(self) -> None:
        """Refuses levels of unknown results, and levels that do not ascend. Raises ``ConfigError``."""
        if not self.levels:
            return
        config = Config.build({"environment": self.environment}, self.config)
        known = named(self.environment, config.environment_options, config.backend).spec.results
        for name, values in self.levels.items():
            where = f'task "{self.name}": levels'
            if name not in known:
                raise ConfigError(
                    f'{where}: unknown "{name}"; expected some of {", ".join(known)}{nearest(name, known)}'
                )
            if list(values) != sorted(set(values)):
                raise ConfigError(f"{where}.{name} = {list(values)}: expected each above the one before")


class Algorithm(Section):
    """A way to learn it."""

    name: Name = Field(description="Name in the tables.")
    config: dict[str, Any] = Field(
        default_factory=dict, description="Settings that go before those of the task."
    )
    tasks: tuple[str, ...] = Field(
        default=(), strict=False, description="The tasks that it runs; empty for all."
    )


class Plan(Section):
    """A study."""

    name: Name = Field(description="What the report calls it.")
    seeds: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="Runs of each task and algorithm.")
    first_seed: Annotated[int, Field(ge=0, le=2**62)] = Field(
        default=0, description="The seed of the first run; the others follow it."
    )
    held_out: bool = Field(
        default=False, description="Whether champions play the held-out episodes when a run is over."
    )
    curves: bool = Field(
        default=False, description="Whether the best and the mean of every generation are kept of each run."
    )
    task: Annotated[tuple[Task, ...], Field(min_length=1, strict=False)] = Field(description="The tasks.")
    algorithm: Annotated[tuple[Algorithm, ...], Field(min_length=1, strict=False)] = Field(
        description="The algorithms."
    )

    @classmethod
    def from_toml(cls, path: str | Path) -> "Plan":
        """The study of a TOML file, with the config of every run checked.

        Raises:
            ConfigError: The file cannot be read, or something in it is refused; one line for each.
        """
        return cls.build(toml.read(Path(path)))

    @classmethod
    def build(cls, settings: dict[str, Any]) -> "Plan":
        """The study of settings as in the TOML file. Raises ``ConfigError``."""
        tables = _tables("task", Task, settings) | _tables("algorithm", Algorithm, settings)
        plan = _checked(cls, settings | tables)
        plan.check()
        return plan

    def entries(self) -> Iterator["Entry"]:
        """Every pair of a task and an algorithm that is run, in the order of the tables."""
        for task in self.task:
            for algorithm in self.algorithm:
                if not algorithm.tasks or task.name in algorithm.tasks:
                    yield Entry(task, algorithm)

    def trials(self) -> Iterator["Trial"]:
        """Every run, seed by seed, so that an unfinished study has something of everything."""
        entries = [(entry, entry.config()) for entry in self.entries()]
        for seed in range(self.first_seed, self.first_seed + self.seeds):
            for entry, config in entries:
                yield Trial(entry.name, config.changed(seed=seed), held_out=self.held_out, curves=self.curves)

    def check(self) -> None:
        """Refuses names that are there twice or lead nowhere, and configs. Raises ``ConfigError``."""
        for what, names in (
            ("task", [task.name for task in self.task]),
            ("algorithm", [algorithm.name for algorithm in self.algorithm]),
        ):
            for name in {name for name in names if names.count(name) > 1}:
                raise ConfigError(f'{what} "{name}": two have this name; give each a name of its own')
        known = {task.name for task in self.task}
        for algorithm in self.algorithm:
            for name in algorithm.tasks:
                if name not in known:
                    raise ConfigError(
                        f'algorithm "{algorithm.name}": tasks names "{name}"; expected some of '
                        f"{', '.join(sorted(known))}"
                    )
        for entry in self.entries():
            entry.config()
        for task in self.task:
            task.check()


@dataclass(frozen=True)
class Entry:
    """A task and an algorithm: a row of the tables.

    Attributes:
        task: What is learnt.
        algorithm: How.
    """

    task: Task
    algorithm: Algorithm

    @property
    def name(self) -> tuple[str, str]:
        """The names of both."""
        return self.task.name, self.algorithm.name

    def config(self) -> Config:
        """The config of its runs, but for the seed. Raises ``ConfigError``."""
        where = f'task "{self.task.name}", algorithm "{self.algorithm.name}"'
        for layer in (self.task.config, self.algorithm.config):
            for key in (key for key in (*_DECIDED, "generations") if key in layer):
                raise ConfigError(f"{where}: {key} is set by the study; leave it out")
        try:
            config = Config.build(
                {"environment": self.task.environment}, self.task.config, self.algorithm.config
            )
            return config.changed(generations=self._generations(config.population_size), threads=1)
        except ConfigError as error:
            raise ConfigError(*(f"{where}: {line}" for line in str(error).splitlines())) from None

    def _generations(self, population_size: int) -> int:
        """Whole generations that fit into the budget."""
        if self.task.budget < population_size:
            raise ConfigError(
                f"budget = {self.task.budget}: expected at least one generation, population_size = "
                f"{population_size}"
            )
        return self.task.budget // population_size


@dataclass(frozen=True)
class Trial:
    """One run of a study.

    Attributes:
        entry: The names of its task and its algorithm.
        config: Its config.
        held_out: Whether its champion plays the held-out episodes.
        curves: Whether the best and the mean of every generation are kept.
    """

    entry: tuple[str, str]
    config: Config
    held_out: bool
    curves: bool = False

    @property
    def key(self) -> str:
        """What tells this run from any other, also from one of an earlier text of the plan."""
        settings = self.config.model_dump(mode="json") | {"held_out": self.held_out}
        settings |= {"curves": True} if self.curves else {}
        return hashlib.sha256(strict_json.dumps(settings).encode()).hexdigest()[:16]


def _checked(section: type[Checked], settings: dict[str, Any], where: str = "") -> Checked:
    """A section of settings. Raises ``ConfigError``, every line with ``where`` it is."""
    try:
        return section(**settings)
    except ValidationError as error:
        raise ConfigError(*(where + line for line in problems(error, section))) from None


def _tables(name: str, section: type[Section], settings: dict[str, Any]) -> dict[str, Any]:
    """The sections of a list of tables, each checked by itself, so that errors say which one it is."""
    tables = settings.get(name)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return {}  # the plan refuses it
    return {
        name: [_checked(section, table, f"{name} {number}: ") for number, table in enumerate(tables, start=1)]
    }
