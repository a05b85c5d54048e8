"""Train on the built-in cart-pole, then judge the champion in Gymnasium's own CartPole-v1."""

import gymnasium
import numpy as np

import speciate

run = speciate.train("cart_pole", seed=1, quiet=True)
print(f"trained for {len(run.metrics)} generations")

environment = gymnasium.make("CartPole-v1")
returns = []
for episode in range(20):
    observation, _ = environment.reset(seed=episode)
    total, over = 0.0, False
    while not over:
        action = int(np.argmax(run.champion.forward(observation)))
        observation, reward, terminated, truncated, _ = environment.step(action)
        total += float(reward)
        over = terminated or truncated
    returns.append(total)
print(f"mean return in Gymnasium: {np.mean(returns):.1f} of 500")
