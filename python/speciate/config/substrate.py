"""The section of substrates: networks whose weights a pattern of their nodes' places gives (HyperNEAT)."""

from typing import Annotated

from pydantic import Field

from speciate.config.sections import Rate, Section
from speciate.values.names import Activation

Coordinates = Annotated[tuple[Annotated[float, Field(ge=-1000.0, le=1000.0)], ...], Field(strict=False)]


class SubstrateSection(Section):
    """Where the nodes of dense networks lie, and how patterns become their weights."""

    input_x: Coordinates | None = Field(
        default=None,
        description="x of each input; auto is the place that the environment gives, or a place on a line.",
    )
    input_y: Coordinates | None = Field(default=None, description="y of each input; auto is 0.")
    output_x: Coordinates | None = Field(
        default=None,
        description="x of each output; auto is the place that the environment gives, or a place on a line.",
    )
    output_y: Coordinates | None = Field(default=None, description="y of each output; auto is 0.")
    weight_threshold: Annotated[float, Field(ge=0.0, lt=1.0)] = Field(
        default=0.2,
        description="Outputs of a pattern between -weight_threshold and weight_threshold give the weight 0; "
        "beyond, weights grow from 0.",
    )
    largest_weight: Annotated[float, Field(gt=0.0, le=1_000_000.0)] = Field(
        default=3.0, description="The weight that an output of 1 gives."
    )
    link_expression: bool = Field(
        default=False,
        description="Whether extra outputs of a pattern decide which connections exist, in place of the "
        "threshold.",
    )
    pattern_activations: Annotated[tuple[Activation, ...], Field(min_length=1, strict=False)] = Field(
        default=("gauss", "sin", "sigmoid", "identity"),
        description="Activations of the hidden nodes of patterns; new ones have the first.",
    )
    pattern_activation_rate: Rate = Field(
        default=0.1, description="Rate, per hidden node of a pattern, of a new activation."
    )
