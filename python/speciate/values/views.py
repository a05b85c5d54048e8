"""Views: one network that answers from several places at once.

Many observations look alike from several places: a ring of sensors, two mirrored halves, four legs. The
weights of one small network are then shared by all places, as in a convolution (LeCun et al. 1989) and in
networks that are shared by sensors (Tang & Ha 2021, "The Sensory Neuron as a Transformer"). A view shows the
network an observation as it looks from one place. The answers of all views are merged into one action. Both
are linear: view i shows ``looks[i] @ observation``, and the action is the sum of ``merges[i] @ answer[i]``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike

from speciate.errors import ConfigError
from speciate.phrases import counted, shown
from speciate.values import mirrors, stacks
from speciate.values.rings import Ring

MOST_VIEWS: Final = 4096
"""The largest number of views."""


class Views:
    """How an observation is seen from several places, and how the answers become one action.

    Example:
        Two halves of four sensors, of which the right one is seen in a mirror, and whose answers are added:

        >>> look = np.eye(4, 8)
        >>> views = Views([look, look[:, ::-1]], [np.eye(1), np.eye(1)])
        >>> views.n_inputs, views.n_view_inputs, views.n_views
        (8, 4, 2)

    Attributes:
        looks: float32 (n_views, n_view_inputs, n_inputs), read-only.
        merges: float32 (n_views, n_outputs, n_view_outputs), read-only.
    """

    def __init__(self, looks: ArrayLike, merges: ArrayLike) -> None:
        """Copies both.

        Args:
            looks: Numbers (n_views, n_view_inputs, n_inputs): what each view shows of an observation.
            merges: Numbers (n_views, n_outputs, n_view_outputs): what each answer adds to the action.

        Raises:
            ConfigError: A shape does not fit, or a number is not finite in single precision.
        """
        self.looks, self.merges = stacks.stack_of("looks", looks), stacks.stack_of("merges", merges)
        if len(self.looks) != len(self.merges):
            raise ConfigError(
                f"views: looks has {len(self.looks)} views, merges has {len(self.merges)}; expected as many"
            )
        if len(self.looks) > MOST_VIEWS:
            raise ConfigError(f"views: there are {len(self.looks)} views; expected 1 to {MOST_VIEWS}")

    def __eq__(self, other: object) -> bool:
        """Whether the other views have the same numbers."""
        if not isinstance(other, Views):
            return NotImplemented
        return np.array_equal(self.looks, other.looks) and np.array_equal(self.merges, other.merges)

    def __hash__(self) -> int:
        """Equal views have equal hashes."""
        return hash((self.looks.tobytes(), self.merges.tobytes()))

    def __repr__(self) -> str:
        """A short description."""
        seen = f"{self.n_view_inputs} of {counted(self.n_inputs, 'input')}"
        answered = f"{counted(self.n_view_outputs, 'answer')} to {counted(self.n_outputs, 'output')}"
        return f"Views({counted(self.n_views, 'view')}: {seen}, {answered})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Both arrays. A copy is read-only too."""
        return type(self), (self.looks, self.merges)

    @property
    def n_views(self) -> int:
        """Number of views."""
        return int(self.looks.shape[0])

    @property
    def n_inputs(self) -> int:
        """Length of an observation."""
        return int(self.looks.shape[2])

    @property
    def n_outputs(self) -> int:
        """Length of an action."""
        return int(self.merges.shape[1])

    @property
    def n_view_inputs(self) -> int:
        """Inputs of the network that answers."""
        return int(self.looks.shape[1])

    @property
    def n_view_outputs(self) -> int:
        """Outputs of the network that answers."""
        return int(self.merges.shape[2])

    @classmethod
    def ring(
        cls,
        n_views: int,
        *,
        n_values: int,
        vectors: Sequence[tuple[int, int]] = (),
        states: Sequence[int] = (),
        neighbors: Sequence[tuple[int, int]] = (),
        turned: Sequence[tuple[int, int]] = (),
        pointed: Sequence[tuple[int, int]] = (),
        reach: int = 0,
    ) -> Self:
        """The views of a ring of sensors at equal angles: view i looks along sensor i.

        An observation begins with the values of the sensors, sensor by sensor. Angles grow from x to y.

        Args:
            n_views: Number of sensors, from 2.
            n_values: Values of each sensor, from 1. A view sees those of its own sensor first.
            vectors: Pairs of inputs that are x and y of a vector, such as a velocity. A view sees it in its
                own frame: along its sensor, and across it.
            states: Inputs that every view sees as they are. Every input after those of the sensors is in
                ``vectors`` or in ``states``.
            neighbors: Pairs (offset, value): a view also sees that value of the sensor so many places on.
            turned: Pairs of outputs that are x and y of a vector. A view answers in its own frame, and the
                answers of all views are added.
            pointed: Pairs (output, sensor) of outputs that belong to one sensor. Every output is in
                ``turned`` or in ``pointed``.
            reach: A view answers once for each distance from 0 to this, in sensors, for the outputs of
                ``pointed``; such an output is the sum of the answers for its distance.

        Raises:
            ConfigError: A number is out of range.
        """
        ring = Ring(n_views, n_values, vectors, states, neighbors, turned, pointed, reach)
        return cls(ring.looks(), ring.merges())

    @classmethod
    def mirror(
        cls,
        inputs: Sequence[int],
        outputs: Sequence[int],
        *,
        input_signs: Sequence[float] | None = None,
        output_signs: Sequence[float] | None = None,
        sees: Sequence[int] | None = None,
        answers: Sequence[int] | None = None,
    ) -> Self:
        """Two views, of which the second one sees and answers in a mirror.

        Args:
            inputs: For each input, which input stands there in the mirror.
            outputs: For each output, which output stands there in the mirror.
            input_signs: For each input, 1, or -1 if its sign changes in the mirror; None changes none.
            output_signs: The same for outputs.
            sees: The inputs that the first view sees, such as those of its half; None is all of them.
            answers: The outputs that the first view answers, such as those of its half; None is all of them.
                An output that both views answer is the sum of their answers.

        Raises:
            ConfigError: A number is out of range.
        """
        looks = mirrors.matrices("input", inputs, input_signs, sees)
        merges = mirrors.matrices("output", outputs, output_signs, answers)
        return cls(looks, merges.transpose(0, 2, 1))

    def to_json(self) -> dict[str, Any]:
        """The views as JSON has them: sizes, and the numbers that are not 0 with their places."""
        return {
            "looks_shape": list(self.looks.shape),
            "looks": stacks.as_json(self.looks),
            "merges_shape": list(self.merges.shape),
            "merges": stacks.as_json(self.merges),
        }

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Self:
        """The views of ``to_json``. Raises ``ConfigError`` if they are damaged."""
        return cls(*(stacks.from_json(name, table) for name in ("looks", "merges")))


def ends_of(views: Views | None, n_inputs: int, n_outputs: int) -> tuple[int, int]:
    """Inputs and outputs of a network that plays.

    Args:
        views: Through which it sees; None shows it whole observations.
        n_inputs: Length of an observation.
        n_outputs: Length of an action.
    """
    return (n_inputs, n_outputs) if views is None else (views.n_view_inputs, views.n_view_outputs)


def check_views(views: object, n_inputs: int, n_outputs: int) -> None:
    """Refuses what is neither None nor views of such observations and actions. Raises ``ConfigError``."""
    if views is None:
        return
    if not isinstance(views, Views):
        raise ConfigError(f"views = {shown(views)}: expected speciate.Views, or None for none")
    for what, found, expected in (
        ("observations", views.n_inputs, n_inputs),
        ("actions", views.n_outputs, n_outputs),
    ):
        if found != expected:
            raise ConfigError(
                f"views: are of {what} of length {found}; expected {expected}, the length of the "
                f"environment's {what}"
            )
