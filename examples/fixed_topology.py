"""Evolve the weights of a small dense network, and polish those of a champion of NEAT."""

import speciate

for algorithm in ("genetic", "cma_es"):
    run = speciate.train("cart_pole", algorithm=algorithm, hidden_layers=[4], seed=1, quiet=True)
    evaluations = run.metrics[-1]["evaluations"]
    print(
        f"{algorithm}: {run.champion}, {run.champion_results['fitness']:.0f} steps, {evaluations} evaluations"
    )

run = speciate.train("arena", objectives=["fitness"], generations=10, seed=1, quiet=True)
polished = speciate.polish(run, evaluations=400)
print(f"NEAT in the arena: {polished.before['fitness']:.0f}, polished {polished.results['fitness']:.0f}")
