"""The scoring script, the server around it, the data it collects, and the validation set that is sent to it."""

import json
import math
import shutil
import sys
import threading
import types
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn

from conftest import NAME, RULES, Workspace, request
from diabetes_model import cli, score_test
from diabetes_model.data import PreparedData
from diabetes_model.errors import BadSchema, EndpointUnreachable, ExitCode, ModelMissing, NullValues
from diabetes_model.files import read_json
from diabetes_model.package import ModelPackage
from diabetes_model.schema import FEATURE_NAMES
from diabetes_model.scoring import collector, score, server

Run = Callable[[str], dict[str, Any]]


class Broken:
    """A model that predicts what is no number."""

    def predict(self, features: Any) -> Any:
        return np.full(len(features), math.nan)


def body(prepared: PreparedData, rows: int = 2, **changes: object) -> str:
    return json.dumps({"data": [{**record, **changes} for record in prepared.heldout.records()[:rows]]})


def test_both_forms_of_request_get_the_models_predictions(
    serving: Run, prepared: PreparedData, model: ModelPackage
) -> None:
    expected = model.predict(prepared.heldout.features[:2]).tolist()
    table = {"columns": list(FEATURE_NAMES), "data": prepared.heldout.features[:2].tolist()}
    first, second = serving(body(prepared)), serving(json.dumps({"input_data": table}))
    assert first["predictions"] == second["predictions"] == expected
    assert first["model"] == {"name": NAME, "version": "3", "digest": model.digest}
    assert first["correlation_id"] != second["correlation_id"]


@pytest.mark.parametrize(
    ("request_body", "message"),
    [
        ("no json", "not JSON"),
        ("[1]", "needs data"),
        ('{"data": 3}', "needs data"),
        ('{"data": [3]}', "Row 1 is not an object"),
        ('{"input_data": {"columns": ["age"]}}', "needs columns and data"),
        ('{"input_data": {"columns": ["age"], "data": [[1, 2]]}}', "needs 1 values"),
        (json.dumps({"data": [{}] * 1001}), "at most 1000"),
    ],
)
def test_what_is_wrong_with_a_request_is_told(serving: Run, request_body: str, message: str) -> None:
    with pytest.raises(BadSchema, match=message):
        serving(request_body)


def test_before_init_there_is_no_answer(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert score.about() is None
    with pytest.raises(ModelMissing, match="No model is loaded"):
        score.run("{}")
    for label in ("plain", "full"):
        shutil.copytree(template / label / "model", tmp_path / label)
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelMissing, match="holds 2 models"):
        score.init()


def test_health_and_answers_over_http(url: str, prepared: PreparedData) -> None:
    assert request(f"{url}/healthz")[:2] == (200, {"status": "live"})
    status, told, _ = request(f"{url}/readyz")
    assert (status, told["status"], told["model"]["version"]) == (200, "ready", "3")
    status, told, headers = request(f"{url}/score", body(prepared), **{"x-correlation-id": "abc-1"})
    assert status == 200
    assert told["correlation_id"] == headers["x-correlation-id"] == "abc-1"


def test_bad_requests_are_told_over_http(url: str, prepared: PreparedData, caplog: pytest.LogCaptureFixture) -> None:
    status, told, _ = request(f"{url}/score", body(prepared, bmi=None))
    assert status == 400
    assert told == {"error": {"code": "NULL_VALUES", "message": "bmi in row 1, bmi in row 2 have no value."}}
    status, told, headers = request(f"{url}/score", "x" * (server.MAX_BODY + 1), **{"x-correlation-id": "bad\tid"})
    assert (status, told["error"]["code"]) == (413, "TOO_LARGE")
    assert headers["x-correlation-id"] != "bad\tid"
    assert request(f"{url}/score", body(prepared))[0] == 200


