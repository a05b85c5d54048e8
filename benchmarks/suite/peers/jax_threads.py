"""JAX with one thread."""

import os
from typing import Any


def one_threaded() -> tuple[Any, Any]:
    """JAX with one thread, in which calls wait for their result: both are fastest for small networks.

    Its threads are as many as the processors that its first use sees.
    """
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    if allowed:
        os.sched_setaffinity(0, {min(allowed)})
    try:
        import jax  # noqa: PLC0415
        import jax.numpy as jnp  # noqa: PLC0415

        jax.config.update("jax_cpu_enable_async_dispatch", False)
        jnp.zeros(1).block_until_ready()
    finally:
        if allowed:
            os.sched_setaffinity(0, allowed)
    return jax, jnp
