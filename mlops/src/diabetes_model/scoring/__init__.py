"""What runs in the scoring image: needs numpy, scikit-learn and an HTTP server, nothing else."""
