"""Serves the scoring script over HTTP, with the paths that Kubernetes probes and the metrics that Prometheus reads."""

import argparse
import logging
import os
import re
import sys
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from diabetes_model.errors import ExitCode, MlopsError
from diabetes_model.scoring import metrics, score
from diabetes_model.scoring.metrics import METRICS

PORT = "PORT"
DEFAULT_PORT = "8080"
MAX_BODY = 1024 * 1024
CORRELATION_HEADERS = ("x-correlation-id", "x-ms-client-request-id")
log = logging.getLogger(__name__)


async def live(_: Request) -> JSONResponse:
    return JSONResponse({"status": "live"})


async def ready(_: Request) -> JSONResponse:
    model = score.about()
    return JSONResponse(
        {"status": "loading" if model is None else "ready", "model": model}, 503 if model is None else 200
    )


async def answer(request: Request) -> JSONResponse:
    began = time.perf_counter()
    response = await _answer(request)
    METRICS.answered(response.status_code, time.perf_counter() - began)
    return response


async def _answer(request: Request) -> JSONResponse:
    identity = _correlation_id(request)
    headers = {"x-correlation-id": identity}
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return JSONResponse(_error("TOO_LARGE", f"At most {MAX_BODY} bytes at once."), 413, headers)
    token = score.correlation.set(identity)
    try:
        return JSONResponse(await run_in_threadpool(_score, bytes(body)), headers=headers)
    except MlopsError as error:
        status = 503 if error.code is ExitCode.MODEL_MISSING else 400
        return JSONResponse(_error(error.code.name, error.message), status, headers)
    except Exception:
        log.exception("Request %s failed", identity)
        return JSONResponse(_error("INTERNAL", f"Scoring failed; the log has it under {identity}."), 500, headers)
    finally:
        score.correlation.reset(token)


def _score(body: bytes) -> dict[str, Any]:
    reply = score.run(body)
    METRICS.predicted(reply["predictions"])
    return reply


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    yield
    await run_in_threadpool(score.close)


def create_app() -> Starlette:
    return Starlette(
        routes=[
            Route("/healthz", live),
            Route("/readyz", ready),
            Route("/score", answer, methods=["POST"]),
        ],
        lifespan=lifespan,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="serve", description="Serves the model below AZUREML_MODEL_DIR.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=os.environ.get(PORT) or DEFAULT_PORT)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        score.init()
    except MlopsError as error:
        log.error("%s", error)  # noqa: TRY400 - it says what to do, a trace doesn't
        return int(error.code)
    with metrics.shown(options.host):
        uvicorn.run(create_app(), host=options.host, port=options.port, log_level="warning", access_log=False)
    return int(ExitCode.OK)


def _correlation_id(request: Request) -> str:
    for header in CORRELATION_HEADERS:
        given = request.headers.get(header, "")
        if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given):
            return given
    return str(uuid.uuid4())


def _error(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}


if __name__ == "__main__":
    sys.exit(main())
