"""Where models are registered: one interface, MLflow on an embedded store or Azure Machine Learning behind it."""

from diabetes_model.registry.interface import RegisteredModel, Registry, open_registry

__all__ = ["RegisteredModel", "Registry", "open_registry"]
