"""Who computes a generation: chosen by name, never silently replaced."""

import json
import os
from collections.abc import Callable
from typing import Any

from speciate.backends.dense import DenseBackend
from speciate.backends.substrate import SubstrateBackend
from speciate.errors import BackendError, ConfigError
from speciate.values.backend import Backend, GenomeBackend
from speciate.values.layers import Layers
from speciate.values.substrate import Substrate

NAMES = ("native", "reference")


def create(name: str, settings: str) -> Backend:
    """The backend called ``name`` for one run.

    Args:
        name: "native" or "reference".
        settings: JSON text, see ``Config.settings``.

    Raises:
        BackendError: There is no such backend, or it is not installed.
        ConfigError: It refuses the settings.
    """
    backend: Backend = _made(_kind(name), settings)
    return backend


def create_dense(name: str, settings: str) -> DenseBackend:
    """The backend called ``name`` for one run of dense networks; otherwise as ``create``."""
    values = json.loads(settings)
    layers = Layers.of_settings(settings)
    limit = values["genome"]["weight_limit"]
    return DenseBackend(_made(_kind(name), settings), layers, values["population_size"], limit)


def create_substrate(name: str, settings: str, patterns: GenomeBackend | None = None) -> SubstrateBackend:
    """The backend called ``name`` for one run of substrates; otherwise as ``create``.

    Args:
        name: "native" or "reference".
        settings: JSON text, see ``Config.settings``.
        patterns: Who stores genomes and runs them as patterns, if there is one already.
    """
    values = json.loads(settings)
    networks = _made(_kind(name), json.dumps(values["networks"]))
    patterns = patterns or create(name, json.dumps(values["patterns"]))
    return SubstrateBackend(patterns, networks, Substrate.of_data(values["substrate"]))


def of_genomes(name: str, settings: str, *, fixed_topology: bool) -> GenomeBackend:
    """The backend of genomes of any kind; arguments and errors as those of ``create``."""
    if "substrate" in json.loads(settings):
        return create_substrate(name, settings)
    return create_dense(name, settings) if fixed_topology else create(name, settings)


def _kind(name: str) -> Callable[[str], Any]:
    if name == "native":
        try:
            from speciate.backends.native import NativeBackend  # noqa: PLC0415
        except ImportError as error:
            raise missing(error) from error
        use_instruction_set()
        return NativeBackend
    if name == "reference":
        from speciate.backends.reference.backend import ReferenceBackend  # noqa: PLC0415

        return ReferenceBackend
    raise BackendError(f'backend = "{name}": unknown; expected one of {", ".join(NAMES)}')


def use_instruction_set() -> None:
    """Obeys ``SPECIATE_SIMD``, a variable for tests and measurements: no result depends on it."""
    from speciate import _native  # noqa: PLC0415

    wanted = os.environ.get("SPECIATE_SIMD", "")
    sets = _native.instruction_sets()
    if wanted and wanted not in sets:
        raise BackendError(
            f'SPECIATE_SIMD="{wanted}": this processor has {", ".join(sets)}; choose one of these or unset it'
        )
    _native.use_instruction_set(wanted or sets[-1])


def _made(kind: Callable[[str], Any], settings: str) -> Any:
    try:
        return kind(settings)
    except ValueError as error:
        raise ConfigError(f"config: refused by the backend: {error}") from error


def missing(error: ImportError) -> BackendError:
    """The error that says how to get the native core."""
    return BackendError(
        f"the native backend is not installed ({error}): build it with `pip install .` in the source tree, "
        'which needs cargo, or choose the slower plain Python with backend = "reference"'
    )
