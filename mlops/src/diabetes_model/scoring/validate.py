"""Tries a candidate with the validation set, in the cluster: what a release's validation job runs, in the image itself.

It ends with 0 only if the image's own model answered and every quality is reached. What is wrong has an exit code of
its own, as everywhere. Read from the environment:

VALIDATION_TARGET_URL: the candidate's service.
VALIDATION_DATASET_URI: a CSV file with every feature and the target.
VALIDATION_QUALITY: {"<metric>": {"atLeast": <number>}, ...}
"""

import json
import math
import os
import sys
import traceback
from collections.abc import Mapping

from diabetes_model import gate, package, regression, score_test
from diabetes_model.data import Table
from diabetes_model.errors import EndpointUnreachable, ExitCode, FileMissing, MetricMissing, MlopsError, PolicyInvalid
from diabetes_model.gate import GateFailure
from diabetes_model.score_test import Answers
from diabetes_model.scoring import azure_access, dataset, score
from diabetes_model.scoring.azure_access import Call

TARGET_URL = "VALIDATION_TARGET_URL"
DATASET_URI = "VALIDATION_DATASET_URI"
QUALITY = "VALIDATION_QUALITY"
PATH = "/score"
WAIT_SECONDS = 60.0


def measure(table: Table, answers: Answers) -> dict[str, float]:
    """Every metric, each such that more is better; NaN where rows have no answer."""
    found = regression.regression_metrics(table.target, answers.predictions)
    return {
        "r2": found["r2"],
        "neg_mse": -found["mse"],
        "neg_mae": -found["mae"],
        "answered_share": answers.answered / len(table),
        "neg_p95_ms": -answers.p95_ms,
        "bad_input_refused": 1.0 if answers.refused_bad_input else 0.0,
    }


def parse_quality(text: str) -> dict[str, float]:
    """What each metric must reach."""
    try:
        content = json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise _wrong(f"is not JSON: {error}") from error
    if not isinstance(content, dict) or not content:
        raise _wrong("asks for nothing")
    found: dict[str, float] = {}
    for name, rule in content.items():
        least = rule.get("atLeast") if isinstance(rule, dict) and len(rule) == 1 else None
        if isinstance(least, bool) or not isinstance(least, (int, float)) or not math.isfinite(least):
            raise _wrong(f"has no number that {name} must reach")
        found[name] = float(least)
    return found


def check(metrics: Mapping[str, float], quality: Mapping[str, float]) -> None:
    """Tells how each metric does; the first one that fails gives the exit code."""
    failures: list[MlopsError] = []
    for name, least in quality.items():
        try:
            if name not in metrics:
                raise MetricMissing(f"There is no metric {name}.", f"Choose from {', '.join(metrics)}.")
            value = gate.metric(metrics, name, "the candidate")
            if value < least:
                raise GateFailure(ExitCode.VALIDATION_FAILED, f"{name} is {value:.6g}; at least {least:g} is needed.")
            _say(f"pass  {name} is {value:.6g}, at least {least:g}")
        except MlopsError as failure:
            _say(f"FAIL  {failure.message}")
            failures.append(failure)
    if failures:
        raise failures[0]


def validate(environment: Mapping[str, str], call: Call = azure_access.call, wait: float = WAIT_SECONDS) -> None:
    quality = parse_quality(_setting(environment, QUALITY, PolicyInvalid))
    send = score_test.over_http(_setting(environment, TARGET_URL, EndpointUnreachable).rstrip("/") + PATH)
    table = dataset.read(_setting(environment, DATASET_URI, FileMissing), environment, call)
    _, digest = package.read_manifest(score.model_folder())
    score_test.wait_until_ready(send, wait)
    answers = score_test.ask(send, table)
    metrics = measure(table, answers)
    _say(f"{answers.answered} of {len(table)} rows were answered")
    for name, value in metrics.items():
        _say(f"      {name} {value:.6g}")
    if answers.answered and answers.digest != digest:
        raise GateFailure(ExitCode.VALIDATION_FAILED, "Another model than the image's answered.")
    check(metrics, quality)


def main() -> int:
    try:
        validate(os.environ)
    except MlopsError as error:
        _say(f"{error.code.name} ({int(error.code)}): {error.message}\n  {error.action}")
        return int(error.code)
    except Exception:  # noqa: BLE001 - told with its trace and its own exit code
        traceback.print_exc()
        return int(ExitCode.UNEXPECTED)
    _say("passed")
    return int(ExitCode.OK)


def _setting(environment: Mapping[str, str], name: str, error: type[MlopsError]) -> str:
    value = environment.get(name)
    if not value:
        raise error(f"{name} is not set.", f"Set {name}.")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _wrong(what: str) -> PolicyInvalid:
    return PolicyInvalid(f"{QUALITY} {what}.", 'Give {"<metric>": {"atLeast": <number>}}.')


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
