"""The gate's thresholds, from gate.toml. There are no defaults: a threshold that isn't written down is an error."""

import math
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from diabetes_model.errors import FileMissing, PolicyInvalid


@dataclass(frozen=True)
class Improvement:
    min_relative: float


@dataclass(frozen=True)
class Fairness:
    max_error_ratio: float
    max_bias_gap: float
    min_group_rows: float


@dataclass(frozen=True)
class Validation:
    max_mse_share: float
    max_p95_ms: float


@dataclass(frozen=True)
class Drift:
    max_psi: float
    max_p_value: float
    max_drifted_features: float
    min_rows: float


@dataclass(frozen=True)
class Policy:
    improvement: Improvement
    fairness: Fairness
    validation: Validation
    drift: Drift


Section = TypeVar("Section", Improvement, Fairness, Validation, Drift)


def load(path: Path) -> Policy:
    try:
        content: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileMissing(f"{path} can't be read.", "Give the gate's thresholds with --policy.") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyInvalid(f"{path} is not TOML: {error}.") from error
    unknown = sorted(set(content) - {field.name for field in fields(Policy)})
    if unknown:
        raise PolicyInvalid(f"{path} has the unknown section {', '.join(unknown)}.")
    return Policy(
        improvement=_section(content, "improvement", Improvement),
        fairness=_section(content, "fairness", Fairness),
        validation=_section(content, "validation", Validation),
        drift=_section(content, "drift", Drift),
    )


def _section(content: dict[str, object], name: str, kind: type[Section]) -> Section:
    section = content.get(name)
    if not isinstance(section, dict):
        raise PolicyInvalid(f"The section {name} is missing.")
    names = [field.name for field in fields(kind)]
    wrong = sorted(set(section) ^ set(names))
    if wrong:
        raise PolicyInvalid(f"{name} must have exactly {', '.join(names)}; wrong: {', '.join(wrong)}.")
    for key, value in section.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
            raise PolicyInvalid(f"{name}.{key} must be a number of 0 or more: got {value!r}.")
    return kind(**section)
