"""The scoring image in a cluster: metrics, the validation job, data collection in blobs, workload identity."""

import dataclasses
import json
import math
import os
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from prometheus_client import CollectorRegistry, generate_latest

from conftest import PROJECT, request, running_server
from diabetes_model import schema, score_test
from diabetes_model.data import PreparedData
from diabetes_model.errors import (
    EndpointUnreachable,
    ExitCode,
    FileMissing,
    MetricMissing,
    MetricNotFinite,
    MlopsError,
    PolicyInvalid,
    TooFewRows,
)
from diabetes_model.score_test import Answers
from diabetes_model.scoring import append_blobs, azure_access, collector, dataset, metrics, score, server, validate
from diabetes_model.scoring.append_blobs import AppendBlobs
from diabetes_model.scoring.azure_access import Reply, WorkloadIdentity
from diabetes_model.scoring.metrics import Metrics

BLOBS = "https://store.blob.core.windows.net"
ASSET = "azureml://subscriptions/s/resourcegroups/g/workspaces/w/data/set/versions/7"


@dataclasses.dataclass
class Cloud:
    """Entra, the resource manager and the storage, as far as they are asked; it keeps every request."""

    environment: dict[str, str]
    answers: dict[str, Reply] = dataclasses.field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str], bytes]] = dataclasses.field(default_factory=list)
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        with self.lock:
            self.requests.append((method, url, dict(headers), body or b""))
        if url in self.answers:
            return self.answers[url]
        if url.endswith("/oauth2/v2.0/token"):
            scope = urllib.parse.parse_qs((body or b"").decode())["scope"][0]
            return Reply(200, json.dumps({"access_token": f"for {scope}", "expires_in": 3600}).encode())
        return Reply(201 if method == "PUT" else 404, b"")

    def identity(self) -> WorkloadIdentity:
        return WorkloadIdentity(self.environment, self.call)


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    (tmp_path / "token").write_text("assertion\n")
    return Cloud(
        {
            "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/",
            "AZURE_TENANT_ID": "tenant",
            "AZURE_CLIENT_ID": "client",
            "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "token"),
        }
    )


@pytest.fixture
def validation_csv(template: Path) -> bytes:
    return (template / "data/validation.csv").read_bytes()


def body(prepared: PreparedData, rows: int) -> str:
    return json.dumps({"data": prepared.heldout.records()[:rows]})


def shown(registry: CollectorRegistry) -> str:
    return generate_latest(registry).decode()


# Metrics


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> CollectorRegistry:
    made = CollectorRegistry()
    monkeypatch.setattr(server, "METRICS", Metrics(made))
    return made


