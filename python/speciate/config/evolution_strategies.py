"""The sections of evolution strategies besides CMA-ES."""

from typing import Annotated, Final, Literal

from pydantic import Field

from speciate.config.sections import Section

LEAST_SIGMA: Final = 1e-9
"""Networks have float32 weights: smaller steps change none."""

MOST_SIGMA: Final = 1000.0

StepSize = Annotated[float, Field(ge=LEAST_SIGMA, le=MOST_SIGMA)]
Decay = Annotated[float, Field(ge=0.1, le=1.0)]
LearningRate = Annotated[float, Field(gt=0.0, le=1000.0)]


class OpenaiEs(Section):
    """How the mean of OpenAI's evolution strategy moves."""

    optimizer: Literal["adam", "clipup"] = Field(
        default="adam",
        description="How the mean follows the gradient: by Adam, which scales each weight's step, or by "
        "ClipUp, whose steps have a length of their own.",
    )
    learning_rate: LearningRate | None = Field(
        default=None,
        description="Learning rate of the optimizer; auto is 0.1 with Adam. With ClipUp auto is "
        "perturbation_sigma times the root of the number of weights, divided by 30, and the longest step is "
        "twice the learning rate.",
    )
    learning_rate_decay: Decay = Field(
        default=1.0, description="Factor by which the learning rate changes in each generation."
    )
    least_learning_rate: Annotated[float, Field(ge=0.0, le=1000.0)] = Field(
        default=0.001, description="Learning rate below which the decay ends."
    )
    momentum: Annotated[float, Field(ge=0.0, lt=1.0)] = Field(
        default=0.9, description="Part of the last generation's direction that the next one keeps."
    )
    weight_decay: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        default=0.0,
        description="Part of each weight that is taken away in a generation, times the learning rate.",
    )
    perturbation_sigma: StepSize = Field(
        default=0.3, description="Standard deviation of the genomes around the mean."
    )
    perturbation_sigma_decay: Decay = Field(
        default=1.0, description="Factor by which that deviation changes in each generation."
    )
    least_perturbation_sigma: StepSize = Field(
        default=0.01, description="Deviation below which its decay ends."
    )


class Snes(Section):
    """How SNES draws the weights of dense networks."""

    first_step_size: StepSize = Field(default=1.0, description="Step size of every weight at the start.")
    mean_learning_rate: Annotated[float, Field(gt=0.0, le=10.0)] = Field(
        default=1.0, description="How far the mean moves to where the better genomes are."
    )
    step_size_learning_rate: Annotated[float, Field(ge=0.0, le=10.0)] | None = Field(
        default=None,
        description="How fast step sizes change; auto is (3 + ln n) / (5 sqrt n) for n weights.",
    )
