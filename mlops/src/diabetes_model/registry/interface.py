"""What the steps need of a registry, and how one is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from diabetes_model.errors import RegistryUnreachable

# Tags that every registered version carries.
TAG_GATE = "gate"
TAG_DIGEST = "digest"
TAG_WITHDRAWN = "withdrawn"
FORMS = "mlflow:<uri>, azureml:<subscription>/<resource group>/<workspace> or azureml-registry:<name>"


@dataclass(frozen=True)
class RegisteredModel:
    name: str
    version: str
    tags: Mapping[str, str]


class Registry(Protocol):
    def champion(self, name: str) -> RegisteredModel | None:
        """The model in force; None if nothing was ever registered under this name."""
        ...

    def fetch(self, model: RegisteredModel, into: Path) -> Path:
        """Copies the model's folder below `into`, and says where it is."""
        ...

    def register(self, name: str, folder: Path, tags: Mapping[str, str]) -> RegisteredModel:
        """Registers the folder as a new version and puts it in force; if that fails, nothing has changed."""
        ...


def open_registry(address: str) -> Registry:
    kind, _, rest = address.partition(":")
    if kind == "mlflow" and rest:
        from diabetes_model.registry.mlflow_store import MlflowRegistry  # noqa: PLC0415 - slow to import

        return MlflowRegistry(rest)
    if kind in {"azureml", "azureml-registry"} and rest:
        from diabetes_model.registry.azure_store import open_azure  # noqa: PLC0415

        return open_azure(address)
    raise RegistryUnreachable(f"{address!r} is no registry.", f"Give {FORMS}.")
