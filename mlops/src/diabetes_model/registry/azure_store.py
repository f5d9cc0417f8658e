"""Azure Machine Learning's registry, of a workspace or shared. Its packages are installed for Azure only."""

import importlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from diabetes_model.errors import AzureNotInstalled, ModelMissing, NoRegisteredModel, RegistryUnreachable
from diabetes_model.package import MANIFEST
from diabetes_model.registry.interface import FORMS, TAG_GATE, TAG_WITHDRAWN, RegisteredModel

PASSED = "passed"


class Versions(Protocol):
    """The part of `MLClient.models` that is used."""

    def list(self, name: str) -> Iterable[Any]: ...

    def download(self, name: str, version: str, download_path: str) -> None: ...

    def create_or_update(self, model: Any) -> Any: ...


class AzureClient(Protocol):
    """The part of `MLClient` that is used."""

    @property
    def models(self) -> Versions: ...


class AzureRegistry:
    """Azure has no aliases: the model in force is the newest version that is tagged as having passed the gate and not
    as withdrawn. The tag comes with the version in one call, so there is no moment without a model in force.
    """

    def __init__(self, client: AzureClient, confirm: Callable[[], object]) -> None:
        """confirm: Raises unless the workspace or registry is there; a missing one must not look like no models."""
        self._client = client
        self._confirm = confirm

    def champion(self, name: str) -> RegisteredModel | None:
        try:
            versions = list(self._client.models.list(name=name))
        except Exception as error:
            if not _is_not_found(error):
                raise _unreachable(error) from error
            self._require_registry()
            return None
        passed = [
            version
            for version in versions
            if (version.tags or {}).get(TAG_GATE) == PASSED and TAG_WITHDRAWN not in (version.tags or {})
        ]
        if not passed:
            if versions:
                raise NoRegisteredModel(
                    f"{name} has {len(versions)} versions, but none that passed the gate.",
                    f"Remove the tag {TAG_WITHDRAWN} of the version in force, or choose another name.",
                )
            return None
        newest = max(passed, key=lambda version: int(version.version))
        return RegisteredModel(name, str(newest.version), dict(newest.tags))

    def _require_registry(self) -> None:
        try:
            self._confirm()
        except Exception as error:
            raise _unreachable(error) from error

    def fetch(self, model: RegisteredModel, into: Path) -> Path:
        try:
            self._client.models.download(name=model.name, version=model.version, download_path=str(into))
        except Exception as error:
            raise _unreachable(error) from error
        found = sorted(into.rglob(MANIFEST))
        if len(found) != 1:
            raise ModelMissing(f"Version {model.version} of {model.name} holds {len(found)} manifests.")
        return found[0].parent

    def register(self, name: str, folder: Path, tags: Mapping[str, str]) -> RegisteredModel:
        entities = azure_module("azure.ai.ml.entities")
        model = entities.Model(name=name, path=str(folder), type="custom_model", tags=dict(tags))
        try:
            made = self._client.models.create_or_update(model)
        except Exception as error:
            raise _unreachable(error) from error
        return RegisteredModel(name, str(made.version), dict(tags))


def open_azure(address: str) -> AzureRegistry:
    client = connect(address)
    name = address.rpartition("/")[2].rpartition(":")[2]
    places = client.workspaces if address.startswith("azureml:") else client.registries
    return AzureRegistry(client, lambda: places.get(name))


def connect(address: str) -> Any:
    """A client for `azureml:<subscription>/<resource group>/<workspace>` or `azureml-registry:<name>`."""
    kind, _, rest = address.partition(":")
    parts = rest.split("/")
    if not all(parts) or len(parts) != (3 if kind == "azureml" else 1):
        raise RegistryUnreachable(f"{address!r} is no registry.", f"Give {FORMS}.")
    client = azure_module("azure.ai.ml").MLClient
    credential = azure_module("azure.identity").DefaultAzureCredential()
    if kind == "azureml":
        return client(credential, *parts)
    return client(credential, registry_name=parts[0])


def azure_module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise AzureNotInstalled(f"{name} can't be imported: {error}.") from error


def _is_not_found(error: Exception) -> bool:
    return type(error).__name__ == "ResourceNotFoundError"


def _unreachable(error: Exception) -> RegistryUnreachable:
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return RegistryUnreachable(f"Azure Machine Learning does not answer: {reason:.200}")
