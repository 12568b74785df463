"""HTTP in, JSON out. Flask lives here and nowhere else."""
