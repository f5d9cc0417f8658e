"""Azure's side, with a stand-in for its SDK: what is submitted, waited for, registered, and what fails how."""

import json
import shutil
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conftest import NAME, RULES, Workspace
from diabetes_model import azure_job, cli, package
from diabetes_model.errors import (
    AzureNotInstalled,
    ExitCode,
    JobFailed,
    JobTimeout,
    MetricMissing,
    MlopsError,
    ModelMissing,
    NoRegisteredModel,
    RegistryUnreachable,
)
from diabetes_model.files import read_json
from diabetes_model.registry import RegisteredModel, azure_store, mlflow_store, open_registry
from diabetes_model.registry.azure_store import AzureRegistry


@dataclass
class Version:
    name: str
    path: str
    version: str = "1"
    type: str = "custom_model"
    tags: dict[str, str] | None = field(default_factory=dict)


class ResourceNotFoundError(Exception):
    """Named as in azure.core."""


class Models:
    def __init__(self) -> None:
        self.stored: list[Version] = []
        self.error: Exception | None = None

    def list(self, name: str) -> list[Version]:
        if self.error:
            raise self.error
        return [version for version in self.stored if version.name == name]

    def download(self, name: str, version: str, download_path: str) -> None:
        if self.error:
            raise self.error
        found = next(model for model in self.stored if (model.name, model.version) == (name, version))
        shutil.copytree(found.path, Path(download_path) / name / "model")

    def create_or_update(self, model: Version) -> Version:
        if self.error:
            raise self.error
        model.version = str(len(self.stored) + 1)
        copy = Path(model.path).parent / f"stored-{model.version}"
        shutil.copytree(model.path, copy)
        model.path = str(copy)
        self.stored.append(model)
        return model


class Jobs:
    def __init__(self, statuses: list[str | Exception], output: Path | None = None) -> None:
        self.statuses = statuses
        self.output = output
        self.cancelled: list[str] = []
        self.error: Exception | None = None

    def create_or_update(self, job: Any) -> Any:
        if self.error:
            raise self.error
        return types.SimpleNamespace(name="job-1", studio_url="studio/job-1")

    def get(self, name: str) -> Any:
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if isinstance(status, Exception):
            raise status
        return types.SimpleNamespace(status=status)

    def begin_cancel(self, name: str) -> None:
        self.cancelled.append(name)

    def download(self, name: str, *, download_path: Path, output_name: str) -> None:
        if self.output is None:
            raise RuntimeError("no output")
        shutil.copytree(self.output, download_path / "named-outputs" / output_name)


@dataclass
class Client:
    models: Models = field(default_factory=Models)
    jobs: Jobs = field(default_factory=lambda: Jobs(["Completed"]))

    @property
    def workspaces(self) -> Any:
        def get(name: str) -> Any:
            if name == "gone":
                raise ResourceNotFoundError(f"{name} is not there")
            return types.SimpleNamespace(mlflow_tracking_uri=f"azureml://{name}")

        return types.SimpleNamespace(get=get)

    @property
    def registries(self) -> Any:
        return self.workspaces


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Azure's packages, as far as they are used, and a client of them."""
    made = Client()

    def load_job(path: str, params_override: list[dict[str, Any]]) -> Any:
        flat = {key: value for override in params_override for key, value in override.items()}
        return types.SimpleNamespace(overrides=flat, command="mlops prepare --out x && mlops train")

    modules: dict[str, dict[str, object]] = {
        "azure": {},
        "azure.ai": {},
        "azure.ai.ml": {"MLClient": lambda *args, **kwargs: made, "load_job": load_job},
        "azure.ai.ml.entities": {"Model": Version},
        "azure.identity": {"DefaultAzureCredential": lambda: "credential"},
    }
    for name, content in modules.items():
        module = types.ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)
    return made


def request(**changes: Any) -> azure_job.Request:
    values: dict[str, Any] = {
        "spec": Path("azure/train-job.yml"), "compute": "cpu", "data_asset": None, "commit": "abc", "build_id": "7",
        "timeout_seconds": 60, "poll_seconds": 0,
    }  # fmt: skip
    return azure_job.Request(**{**values, **changes})


