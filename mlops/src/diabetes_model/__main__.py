"""Lets `python -m diabetes_model` do what the `mlops` command does."""

from diabetes_model.cli import run

run()
