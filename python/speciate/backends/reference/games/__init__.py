"""The environments that the native core plays, as plain Python: their executable specification."""

import difflib
from collections.abc import Callable, Mapping
from functools import partial

from speciate.backends.reference.evaluation.environment import Environment
from speciate.backends.reference.games import double_pole, recall, regression
from speciate.backends.reference.games.arena import Arena, rules_of
from speciate.backends.reference.games.cart_pole import CartPole
from speciate.backends.reference.games.maze import Maze
from speciate.backends.reference.games.retina import Retina
from speciate.backends.reference.games.xor import Xor

_DESCRIPTIONS = {
    "arena": "survive chess pieces on a walled field, shoot them and collect power-ups",
    "cart_pole": "balance a pole on a cart for 500 steps: the rules of Gymnasium's CartPole-v1",
    "double_pole": "balance a long and a short pole on one cart, with or without seeing velocities",
    "maze": "find the way out of a maze whose straight way is a dead end",
    "recall": "remember a few bits and say them when asked, which needs recurrent networks",
    "regression": "predict numbers from a table of points, yours or those of a polynomial",
    "retina": "find objects in both halves of eight pixels, in all 256 patterns",
    "xor": "answer the four patterns of exclusive or, without mistake",
}


def names() -> tuple[str, ...]:
    """The names of the environments, in alphabetical order."""
    return tuple(_DESCRIPTIONS)


def describe(name: str) -> str:
    """One line that says what the environment called ``name`` is.

    Raises:
        ValueError: There is no environment of that name.
    """
    if name not in _DESCRIPTIONS:
        nearest = difflib.get_close_matches(name, _DESCRIPTIONS, n=1, cutoff=0.0)[0]
        known = ", ".join(_DESCRIPTIONS)
        raise ValueError(f"unknown environment '{name}'; the nearest is '{nearest}', and there are: {known}")
    return _DESCRIPTIONS[name]


def make(name: str, options: Mapping[str, object]) -> Callable[[], Environment]:
    """A function that makes environments called ``name``.

    Args:
        name: One of ``names()``.
        options: Options of the environment, such as ``{"preset": "classic"}``; checked here, never later.

    Raises:
        ValueError: The name or an option is unknown, or the value of an option is not allowed.
    """
    describe(name)
    if not isinstance(options, Mapping):
        raise ValueError(f"{name}: options are {str(options)[:60]}, expected a table")  # noqa: TRY004  # as for all other mistakes
    if name == "arena":
        return partial(Arena, rules_of(options))
    if name == "double_pole":
        return partial(double_pole.DoublePole, double_pole.rules_of(options))
    if name == "recall":
        return partial(recall.Recall, recall.rules_of(options))
    if name == "regression":
        return partial(regression.Regression, regression.rules_of(options))
    for key in options:
        raise ValueError(f"{name}: unknown option '{key}'; it has no options")
    plain: dict[str, Callable[[], Environment]] = {
        "xor": Xor,
        "retina": Retina,
        "maze": Maze,
        "cart_pole": CartPole,
    }
    return plain[name]
