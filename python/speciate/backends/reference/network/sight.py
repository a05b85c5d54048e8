"""How networks see observations and answer: as a whole, or from several views.

Numbers are added in float32, one after the other, in the order of their places. Places whose number is 0
are left out.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from speciate.values.stacks import Terms
from speciate.values.views import Views

Float32s = NDArray[np.float32]


@dataclass(frozen=True)
class Sight:
    """How networks see and answer.

    Attributes:
        n_inputs: Length of an observation.
        n_outputs: Length of an action.
        views: From where they see; None shows them whole observations.
    """

    n_inputs: int
    n_outputs: int
    views: Views | None = None

    @classmethod
    def of(cls, views: Views | None, n_inputs: int, n_outputs: int) -> Self:
        """How networks with so many inputs and outputs see. Raises ``ValueError`` if the views do not fit."""
        if views is None:
            return cls(n_inputs, n_outputs)
        expected = views.n_view_inputs, views.n_view_outputs
        if (n_inputs, n_outputs) != expected:
            raise ValueError(
                f"networks with {n_inputs} inputs and {n_outputs} outputs; views of {expected[0]} inputs and "
                f"{expected[1]} answers"
            )
        return cls(views.n_inputs, views.n_outputs, views)

    @property
    def n_views(self) -> int:
        """Number of views; 1 without any."""
        return 1 if self.views is None else self.views.n_views

    def looked(self, observations: Float32s) -> Float32s:
        """What the network sees: float32 (..., n_observations * n_views, n_view_inputs), view by view.

        Args:
            observations: float32 (..., n_observations, n_inputs).
        """
        if self.views is None:
            return observations
        *rest, n_observations, _ = observations.shape
        views = self.views
        seen = np.zeros((*rest, n_observations, views.n_views, views.n_view_inputs), dtype=np.float32)
        with np.errstate(all="ignore"):
            for view, row, column, weight in zip(*Terms.of(views.looks), strict=True):
                seen[..., view, row] += weight * observations[..., column]
        return seen.reshape(*rest, n_observations * views.n_views, views.n_view_inputs)

    def merged(self, answers: Float32s) -> Float32s:
        """The actions: float32 (n_observations, n_outputs).

        Args:
            answers: float32 (n_observations * n_views, n_view_outputs).
        """
        if self.views is None:
            return answers
        answered = answers.reshape(-1, self.views.n_views, self.views.n_view_outputs)
        actions = np.zeros((len(answered), self.n_outputs), dtype=np.float32)
        with np.errstate(all="ignore"):
            for view, output, answer, weight in zip(*Terms.of(self.views.merges), strict=True):
                actions[:, output] += weight * answered[:, view, answer]
        return actions
