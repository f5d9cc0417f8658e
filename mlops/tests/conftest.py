"""A prepared folder, trained models with their evidence, and a registry; a test that changes them gets a copy."""

import json
import os
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from diabetes_model import cli, data, package, policy
from diabetes_model.data import PreparedData
from diabetes_model.package import ModelPackage
from diabetes_model.policy import Policy
from diabetes_model.registry.mlflow_store import MlflowRegistry
from diabetes_model.scoring import azure_access, score, server

PROJECT = Path(__file__).parents[1]
RULES = PROJECT / "gate.toml"
NAME = cli.DEFAULT_NAME


@dataclass(frozen=True)
class Workspace:
    """A folder with data, the models plain, worse and full with their evidence, and an empty registry."""

    root: Path

    @property
    def store(self) -> str:
        return f"sqlite:///{self.root / 'mlflow.db'}"

    def path(self, name: str) -> Path:
        return self.root / name

    def run(self, *arguments: str | Path) -> int:
        return cli.main([str(argument) for argument in arguments])

    def compare(self, label: str, *options: str | Path, registry: str | None = None) -> int:
        return self.run(
            "compare", "--registry", registry or f"mlflow:{self.store}", "--model", self.path(f"{label}/model"),
            "--data", self.path("data"), "--evaluation", self.path(f"{label}/evaluation.json"),
            "--validation", self.path(f"{label}/validation.json"), "--policy", RULES,
            "--out", self.path(f"{label}/gate.json"), "--result", self.path("result.json"), *options,
        )  # fmt: skip

    def register(self, label: str, *options: str | Path, model: str | None = None) -> int:
        return self.run(
            "register", "--registry", f"mlflow:{self.store}", "--model", self.path(f"{model or label}/model"),
            "--decision", self.path(f"{label}/gate.json"), "--policy", RULES,
            "--result", self.path("result.json"), *options,
        )  # fmt: skip

    def champion(self) -> str | None:
        found = MlflowRegistry(self.store).champion(NAME)
        return None if found is None else found.version


def candidate(root: Path, label: str, *parameters: str) -> None:
    """Trains a model and gathers its evidence, by the commands."""
    tracking = ("--tracking", f"sqlite:///{root / 'mlflow.db'}")
    folder, prepared = str(root / label / "model"), str(root / "data")
    steps: Sequence[Sequence[str]] = [
        ["train", "--data", prepared, *tracking, "--commit", "abc", "--build-id", "7", "--out", folder, *parameters],
        ["evaluate", "--model", folder, "--data", prepared, *tracking, "--out", str(root / label / "evaluation.json")],
        ["score-test", "--model", folder, "--data", prepared, "--policy", str(RULES),
         "--out", str(root / label / "validation.json")],
    ]  # fmt: skip
    for step in steps:
        assert cli.main(step) == 0


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    assert cli.main(["prepare", "--out", str(root / "data")]) == 0
    assert cli.main(["init-registry", "--registry", f"mlflow:sqlite:///{root / 'mlflow.db'}"]) == 0
    candidate(root, "plain", "--features", "age,sex,bmi,bp")
    candidate(root, "worse", "--features", "age,sex,bmi,bp", "--alpha", "60")
    candidate(root, "full")
    candidate(root, "again")
    return root


@pytest.fixture
def empty(template: Path, tmp_path: Path) -> Workspace:
    """A workspace in which no model is registered."""
    shutil.copytree(template, tmp_path / "work")
    return Workspace(tmp_path / "work")


@pytest.fixture
def registered(empty: Workspace) -> Workspace:
    """A workspace whose registered model is plain, version 1."""
    assert empty.compare("plain", "--first-model") == 0
    assert empty.register("plain") == 0
    return empty


@pytest.fixture(scope="session")
def prepared(template: Path) -> PreparedData:
    return data.load(template / "data")


@pytest.fixture(scope="session")
def model(template: Path) -> ModelPackage:
    return package.load(template / "full" / "model")


@pytest.fixture(scope="session")
def rules() -> Policy:
    return policy.load(RULES)


@pytest.fixture
def serving(template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], dict[str, object]]]:
    """The scoring script with a model loaded."""
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(template / "full" / "model"))
    monkeypatch.setenv("MODEL_NAME", NAME)
    monkeypatch.setenv("MODEL_VERSION", "3")
    score.init()
    yield score.run
    score._service = None


@contextmanager
def running_server() -> Iterator[str]:
    """The server, on a free port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    running = uvicorn.Server(uvicorn.Config(server.create_app(), port=port, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join()


@pytest.fixture
def url(serving: Callable[[str], dict[str, object]]) -> Iterator[str]:
    with running_server() as address:
        yield address


def request(url: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    data = None if body is None else body.encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers)) as response:
            return response.status, json.loads(response.read()), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read()), dict(error.headers)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "MLFLOW_RUN_ID", "MLFLOW_TRACKING_URI", "MODEL_DATA_DIR", "SCORE_KEY", "COMMIT", "BUILD_ID", "PORT",
        "DATA_COLLECTION", "DATA_COLLECTION_URL", *azure_access.WEBHOOK,
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("METRICS_PORT", "0")
    monkeypatch.setenv("AZUREML_MODEL_DIR", os.devnull)
    monkeypatch.setattr(score, "_service", None)
