"""Who computes a generation: chosen by name, never silently replaced."""

import os
from collections.abc import Callable

from speciate.backends.protocol import Backend
from speciate.errors import BackendError, ConfigError

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
    if name == "native":
        try:
            from speciate.backends.native import NativeBackend  # noqa: PLC0415
        except ImportError as error:
            raise missing(error) from error
        use_instruction_set()
        return _made(NativeBackend, settings)
    if name == "reference":
        from speciate.reference.backend import ReferenceBackend  # noqa: PLC0415

        return _made(ReferenceBackend, settings)
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


def _made(kind: Callable[[str], Backend], settings: str) -> Backend:
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
