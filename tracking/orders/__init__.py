"""Orders: what the shop puts, the plan of the journey, and the projection that buyers read."""
