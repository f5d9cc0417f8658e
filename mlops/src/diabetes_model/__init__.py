"""Predicts how diabetes progresses in a year: data, training, gates, registration, serving, drift."""

__version__ = "0.1.0"
