"""Train fighters for the arena with three objectives, and look at what the Pareto front trades."""

import speciate

run = speciate.train(
    "arena",
    population_size=100,
    generations=15,
    seed=1,
    objectives=["survival", "kills", "power_ups"],
    on_generation=lambda metrics: print(
        f"generation {metrics['generation']}: {metrics['n_species']} species"
    ),
    quiet=True,
)

front = run.pareto_front
print("seconds alive, kills, power-ups (means of the episodes they were evaluated on)")
for survival, kills, power_ups in front.objectives:
    print(f"{survival:8.1f} {kills:8.1f} {power_ups:8.1f}")
