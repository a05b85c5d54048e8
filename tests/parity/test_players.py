"""Players without a network: both backends play equal episodes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speciate import backends
from speciate.errors import ConfigError

SHORT = {"duration_seconds": 3}


@given(
    player=st.sampled_from(["idle", "random", "scripted"]),
    preset=st.sampled_from(["standard", "classic"]),
    scale=st.sampled_from([0.25, 0.5, 1.0]),
    seed=st.integers(0, 2**64 - 1),
)
@settings(max_examples=10, deadline=None)
def test_a_player_has_equal_results_in_the_arena(player: str, preset: str, scale: float, seed: int) -> None:
    options = {"preset": preset, "scale": scale, **SHORT}
    seeds = np.array([seed], dtype=np.uint64)
    native, reference = (
        backends.create(backend).games.play("arena", options, player, seeds)
        for backend in ("native", "reference")
    )
    assert native.tobytes() == reference.tobytes()


@pytest.mark.parametrize("backend", ["native", "reference"])
def test_a_player_that_an_environment_does_not_have_is_refused(backend: str) -> None:
    found = backends.create(backend).games
    assert found.players("arena") == ("idle", "random", "scripted")
    assert found.players("xor") == ("idle", "random")
    with pytest.raises(ConfigError, match="unknown player 'scripted'; for xor there are: idle, random"):
        found.play("xor", {}, "scripted", np.zeros(1, dtype=np.uint64))