def submit(jobs: Jobs, out: Path, metrics: dict[str, float], **changes: Any) -> azure_job.Result:
    said: list[str] = []
    return azure_job.submit(Client(jobs=jobs), object(), request(**changes), out, lambda _: metrics, said.append)


def test_the_same_gate_and_steps_on_azure(empty: Workspace, client: Client) -> None:
    """The commands of the local run, with Azure's registry: first model, a worse, an equal, and a better one."""
    address = "azureml:sub/group/workspace"
    expected: list[tuple[str, list[str], ExitCode]] = [
        ("plain", [], ExitCode.NO_REGISTERED_MODEL),
        ("plain", ["--first-model"], ExitCode.OK),
        ("full", ["--first-model"], ExitCode.ALREADY_REGISTERED),
        ("plain", [], ExitCode.EQUAL),
        ("worse", [], ExitCode.NOT_BETTER),
        ("full", [], ExitCode.OK),
    ]
    for label, options, code in expected:
        assert empty.compare(label, *options, registry=address) == code
        if code is ExitCode.OK:
            arguments = ["register", "--registry", address, "--model", str(empty.path(f"{label}/model")), "--decision",
                         str(empty.path(f"{label}/gate.json")), "--policy", str(RULES)]  # fmt: skip
            assert cli.main(arguments) == 0
    assert [version.version for version in client.models.stored] == ["1", "2"]
    tags = client.models.stored[1].tags
    assert tags is not None
    assert (tags["gate"], tags["commit"], tags["build_id"], tags["compared_with"]) == ("passed", "abc", "7", "1")


def test_only_what_passed_the_gate_is_in_force() -> None:
    client = Client()
    registry = AzureRegistry(client, lambda: None)
    assert registry.champion(NAME) is None
    client.models.stored = [Version(NAME, "", "9", tags=None)]
    with pytest.raises(NoRegisteredModel, match="none that passed the gate"):
        registry.champion(NAME)
    client.models.stored += [
        Version(NAME, "", "2", tags={"gate": "passed"}),
        Version(NAME, "", "10", tags={"gate": "passed"}),
        Version(NAME, "", "11", tags={"gate": "passed", "withdrawn": "2026-11-01"}),
    ]
    found = registry.champion(NAME)
    assert found is not None
    assert found.version == "10"


def test_a_missing_model_is_not_a_missing_workspace(client: Client) -> None:
    client.models.error = ResourceNotFoundError("not found")
    for address in ("azureml:sub/group/workspace", "azureml-registry:shared"):
        assert open_registry(address).champion(NAME) is None
    for address in ("azureml:sub/group/gone", "azureml-registry:gone"):
        with pytest.raises(RegistryUnreachable, match="gone"):
            open_registry(address).champion(NAME)


def test_a_registry_that_does_not_answer_is_told(client: Client, template: Path, tmp_path: Path) -> None:
    registry = AzureRegistry(client, lambda: None)
    client.models.error = ConnectionError("no route\nto host")
    model = RegisteredModel(NAME, "1", {})
    actions: list[Callable[[], object]] = [
        lambda: registry.champion(NAME),
        lambda: registry.fetch(model, tmp_path),
        lambda: registry.register(NAME, template / "full/model", {}),
    ]
    for action in actions:
        with pytest.raises(RegistryUnreachable, match="does not answer: no route"):
            action()


def test_a_version_without_a_model_is_told(tmp_path: Path) -> None:
    client = Client()
    (tmp_path / "nothing").mkdir()
    client.models.stored = [Version(NAME, str(tmp_path / "nothing"))]
    with pytest.raises(ModelMissing, match="holds 0 manifests"):
        AzureRegistry(client, lambda: None).fetch(RegisteredModel(NAME, "1", {}), tmp_path / "into")


@pytest.mark.parametrize("address", ["azureml:sub/group", "azureml:sub//ws", "azureml-registry:a/b"])
def test_a_wrong_address_is_told(address: str) -> None:
    with pytest.raises(RegistryUnreachable, match="is no registry"):
        azure_store.connect(address)


