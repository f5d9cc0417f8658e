"""Submits the training job to Azure Machine Learning, waits for it, and brings back what it made."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from diabetes_model import gate
from diabetes_model.errors import JobFailed, JobTimeout, MetricMissing, RegistryUnreachable
from diabetes_model.files import read_json
from diabetes_model.registry.azure_store import azure_module

OUTPUT = "result"
DONE = "Completed"
ENDED = {DONE, "Failed", "Canceled", "NotResponding"}


class Jobs(Protocol):
    """The part of `MLClient.jobs` that is used."""

    def create_or_update(self, job: Any) -> Any: ...

    def get(self, name: str) -> Any: ...

    def begin_cancel(self, name: str) -> Any: ...

    def download(self, name: str, *, download_path: Path, output_name: str) -> None: ...


class JobClient(Protocol):
    """The part of `MLClient` that is used."""

    @property
    def jobs(self) -> Jobs: ...


@dataclass(frozen=True)
class Request:
    """What is submitted, and by which commit and build.

    data_asset: For example azureml:diabetes@latest. Without one, the sample data.
    """

    spec: Path
    compute: str | None
    data_asset: str | None
    commit: str
    build_id: str
    timeout_seconds: float
    poll_seconds: float = 15.0


@dataclass(frozen=True)
class Result:
    job: str
    url: str
    metrics: dict[str, float]
    folder: Path


def load_spec(request: Request) -> Any:
    """The job as the SDK sees it: the file in azure/, with what this request says."""
    overrides: list[dict[str, Any]] = [
        {"environment_variables.COMMIT": request.commit},
        {"environment_variables.BUILD_ID": request.build_id},
        {"tags.commit": request.commit},
        {"tags.build_id": request.build_id},
    ]
    if request.compute:
        overrides.append({"compute": f"azureml:{request.compute}"})
    if request.data_asset:
        overrides.append({"inputs": {"source": {"type": "uri_file", "path": request.data_asset}}})
    job = azure_module("azure.ai.ml").load_job(str(request.spec), params_override=overrides)
    if request.data_asset:
        job.command = job.command.replace("mlops prepare ", "mlops prepare --source ${{inputs.source}} ", 1)
    return job


def submit(
    client: JobClient,
    job: Any,
    request: Request,
    out: Path,
    run_metrics: Callable[[str], Mapping[str, float]],
    say: Callable[[str], None],
) -> Result:
    """Submits, waits, downloads. The run's metrics have to be those of the evaluation that is downloaded."""
    try:
        made = client.jobs.create_or_update(job)
    except Exception as error:
        raise RegistryUnreachable(f"The workspace did not take the job: {error!s:.300}") from error
    name, url = str(made.name), str(getattr(made, "studio_url", "") or "")
    say(f"job {name} {url}")
    _wait(client, name, url, request, say)
    try:
        client.jobs.download(name, download_path=out, output_name=OUTPUT)
    except Exception as error:
        raise RegistryUnreachable(f"The output of job {name} can't be downloaded: {error!s:.300}") from error
    found = sorted(out.rglob("evaluation.json"))
    if len(found) != 1:
        raise MetricMissing(f"The output of job {name} holds {len(found)} evaluations.", f"Read its log: {url}")
    evaluated = read_json(found[0]).get("metrics")
    expected = gate.metric(evaluated if isinstance(evaluated, dict) else {}, "mse", f"job {name}'s evaluation")
    metrics = dict(run_metrics(name))
    if gate.metric(metrics, "mse", f"run {name}") != expected:
        raise JobFailed(f"Run {name} recorded MSE {metrics['mse']}, its evaluation {expected}.")
    return Result(name, url, metrics, found[0].parent)


def _wait(client: JobClient, name: str, url: str, request: Request, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + request.timeout_seconds
    before = ""
    while True:
        try:
            status = str(client.jobs.get(name).status)
        except Exception as error:  # noqa: BLE001 - the job goes on; the next look may succeed
            status = before
            say(f"job {name}: {error!s:.200}")
        if status != before:
            say(f"job {name}: {status}")
            before = status
        if status == DONE:
            return
        if status in ENDED:
            raise JobFailed(f"Job {name} ended as {status}.", f"Read its log: {url}")
        if time.monotonic() >= deadline:
            client.jobs.begin_cancel(name)
            raise JobTimeout(f"Job {name} was not done after {request.timeout_seconds:g} seconds.")
        time.sleep(request.poll_seconds)
