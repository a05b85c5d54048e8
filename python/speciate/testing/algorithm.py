"""A check of users' own algorithms: whether one does all that the loop and its promises ask for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from speciate.backends import NAMES
from speciate.config import Config
from speciate.config.algorithms import ALGORITHMS, AlgorithmRecord
from speciate.config.readers import sections
from speciate.errors import BackendError, ConfigError
from speciate.evolution.algorithm import Bred, Outcome
from speciate.evolution.composition import algorithm_of
from speciate.evolution.loop import Evolution
from speciate.testing.problems import raise_all
from speciate.values.evaluated import Evaluated, nobody
from speciate.values.population import Population
from speciate.values.types import Bools, Float64s

N_INPUTS = 3
N_OUTPUTS = 2
N_GENERATIONS = 4

_CHANCE: Final = "let random numbers depend on the seed and the generation alone"

Table = Mapping[str, Any]
"""Settings in the shape of the TOML file."""


def check_algorithm(algorithm: AlgorithmRecord | str, settings: Table | None = None) -> None:
    """Checks an algorithm: evolves small populations with it and looks at everything that it gives.

    Args:
        algorithm: The record of the algorithm, or the name under which it is registered. A record that is not
            registered yet is registered.
        settings: Settings with which the algorithm runs, in the shape of the TOML file, such as
            ``{"algorithm_options": {"step": 0.1}}``.

    Raises:
        ConformanceError: There are problems; one line for each says what is wrong.
        ConfigError: There is no algorithm of that name, its name is taken, or settings are refused.

    Example:
        >>> from speciate.testing import check_algorithm
        >>> check_algorithm("neat")
    """
    record = _found(algorithm)
    layer = {"population_size": 12, "seed": 5, "algorithm": record.name} | _checked(settings)
    _config(layer)  # settings that are refused are no fault of the algorithm
    raise_all(
        f'algorithm "{record.name}"',
        [
            ("the record", partial(_record, record)),
            ("found", partial(_founders, layer)),
            ("advance", partial(_next_generation, layer)),
            ("advance after failed evaluations", partial(_failed_genomes, layer)),
            ("a run that is repeated", partial(_repeated_run, layer)),
            ("a run that is resumed", partial(_resumed_run, layer)),
            ("candidates", partial(_candidates, layer)),
            ("the other backend", partial(_other_backend, layer)),
            ("several objectives", partial(_several_objectives, record, layer)),
            ("islands", partial(_islands, record, layer)),
        ],
    )


def _found(algorithm: Any) -> AlgorithmRecord:
    """The record that is meant, which is registered from then on. Raises ``ConfigError``."""
    if isinstance(algorithm, str):
        return ALGORITHMS.get(algorithm)
    if not isinstance(algorithm, AlgorithmRecord):
        raise ConfigError(
            f"algorithm = {algorithm!r}: expected an AlgorithmRecord, or the name of a registered one"
        )
    if ALGORITHMS.find(algorithm.name) != algorithm:
        ALGORITHMS.register(algorithm)
    return algorithm


def _checked(settings: Any) -> dict[str, Any]:
    if not isinstance(settings, Mapping | None):
        raise ConfigError(f"settings = {settings!r}: expected settings by name, as in a TOML file")
    return dict(settings or {})


def _record(record: AlgorithmRecord) -> Iterator[str]:
    if not callable(record.create):
        yield "create is not callable; give a function of (config, n_inputs, n_outputs)"
    if not record.description or "\n" in record.description:
        yield "description is empty or has several lines; describe the algorithm in one line"
    for section in record.reads.keys() - set(sections()):
        yield f'reads names "{section}", which is no section; expected some of {", ".join(sections())}'


def _founders(layer: Table) -> Iterator[str]:
    config = _config(layer)
    algorithm = algorithm_of(config, N_INPUTS, N_OUTPUTS)
    population, memory = algorithm.found()
    yield from _of_population("found", population, config.population_size)
    yield from _of_scalars("the snapshot of its memory", memory.snapshot().scalars)
    again, _ = algorithm_of(config, N_INPUTS, N_OUTPUTS).found()
    if _bytes(again) != _bytes(population):
        yield f"found gives other genomes for the same seed; {_CHANCE}"
    outputs = Evolution(config, n_inputs=N_INPUTS, n_outputs=N_OUTPUTS).ask().forward(np.zeros(N_INPUTS))
    if outputs.shape != (config.population_size, N_OUTPUTS) or not np.isfinite(outputs).all():
        yield f"the networks of its founders answer with shape {outputs.shape}, or not with finite numbers"


def _next_generation(layer: Table) -> Iterator[str]:
    config = _config(layer)
    algorithm = algorithm_of(config, N_INPUTS, N_OUTPUTS)
    population, memory = algorithm.found()
    outcome = _outcome(population, nobody(len(population)))
    before = _arrays_of(outcome), _bytes_of_memory(memory)
    bred = algorithm.advance(outcome, memory)
    if not isinstance(bred, Bred):
        yield f"advance gives {type(bred).__name__}; expected Bred"
        return
    yield from _of_population("advance", bred.asked, config.population_size)
    yield from _of_survivors(bred)
    yield from _of_scalars("its metrics", bred.metrics)
    yield from _of_scalars("the snapshot of its memory", bred.memory.snapshot().scalars)
    if (_arrays_of(outcome), _bytes_of_memory(memory)) != before:
        yield "advance changes its arguments; make new values in place of changing old ones"
    again = algorithm.advance(outcome, memory)
    if _bytes(again.asked) != _bytes(bred.asked):
        yield "advance gives other genomes for the same arguments; keep what it needs in its memory"
    algorithm.advance(outcome._replace(afresh=True), memory)


def _failed_genomes(layer: Table) -> Iterator[str]:
    """All evaluations of a generation may fail, and so may some."""
    for failing in (slice(None), slice(0, None, 2)):
        evolution = _evolution(_config(layer))
        failed = np.zeros(evolution.config.population_size, dtype=np.bool_)
        failed[failing] = True
        for _ in range(2):
            _tell(evolution, failed)
        yield from _of_population("advance after failures", evolution.population, len(failed))


def _repeated_run(layer: Table) -> Iterator[str]:
    if _run(_evolution(_config(layer))) != _run(_evolution(_config(layer))):
        yield f"two runs of one seed differ; {_CHANCE}"


def _resumed_run(layer: Table) -> Iterator[str]:
    config = _config(layer)
    straight = _run(_evolution(config))
    evolution = _evolution(config)
    for generation in range(N_GENERATIONS):
        evolution = Evolution(config, n_inputs=N_INPUTS, n_outputs=N_OUTPUTS, snapshot=evolution.snapshot())
        if _bytes(evolution.population) != straight[generation]:
            yield (
                f"a run that is resumed after {generation} generations differs from one that never stopped; "
                "put all that it needs into the snapshot of its memory"
            )
            return
        _tell(evolution)


def _candidates(layer: Table) -> Iterator[str]:
    """What is offered besides the genomes that are asked is the same after a resume."""
    config = _config(layer)
    evolution = _evolution(config)
    _tell(evolution)
    again = Evolution(config, n_inputs=N_INPUTS, n_outputs=N_OUTPUTS, snapshot=evolution.snapshot())
    offered, resumed = evolution.candidates, again.candidates
    if offered is None and resumed is None:
        return
    if offered is None or resumed is None or _bytes(offered) != _bytes(resumed):
        yield "candidates of a resumed run differ from those of one that never stopped; use the memory alone"
    elif np.isin(offered.ids, evolution.population.ids).any():
        yield "candidates have ids of genomes that are asked; give them ids of their own"


def _other_backend(layer: Table) -> Iterator[str]:
    """Both backends give the same bits, where both are installed."""
    runs = {}
    for name in NAMES:
        try:
            runs[name] = _run(_evolution(_config(dict(layer) | {"backend": name})))
        except BackendError:
            continue
    if len(runs) > 1 and runs["native"] != runs["reference"]:
        yield "the backends native and reference give different runs; compute alike on both"


def _several_objectives(record: AlgorithmRecord, layer: Table) -> Iterable[str]:
    names = ["first", "second"]
    if not record.several_objectives:
        return ()
    _run(_evolution(_config(dict(layer) | {"objectives": names})))
    return ()


def _islands(record: AlgorithmRecord, layer: Table) -> Iterator[str]:
    if not record.divisible:
        return
    split = dict(layer) | {"islands": {"n_islands": 3, "migration_generations": 2}}
    evolution = _evolution(_config(split))
    _run(evolution)
    yield from _of_population("joined", evolution.population, evolution.config.population_size)


def _config(layer: Table) -> Config:
    config = Config.build(layer)
    return config.resolved(n_inputs=N_INPUTS, n_outputs=N_OUTPUTS)


def _evolution(config: Config) -> Evolution:
    return Evolution(config, n_inputs=N_INPUTS, n_outputs=N_OUTPUTS)


def _run(evolution: Evolution) -> list[bytes]:
    """The genomes of some generations."""
    found = []
    for _ in range(N_GENERATIONS):
        found.append(_bytes(evolution.population))
        _tell(evolution)
    return [*found, _bytes(evolution.population)]


def _tell(evolution: Evolution, failed: Bools | None = None) -> None:
    networks, config = evolution.ask(), evolution.config
    n_told = max(1, len(evolution.told_names))
    places = _numbers(evolution.population, len(config.measures)) if config.measures else None
    evolution.tell(_numbers(evolution.population, n_told), failed, places)
    del networks


def _numbers(population: Population, n: int) -> Float64s:
    """Made-up results that depend on the ids alone, with ties: float64 (n_genomes, n)."""
    columns = [(population.ids * np.uint64(7 + 4 * k)) % np.uint64(11 + k) for k in range(n)]
    return np.stack(columns, axis=1).astype(np.float64)


def _outcome(population: Population, failed: Bools) -> Outcome:
    objectives = np.ascontiguousarray(_numbers(population, 1))
    quality = objectives[:, 0].copy()
    asked = Evaluated(population, objectives, failed, objectives.copy(), quality)
    return Outcome(0, asked, nobody(len(population)), None, None, 0)


def _of_population(what: str, population: Population, size: int) -> Iterator[str]:
    if len(population) != size:
        yield f"{what} gives {len(population)} genomes; expected population_size = {size}"
    if len(np.unique(population.ids)) < len(population):
        yield f"{what} gives genomes with equal ids; number them"


def _of_survivors(bred: Bred) -> Iterator[str]:
    n, ranking = len(bred.survivors), bred.ranking
    if not n:
        yield "advance gives no survivors; those of the last generation that could become parents survive"
    if any(len(column) != n for column in ranking):
        yield f"the columns of its ranking have other lengths than the {n} survivors"
    elif sorted(ranking.order.tolist()) != list(range(n)):
        yield "the order of its ranking does not name every survivor once"


def _of_scalars(what: str, scalars: Mapping[str, Any]) -> Iterator[str]:
    try:
        json.dumps(scalars, allow_nan=False)
    except (TypeError, ValueError) as error:
        yield f"{what} cannot be written as JSON ({error}); use finite numbers, texts, lists and tables"


def _bytes(population: Population) -> bytes:
    return b"".join(column.tobytes() for _, column in sorted(population.columns().items()))


def _bytes_of_memory(memory: Any) -> tuple[Any, ...]:
    snapshot = memory.snapshot()
    arrays = {name: array.tobytes() for name, array in snapshot.arrays.items()}
    return arrays, dict(snapshot.scalars)


def _arrays_of(outcome: Outcome) -> tuple[bytes, ...]:
    asked = outcome.asked
    return _bytes(asked.population), asked.objectives.tobytes(), asked.failed.tobytes()
