"""The games that the native core plays, as plain Python: their executable specification.

Each game is a module or a package in here, which has the name of the game. It has a function ``make``, which
takes options and returns a function that makes environments. It may have ``SCRIPTED``, a function that plays
by rules written by hand. Names that begin with an underscore are no games.
"""

import difflib
from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.evaluation.environment import Environment

Act = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Takes an observation, float32 (n_observations,); returns an action, float32 (n_actions,)."""


def names() -> tuple[str, ...]:
    """The names of the games, in alphabetical order."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")))


def make(name: str, options: Mapping[str, object]) -> Callable[[], Environment]:
    """A function that makes environments called ``name``.

    Args:
        name: One of ``names()``.
        options: Options of the environment, such as ``{"preset": "classic"}``; checked here, never later.

    Raises:
        ValueError: The name or an option is unknown, or the value of an option is not allowed.
    """
    game = _game(name)
    if not isinstance(options, Mapping):
        raise ValueError(f"{name}: options are {str(options)[:60]}, expected a table")  # noqa: TRY004  # as for all other mistakes
    made: Callable[[], Environment] = game.make(options)
    return made


def scripted(name: str) -> Act | None:
    """The player that is written by hand for a game, if there is one."""
    act: Act | None = getattr(_game(name), "SCRIPTED", None) if name in names() else None
    return act


def _game(name: str) -> ModuleType:
    """The module of a game. Raises ``ValueError`` if there is no game of that name."""
    known = names()
    if name not in known:
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
        raise ValueError(
            f"unknown environment '{name}'; the nearest is '{nearest}', and there are: {', '.join(known)}"
        )
    return import_module(f"{__name__}.{name}")
