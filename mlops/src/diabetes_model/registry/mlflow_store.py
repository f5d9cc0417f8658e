"""MLflow, on an embedded SQLite store or any server: runs with their metrics, and the model registry."""

import contextlib
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from diabetes_model.errors import MlopsError, NoRegisteredModel, RegistryUnreachable
from diabetes_model.registry.interface import RegisteredModel

# One attempt and one more: an unreachable server is told in seconds, not minutes.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "20")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("DO_NOT_TRACK", "true")
logging.getLogger("mlflow").setLevel(logging.WARNING)
logging.getLogger("alembic").setLevel(logging.WARNING)

import mlflow  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402

ALIAS = "champion"
SQLITE = "sqlite:///"


class MlflowRegistry:
    """A registry whose model in force has the alias `champion`."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        _require_store(uri)
        with self._reaching():
            self._client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)
            self._client.search_registered_models(max_results=1)

    def champion(self, name: str) -> RegisteredModel | None:
        with self._reaching():
            versions = list(self._client.search_model_versions(f"name='{_quoted(name)}'"))
            if not versions:
                return None
            try:
                found = self._client.get_model_version_by_alias(name, ALIAS)
            except MlflowException as error:
                if error.error_code not in {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}:
                    raise
                raise NoRegisteredModel(
                    f"{name} has {len(versions)} versions, but none is the {ALIAS}.",
                    f"Set the alias {ALIAS} on the version that is in force.",
                ) from error
            return RegisteredModel(name, str(found.version), dict(found.tags))

    def fetch(self, model: RegisteredModel, into: Path) -> Path:
        with self._reaching():
            into.mkdir(parents=True, exist_ok=True)
            source = self._client.get_model_version_download_uri(model.name, model.version)
            return Path(mlflow.artifacts.download_artifacts(artifact_uri=source, dst_path=str(into)))

    def register(self, name: str, folder: Path, tags: Mapping[str, str]) -> RegisteredModel:
        with self._reaching():
            run_id = tags["run_id"]
            self._client.log_artifacts(run_id, str(folder), "model")
            source = f"{self._client.get_run(run_id).info.artifact_uri}/model"
            with contextlib.suppress(MlflowException):
                self._client.create_registered_model(name)
            version = self._client.create_model_version(name, source=source, run_id=run_id, tags=dict(tags))
            try:
                self._client.set_registered_model_alias(name, ALIAS, str(version.version))
            except Exception:
                self._client.delete_model_version(name, str(version.version))
                raise
            return RegisteredModel(name, str(version.version), dict(tags))

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        with reaching(self._uri):
            yield


class MlflowRuns:
    """Runs with their parameters and metrics. In a job on Azure, the run that the job is."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        _require_store(uri)
        with reaching(uri):
            self._client = mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri)

    def start(self, experiment: str, tags: Mapping[str, str]) -> str:
        with reaching(self._uri):
            given = os.environ.get("MLFLOW_RUN_ID")
            if given:
                for key, value in tags.items():
                    self._client.set_tag(given, key, value)
                return given
            found = self._client.get_experiment_by_name(experiment)
            identity = (
                found.experiment_id
                if found
                else self._client.create_experiment(experiment, artifact_location=_artifacts(self._uri))
            )
            return str(self._client.create_run(identity, tags=dict(tags)).info.run_id)

    def log(self, run_id: str, parameters: Mapping[str, object], metrics: Mapping[str, float]) -> None:
        with reaching(self._uri):
            for key, value in parameters.items():
                self._client.log_param(run_id, key, value)
            for key, number in metrics.items():
                self._client.log_metric(run_id, key, number)

    def finish(self, run_id: str) -> None:
        with reaching(self._uri):
            if os.environ.get("MLFLOW_RUN_ID") != run_id:
                self._client.set_terminated(run_id)

    def metrics(self, run_id: str) -> dict[str, float]:
        with reaching(self._uri):
            return dict(self._client.get_run(run_id).data.metrics)


def create_store(uri: str) -> None:
    """Makes an embedded store. Everything else wants one that is there: a wrong path must not look like no models."""
    if not uri.startswith(SQLITE):
        raise RegistryUnreachable(f"{uri} is not an embedded store.", f"Give {SQLITE}<file>.")
    path = Path(uri.removeprefix(SQLITE))
    path.parent.mkdir(parents=True, exist_ok=True)
    with reaching(uri):
        mlflow.MlflowClient(tracking_uri=uri, registry_uri=uri).search_registered_models(max_results=1)


@contextlib.contextmanager
def reaching(uri: str) -> Iterator[None]:
    """Turns whatever the store or the network throws into one error."""
    try:
        yield
    except MlopsError:
        raise
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise RegistryUnreachable(f"{uri} does not answer: {reason:.200}") from error


def _require_store(uri: str) -> None:
    if uri.startswith(SQLITE) and not Path(uri.removeprefix(SQLITE)).is_file():
        raise RegistryUnreachable(f"There is no store at {uri}.", "Check the path, or make one with init-registry.")


def _artifacts(uri: str) -> str | None:
    if not uri.startswith(SQLITE):
        return None
    return (Path(uri.removeprefix(SQLITE)).resolve().parent / "artifacts").as_uri()


def _quoted(name: str) -> str:
    return name.replace("'", "")
