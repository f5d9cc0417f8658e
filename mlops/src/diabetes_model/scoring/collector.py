"""Collects what is scored, as JSON lines in the form of Azure Machine Learning's data collector.

Collection never stops an answer: what fails is logged.
"""

import hashlib
import importlib
import json
import logging
import math
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from diabetes_model.scoring import azure_access
from diabetes_model.scoring.append_blobs import AppendBlobs

Collection = Literal["model_inputs", "model_outputs"]
Rows = Sequence[Mapping[str, float]]
AGENT = "diabetes-model/0.1.0"
DIRECTORY = "MODEL_DATA_DIR"
URL = "DATA_COLLECTION_URL"
SETTINGS = "DATA_COLLECTION"
NAMES: tuple[Collection, ...] = get_args(Collection)
# The folders of a rate: a new file is begun in each.
FOLDERS = {
    "Minute": "%Y/%m/%d/%H/%M",
    "Hour": "%Y/%m/%d/%H",
    "Day": "%Y/%m/%d",
    "Month": "%Y/%m",
    "Year": "%Y",
}
log = logging.getLogger(__name__)


class Collector(Protocol):
    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None: ...

    def close(self) -> None: ...


class Sink(Protocol):
    """Where lines go."""

    def append(self, path: str, line: str) -> None: ...

    def close(self) -> None: ...


class NoCollector:
    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        """Collects nothing."""

    def close(self) -> None:
        """Has nothing to send."""


class Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def append(self, path: str, line: str) -> None:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as opened:
            opened.write(line)

    def close(self) -> None:
        """Has nothing to send."""


@dataclass(frozen=True)
class Settings:
    """What is kept: the share of the requests, by collection, and how often a file is begun."""

    shares: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(NAMES, 1.0))
    rate: str = "Hour"

    def keeps(self, collection: Collection, correlation_id: str) -> bool:
        """The same for the inputs and outputs of a request, so that they can be joined."""
        position = int(hashlib.sha256(correlation_id.encode()).hexdigest()[:8], 16) / 2**32
        return position < self.shares.get(collection, 0.0)


def parse_settings(text: str | None) -> Settings:
    """DATA_COLLECTION, in the form of Azure's API; all of inputs and outputs if it isn't set."""
    if not text:
        return Settings()
    content = json.loads(text)
    shares: dict[str, float] = {}
    for name, options in content["collections"].items():
        if options.get("dataCollectionMode", "Enabled") != "Enabled":
            continue
        share = float(options.get("samplingRate", 1.0))
        if not (math.isfinite(share) and 0 < share <= 1):
            raise ValueError(f"samplingRate of {name} is {share}")
        shares[name] = share
    unknown = sorted(set(shares) - set(NAMES))
    if unknown or content.get("requestLogging"):
        log.warning("This image collects %s; not %s.", ", ".join(NAMES), ", ".join(unknown) or "headers")
    rate = content.get("rollingRate", "Hour")
    if rate not in FOLDERS:
        raise ValueError(f"rollingRate is {rate}")
    return Settings(shares, rate)


class JsonLines:
    """One event a line, in <collection>/<year>/<month>/<day>/<hour>/<instance>.jsonl."""

    def __init__(self, sink: Sink, source: str, model_version: str, settings: Settings) -> None:
        self._sink = sink
        self._source = source
        self._model_version = model_version
        self._settings = settings
        self._instance = uuid.uuid4().hex

    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        if not self._settings.keeps(collection, correlation_id):
            return
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
        path = f"{collection}/{now.strftime(FOLDERS[self._settings.rate])}/{self._instance}.jsonl"
        self._sink.append(path, json.dumps(event, allow_nan=False) + "\n")

    def close(self) -> None:
        self._sink.close()


class AzureCollector:
    """Azure's collector, which its deployments switch on with data_collector."""

    def __init__(self, monitoring: Any, frames: Any) -> None:
        self._frame = frames.DataFrame
        self._context = importlib.import_module("azureml.ai.monitoring.context").BasicCorrelationContext
        self._collectors = {name: monitoring.Collector(name=name, on_error=_log_error) for name in NAMES}

    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        self._collectors[collection].collect(self._frame(rows), self._context(id=correlation_id))

    def close(self) -> None:
        """Azure's collector sends by itself."""


class Safe:
    """Keeps a collector's failures away from scoring."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def collect(self, collection: Collection, rows: Rows, correlation_id: str) -> None:
        try:
            self._collector.collect(collection, rows, correlation_id)
        except Exception as error:  # noqa: BLE001 - an answer matters more than its record
            _log_error(error)

    def close(self) -> None:
        try:
            self._collector.close()
        except Exception as error:  # noqa: BLE001 - as above
            _log_error(error)


def open_collector(source: str, model_version: str) -> Collector:
    """Blobs if DATA_COLLECTION_URL is set; Azure's collector if it is installed; a folder if MODEL_DATA_DIR is set."""
    try:
        url, folder = os.environ.get(URL), os.environ.get(DIRECTORY)
        if not url and (azures := _azures()) is not None:
            return Safe(azures)
        if not url and not folder:
            return NoCollector()
        settings = parse_settings(os.environ.get(SETTINGS))
        sink: Sink = AppendBlobs(url, azure_access.WorkloadIdentity(os.environ)) if url else Folder(Path(str(folder)))
        return Safe(JsonLines(sink, source, model_version, settings))
    except Exception as error:  # noqa: BLE001 - as above
        _log_error(error)
        return NoCollector()


def _azures() -> AzureCollector | None:
    try:
        return AzureCollector(importlib.import_module("azureml.ai.monitoring"), importlib.import_module("pandas"))
    except ImportError:
        return None
    except Exception as error:  # noqa: BLE001 - as above
        _log_error(error)
        return None


def _log_error(error: Exception) -> None:
    log.warning("Data was not collected: %s", error)
