"""Get out of the hard maze, whose straight way is a dead end: by fitness, and by searching for new places."""

import speciate

for objectives in (["novelty"], ["fitness"]):
    config = {"objectives": objectives, "measures": ["x", "y"]}
    run = speciate.train("maze", config=config, generations=65, seed=0, quiet=True)
    results = run.champion_results
    print(
        f"{objectives[0]}: {'solved' if run.solved else 'not solved'} in {run.metrics[-1]['evaluations']} "
        f"evaluations, {300 - results['fitness']:.0f} from the goal"
    )

grid = {
    "algorithm": "map_elites",
    "measures": ["x", "y"],
    "map_elites": {"grid_lower": [0.0], "grid_upper": [205.0], "grid_cells": [10]},
}
run = speciate.train("maze", config=grid, generations=20, seed=0, quiet=True)
print(f"MAP-Elites: networks that end in {len(run.grid)} of 100 cells of the maze")
