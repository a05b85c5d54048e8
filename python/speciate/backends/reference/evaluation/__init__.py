"""Playing: environments and the rollouts that drive them."""