def test_a_shared_registry_is_reached_too(client: Client) -> None:
    assert azure_store.connect("azureml-registry:shared") is client


def test_without_azures_packages_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.ai.ml", None)
    with pytest.raises(AzureNotInstalled) as caught:
        azure_store.connect("azureml:sub/group/workspace")
    assert "azure/requirements-azure.txt" in caught.value.action


def test_the_job_says_who_asked_for_it(client: Client) -> None:
    job = azure_job.load_spec(request(data_asset="azureml:diabetes@latest"))
    assert job.overrides["environment_variables.COMMIT"] == job.overrides["tags.commit"] == "abc"
    assert job.overrides["environment_variables.BUILD_ID"] == job.overrides["tags.build_id"] == "7"
    assert job.overrides["compute"] == "azureml:cpu"
    assert job.overrides["inputs"]["source"]["path"] == "azureml:diabetes@latest"
    assert job.command == "mlops prepare --source ${{inputs.source}} --out x && mlops train"
    plain = azure_job.load_spec(request(compute=None))
    assert "compute" not in plain.overrides
    assert plain.command == "mlops prepare --out x && mlops train"


def test_a_job_is_waited_for_and_its_result_fetched(template: Path, tmp_path: Path) -> None:
    mse = read_json(template / "full/evaluation.json")["metrics"]["mse"]
    jobs = Jobs(["Queued", ConnectionError("a hiccup"), "Running", "Completed"], template / "full")
    found = submit(jobs, tmp_path, {"mse": mse})
    assert (found.job, found.url, found.metrics) == ("job-1", "studio/job-1", {"mse": mse})
    assert package.load(found.folder / "model").digest


@pytest.mark.parametrize("status", ["Failed", "Canceled", "NotResponding"])
def test_a_job_that_fails_is_told(status: str, tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match=f"ended as {status}") as caught:
        submit(Jobs(["Running", status]), tmp_path, {})
    assert "studio/job-1" in caught.value.action


def test_a_job_that_takes_too_long_is_cancelled(tmp_path: Path) -> None:
    jobs = Jobs(["Running"])
    with pytest.raises(JobTimeout, match="not done after 0 seconds"):
        submit(jobs, tmp_path, {}, timeout_seconds=0)
    assert jobs.cancelled == ["job-1"]


@pytest.mark.parametrize(
    ("metrics", "kind"), [({}, MetricMissing), ({"mse": 1.0}, JobFailed), ({"mse": float("nan")}, MlopsError)]
)
def test_the_runs_metrics_have_to_be_those_of_the_evaluation(
    metrics: dict[str, float], kind: type[MlopsError], template: Path, tmp_path: Path
) -> None:
    with pytest.raises(kind):
        submit(Jobs(["Completed"], template / "full"), tmp_path, metrics)


def test_a_job_without_an_evaluation_is_told(template: Path, tmp_path: Path) -> None:
    with pytest.raises(MetricMissing, match="holds 0 evaluations"):
        submit(Jobs(["Completed"], template / "data"), tmp_path, {})
    with pytest.raises(RegistryUnreachable, match="can't be downloaded"):
        submit(Jobs(["Completed"]), tmp_path, {})
    refusing = Jobs(["Completed"])
    refusing.error = PermissionError("no right")
    with pytest.raises(RegistryUnreachable, match="did not take the job: no right"):
        submit(refusing, tmp_path, {})


def test_submit_is_a_command(client: Client, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics = read_json(template / "full/evaluation.json")["metrics"]
    monkeypatch.setattr(mlflow_store.MlflowRuns, "__init__", lambda *_: None)
    monkeypatch.setattr(mlflow_store.MlflowRuns, "metrics", lambda *_: metrics)
    client.jobs = Jobs(["Completed"], template / "full")
    result = tmp_path / "result.json"
    code = cli.main([
        "submit", "--workspace", "azureml:sub/group/workspace", "--commit", "abc", "--build-id", "7",
        "--out", str(tmp_path / "out"), "--result", str(result),
    ])  # fmt: skip
    assert code == 0
    told = json.loads(result.read_text("utf-8"))
    assert told["job"] == "job-1"
    assert told["metrics"] == metrics
