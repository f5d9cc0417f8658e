"""The scoring script, in the form that Azure Machine Learning calls: init() once, run() for each request."""

import json
import logging
import os
import uuid
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from diabetes_model import package, schema
from diabetes_model.errors import BadSchema, ModelMissing
from diabetes_model.package import ModelPackage
from diabetes_model.scoring.collector import Collector, open_collector

MAX_ROWS = 1000
# The server that calls run() says here which request it is for.
correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Service:
    model: ModelPackage
    name: str
    version: str
    collector: Collector

    def about(self) -> dict[str, str]:
        return {"name": self.name, "version": self.version, "digest": self.model.digest}


_service: _Service | None = None


def init() -> None:
    """Loads the model below AZUREML_MODEL_DIR. MODEL_NAME and MODEL_VERSION say which it is."""
    global _service  # noqa: PLW0603 - Azure calls plain functions
    folder = model_folder()
    name = os.environ.get("MODEL_NAME", "unregistered")
    version = os.environ.get("MODEL_VERSION", "0")
    _service = _Service(package.load(folder), name, version, open_collector(f"models/{name}", version))
    log.info("Serving version %s of %s", version, name)


def model_folder() -> Path:
    root = Path(os.environ.get("AZUREML_MODEL_DIR", "model"))
    found = sorted(root.rglob(package.MANIFEST))
    if len(found) != 1:
        raise ModelMissing(f"{root} holds {len(found)} models; expected one.", "Set AZUREML_MODEL_DIR.")
    return found[0].parent


def close() -> None:
    """Sends what was collected and waits to be sent."""
    if _service is not None:
        _service.collector.close()


def about() -> dict[str, str] | None:
    """Which model is served; None before init()."""
    return None if _service is None else _service.about()


def run(raw_data: str | bytes) -> dict[str, Any]:
    """Answers {"data": [{"age": 59, ...}]}, or {"input_data": {"columns": [...], "data": [[...]]}}.

    What is wrong with a request is an MlopsError, which the server turns into status 400.
    """
    if _service is None:
        raise ModelMissing("No model is loaded.", "Call init() first.")
    identity = correlation.get() or str(uuid.uuid4())
    records = _records(raw_data)
    features = schema.check(records)
    predictions = _service.model.predict(features)
    if not np.isfinite(predictions).all():
        raise ArithmeticError("The model predicted a value that is not finite.")
    rows = [dict(zip(schema.FEATURE_NAMES, map(float, row), strict=True)) for row in features]
    _service.collector.collect("model_inputs", rows, identity)
    _service.collector.collect("model_outputs", [{"prediction": float(value)} for value in predictions], identity)
    return {"predictions": predictions.tolist(), "model": _service.about(), "correlation_id": identity}


def _records(raw_data: str | bytes) -> list[object]:
    try:
        body = json.loads(raw_data)
    except (ValueError, RecursionError) as error:
        raise BadSchema("The request is not JSON.") from error
    form = body if isinstance(body, dict) else {}
    table = form.get("input_data")
    if isinstance(table, dict):
        columns, lines = table.get("columns"), table.get("data")
        if not isinstance(columns, list) or not isinstance(lines, list):
            raise BadSchema("input_data needs columns and data, both lists.")
        if any(not isinstance(line, list) or len(line) != len(columns) for line in lines):
            raise BadSchema(f"Every row of data needs {len(columns)} values, as columns has.")
        records: object = [dict(zip(map(str, columns), line, strict=True)) for line in lines]
    else:
        records = form.get("data")
    if not isinstance(records, list):
        raise BadSchema("The request needs data: a list of rows.")
    if len(records) > MAX_ROWS:
        raise BadSchema(f"The request has {len(records)} rows; at most {MAX_ROWS} at once.")
    return records
