"""The gate: whether a model may be registered. The local run and the Azure pipeline both decide here, and nowhere else.

Rules: a missing or non-finite metric is a failure; so is missing evidence. Equal is not better. Without a registered
model, only the explicit first-model path leads on; with one, that path is closed.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from diabetes_model.errors import (
    DataVersionMismatch,
    EvidenceMissing,
    ExitCode,
    MetricMissing,
    MetricNotFinite,
    MlopsError,
)
from diabetes_model.policy import Policy

# As a share of the MSE: what may differ between two machines by arithmetic alone. A smaller difference is none.
ARITHMETIC = 1e-6


@dataclass(frozen=True)
class Group:
    feature: str
    name: str
    rows: int
    mae: float
    mse: float
    bias: float


@dataclass(frozen=True)
class FairnessEvidence:
    groups: tuple[Group, ...]

    def as_json(self) -> dict[str, Any]:
        return {"groups": [asdict(group) for group in self.groups]}


@dataclass(frozen=True)
class ValidationEvidence:
    """What the validation set showed, through the scoring script or over HTTP."""

    digest: str
    data_version: str
    rows: int
    answered: int
    mse: float | None
    baseline_mse: float
    p95_ms: float
    refused_bad_input: bool


@dataclass(frozen=True)
class FeatureDrift:
    feature: str
    psi: float
    ks: float
    p_value: float


@dataclass(frozen=True)
class DriftEvidence:
    reference_version: str
    reference_rows: int
    current_rows: int
    features: tuple[FeatureDrift, ...]

    def drifted(self, policy: Policy) -> list[FeatureDrift]:
        limit = policy.drift.max_p_value / max(len(self.features), 1)
        return [
            feature
            for feature in self.features
            if not (math.isfinite(feature.psi) and math.isfinite(feature.p_value))
            or (feature.psi > policy.drift.max_psi and feature.p_value < limit)
        ]


@dataclass(frozen=True)
class RegisteredEvidence:
    """The registered model, evaluated again on the candidate's held-out set."""

    version: str
    digest: str
    heldout_sha256: str
    mse: float | None


@dataclass(frozen=True)
class Evidence:
    """All that a decision rests on.

    metrics: what the candidate's run recorded.
    mse: the candidate's MSE, measured again beside the registered model's.
    """

    model: str
    digest: str
    data_version: str
    heldout_sha256: str
    metrics: Mapping[str, object]
    mse: float | None
    registered: RegisteredEvidence | None
    first_model: bool
    fairness: FairnessEvidence | None
    validation: ValidationEvidence | None
    drift: DriftEvidence | None = None


@dataclass(frozen=True)
class Failure:
    code: ExitCode
    message: str
    action: str


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Decision:
    evidence: Evidence
    checks: tuple[Check, ...]
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def code(self) -> ExitCode:
        return self.failures[0].code if self.failures else ExitCode.OK


class GateFailure(MlopsError):
    """A check that failed, with the exit code of its kind."""

    def __init__(self, code: ExitCode, message: str) -> None:
        self.code = code
        super().__init__(message)