def test_answers_and_predictions_are_counted(
    url: str, registry: CollectorRegistry, prepared: PreparedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(registry)
    assert 'scoring_requests_total{code="500"} 0.0' in text
    _, reply, _ = request(f"{url}/score", body(prepared, 3))
    assert request(f"{url}/score", "{}")[0] == 400
    monkeypatch.setattr(score, "run", lambda _: 1 / 0)
    assert request(f"{url}/score", "{}")[0] == 500
    text = shown(registry)
    for code in (200, 400, 500):
        assert f'scoring_requests_total{{code="{code}"}} 1.0' in text
    assert "scoring_request_duration_seconds_count 3.0" in text
    assert "scoring_prediction_count 3.0" in text
    below = sum(value <= 160 for value in reply["predictions"])
    assert f'scoring_prediction_bucket{{le="160.0"}} {below}.0' in text


def test_the_buckets_cover_the_target() -> None:
    assert (metrics.PREDICTIONS[0], metrics.PREDICTIONS[-1]) == (schema.TARGET.minimum, schema.TARGET.maximum)
    assert set(np.diff(metrics.PREDICTIONS)) == {20.0}


def test_metrics_that_fail_do_not_stop_an_answer(
    url: str, prepared: PreparedData, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    counted = Metrics(CollectorRegistry())
    monkeypatch.setattr(server, "METRICS", counted)
    for name in ("_requests", "_prediction"):
        monkeypatch.setattr(counted, name, None)
    assert request(f"{url}/score", body(prepared, 1))[0] == 200
    assert caplog.text.count("Metrics were not counted or shown") == 2


def test_metrics_have_a_port_of_their_own(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    made = CollectorRegistry()
    Metrics(made)
    with metrics.shown("127.0.0.1", made) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
            assert b"\nscoring_prediction_bucket" in response.read()
        monkeypatch.setenv("METRICS_PORT", str(port))
        with metrics.shown("127.0.0.1", made) as second:
            assert second is None
    monkeypatch.setenv("METRICS_PORT", "many")
    with metrics.shown("127.0.0.1", made) as third:
        assert third is None
    assert caplog.text.count("Metrics were not counted or shown") == 2


def test_the_ports_are_those_that_the_pods_are_told(monkeypatch: pytest.MonkeyPatch, template: Path) -> None:
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(template / "full/model"))
    ports: list[int] = []
    monkeypatch.setattr(uvicorn, "run", lambda _, **options: ports.append(options["port"]))
    assert server.main([]) == 0
    monkeypatch.setenv("PORT", "8181")
    assert server.main([]) == 0
    assert ports == [8080, 8181]
    text = (PROJECT / "Dockerfile").read_text("utf-8")
    assert f"PORT={server.DEFAULT_PORT} " in text
    assert f"{metrics.PORT}={metrics.DEFAULT_PORT} " in text


# Validation


def test_a_candidate_that_reaches_everything_passes(
    url: str, template: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    least = {
        "r2": 0.3, "neg_mse": -4000, "neg_mae": -60, "answered_share": 1, "neg_p95_ms": -10000, "bad_input_refused": 1,
    }  # fmt: skip
    told(monkeypatch, template, url, {name: {"atLeast": value} for name, value in least.items()})
    assert validate.main() == 0
    said = capsys.readouterr().out
    assert said.count("pass  ") == 6
    assert said.endswith("passed\n")


@pytest.mark.parametrize(
    ("quality", "code"),
    [
        ({"r2": {"atLeast": 0.99}}, ExitCode.VALIDATION_FAILED),
        ({"neg_p95_ms": {"atLeast": 0}}, ExitCode.VALIDATION_FAILED),
        ({"r2": {"atLeast": 0.3}, "accuracy": {"atLeast": 0}}, ExitCode.METRIC_MISSING),
        ({}, ExitCode.POLICY_INVALID),
    ],
)
def test_a_candidate_that_does_not_fails(
    quality: dict[str, Any], code: ExitCode, url: str, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(monkeypatch, template, url, quality)
    assert validate.main() == code


def test_another_model_than_the_images_fails(url: str, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, template, url, {"r2": {"atLeast": 0.1}})
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(template / "plain/model"))
    assert validate.main() == ExitCode.VALIDATION_FAILED


def test_what_nobody_foresaw_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(validate, "validate", lambda _: 1 / 0)
    assert validate.main() == ExitCode.UNEXPECTED
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ("VALIDATION_QUALITY", PolicyInvalid),
        ("VALIDATION_TARGET_URL", EndpointUnreachable),
        ("VALIDATION_DATASET_URI", FileMissing),
    ],
)
def test_a_setting_that_is_missing_is_told(missing: str, error: type[MlopsError]) -> None:
    environment = {
        "VALIDATION_QUALITY": '{"r2": {"atLeast": 0}}',
        "VALIDATION_TARGET_URL": "http://candidate",
        "VALIDATION_DATASET_URI": "file:///nothing",
    }
    with pytest.raises(error, match=f"{missing} is not set"):
        validate.validate({**environment, missing: ""})


def test_a_candidate_that_does_not_answer_is_told(template: Path) -> None:
    environment = {
        "VALIDATION_QUALITY": '{"answered_share": {"atLeast": 0}}',
        "VALIDATION_TARGET_URL": "http://127.0.0.1:9",
        "VALIDATION_DATASET_URI": str(template / "data"),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AZUREML_MODEL_DIR", str(template / "full/model"))
        with pytest.raises(EndpointUnreachable, match="not ready within"):
            validate.validate(environment, wait=0.05)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"r2": 0.5}',
        '{"r2": {}}',
        '{"r2": {"atMost": 0.5}}',
        '{"r2": {"atLeast": 0.5, "atMost": 1}}',
        '{"r2": {"atLeast": NaN}}',
        '{"r2": {"atLeast": -Infinity}}',
        '{"r2": {"atLeast": "0.5"}}',
        '{"r2": {"atLeast": true}}',
        '{"r2": {"atLeast": 0.9}, "r2": {"atLeast": 0.1}}',
    ],
)
def test_a_quality_that_asks_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(PolicyInvalid, match="VALIDATION_QUALITY"):
        validate.parse_quality(text)


