"""The settings of neat-python in our workloads."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final


def settings_of_neat(
    n_inputs: int, n_outputs: int, population_size: int, changes: Mapping[str, str] | None = None
) -> Any:
    """A ``neat.Config`` with the rates of our workloads, or with changes to their text."""
    import neat  # noqa: PLC0415

    text = neat_config(n_inputs, n_outputs, population_size)
    for old, new in (changes or {}).items():
        text = text.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config")
        path.write_text(text, encoding="utf-8")
        kinds = (neat.DefaultGenome, neat.DefaultReproduction, neat.DefaultSpeciesSet, neat.DefaultStagnation)
        return neat.Config(*kinds, str(path))


def neat_config(n_inputs: int, n_outputs: int, population_size: int) -> str:
    """A config file of neat-python with the rates of our workloads."""
    return f"""
[NEAT]
fitness_criterion = max
fitness_threshold = 1e9
no_fitness_termination = True
pop_size = {population_size}
reset_on_extinction = False
[DefaultGenome]
activation_default = tanh
activation_mutate_rate = 0.0
activation_options = tanh
aggregation_default = sum
aggregation_mutate_rate = 0.0
aggregation_options = sum
bias_init_mean = 0.0
bias_init_stdev = 1.0
bias_init_type = gaussian
bias_max_value = 8.0
bias_min_value = -8.0
bias_mutate_power = 0.5
bias_mutate_rate = 0.7
bias_replace_rate = 0.1
compatibility_disjoint_coefficient = 1.0
compatibility_weight_coefficient = 0.4
conn_add_prob = 0.05
conn_delete_prob = 0.0
enabled_default = True
enabled_mutate_rate = 0.01
feed_forward = True
initial_connection = full_direct
node_add_prob = 0.03
node_delete_prob = 0.0
num_hidden = 0
num_inputs = {n_inputs}
num_outputs = {n_outputs}
response_init_mean = 1.0
response_init_stdev = 0.0
response_init_type = gaussian
response_max_value = 8.0
response_min_value = -8.0
response_mutate_power = 0.0
response_mutate_rate = 0.0
response_replace_rate = 0.0
single_structural_mutation = False
structural_mutation_surer = default
weight_init_mean = 0.0
weight_init_stdev = 1.0
weight_init_type = gaussian
weight_max_value = 8.0
weight_min_value = -8.0
weight_mutate_power = 0.5
weight_mutate_rate = 0.8
weight_replace_rate = 0.1
[DefaultSpeciesSet]
compatibility_threshold = 3.0
[DefaultStagnation]
species_fitness_func = max
max_stagnation = 15
species_elitism = 2
[DefaultReproduction]
elitism = 1
survival_threshold = 0.2
min_species_size = 2
"""


XOR_EXAMPLE: Final = {
    "= tanh": "= sigmoid",
    "value = 8.0": "value = 30.0",
    "value = -8.0": "value = -30.0",
    "conn_add_prob = 0.05": "conn_add_prob = 0.5",
    "conn_delete_prob = 0.0": "conn_delete_prob = 0.5",
    "node_add_prob = 0.03": "node_add_prob = 0.2",
    "node_delete_prob = 0.0": "node_delete_prob = 0.2",
    "weight_coefficient = 0.4": "weight_coefficient = 0.5",
    "max_stagnation = 15": "max_stagnation = 20",
    "elitism = 1": "elitism = 2",
}
"""What neat-python's example of XOR has in place of our workloads' settings."""
