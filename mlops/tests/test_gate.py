"""Tampers with each gate, and sees it hold."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import pytest

from diabetes_model import decision, gate
from diabetes_model.errors import DecisionInvalid, EvidenceMissing, ExitCode, MetricMissing
from diabetes_model.gate import (
    DriftEvidence,
    Evidence,
    FairnessEvidence,
    FeatureDrift,
    Group,
    RegisteredEvidence,
    ValidationEvidence,
)
from diabetes_model.policy import Policy

GROUPS = (Group("sex", "1", 40, 40.0, 2500.0, 1.0), Group("sex", "2", 40, 42.0, 2600.0, 9.0))
VALIDATION = ValidationEvidence("new", "v1", 70, 70, 2900.0, 5700.0, 20.0, refused_bad_input=True)
REGISTERED = RegisteredEvidence("4", "old", "held", 3000.0)
DRIFT = DriftEvidence("v1", 200, 100, (FeatureDrift("bmi", 0.05, 0.1, 0.4),))
GOOD = Evidence(
    model="m",
    digest="new",
    data_version="v1",
    heldout_sha256="held",
    metrics={"mse": 2800.0, "baseline_mse": 5500.0},
    mse=2800.0,
    registered=REGISTERED,
    first_model=False,
    fairness=FairnessEvidence(GROUPS),
    validation=VALIDATION,
    drift=DRIFT,
)


def change(**changes: Any) -> Evidence:
    return dataclasses.replace(GOOD, **changes)


def with_mse(value: float) -> Evidence:
    return change(mse=value, metrics={"mse": value, "baseline_mse": 5500.0})


def validation(**changes: Any) -> Evidence:
    return change(validation=dataclasses.replace(VALIDATION, **changes))


def fairness(**changes: Any) -> Evidence:
    return change(fairness=FairnessEvidence((GROUPS[0], dataclasses.replace(GROUPS[1], **changes))))


def drifted(*features: FeatureDrift, **changes: Any) -> Evidence:
    return change(drift=dataclasses.replace(DRIFT, features=features, **changes))


def test_a_better_model_passes(rules: Policy) -> None:
    made = gate.decide(GOOD, rules)
    assert made.passed
    assert made.code is ExitCode.OK
    assert [check.name for check in made.checks] == [
        "metrics", "registered model", "mean", "improvement", "fairness", "validation", "drift",
    ]  # fmt: skip


def test_the_first_model_passes_on_its_own_path(rules: Policy) -> None:
    assert gate.decide(change(registered=None, first_model=True, drift=None), rules).passed


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        pytest.param(change(metrics={}), ExitCode.METRIC_MISSING, id="no metrics"),
        pytest.param(change(metrics={"mse": None}), ExitCode.METRIC_MISSING, id="metric is null"),
        pytest.param(change(metrics={"mse": 2800.0}), ExitCode.METRIC_MISSING, id="no baseline"),
        pytest.param(change(mse=None), ExitCode.METRIC_MISSING, id="not measured again"),
        pytest.param(with_mse(math.nan), ExitCode.METRIC_NOT_FINITE, id="NaN"),
        pytest.param(with_mse(math.inf), ExitCode.METRIC_NOT_FINITE, id="infinite"),
        pytest.param(with_mse(-math.inf), ExitCode.METRIC_NOT_FINITE, id="minus infinite"),
        pytest.param(change(metrics={"mse": "2800", "baseline_mse": 1.0}), ExitCode.METRIC_NOT_FINITE, id="text"),
        pytest.param(change(metrics={"mse": True, "baseline_mse": 1.0}), ExitCode.METRIC_NOT_FINITE, id="true"),
        pytest.param(change(mse=2801.0), ExitCode.DATA_VERSION_MISMATCH, id="run and measurement differ"),
        pytest.param(change(registered=None), ExitCode.NO_REGISTERED_MODEL, id="nothing registered"),
        pytest.param(change(first_model=True), ExitCode.ALREADY_REGISTERED, id="second first model"),
        pytest.param(with_mse(5500.0), ExitCode.WORSE_THAN_MEAN, id="as the mean"),
        pytest.param(
            change(registered=dataclasses.replace(REGISTERED, heldout_sha256="other")),
            ExitCode.DATA_VERSION_MISMATCH,
            id="other held-out set",
        ),
        pytest.param(
            change(registered=dataclasses.replace(REGISTERED, mse=math.nan)),
            ExitCode.METRIC_NOT_FINITE,
            id="registered NaN",
        ),
        pytest.param(
            change(registered=dataclasses.replace(REGISTERED, mse=None)), ExitCode.METRIC_MISSING, id="registered none"
        ),
        pytest.param(with_mse(3100.0), ExitCode.NOT_BETTER, id="worse"),
        pytest.param(with_mse(3000.0), ExitCode.EQUAL, id="equal"),
        pytest.param(with_mse(3000.0 - 1e-9), ExitCode.EQUAL, id="better by rounding"),
        pytest.param(
            change(registered=dataclasses.replace(REGISTERED, digest="new")), ExitCode.EQUAL, id="the same model"
        ),
        pytest.param(change(fairness=None), ExitCode.EVIDENCE_MISSING, id="no fairness"),
        pytest.param(change(fairness=FairnessEvidence(())), ExitCode.EVIDENCE_MISSING, id="no groups"),
        pytest.param(change(fairness=FairnessEvidence(GROUPS[:1])), ExitCode.UNFAIR, id="one group"),
        pytest.param(fairness(mae=70.0), ExitCode.UNFAIR, id="errors differ"),
        pytest.param(fairness(bias=40.0), ExitCode.UNFAIR, id="bias differs"),
        pytest.param(fairness(rows=3), ExitCode.UNFAIR, id="small group"),
        pytest.param(fairness(mae=0.0), ExitCode.UNFAIR, id="one group without error"),
        pytest.param(fairness(mae=math.nan), ExitCode.METRIC_NOT_FINITE, id="group NaN"),
        pytest.param(change(validation=None), ExitCode.EVIDENCE_MISSING, id="no validation"),
        pytest.param(validation(mse=5000.0), ExitCode.VALIDATION_FAILED, id="validation bad"),
        pytest.param(validation(mse=math.nan), ExitCode.VALIDATION_FAILED, id="validation NaN"),
        pytest.param(validation(mse=None), ExitCode.VALIDATION_FAILED, id="validation without MSE"),
        pytest.param(validation(baseline_mse=math.nan), ExitCode.VALIDATION_FAILED, id="validation baseline NaN"),
        pytest.param(validation(answered=69), ExitCode.VALIDATION_FAILED, id="not all answered"),
        pytest.param(validation(rows=0, answered=0), ExitCode.VALIDATION_FAILED, id="nothing asked"),
        pytest.param(validation(refused_bad_input=False), ExitCode.VALIDATION_FAILED, id="bad input taken"),
        pytest.param(validation(p95_ms=9e9), ExitCode.VALIDATION_FAILED, id="slow"),
        pytest.param(validation(p95_ms=math.nan), ExitCode.VALIDATION_FAILED, id="no times"),
        pytest.param(validation(digest="other"), ExitCode.VALIDATION_FAILED, id="another model answered"),
        pytest.param(validation(data_version="v0"), ExitCode.DATA_VERSION_MISMATCH, id="other validation set"),
        pytest.param(drifted(FeatureDrift("bmi", 0.5, 0.4, 1e-9)), ExitCode.DRIFT, id="drift"),
        pytest.param(drifted(FeatureDrift("bmi", math.nan, 0.4, 0.5)), ExitCode.DRIFT, id="drift NaN"),
        pytest.param(drifted(), ExitCode.EVIDENCE_MISSING, id="drift of nothing"),
        pytest.param(drifted(*DRIFT.features, current_rows=3), ExitCode.TOO_FEW_ROWS, id="few rows"),
    ],
)
def test_a_tampered_gate_holds(evidence: Evidence, code: ExitCode, rules: Policy) -> None:
    made = gate.decide(evidence, rules)
    assert not made.passed
    assert made.code is code
    assert made.failures[0].message
    assert made.failures[0].action


def test_every_failure_is_told_not_only_the_first(rules: Policy) -> None:
    made = gate.decide(dataclasses.replace(with_mse(3100.0), validation=None, fairness=None), rules)
    assert [failure.code for failure in made.failures] == [
        ExitCode.NOT_BETTER, ExitCode.EVIDENCE_MISSING, ExitCode.EVIDENCE_MISSING,
    ]  # fmt: skip


def test_a_least_improvement_is_kept(rules: Policy) -> None:
    strict = dataclasses.replace(rules, improvement=dataclasses.replace(rules.improvement, min_relative=0.1))
    assert gate.decide(with_mse(2800.0), strict).code is ExitCode.NOT_BETTER
    assert gate.decide(with_mse(2600.0), strict).passed
    halved = dataclasses.replace(rules, improvement=dataclasses.replace(rules.improvement, min_relative=0.5))
    assert gate.decide(with_mse(1500.0), halved).code is ExitCode.NOT_BETTER


def test_perfect_groups_are_fair(rules: Policy) -> None:
    groups = tuple(dataclasses.replace(group, mae=0.0, bias=0.0) for group in GROUPS)
    assert gate.decide(change(fairness=FairnessEvidence(groups)), rules).passed


def test_large_but_explicable_differences_are_no_drift(rules: Policy) -> None:
    assert gate.decide(drifted(FeatureDrift("bmi", 0.5, 0.2, 0.3)), rules).passed
    assert gate.decide(drifted(FeatureDrift("bmi", 0.1, 0.2, 1e-9)), rules).passed


def test_evidence_survives_json() -> None:
    assert decision.evidence(dataclasses.asdict(GOOD)) == GOOD
    alone = change(registered=None, fairness=None, validation=None, drift=None)
    assert decision.evidence(dataclasses.asdict(alone)) == alone


def spoil(name: str, spoiler: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    content = dataclasses.asdict(GOOD)
    content[name] = spoiler(content[name])
    return content


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {**dataclasses.asdict(GOOD), "more": 1},
        spoil("fairness", lambda _: {"groups": 3}),
        spoil("fairness", lambda _: {"groups": [{"mae": 1}]}),
        spoil("validation", lambda _: []),
        spoil("drift", lambda found: {**found, "current_rows": "many"}),
        spoil("drift", lambda _: {"features": []}),
        spoil("registered", lambda _: {"version": "1"}),
    ],
)
def test_incomplete_evidence_is_refused(content: object) -> None:
    with pytest.raises(EvidenceMissing):
        decision.evidence(content)


def test_a_refused_decision_does_not_register(rules: Policy) -> None:
    decision.require_passed(gate.decide(GOOD, rules))
    with pytest.raises(DecisionInvalid, match="NOT_BETTER"):
        decision.require_passed(gate.decide(with_mse(3100.0), rules))


def test_a_missing_metric_says_whose() -> None:
    with pytest.raises(MetricMissing, match="The metric mse of version 4 is missing"):
        gate.metric({}, "mse", "version 4")