def metric(metrics: Mapping[str, object], name: str, whose: str) -> float:
    """The metric as a finite number, or an error."""
    value = metrics.get(name)
    if value is None:
        raise MetricMissing(f"The metric {name} of {whose} is missing.")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise MetricNotFinite(f"The metric {name} of {whose} is not a number: got {value!r:.40}.")
    if not math.isfinite(value):
        raise MetricNotFinite(f"The metric {name} of {whose} is {value}.")
    return float(value)


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Runs every check. The first failure gives the exit code; all of them are reported."""
    steps: list[tuple[str, Callable[[Evidence, Policy], str]]] = [
        ("metrics", check_metrics),
        ("registered model", check_registered),
        ("mean", check_mean),
        ("improvement", check_improvement),
        ("fairness", check_fairness),
        (
            "validation",
            lambda given, rules: check_validation(given.validation, rules, given.digest, given.data_version),
        ),
    ]
    if evidence.drift is not None:
        drift = evidence.drift
        steps.append(("drift", lambda _, rules: check_drift(drift, rules)))
    checks: list[Check] = []
    failures: list[Failure] = []
    for name, step in steps:
        try:
            checks.append(Check(name, True, step(evidence, policy)))
        except MlopsError as error:
            failure = Failure(error.code, error.message, error.action)
            checks.append(Check(name, False, error.message))
            if failure not in failures:
                failures.append(failure)
    return Decision(evidence, tuple(checks), tuple(failures))


def check_metrics(evidence: Evidence, _: Policy) -> str:
    recorded = metric(evidence.metrics, "mse", "the candidate")
    again = metric({"mse": evidence.mse}, "mse", "the candidate, measured again,")
    if not math.isclose(recorded, again, rel_tol=ARITHMETIC):
        raise DataVersionMismatch(
            f"The candidate's run recorded MSE {recorded:.6g}; on this held-out set it is {again:.6g}."
        )
    return f"MSE {again:.2f}"


def check_registered(evidence: Evidence, _: Policy) -> str:
    if evidence.registered is None:
        if not evidence.first_model:
            raise GateFailure(ExitCode.NO_REGISTERED_MODEL, f"No model is registered as {evidence.model}.")
        return "the first model"
    if evidence.first_model:
        raise GateFailure(
            ExitCode.ALREADY_REGISTERED, f"{evidence.model} already has version {evidence.registered.version}."
        )
    return f"version {evidence.registered.version}"


def check_mean(evidence: Evidence, _: Policy) -> str:
    candidate = metric({"mse": evidence.mse}, "mse", "the candidate")
    baseline = metric(evidence.metrics, "baseline_mse", "the candidate")
    if candidate >= baseline:
        raise GateFailure(
            ExitCode.WORSE_THAN_MEAN, f"MSE {candidate:.2f} is no better than predicting the mean, {baseline:.2f}."
        )
    return f"MSE {candidate:.2f} < {baseline:.2f} of predicting the mean"


def check_improvement(evidence: Evidence, policy: Policy) -> str:
    candidate = metric({"mse": evidence.mse}, "mse", "the candidate")
    registered = evidence.registered
    if registered is None:
        return "nothing to compare with"
    if registered.heldout_sha256 != evidence.heldout_sha256:
        raise DataVersionMismatch("The candidate and the registered model were evaluated on different held-out sets.")
    current = metric({"mse": registered.mse}, "mse", f"version {registered.version}")
    if registered.digest == evidence.digest or math.isclose(candidate, current, rel_tol=ARITHMETIC):
        raise GateFailure(
            ExitCode.EQUAL, f"MSE {candidate:.2f} equals that of version {registered.version}: equal is not better."
        )
    needed = current * (1 - policy.improvement.min_relative)
    if candidate >= needed:
        raise GateFailure(
            ExitCode.NOT_BETTER,
            f"MSE {candidate:.2f} is not below {needed:.2f}, which version {registered.version} asks for.",
        )
    return f"MSE {candidate:.2f} < {current:.2f} of version {registered.version}"


def check_fairness(evidence: Evidence, policy: Policy) -> str:
    if evidence.fairness is None or not evidence.fairness.groups:
        raise EvidenceMissing("There is no fairness evidence.", "Run evaluate; give its result with --evaluation.")
    rules = policy.fairness
    by_feature: dict[str, list[Group]] = {}
    for group in evidence.fairness.groups:
        by_feature.setdefault(group.feature, []).append(group)
    details: list[str] = []
    for feature, groups in by_feature.items():
        for group in groups:
            for name in ("mae", "bias"):
                metric({name: getattr(group, name)}, name, f"{feature} {group.name}")
            if group.rows < rules.min_group_rows:
                raise GateFailure(
                    ExitCode.UNFAIR,
                    f"{feature} {group.name} has {group.rows} rows; {rules.min_group_rows:g} are needed to judge.",
                )
        if len(groups) < 2:
            raise GateFailure(ExitCode.UNFAIR, f"{feature} has only the group {groups[0].name}: nothing to compare.")
        smallest = min(group.mae for group in groups)
        largest = max(group.mae for group in groups)
        ratio = 1.0 if largest == 0 else math.inf if smallest == 0 else largest / smallest
        gap = max(group.bias for group in groups) - min(group.bias for group in groups)
        if ratio > rules.max_error_ratio or gap > rules.max_bias_gap:
            raise GateFailure(
                ExitCode.UNFAIR,
                f"{feature}: errors differ {ratio:.2f} times (at most {rules.max_error_ratio:g}), "
                f"mean errors by {gap:.1f} (at most {rules.max_bias_gap:g}).",
            )
        details.append(f"{feature} {ratio:.2f} times, gap {gap:.1f}")
    return "; ".join(details)


def check_validation(
    found: ValidationEvidence | None, policy: Policy, digest: str | None = None, data_version: str | None = None
) -> str:
    """The validation set's result; of this model and this data, if they are given."""
    if found is None:
        raise EvidenceMissing("The validation set was not run.", "Run score-test; give its result with --validation.")
    if data_version is not None and found.data_version != data_version:
        raise DataVersionMismatch("The validation set is of another data version.")
    failures: list[str] = []
    if digest is not None and found.digest != digest:
        failures.append("another model answered")
    if found.rows == 0 or found.answered != found.rows:
        failures.append(f"{found.answered} of {found.rows} rows were answered")
    if not found.refused_bad_input:
        failures.append("bad input was not refused")
    if not math.isfinite(found.p95_ms) or found.p95_ms > policy.validation.max_p95_ms:
        failures.append(
            f"95 of 100 answers took up to {found.p95_ms:.0f} ms, more than {policy.validation.max_p95_ms:g}"
        )
    if found.mse is None or not math.isfinite(found.mse):
        failures.append("there is no MSE")
    else:
        limit = policy.validation.max_mse_share * found.baseline_mse
        if not found.mse <= limit:
            failures.append(f"MSE {found.mse:.2f} is above {limit:.2f}")
    if failures:
        raise GateFailure(ExitCode.VALIDATION_FAILED, f"The validation set failed: {'; '.join(failures)}.")
    return f"{found.rows} rows, MSE {found.mse:.2f}"


def check_drift(drift: DriftEvidence, policy: Policy) -> str:
    rows = min(drift.reference_rows, drift.current_rows)
    if rows < policy.drift.min_rows:
        raise GateFailure(
            ExitCode.TOO_FEW_ROWS, f"{rows} rows are too few to tell drift; it takes {policy.drift.min_rows:g}."
        )
    if not drift.features:
        raise EvidenceMissing("The drift report names no feature.", "Run drift again.")
    drifted = drift.drifted(policy)
    if len(drifted) > policy.drift.max_drifted_features:
        names = ", ".join(f"{feature.feature} (PSI {feature.psi:.2f})" for feature in drifted)
        raise GateFailure(ExitCode.DRIFT, f"{names}: drifted from the reference.")
    worst = max(drift.features, key=lambda feature: feature.psi)
    return f"largest PSI {worst.psi:.2f} ({worst.feature})"
