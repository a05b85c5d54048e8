"""Get out of the hard maze, whose straight way is a dead end: by fitness, and by searching for new places."""

import speciate

for objective, measures in (("novelty", ["x", "y"]), ("fitness", None)):
    run = speciate.train(
        "maze", objectives=[objective], measures=measures, generations=65, seed=0, quiet=True
    )
    results = run.champion_results
    print(
        f"{objective}: {'solved' if run.solved else 'not solved'} in {run.metrics[-1]['evaluations']} "
        f"evaluations, {300 - results['fitness']:.0f} from the goal"
    )

run = speciate.train(
    "maze",
    algorithm="map_elites",
    measures=["x", "y"],
    grid_lower=[0.0],
    grid_upper=[205.0],
    config={"map_elites": {"grid_cells": [10]}},
    generations=20,
    seed=0,
    quiet=True,
)
print(f"MAP-Elites: networks that end in {len(run.grid)} of 100 cells of the maze")
