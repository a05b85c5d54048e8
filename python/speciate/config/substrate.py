"""The section of substrates: networks whose weights a pattern of their nodes' places gives (HyperNEAT)."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from speciate.config.places import PLACES, Ends
from speciate.config.sections import Rate, Section
from speciate.values.names import Activation
from speciate.values.substrate import ENDS, Place, Substrate, grid, line

if TYPE_CHECKING:
    from speciate.config.tree import Config

Coordinates = Annotated[tuple[Annotated[float, Field(ge=-1000.0, le=1000.0)], ...], Field(strict=False)]


class SubstrateSection(Section):
    """Where the nodes of dense networks lie, and how the patterns that genomes draw become their weights."""

    input_x: Coordinates | None = Field(
        default=None,
        description="x of each input; auto is where the environment has it, or on a line.",
    )
    input_y: Coordinates | None = Field(default=None, description="y of each input; auto is 0.")
    output_x: Coordinates | None = Field(
        default=None,
        description="x of each output; auto is where the environment has it, or on a line.",
    )
    output_y: Coordinates | None = Field(default=None, description="y of each output; auto is 0.")
    weight_threshold: Annotated[float, Field(ge=0.0, lt=1.0)] = Field(
        default=0.2,
        description="Outputs of a pattern from minus this to this give the weight 0; beyond it weights grow "
        "from 0.",
    )
    largest_weight: Annotated[float, Field(gt=0.0, le=1_000_000.0)] = Field(
        default=3.0, description="The weight that an output of 1 gives."
    )
    link_expression: bool = Field(
        default=False,
        description="Whether further outputs of the pattern, where they are above 0, say which connections "
        "there are, in place of the threshold.",
    )
    pattern_activations: Annotated[tuple[Activation, ...], Field(min_length=1, strict=False)] = Field(
        default=("gauss", "sin", "sigmoid", "identity"),
        description="Activations of the hidden nodes of patterns; new ones have the first.",
    )
    pattern_activation_rate: Rate = Field(
        default=0.1, description="Rate, per hidden node of a pattern, of a new activation."
    )


def substrate_of(config: "Config", n_inputs: int, n_outputs: int) -> Substrate:
    """The substrate of a run.

    Raises:
        ValueError: There are coordinates for more or fewer inputs or outputs.
    """
    section, known = config.substrate, PLACES.get(config.environment, Ends((), ()))
    inputs = _places("input", n_inputs, section.input_x, section.input_y, known.inputs)
    outputs = _places("output", n_outputs, section.output_x, section.output_y, known.outputs)
    return Substrate(
        (inputs, *map(grid, config.dense.hidden_layers), outputs),
        weight_threshold=section.weight_threshold,
        largest_weight=section.largest_weight,
        link_expression=section.link_expression,
    )


def _places(
    what: str, n: int, x: Sequence[float] | None, y: Sequence[float] | None, known: Sequence[Place]
) -> tuple[Place, ...]:
    """Where nodes lie: as given, as the environment has it, or on a line."""
    if x is None:
        return tuple(known) if len(known) == n else line(n)
    if len(x) != n:
        raise ValueError(
            f"substrate.{what}_x has {len(x)} numbers, but there are {n} {what}s; give one for each"
        )
    return tuple(zip(x, [0.0] * n if y is None else y, strict=True))


def of_patterns(config: "Config") -> "Config":
    """The config by which NEAT evolves the patterns."""
    section = config.substrate
    return config.changed(
        algorithm="neat",
        genome={"activation": section.pattern_activations[0], "output_activation": "tanh"},
        mutation={
            "activation_options": section.pattern_activations,
            "activation_mutation_rate": section.pattern_activation_rate,
        },
    )


def genome_ends(config: "Config", n_inputs: int, n_outputs: int) -> tuple[int, int]:
    """Inputs and outputs of the genomes of a run: those of its networks, or of patterns that draw them."""
    if config.algorithm != "hyperneat":
        return n_inputs, n_outputs
    return len(ENDS), substrate_of(config, n_inputs, n_outputs).n_pattern_outputs


def substrate_settings(config: "Config", n_inputs: int, n_outputs: int) -> str:
    """The settings of a backend of substrates as JSON text.

    Raises:
        ValueError: There are coordinates for more or fewer inputs or outputs.
    """
    substrate = substrate_of(config, n_inputs, n_outputs)
    ends = genome_ends(config, n_inputs, n_outputs)
    networks = config.changed(algorithm="genetic").settings(n_inputs, n_outputs)
    settings: dict[str, Any] = {
        "patterns": json.loads(of_patterns(config).settings(*ends)),
        "networks": json.loads(networks),
        "substrate": substrate.as_data(),
    }
    return json.dumps(settings)


def unfit_for_substrates(config: "Config") -> list[str]:
    """One line for each setting that substrates cannot go together with."""
    if config.algorithm != "hyperneat":
        return []
    problems = []
    if config.genome.recurrent:
        problems.append(
            'genome.recurrent = true: the networks of algorithm = "hyperneat" are feed-forward; choose neat '
            "or genetic for memory"
        )
    section = config.substrate
    for end, x, y in (
        ("input", section.input_x, section.input_y),
        ("output", section.output_x, section.output_y),
    ):
        if y is not None and (x is None or len(x) != len(y)):
            given = "none" if x is None else len(x)
            problems.append(
                f"substrate.{end}_y has {len(y)} numbers, but substrate.{end}_x has {given}; give both for "
                f"every {end}"
            )
    return problems
