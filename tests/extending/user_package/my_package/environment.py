"""An environment: answer with one number."""

import numpy as np

from speciate import EnvironmentRecord, EnvironmentSpec, Episodes, Networks


class Answer:
    """Networks get a 1 and have to answer with a number."""

    name = "answer"

    def __init__(self, number: float = 0.25) -> None:
        self.number = number
        self.spec = EnvironmentSpec(
            n_observations=1, n_actions=1, results=("fitness",), worst=(), max_steps=1, stochastic=False
        )

    def play(self, networks: Networks, seeds: "np.typing.NDArray[np.uint64]") -> Episodes:
        networks.reset()
        answers = networks.forward([1.0]).astype(np.float64)
        fitness = np.repeat(1.0 - abs(answers - self.number), len(seeds), axis=1)
        return Episodes(fitness[:, :, None], np.zeros(len(networks), dtype=bool))


RECORD = EnvironmentRecord(
    name="answer",
    factory=Answer,
    description="answer with one number",
    defaults={"population_size": 20, "generations": 3},
)