def test_rows_without_an_answer_leave_no_measure(prepared: PreparedData) -> None:
    predictions = prepared.validation.target.copy()
    predictions[:7] = math.nan
    found = validate.measure(prepared.validation, Answers("d", predictions, 3.0, refused_bad_input=False))
    assert found["answered_share"] == 0.9
    assert found["bad_input_refused"] == 0
    validate.check(found, {"answered_share": 0.9})
    for name in ("r2", "neg_mse", "neg_mae"):
        with pytest.raises(MetricNotFinite):
            validate.check(found, {"answered_share": 0.9, name: -1e9})


def test_the_first_failure_gives_the_code_and_all_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(MetricMissing, match="no metric f1"):
        validate.check({"r2": math.nan}, {"f1": 0, "r2": 0})
    assert capsys.readouterr().out.count("FAIL") == 2


def test_the_image_needs_only_its_own_packages() -> None:
    """Everything that training needs beside is hidden."""
    code = (
        "import sys\n"
        "for name in ('fairlearn', 'mlflow', 'matplotlib', 'pandas', 'sqlalchemy', 'azure'): sys.modules[name] = None\n"
        "import diabetes_model.scoring.server, diabetes_model.scoring.validate\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


# Where the validation set is


@pytest.mark.parametrize(
    ("uri", "asked"),
    [
        (f"{BLOBS}/data/v.csv", f"{BLOBS}/data/v.csv"),
        (f"{BLOBS}/data/v/?versionid=3", f"{BLOBS}/data/v/validation.csv?versionid=3"),
        ("wasbs://data@store.blob.core.windows.net/a b/v.csv", f"{BLOBS}/data/a%20b/v.csv"),
        ("abfss://data@store.dfs.core.windows.net/v.csv", "https://store.dfs.core.windows.net/data/v.csv"),
        ("https://store.z12.blob.storage.azure.net/data/v.csv", "https://store.z12.blob.storage.azure.net/data/v.csv"),
    ],
)
def test_storage_is_read_with_the_pods_identity(uri: str, asked: str, cloud: Cloud, validation_csv: bytes) -> None:
    cloud.answers[asked] = Reply(200, validation_csv)
    assert len(dataset.read(uri, cloud.environment, cloud.call)) == 70
    sign_in, download = cloud.requests
    assert sign_in[:2] == ("POST", "https://login.microsoftonline.com/tenant/oauth2/v2.0/token")
    assert urllib.parse.parse_qs(sign_in[3].decode())["client_assertion"] == ["assertion"]
    assert download[2]["Authorization"] == "Bearer for https://storage.azure.com/.default"


@pytest.mark.parametrize(
    "uri",
    [
        "https://example.com/v.csv",
        "https://store.blob.core.windows.net.example.com/v.csv",
        "https://store.blob.core.windows.net@example.com/v.csv",
        "https://store.blob.core.windows.net:444/v.csv",
        f"{BLOBS}/data/v.csv?sig=abc",
    ],
)
def test_nobody_else_gets_a_token(uri: str, cloud: Cloud, validation_csv: bytes) -> None:
    cloud.answers[uri] = Reply(200, validation_csv)
    assert len(dataset.read(uri, cloud.environment, cloud.call)) == 70
    assert [request[2] for request in cloud.requests] == [{}]


@pytest.mark.parametrize(
    ("kind", "uri", "store", "asked"),
    [
        ("uri_file", "paths/sets/v.csv", {"containerName": "c"}, f"{BLOBS}/c/sets/v.csv"),
        (
            "uri_folder",
            "paths/sets",
            {"filesystem": "c", "endpoint": "core.windows.net"},
            f"{BLOBS}/c/sets/validation.csv",
        ),
    ],
)
def test_a_data_asset_of_a_workspace_leads_to_its_file(
    kind: str, uri: str, store: dict[str, str], asked: str, cloud: Cloud, validation_csv: bytes
) -> None:
    workspace = (
        "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/"
        "Microsoft.MachineLearningServices/workspaces/w"
    )
    datastore = f"azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/{uri}"
    properties = {"dataUri": datastore, "dataType": kind}
    cloud.answers = {
        f"{workspace}/data/set/versions/7?api-version={dataset.API_VERSION}": described(properties),
        f"{workspace}/datastores/d?api-version={dataset.API_VERSION}": described({"accountName": "store", **store}),
        asked: Reply(200, validation_csv),
    }
    assert len(dataset.read(ASSET, cloud.environment, cloud.call)) == 70
    tokens = [headers["Authorization"] for method, _, headers, _ in cloud.requests if method == "GET"]
    manager = "Bearer for https://management.azure.com/.default"
    assert tokens == [manager, manager, "Bearer for https://storage.azure.com/.default"]
    assert len([request for request in cloud.requests if request[0] == "POST"]) == 2


@pytest.mark.parametrize(
    ("uri", "answer", "message"),
    [
        ("azureml://registries/r/data/set/versions/7", None, "in which workspace"),
        (ASSET, None, "status 404"),
        (ASSET, Reply(200, b"<html>"), "not described as expected"),
        (ASSET, Reply(200, b'{"properties": {"dataType": "mltable"}}'), "neither a file nor a folder"),
        (ASSET, Reply(200, json.dumps({"properties": {"dataType": "uri_file", "dataUri": ASSET}}).encode()), "neither"),
        (
            ASSET.replace("data/set/versions/7", "datastores/d/paths/v.csv"),
            Reply(200, b'{"properties": {}}'),
            "not in a storage",
        ),
        ("abfss://data@example.com/v.csv", None, "no address of Azure's storage"),
        ("abfss://store.dfs.core.windows.net/v.csv", None, "no address of Azure's storage"),
        ("http://example.com/v.csv", None, "can't be read"),
        (f"{BLOBS}/data/v.csv?sig=secret", Reply(403, b""), r"/data/v\.csv can't be read: status 403"),
        ("file:///no/such.csv", None, "can't be read"),
        ("no/such.csv", None, "can't be read"),
    ],
)
def test_a_set_that_cannot_be_read_is_told(uri: str, answer: Reply | None, message: str, cloud: Cloud) -> None:
    def call(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        return cloud.call(method, url, headers, body) if method == "POST" or answer is None else answer

    with pytest.raises(FileMissing, match=message) as told:
        dataset.read(uri, cloud.environment, call)
    assert "secret" not in str(told.value)


def test_a_set_that_is_too_small_or_too_large_is_told(
    cloud: Cloud, validation_csv: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "validation.csv").write_bytes(b"".join(validation_csv.splitlines(keepends=True)[:20]))
    with pytest.raises(TooFewRows, match="has 19 rows"):
        dataset.read(tmp_path.as_uri(), {})
    monkeypatch.setattr(azure_access, "MAX_BYTES", 10)
    cloud.answers[f"{BLOBS}/v.csv"] = Reply(200, validation_csv)
    with pytest.raises(FileMissing, match="larger than 10 bytes"):
        dataset.read(f"{BLOBS}/v.csv", cloud.environment, cloud.call)


def test_a_storage_that_does_not_answer_is_told(cloud: Cloud) -> None:
    def call(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        raise OSError("no route")

    with pytest.raises(FileMissing, match="can't be read: OSError"):
        dataset.read("https://example.com/v.csv", {}, call)
    with pytest.raises(FileMissing, match="Sign-in to Entra failed: OSError"):
        WorkloadIdentity(cloud.environment, call).token("scope")


# Workload identity and HTTP


def test_a_pod_without_identity_is_told(cloud: Cloud) -> None:
    with pytest.raises(FileMissing, match="AZURE_AUTHORITY_HOST is not set"):
        WorkloadIdentity({}, cloud.call).token("scope")
    with pytest.raises(FileMissing, match="token of the service account"):
        WorkloadIdentity({**cloud.environment, "AZURE_FEDERATED_TOKEN_FILE": "/no/such"}, cloud.call).token("scope")
    with pytest.raises(FileMissing, match="no https address"):
        WorkloadIdentity({**cloud.environment, "AZURE_AUTHORITY_HOST": "http://x/"}, cloud.call).token("scope")
    with pytest.raises(FileMissing, match=r"cloud of example\.com is not known"):
        _ = WorkloadIdentity({**cloud.environment, "AZURE_AUTHORITY_HOST": "https://example.com"}).manager
    assert cloud.requests == []


def test_a_sign_in_that_is_refused_is_told_and_not_kept(cloud: Cloud) -> None:
    url = "https://login.microsoftonline.com/tenant/oauth2/v2.0/token"
    cloud.answers[url] = Reply(
        400, b'{"error": "invalid_client", "error_description": "AADSTS70021: no match\\nTrace"}'
    )
    identity = cloud.identity()
    with pytest.raises(FileMissing, match=r"status 400: AADSTS70021: no match Check"):
        identity.token("scope")
    cloud.answers.clear()
    assert identity.token("scope") == identity.token("scope") == "for scope"
    assert len(cloud.requests) == 2


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[int], list[tuple[str, str | None, bytes]]]]:
    """A server that answers with one status after another."""
    monkeypatch.setattr(azure_access, "PAUSES", (0.0, 0.0))
    statuses: list[int] = []
    got: list[tuple[str, str | None, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            length = self.headers["Content-Length"]
            got.append((self.path, length, self.rfile.read(int(length))))
            self.send_response(statuses.pop(0))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Is quiet."""

    running = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/", statuses, got
    running.shutdown()
    running.server_close()


def test_what_may_pass_is_tried_again_and_no_redirect_is_followed(endpoint: Any) -> None:
    address, statuses, got = endpoint
    statuses += [503, 429, 201, 307, 500, 500, 500]
    assert azure_access.call("PUT", address, {}, b"") == Reply(201, b"")
    assert azure_access.call("PUT", address, {}, b"x").status == 307
    assert azure_access.call("PUT", address, {}, b"x").status == 500
    assert [path for path, _, _ in got] == ["/"] * 7
    assert got[0][1:] == ("0", b"")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        with pytest.raises(OSError, match="refused"):
            azure_access.call("PUT", f"http://127.0.0.1:{found.getsockname()[1]}/", {}, b"")


# Data collection


def test_what_is_scored_goes_to_the_store_of_the_pods_setting(
    cloud: Cloud, template: Path, prepared: PreparedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "AppendBlobs", lambda url, _: AppendBlobs(url, cloud.identity(), cloud.call, 60))
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(template / "full/model"))
    monkeypatch.setenv("DATA_COLLECTION_URL", f"{BLOBS}/collected/prices/blue")
    collection = {"dataCollectionMode": "Enabled", "samplingRate": 1}
    settings = {"collections": {"model_inputs": collection, "model_outputs": collection}, "rollingRate": "Day"}
    monkeypatch.setenv("DATA_COLLECTION", json.dumps(settings))
    score.init()
    with running_server() as url:
        for _ in range(2):
            assert request(f"{url}/score", body(prepared, 2))[0] == 200
    written = [(url, headers, content) for method, url, headers, content in cloud.requests if method == "PUT"]
    assert len(written) == 4
    for begun, block in (written[:2], written[2:]):
        assert begun[1]["x-ms-blob-type"] == "AppendBlob"
        assert block[0] == f"{begun[0]}?comp=appendblock"
        assert block[1]["Authorization"] == "Bearer for https://storage.azure.com/.default"
        events = [json.loads(line) for line in block[2].splitlines()]
        assert [len(event["data"]) for event in events] == [2, 2]
    parts = written[0][0].removeprefix(f"{BLOBS}/collected/prices/blue/").split("/")
    assert parts[0] == "model_inputs"
    assert len(parts) == 5


def test_inputs_and_outputs_of_the_same_requests_are_sampled() -> None:
    text = '{"collections": {"model_inputs": {"samplingRate": 0.3}, "model_outputs": {"samplingRate": 0.3}}}'
    settings = collector.parse_settings(text)
    kept = [name for name in map(str, range(1000)) if settings.keeps("model_inputs", name)]
    assert 250 < len(kept) < 350
    assert kept == [name for name in map(str, range(1000)) if settings.keeps("model_outputs", name)]
    lines: list[str] = []

    class Lines:
        def append(self, path: str, line: str) -> None:
            lines.append(path)

        def close(self) -> None: ...

    only = collector.parse_settings(
        '{"collections": {"model_outputs": {}, "model_inputs": {"dataCollectionMode": "Off"}}}'
    )
    made = collector.JsonLines(Lines(), "source", "1", only)
    made.collect("model_inputs", [{"age": 1.0}], "id")
    made.collect("model_outputs", [{"prediction": 1.0}], "id")
    made.close()
    assert [path.split("/")[0] for path in lines] == ["model_outputs"]


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("http://store.blob.core.windows.net/c", ""),
        ("https://example.com/c", ""),
        (f"{BLOBS}/c", "no json"),
        (f"{BLOBS}/c", '{"collections": {"model_inputs": {"samplingRate": 2}}}'),
        (f"{BLOBS}/c", '{"collections": {}, "rollingRate": "Week"}'),
    ],
)
def test_settings_that_are_wrong_collect_nothing(
    url: str, settings: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATA_COLLECTION_URL", url)
    monkeypatch.setenv("DATA_COLLECTION", settings)
    assert isinstance(collector.open_collector("source", "1"), collector.NoCollector)
    assert "Data was not collected" in caplog.text


def test_collections_that_the_image_does_not_have_are_told(caplog: pytest.LogCaptureFixture) -> None:
    text = '{"collections": {"request": {}, "model_inputs": {}}, "requestLogging": {"captureHeaders": ["a"]}}'
    assert collector.parse_settings(text).keeps("model_inputs", "id")
    assert "not request" in caplog.text


def test_a_store_that_refuses_loses_lines_and_nothing_else(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(append_blobs, "MAX_WAITING", 4)
    cloud.answers[f"{BLOBS}/c/model_inputs/refused.jsonl"] = Reply(403, b"")
    cloud.answers[f"{BLOBS}/c/model_inputs/there.jsonl"] = Reply(409, b"")
    sink = AppendBlobs(f"{BLOBS}/c", cloud.identity(), cloud.call, 60)
    safe = collector.Safe(collector.JsonLines(sink, "source", "1", collector.Settings()))
    sink.append("model_inputs/refused.jsonl", "a\n")
    sink.append("model_inputs/there.jsonl", "b\n")
    safe.collect("model_inputs", [{"age": 1.0}], "id")
    assert "4 bytes wait already" in caplog.text
    safe.close()
    assert sink._bytes == 0
    assert "refused.jsonl answered with status 403" in caplog.text
    assert [content for method, _, _, content in cloud.requests if method == "PUT" and content] == [b"b\n"]


def test_a_blob_that_is_full_is_followed_by_another(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(append_blobs, "MAX_BLOCKS", 2)
    monkeypatch.setattr(append_blobs, "MAX_BLOCK", 4)
    sink = AppendBlobs(f"{BLOBS}/c", cloud.identity(), cloud.call, 60)
    for path in ("model_inputs/1/a.jsonl", "model_inputs/2/a.jsonl"):
        for line in ("aa\n", "bb\n", "cc\n"):
            sink.append(path, line)
    sink.close()
    blocks = [url for _, url, _, _ in cloud.requests if url.endswith("appendblock")]
    names = ["1/a.jsonl"] * 2 + ["1/a-1.jsonl"] + ["2/a.jsonl"] * 2 + ["2/a-1.jsonl"]
    assert blocks == [f"{BLOBS}/c/model_inputs/{name}?comp=appendblock" for name in names]
    assert list(sink._blocks) == ["model_inputs/2/a.jsonl"]


def test_a_store_that_hangs_does_not_hold_the_pod(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(append_blobs, "CLOSE_SECONDS", 0.01)
    go_on = threading.Event()

    def call(*_: object) -> Reply:
        go_on.wait(5)
        return Reply(201, b"")

    sink = AppendBlobs(f"{BLOBS}/c", cloud.identity(), call, 60)
    sink.append("model_inputs/a.jsonl", "a\n")
    sink.close()
    go_on.set()
    assert "the storage is too slow" in caplog.text


def described(properties: Mapping[str, str]) -> Reply:
    return Reply(200, json.dumps({"properties": dict(properties)}).encode())


def told(monkeypatch: pytest.MonkeyPatch, template: Path, url: str, quality: object) -> None:
    monkeypatch.setenv("VALIDATION_TARGET_URL", url)
    monkeypatch.setenv("VALIDATION_DATASET_URI", (template / "data/validation.csv").as_uri())
    monkeypatch.setenv("VALIDATION_QUALITY", json.dumps(quality))


def test_a_bad_batch_does_not_hide_which_model_answered(prepared: PreparedData) -> None:
    replies = iter([(500, {}), *[(200, {"predictions": [1.0] * 8, "model": {"digest": "d"}})] * 100])
    found = score_test.ask(lambda _: next(replies), prepared.validation)
    assert found.digest == "d"
    assert 0 < found.answered < len(prepared.validation)
