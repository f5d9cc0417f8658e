"""What runs in the scoring image: needs what requirements-serve.in names, nothing else."""
