"""Get out of the hard maze, whose straight way is a dead end: by fitness, and by searching for new places."""

import speciate

for objectives in (["fitness"], ["novelty"]):
    run = speciate.train(
        "maze",
        objectives=objectives,
        measures=["x", "y"],
        population_size=100,
        generations=40,
        seed=1,
        quiet=True,
    )
    results = run.champion_results
    evaluations = run.metrics[-1]["evaluations"]
    print(
        f"{objectives[0]}: {'solved' if run.solved else 'not solved'} after {evaluations} evaluations, "
        f"{300 - results['fitness']:.1f} from the goal at ({results['x']:.0f}, {results['y']:.0f})"
    )

config = {
    "algorithm": "map_elites",
    "measures": ["x", "y"],
    "map_elites": {"grid_lower": [0.0], "grid_upper": [205.0], "grid_cells": [10]},
}
run = speciate.train("maze", config=config, population_size=100, generations=40, seed=1, quiet=True)
print(f"MAP-Elites: networks that end in {len(run.grid)} of 100 cells of the maze")
