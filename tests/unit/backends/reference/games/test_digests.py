"""The mirrors play the same episodes as the native games, bit for bit.

Both are compared with the digests in ``crates/games/tests/digests.json``; ``digests.rs`` beside it is the
other half. Where a rule changes on purpose, the messages of the failing tests show the new rows.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate.backends.reference import games
from speciate.backends.reference.evaluation.environment import Environment
from speciate.backends.reference.players import Player, actions

TABLE = json.loads((Path(__file__).parents[5] / "crates/games/tests/digests.json").read_text())


def take(digest: int, words: np.ndarray[Any, np.dtype[np.uint32]]) -> int:
    """Takes words of 32 bits into a digest (FNV-1a with words for bytes)."""
    for word in words.tolist():
        digest = ((digest ^ word) * 0x100000001B3) % 2**64
    return digest


def digest_of(environment: Environment, seed: int) -> tuple[int, str]:
    """The steps that the random player plays, and the digest of every observation and then of the results."""
    spec = environment.spec
    digest = take(0xCBF29CE484222325, environment.reset(seed).view(np.uint32))
    n_steps, is_over = 0, False
    for action in actions(Player.RANDOM, seed, spec.max_steps, spec.n_actions):
        observation, is_over = environment.step(action)
        digest = take(digest, observation.view(np.uint32))
        n_steps += 1
        if is_over:
            break
    assert is_over
    results = np.array(environment.results(), dtype=np.float64)
    return n_steps, f"{take(digest, results.view(np.uint32)):016x}"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['name']}-{row['options']}-{row['seed']}")
def test_episodes_have_the_digests_that_the_native_games_have(row: dict[str, Any]) -> None:
    n_steps, digest = digest_of(games.make(row["name"], row["options"])(), row["seed"])
    assert {**row, "n_steps": n_steps, "digest": digest} == row
