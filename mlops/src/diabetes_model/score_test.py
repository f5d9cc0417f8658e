"""Sends the validation set to a model, through its scoring script or over HTTP, and measures the answers."""

import json
import math
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from diabetes_model import regression
from diabetes_model.data import PreparedData, Table
from diabetes_model.errors import EndpointUnreachable, MlopsError
from diabetes_model.gate import ValidationEvidence
from diabetes_model.schema import Array
from diabetes_model.scoring import score

BATCH = 8
TIMEOUT_SECONDS = 30.0
KEY = "SCORE_KEY"
Send = Callable[[str], tuple[int, dict[str, Any]]]


@dataclass(frozen=True)
class Answers:
    """What a model answered to the rows of a table.

    digest: that of the model, where it was one model all the time.
    predictions: NaN where there was none.
    """

    digest: str
    predictions: Array
    p95_ms: float
    refused_bad_input: bool

    @property
    def answered(self) -> int:
        return int(np.isfinite(self.predictions).sum())


def over_http(url: str) -> Send:
    """Posts to a scoring URL; the environment variable SCORE_KEY is sent as a bearer token."""
    if not url.startswith(("http://", "https://")):
        raise EndpointUnreachable(f"{url} is no HTTP address.")

    def send(body: str) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json"}
        if os.environ.get(KEY):
            headers["Authorization"] = f"Bearer {os.environ[KEY]}"
        request = urllib.request.Request(url, body.encode(), headers, method="POST")  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                return response.status, _parsed(response.read())
        except urllib.error.HTTPError as error:
            return error.code, _parsed(error.read())
        except (OSError, ValueError) as error:
            raise EndpointUnreachable(f"{url} does not answer: {error}.") from error

    return send


def in_process(model: Path) -> Send:
    """Calls the scoring script's own init() and run()."""
    os.environ["AZUREML_MODEL_DIR"] = str(model)
    score.init()

    def send(body: str) -> tuple[int, dict[str, Any]]:
        try:
            return 200, score.run(body)
        except MlopsError as error:
            return 400, {"error": {"code": error.code.name}}
        except ArithmeticError:
            return 500, {}

    return send


def wait_until_ready(send: Send, seconds: float, pause: float = 0.2) -> None:
    """Waits until something answers at all; whether it answers well is for the test to say."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            status, _ = send("{}")
        except EndpointUnreachable:
            status = 503
        if status not in {502, 503, 504}:
            return
        if time.monotonic() >= deadline:
            raise EndpointUnreachable(f"The endpoint was not ready within {seconds:g} seconds.")
        time.sleep(pause)


def ask(send: Send, table: Table) -> Answers:
    """Sends every row, and one bad request that has to be refused."""
    records = table.records()
    predictions = np.full(len(records), np.nan)
    digests: set[str] = set()
    times: list[float] = []
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        began = time.perf_counter()
        status, reply = send(json.dumps({"data": batch}))
        times.append((time.perf_counter() - began) * 1000)
        values = reply.get("predictions")
        if status == 200 and isinstance(values, list) and len(values) == len(batch):
            predictions[start : start + BATCH] = [_number(value) for value in values]
        if status == 200:
            digests.add(_digest(reply))
    return Answers(
        digest=digests.pop() if len(digests) == 1 else "",
        predictions=predictions,
        p95_ms=float(np.percentile(times, 95)),
        refused_bad_input=_refuses_bad_input(send, records[0]),
    )


def measure(send: Send, data: PreparedData) -> ValidationEvidence:
    """What the validation set of a prepared folder shows."""
    found = ask(send, data.validation)
    target = data.validation.target
    return ValidationEvidence(
        digest=found.digest,
        data_version=data.version,
        rows=len(target),
        answered=found.answered,
        mse=regression.mse(target, found.predictions) if found.answered == len(target) else None,
        baseline_mse=float(np.mean((target - data.train_mean) ** 2)),
        p95_ms=found.p95_ms,
        refused_bad_input=found.refused_bad_input,
    )


def _refuses_bad_input(send: Send, record: dict[str, float]) -> bool:
    status, reply = send(json.dumps({"data": [{**record, "bmi": None}]}))
    return status == 400 and "predictions" not in reply


def _digest(reply: dict[str, Any]) -> str:
    model = reply.get("model")
    return str(model.get("digest", "")) if isinstance(model, dict) else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
