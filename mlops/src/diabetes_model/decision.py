"""Reads evidence and decisions back from JSON, and writes them."""

import dataclasses
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from diabetes_model import gate
from diabetes_model.errors import DecisionInvalid, EvidenceMissing
from diabetes_model.files import read_json, write_json
from diabetes_model.gate import (
    Decision,
    DriftEvidence,
    Evidence,
    FairnessEvidence,
    FeatureDrift,
    Group,
    RegisteredEvidence,
    ValidationEvidence,
)
from diabetes_model.policy import Policy

Kind = TypeVar("Kind", Group, FeatureDrift, RegisteredEvidence, ValidationEvidence)


def fairness(content: object) -> FairnessEvidence | None:
    if content is None:
        return None
    return FairnessEvidence(tuple(_make(Group, item) for item in _items(content, "groups")))


def validation(content: object) -> ValidationEvidence | None:
    return None if content is None else _make(ValidationEvidence, content)


def drift(content: object) -> DriftEvidence | None:
    if content is None:
        return None
    mapping = _mapping(content)
    try:
        return DriftEvidence(
            reference_version=str(mapping["reference_version"]),
            reference_rows=int(mapping["reference_rows"]),
            current_rows=int(mapping["current_rows"]),
            features=tuple(_make(FeatureDrift, item) for item in _items(content, "features")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceMissing(f"The drift evidence is incomplete: {error}.") from error


def evidence(content: object) -> Evidence:
    mapping = _mapping(content)
    names = {field.name for field in dataclasses.fields(Evidence)}
    if set(mapping) != names:
        raise EvidenceMissing(f"The evidence lacks or adds {', '.join(sorted(set(mapping) ^ names))}.")
    registered = mapping["registered"]
    return Evidence(
        **{
            **mapping,
            "registered": None if registered is None else _make(RegisteredEvidence, registered),
            "fairness": fairness(mapping["fairness"]),
            "validation": validation(mapping["validation"]),
            "drift": drift(mapping["drift"]),
        }
    )


def as_json(decision: Decision) -> dict[str, Any]:
    return {
        "passed": decision.passed,
        "exit_code": int(decision.code),
        "checks": [dataclasses.asdict(check) for check in decision.checks],
        "failures": [
            {
                "kind": failure.code.name,
                "exit_code": int(failure.code),
                "message": failure.message,
                "action": failure.action,
            }
            for failure in decision.failures
        ],
        "evidence": dataclasses.asdict(decision.evidence),
    }


def write(path: Path, decision: Decision) -> None:
    """Writes the decision. Metrics that aren't finite are written as text, since JSON has no NaN."""
    content: dict[str, Any] = _finite(as_json(decision))
    write_json(path, content)


def read_again(path: Path, policy: Policy) -> Decision:
    """Decides again from the recorded evidence: what the file claims about the outcome is not believed."""
    return gate.decide(evidence(read_json(path).get("evidence")), policy)


def require_passed(decision: Decision) -> None:
    if not decision.passed:
        raise DecisionInvalid(
            f"The gate refused this model ({', '.join(failure.code.name for failure in decision.failures)}): "
            f"{decision.failures[0].message}"
        )


def _mapping(content: object) -> dict[str, Any]:
    if not isinstance(content, Mapping):
        raise EvidenceMissing("The evidence is not an object.")
    return dict(content)


def _items(content: object, name: str) -> list[object]:
    items = _mapping(content).get(name)
    if not isinstance(items, (list, tuple)):
        raise EvidenceMissing(f"The evidence has no {name}.")
    return list(items)


def _make(kind: type[Kind], content: object) -> Kind:
    mapping = _mapping(content)
    names = {field.name for field in dataclasses.fields(kind)}
    if set(mapping) != names:
        raise EvidenceMissing(f"{kind.__name__} lacks or adds {', '.join(sorted(set(mapping) ^ names))}.")
    return kind(**mapping)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