def test_an_error_within_shows_nothing_of_itself(
    url: str, prepared: PreparedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = score._service
    assert service is not None
    broken = ModelPackage(Broken(), service.model.manifest, service.model.digest)
    monkeypatch.setattr(score, "_service", score._Service(broken, "m", "1", collector.NoCollector()))
    status, told, headers = request(f"{url}/score", body(prepared))
    assert status == 500
    assert headers["x-correlation-id"] in told["error"]["message"]
    assert "finite" not in json.dumps(told)


def test_without_a_model_the_server_is_not_ready(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score, "_service", None)
    assert request(f"{url}/readyz")[0] == 503
    assert request(f"{url}/score", "{}")[0] == 503


def test_the_server_starts_only_with_a_model(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda _, **options: calls.append(options))
    assert cli.main(["serve", "--model", str(template / "nothing")]) == ExitCode.MODEL_MISSING
    assert calls == []
    assert cli.main(["serve", "--model", str(template / "full/model"), "--port", "1"]) == 0
    assert calls[0]["port"] == 1
    score._service = None


def test_what_is_scored_is_collected(
    template: Path, prepared: PreparedData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(template / "full/model"))
    monkeypatch.setenv("MODEL_VERSION", "3")
    monkeypatch.setenv("MODEL_DATA_DIR", str(tmp_path))
    score.init()
    reply = score.run(body(prepared))
    with pytest.raises(NullValues):
        score.run(body(prepared, bmi=None))
    score._service = None
    events = {path.parts[-6]: path.read_text("utf-8").splitlines() for path in tmp_path.rglob("*.jsonl")}
    assert {name: len(lines) for name, lines in events.items()} == {"model_inputs": 1, "model_outputs": 1}
    inputs, outputs = (json.loads(events[name][0]) for name in ("model_inputs", "model_outputs"))
    assert inputs["data"] == prepared.heldout.records()[:2]
    assert outputs["data"] == [{"prediction": value} for value in reply["predictions"]]
    assert inputs["correlationid"] == outputs["correlationid"] == reply["correlation_id"]
    assert inputs["modelversion"] == "3"
    assert inputs["type"] == "azureml.inference.model_inputs"
    assert set(inputs) == {
        "specversion", "id", "source", "type", "datacontenttype", "time", "data", "correlationid", "xrequestid",
        "modelversion", "collectdatatype", "agent", "contentrange",
    }  # fmt: skip


def test_a_collector_that_fails_does_not_stop_an_answer(
    template: Path, prepared: PreparedData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    (tmp_path / "file").write_text("a file where a folder should be")
    monkeypatch.setenv("MODEL_DATA_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(template / "full/model"))
    score.init()
    assert len(score.run(body(prepared))["predictions"]) == 2
    score._service = None
    assert "Data was not collected" in caplog.text


def test_azures_collector_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[tuple[str, int, str]] = []

    class Collector:
        def __init__(self, name: str, on_error: object) -> None:
            self.name = name

        def collect(self, frame: Any, context: Any) -> None:
            collected.append((self.name, len(frame), context.id))

    def module(name: str, **content: object) -> None:
        made = types.ModuleType(name)
        made.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, made)

    class Context:
        def __init__(self, id: str) -> None:
            self.id = id

    module("azureml")
    module("azureml.ai")
    module("azureml.ai.monitoring", Collector=Collector)
    module("azureml.ai.monitoring.context", BasicCorrelationContext=Context)
    collector.open_collector("source", "1").collect("model_inputs", [{"age": 1.0}], "id-1")
    assert collected == [("model_inputs", 1, "id-1")]

    def fail(**_: object) -> None:
        raise RuntimeError("no sidecar")

    monkeypatch.setattr(sys.modules["azureml.ai.monitoring"], "Collector", fail)
    assert isinstance(collector.open_collector("source", "1"), collector.NoCollector)


def test_the_validation_set_passes_over_http(url: str, registered: Workspace) -> None:
    out = registered.path("http.json")
    code = registered.run(
        "score-test", "--url", f"{url}/score", "--wait", "5", "--data", registered.path("data"), "--expect-model",
        registered.path("full/model"), "--policy", RULES, "--out", out,
    )  # fmt: skip
    assert code == 0
    found, direct = read_json(out)["evidence"], read_json(registered.path("full/validation.json"))["evidence"]
    assert {**found, "p95_ms": 0} == {**direct, "p95_ms": 0}
    assert found["answered"] == found["rows"] == 70


def test_another_model_that_answers_fails_the_validation_set(url: str, registered: Workspace) -> None:
    out = registered.path("http.json")
    code = registered.run(
        "score-test", "--url", f"{url}/score", "--data", registered.path("data"), "--expect-model",
        registered.path("plain/model"), "--policy", RULES, "--out", out,
    )  # fmt: skip
    assert code == ExitCode.VALIDATION_FAILED
    assert read_json(out)["passed"] is False
    assert "another model answered" in read_json(out)["message"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/score", "ftp://somewhere/score"])
def test_an_endpoint_that_does_not_answer_is_told(address: str, empty: Workspace) -> None:
    code = empty.run("score-test", "--url", address, "--data", empty.path("data"), "--policy", RULES,
                     "--out", empty.path("http.json"))  # fmt: skip
    assert code == ExitCode.ENDPOINT_UNREACHABLE
    assert not empty.path("http.json").exists()


@pytest.fixture
def strange_endpoint() -> Iterator[tuple[str, list[tuple[int, bytes]], list[str | None]]]:
    """An endpoint that answers whatever it is told to, the last answer again and again."""
    answers: list[tuple[int, bytes]] = []
    keys: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            keys.append(self.headers["Authorization"])
            status, content = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Is quiet."""

    running = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/score", answers, keys
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b"<html>a proxy's page</html>"),
        (200, b"[]"),
        (200, b'{"predictions": [1, 2]}'),
        (200, b'{"predictions": [1, 2, 3, 4, 5, 6, 7, null]}'),
        (200, b'{"predictions": [1, 2, 3, 4, 5, 6, 7, true], "model": {"digest": "d"}}'),
        (500, b"{}"),
        (404, b"nothing here"),
    ],
)
def test_strange_answers_fail_the_validation_set(
    status: int, content: bytes, strange_endpoint: Any, prepared: PreparedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, answers, keys = strange_endpoint
    monkeypatch.setenv("SCORE_KEY", "k")
    answers.append((status, content))
    found = score_test.measure(score_test.over_http(address), prepared)
    assert found.answered < found.rows
    assert found.mse is None
    assert not found.refused_bad_input
    assert set(keys) == {"Bearer k"}


def test_waiting_ends_with_the_first_answer_or_in_time(strange_endpoint: Any) -> None:
    address, answers, _ = strange_endpoint
    answers += [(503, b""), (502, b""), (400, b"{}")]
    score_test.wait_until_ready(score_test.over_http(address), 5, pause=0.01)
    with pytest.raises(EndpointUnreachable, match=r"not ready within 0\.05 seconds"):
        score_test.wait_until_ready(score_test.over_http("http://127.0.0.1:9"), 0.05, pause=0.01)


def test_a_model_that_fails_within_is_no_answer(
    template: Path, prepared: PreparedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = score_test.in_process(template / "full/model")
    service = score._service
    assert service is not None
    broken = ModelPackage(Broken(), service.model.manifest, service.model.digest)
    monkeypatch.setattr(score, "_service", score._Service(broken, "m", "1", collector.NoCollector()))
    assert score_test.measure(send, prepared).answered == 0
