"""Collects what is scored, as JSON lines in the form of Azure Machine Learning's data collector.

Where Azure's own collector is installed, it is used. Collection never stops an answer: what fails is logged.
"""

import importlib
import json
import logging
import os
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

Collection = Literal["model_inputs", "model_outputs"]
Rows = Sequence[Mapping[str, float]]
AGENT = "diabetes-model/0.1.0"
DIRECTORY = "MODEL_DATA_DIR"
log = logging.getLogger(__name__)


class Collector(Protocol):
    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None: ...


class NoCollector:
    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        """Collects nothing."""


class JsonLines:
    """One event a line, in <folder>/<collection>/<year>/<month>/<day>/<hour>/<instance>.jsonl."""

    def __init__(self, folder: Path, source: str, model_version: str) -> None:
        self._folder = folder
        self._source = source
        self._model_version = model_version
        self._instance = uuid.uuid4().hex

    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        now = datetime.now(UTC)
        size = len(json.dumps(rows))
        event = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": self._source,
            "type": f"azureml.inference.{collection}",
            "datacontenttype": "application/json",
            "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "data": rows,
            "correlationid": correlation_id,
            "xrequestid": correlation_id,
            "modelversion": self._model_version,
            "collectdatatype": "pandas.core.frame.DataFrame",
            "agent": AGENT,
            "contentrange": f"bytes 0-{size - 1}/{size}",
        }
        path = self._folder / collection / now.strftime("%Y/%m/%d/%H") / f"{self._instance}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event, allow_nan=False) + "\n")


class AzureCollector:
    """Azure's collector, which its deployments switch on with data_collector."""

    def __init__(self, monitoring: Any, frames: Any) -> None:
        self._frame = frames.DataFrame
        self._context = importlib.import_module("azureml.ai.monitoring.context").BasicCorrelationContext
        names: tuple[Collection, ...] = ("model_inputs", "model_outputs")
        self._collectors = {name: monitoring.Collector(name=name, on_error=_log_error) for name in names}

    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        self._collectors[collection].collect(self._frame(rows), self._context(id=correlation_id))


class Safe:
    """Keeps a collector's failures away from scoring."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        try:
            self._collector.collect(collection, rows, correlation_id)
        except Exception as error:  # noqa: BLE001 - an answer matters more than its record
            _log_error(error)


def open_collector(source: str, model_version: str) -> Collector:
    """Azure's collector if it is installed, JSON lines if MODEL_DATA_DIR is set, otherwise none."""
    try:
        monitoring, frames = importlib.import_module("azureml.ai.monitoring"), importlib.import_module("pandas")
        return Safe(AzureCollector(monitoring, frames))
    except ImportError:
        pass
    except Exception as error:  # noqa: BLE001 - as above
        _log_error(error)
    folder = os.environ.get(DIRECTORY)
    return Safe(JsonLines(Path(folder), source, model_version)) if folder else NoCollector()


def _log_error(error: Exception) -> None:
    log.warning("Data was not collected: %s", error)
