"""What Prometheus reads of the scoring server. Nothing here ever stops an answer: what fails is logged."""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, start_http_server

from diabetes_model import schema

PORT = "METRICS_PORT"
DEFAULT_PORT = "9090"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STEPS = 25
# As far as the target goes, in equal steps: two distributions of them can be compared.
PREDICTIONS = tuple(
    schema.TARGET.minimum + (schema.TARGET.maximum - schema.TARGET.minimum) * step / STEPS for step in range(STEPS + 1)
)
# They begin with 0, so that the first one of them is an increase.
CODES = (200, 400, 413, 500, 503)
log = logging.getLogger(__name__)


class Metrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        # prometheus-client adds _total.
        self._requests = Counter("scoring_requests", "Answers by HTTP status", ["code"], registry=registry)
        self._duration = Histogram(
            "scoring_request_duration_seconds", "How long answers took", buckets=SECONDS, registry=registry
        )
        self._prediction = Histogram("scoring_prediction", "What was predicted", buckets=PREDICTIONS, registry=registry)
        for code in CODES:
            self._requests.labels(str(code))

    def answered(self, code: int, seconds: float) -> None:
        try:
            self._requests.labels(str(code)).inc()
            self._duration.observe(seconds)
        except Exception as error:  # noqa: BLE001 - an answer matters more than its count
            _log_error(error)

    def predicted(self, values: Sequence[float]) -> None:
        try:
            for value in values:
                self._prediction.observe(value)
        except Exception as error:  # noqa: BLE001 - as above
            _log_error(error)


METRICS = Metrics(REGISTRY)


@contextmanager
def shown(host: str, registry: CollectorRegistry = REGISTRY) -> Iterator[int | None]:
    """Shows the metrics at /metrics of METRICS_PORT, a port of their own, which callers of the service don't reach."""
    try:
        running, _ = start_http_server(int(os.environ.get(PORT) or DEFAULT_PORT), host, registry)
    except Exception as error:  # noqa: BLE001 - as above
        _log_error(error)
        yield None
        return
    try:
        yield running.server_port
    finally:
        running.shutdown()
        running.server_close()


def _log_error(error: Exception) -> None:
    log.warning("Metrics were not counted or shown: %s", error)
