"""Every step and every gate on this machine, by the same commands that the pipelines run.

It trains several models, lets the gates refuse what they have to, promotes the better model, serves it, tests it,
finds drift, and writes the report. A gate that lets something pass, or refuses what it should not, fails the run.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from diabetes_model import cli, data, policy, report, score_test
from diabetes_model.data import PreparedData
from diabetes_model.errors import ExitCode, FileMissing
from diabetes_model.files import read_json, write_text
from diabetes_model.registry.mlflow_store import MlflowRegistry
from diabetes_model.schema import FEATURE_NAMES, Array

NAME = cli.DEFAULT_NAME
PLAIN_FEATURES = "age,sex,bmi,bp"
SHIFTED_BMI = 8.0
READY_SECONDS = 30.0


class LocalRun:
    def __init__(self, out: Path, rules: Path, commit: str) -> None:
        self._out = out
        self._policy = rules
        self._commit = commit
        self._store = f"sqlite:///{out.resolve() / 'mlflow.db'}"
        self._steps: list[tuple[str, str, bool]] = []
        self._began = time.monotonic()

    def run(self) -> bool:
        """True if every step did what it should."""
        policy.load(self._policy)
        self._prepare_folder()
        self._prepare()
        self._first_model()
        self._refusals()
        self._better_model()
        self._missing_evidence()
        self._unfair_model()
        self._serving()
        self._report()
        return self._summary()

    def _prepare_folder(self) -> None:
        """Removes what an earlier run left; a folder that is something else is not touched."""
        marker = self._out / ".mlops-outputs"
        if self._out.exists() and any(self._out.iterdir()) and not marker.exists():
            raise FileMissing(f"{self._out} holds other files.", "Give an empty folder with --out.")
        shutil.rmtree(self._out, ignore_errors=True)
        write_text(marker, "The local run empties this folder.\n")

    def _prepare(self) -> None:
        self._step("prepare the data", ExitCode.OK, "prepare", "--out", self._path("data"))
        bad = data.sample_records()[:60]
        for title, name, value, expected in (
            ("refuse data with a null", "bmi", "", ExitCode.NULL_VALUES),
            ("refuse data out of range", "bp", "-5", ExitCode.OUT_OF_RANGE),
            ("refuse data that is not a number", "age", "old", ExitCode.BAD_SCHEMA),
        ):
            path = self._path(f"bad-{name}.csv")
            lines = [",".join(bad[0]), *(",".join(str(cell) for cell in {**row, name: value}.values()) for row in bad)]
            write_text(path, "\n".join(lines) + "\n")
            self._step(title, expected, "validate", "--source", path)
        self._step("make the registry", ExitCode.OK, "init-registry", "--registry", f"mlflow:{self._store}")

    def _first_model(self) -> None:
        self._candidate("first", "--features", PLAIN_FEATURES)
        self._refused("refuse a first model that isn't called so", ExitCode.NO_REGISTERED_MODEL, "first")
        self._promote("first", "--first-model")

    def _refusals(self) -> None:
        self._refused("refuse a second first model", ExitCode.ALREADY_REGISTERED, "first", "--first-model")
        self._refused("refuse the same model again", ExitCode.EQUAL, "first")
        self._candidate("worse", "--features", PLAIN_FEATURES, "--alpha", "60")
        self._refused("refuse the worse model", ExitCode.NOT_BETTER, "worse")
        self._step(
            "don't register what was refused",
            ExitCode.DECISION_INVALID,
            "register",
            *self._registry(),
            "--model",
            self._path("worse/model"),
            "--decision",
            self._path("worse/gate.json"),
            *self._rules(),
        )
        self._unchanged("the refused model is not registered", "1")

    def _better_model(self) -> None:
        self._candidate("better")
        self._promote("better")
        self._candidate("again")
        self._refused("refuse an equal model", ExitCode.EQUAL, "again")

    def _missing_evidence(self) -> None:
        source = read_json(self._path("again/evaluation.json"))
        for title, metrics, expected in (
            ("refuse a NaN metric", {**source["metrics"], "mse": float("nan")}, ExitCode.METRIC_NOT_FINITE),
            ("refuse a missing metric", {}, ExitCode.METRIC_MISSING),
        ):
            path = self._path("again/tampered.json")
            write_text(path, json.dumps({**source, "metrics": metrics}))
            self._refused(title, expected, "again", evaluation=path)
        missing = self._path("again/no.db")
        self._step(
            "refuse a registry that isn't there",
            ExitCode.REGISTRY_UNREACHABLE,
            "compare",
            "--registry",
            f"mlflow:sqlite:///{missing.resolve()}",
            *self._evidence("again"),
            "--first-model",
        )
        self._unchanged("the refused models are not registered", "2")

    def _unfair_model(self) -> None:
        """A train set whose targets are recorded too low for one sex, as a biased source would."""
        prepared = data.load(self._path("data"))
        train = prepared.train.matrix()
        train[prepared.train.column("sex") == 2, -1] *= 0.6
        parts: dict[data.Split, Array] = {
            "train": train, "heldout": prepared.heldout.matrix(), "validation": prepared.validation.matrix(),
        }  # fmt: skip
        data.write(parts, self._path("unfair/data"), "the sample data, recorded with a bias")
        self._candidate("unfair", folder="unfair/data")
        self._step(
            "refuse an unfair model",
            ExitCode.UNFAIR,
            "compare",
            *self._registry("another-model"),
            *self._evidence("unfair", folder="unfair/data"),
            "--first-model",
        )

    def _serving(self) -> None:
        prepared = data.load(self._path("data"))
        served = self._path("served")
        self._step(
            "fetch the model in force",
            ExitCode.OK,
            "fetch",
            *self._registry(),
            "--out",
            served,
            "--result",
            self._path("fetch.json"),
        )
        model = Path(read_json(self._path("fetch.json"))["folder"])
        with self._server(self._path("first/model"), "1", "shifted") as (url, metrics):
            self._step(
                "refuse an endpoint that serves another model",
                ExitCode.VALIDATION_FAILED,
                "score-test",
                "--url",
                url,
                "--expect-model",
                model,
                *self._data(),
                *self._rules(),
                "--out",
                self._path("wrong-model.json"),
            )
            self._check("answer shifted data", lambda: _post_shifted(url, prepared))
            self._check("show what was answered to Prometheus", lambda: _shows_answers(metrics))
        with self._server(model, "2", "collected") as (url, _):
            self._step(
                "test the served model with the validation set",
                ExitCode.OK,
                "score-test",
                "--url",
                url,
                "--expect-model",
                model,
                *self._data(),
                *self._rules(),
                "--out",
                self._path("served.json"),
            )
            for title, quality, expected in (
                ("pass the validation job", {"r2": 0.3, "answered_share": 1.0}, ExitCode.OK),
                ("refuse a candidate below its quality", {"r2": 0.99}, ExitCode.VALIDATION_FAILED),
                ("refuse a metric that isn't there", {"accuracy": 0.5}, ExitCode.METRIC_MISSING),
            ):
                self._validation_job(title, expected, model, url, quality)
        self._step(
            "find no drift in the validation set",
            ExitCode.OK,
            "drift",
            *self._data(),
            "--current",
            self._path("collected/model_inputs"),
            *self._rules(),
            "--out",
            self._path("no-drift.json"),
        )
        self._step(
            "find the drift in shifted data",
            ExitCode.DRIFT,
            "drift",
            *self._data(),
            "--current",
            self._path("shifted/model_inputs"),
            *self._rules(),
            "--out",
            self._path("drift.json"),
        )

    def _validation_job(self, title: str, expected: ExitCode, model: Path, url: str, quality: dict[str, float]) -> None:
        """Validates as a release in the cluster does, in a process of its own."""
        environment = {
            **_module_environment(),
            "AZUREML_MODEL_DIR": str(model),
            "VALIDATION_TARGET_URL": url.removesuffix("/score"),
            "VALIDATION_DATASET_URI": (self._path("data") / "validation.csv").resolve().as_uri(),
            "VALIDATION_QUALITY": json.dumps({name: {"atLeast": least} for name, least in quality.items()}),
        }
        command = [sys.executable, "-m", "diabetes_model.scoring.validate"]
        cli.say(f"\n[{time.monotonic() - self._began:5.1f} s] {title}")
        ended = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command
        self._record(title, f"exit code {ended}", ended == expected)

    def _report(self) -> None:
        content = cli.report_content(
            self._path("better/model"),
            self._path("better/evaluation.json"),
            policy.load(self._policy),
            self._path("better/gate.json"),
            self._path("served.json"),
            self._path("drift.json"),
        )

        def write() -> bool:
            steps = [(name, outcome, held) for name, outcome, held in self._steps]
            page = report.render(report.Content(**{**vars(content), "steps": steps}))
            write_text(self._path("report.html"), page)
            return True

        self._check("write the report", write)

    def _summary(self) -> bool:
        failed = [name for name, _, held in self._steps if not held]
        seconds = time.monotonic() - self._began
        cli.say("")
        for name in failed:
            cli.say(f"DID NOT HOLD: {name}")
        cli.say(
            f"{len(self._steps) - len(failed)} of {len(self._steps)} steps did what they should, in {seconds:.0f} s"
        )
        cli.say(f"report: {self._path('report.html')}")
        return not failed

    def _candidate(self, label: str, *parameters: str, folder: str = "data") -> None:
        tracking = ("--tracking", self._store)
        self._step(
            f"train {label}",
            ExitCode.OK,
            "train",
            *self._data(folder),
            *tracking,
            "--commit",
            self._commit,
            "--build-id",
            "local",
            "--out",
            self._path(f"{label}/model"),
            *parameters,
        )
        self._step(
            f"evaluate {label}",
            ExitCode.OK,
            "evaluate",
            "--model",
            self._path(f"{label}/model"),
            *self._data(folder),
            *tracking,
            "--out",
            self._path(f"{label}/evaluation.json"),
        )
        self._step(
            f"validate {label}",
            ExitCode.OK,
            "score-test",
            "--model",
            self._path(f"{label}/model"),
            *self._data(folder),
            *self._rules(),
            "--out",
            self._path(f"{label}/validation.json"),
        )

    def _promote(self, label: str, *options: str) -> None:
        self._step(f"let {label} pass", ExitCode.OK, "compare", *self._registry(), *self._evidence(label), *options)
        self._step(
            f"register {label}",
            ExitCode.OK,
            "register",
            *self._registry(),
            "--model",
            self._path(f"{label}/model"),
            "--decision",
            self._path(f"{label}/gate.json"),
            *self._rules(),
        )

    def _refused(
        self, title: str, expected: ExitCode, label: str, *options: str, evaluation: Path | None = None
    ) -> None:
        self._step(title, expected, "compare", *self._registry(), *self._evidence(label, evaluation), *options)

    def _unchanged(self, title: str, version: str) -> None:
        def same() -> bool:
            found = MlflowRegistry(self._store).champion(NAME)
            return found is not None and found.version == version

        self._check(title, same)

    def _evidence(self, label: str, evaluation: Path | None = None, folder: str = "data") -> list[str | Path]:
        return [
            "--model", self._path(f"{label}/model"), *self._data(folder),
            "--evaluation", evaluation or self._path(f"{label}/evaluation.json"),
            "--validation", self._path(f"{label}/validation.json"),
            *self._rules(), "--out", self._path(f"{label}/gate.json"),
        ]  # fmt: skip

    def _registry(self, name: str = NAME) -> list[str | Path]:
        return ["--registry", f"mlflow:{self._store}", "--name", name]

    def _data(self, folder: str = "data") -> list[str | Path]:
        return ["--data", self._path(folder)]

    def _rules(self) -> list[str | Path]:
        return ["--policy", self._policy]

    def _path(self, name: str) -> Path:
        return self._out / name

    def _step(self, title: str, expected: ExitCode, *arguments: str | Path) -> None:
        cli.say(f"\n[{time.monotonic() - self._began:5.1f} s] {title}")
        code = ExitCode(cli.main([str(argument) for argument in arguments]))
        self._record(
            title, code.name if code is expected else f"{code.name} instead of {expected.name}", code is expected
        )

    def _check(self, title: str, held: Callable[[], bool]) -> None:
        cli.say(f"\n[{time.monotonic() - self._began:5.1f} s] {title}")
        found = held()
        self._record(title, "OK" if found else "not so", found)

    def _record(self, title: str, outcome: str, held: bool) -> None:
        self._steps.append((title, outcome, held))
        cli.say(f"{'as it should be' if held else 'DID NOT HOLD'}: {outcome}")

    @contextmanager
    def _server(self, model: Path, version: str, collected: str) -> Iterator[tuple[str, str]]:
        """A server of its own process, as the scoring image runs it."""
        port, metrics_port = _free_port(), _free_port()
        environment = {
            **_module_environment(),
            "AZUREML_MODEL_DIR": str(model),
            "MODEL_NAME": NAME,
            "MODEL_VERSION": version,
            "MODEL_DATA_DIR": str(self._path(collected)),
            "PORT": str(port),
            "METRICS_PORT": str(metrics_port),
        }
        for other in ("DATA_COLLECTION", "DATA_COLLECTION_URL"):
            environment.pop(other, None)
        command = [sys.executable, "-m", "diabetes_model.scoring.server"]
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own server
        try:
            url = f"http://127.0.0.1:{port}/score"
            score_test.wait_until_ready(score_test.over_http(url), READY_SECONDS)
            yield url, f"http://127.0.0.1:{metrics_port}/metrics"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _post_shifted(url: str, prepared: PreparedData) -> bool:
    """The held-out rows, from patients who are heavier than those of the train set."""
    shifted: Array = prepared.heldout.features.copy()
    shifted[:, FEATURE_NAMES.index("bmi")] += SHIFTED_BMI
    rows = [dict(zip(FEATURE_NAMES, map(float, row), strict=True)) for row in shifted]
    status, reply = score_test.over_http(url)(json.dumps({"data": rows}))
    return status == 200 and bool(np.isfinite(reply["predictions"]).all())


def _shows_answers(metrics: str) -> bool:
    with urllib.request.urlopen(metrics, timeout=10) as response:  # noqa: S310 - our own server
        text = response.read().decode()
    return all(f"\n{name}" in text for name in ('scoring_requests_total{code="200"}', "scoring_prediction_count"))


def _module_environment() -> dict[str, str]:
    """An environment in which another process finds this package."""
    sources = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": sources}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: Any = found.getsockname()[1]
        return int(port)
