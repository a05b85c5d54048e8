"""HyperNEAT: the substrate of a config, and the config by which NEAT evolves its patterns."""

from collections.abc import Iterator, Sequence

from speciate.config.fields import ConfigFields
from speciate.config.tree import Config
from speciate.values.environment_record import Ends, record_of
from speciate.values.settings import SubstrateSettings
from speciate.values.substrate import ENDS, Place, Substrate, grid, line
from speciate.values.views import Views


def substrate_of(config: Config, n_inputs: int, n_outputs: int) -> Substrate:
    """The substrate of a run.

    Raises:
        ValueError: There are coordinates for more or fewer inputs or outputs.
    """
    section, record = config.substrate, record_of(config.environment)
    known = Ends() if record is None else record.places
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


def fit_views(config: Config, views: Views) -> bool:
    """Whether the known places of inputs and outputs are those of views, or none are known."""
    section, record = config.substrate, record_of(config.environment)
    known = Ends() if record is None else record.places
    inputs, outputs = section.input_x or known.inputs, section.output_x or known.outputs
    return len(inputs) in {0, views.n_view_inputs} and len(outputs) in {0, views.n_view_outputs}


def of_patterns(config: Config) -> Config:
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


def genome_ends(config: Config, n_inputs: int, n_outputs: int) -> tuple[int, int]:
    """Inputs and outputs of the patterns that draw the networks of a run."""
    return len(ENDS), substrate_of(config, n_inputs, n_outputs).n_pattern_outputs


def substrate_settings(config: Config, n_inputs: int, n_outputs: int) -> SubstrateSettings:
    """The settings of a backend of substrates.

    Raises:
        ValueError: There are coordinates for more or fewer inputs or outputs.
    """
    return SubstrateSettings(
        patterns=of_patterns(config).steps(*genome_ends(config, n_inputs, n_outputs)),
        networks=config.steps(n_inputs, n_outputs),
        substrate=substrate_of(config, n_inputs, n_outputs),
    )


def contradictions(config: ConfigFields) -> Iterator[str]:
    """One line for each setting that substrates cannot go together with."""
    if config.genome.recurrent:
        yield (
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
            yield (
                f"substrate.{end}_y has {len(y)} numbers, but substrate.{end}_x has {given}; give both for "
                f"every {end}"
            )
