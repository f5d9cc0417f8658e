"""Evaluates a model on the held-out set: metrics, fairness by group, and what it relies on."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fairlearn.metrics import MetricFrame, count
from sklearn.inspection import permutation_importance
from sklearn.metrics import mean_absolute_error, mean_squared_error

from diabetes_model import gate
from diabetes_model.data import PreparedData, Table
from diabetes_model.files import write_json
from diabetes_model.gate import FairnessEvidence, Group
from diabetes_model.package import ModelPackage
from diabetes_model.regression import mse, regression_metrics
from diabetes_model.schema import FEATURE_NAMES, Array

AGE_BOUNDARY = 50.0


@dataclass(frozen=True)
class Importance:
    """By how much the MSE grows when a feature's values are shuffled."""

    feature: str
    mean: float
    deviation: float


@dataclass(frozen=True)
class Evaluation:
    digest: str
    data_version: str
    heldout_sha256: str
    metrics: dict[str, float]
    fairness: FairnessEvidence
    importances: list[Importance]
    actual: list[float]
    predicted: list[float]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "fairness": self.fairness.as_json()}


def evaluate(model: ModelPackage, data: PreparedData, seed: int = 7) -> Evaluation:
    """Evaluates the model; a metric that is not a finite number is an error here already."""
    predicted = model.predict(data.heldout.features)
    metrics = regression_metrics(data.heldout.target, predicted)
    metrics["baseline_mse"] = baseline_mse(data)
    for name in metrics:
        gate.metric(metrics, name, "the candidate")
    return Evaluation(
        digest=model.digest,
        data_version=data.version,
        heldout_sha256=data.hashes["heldout"],
        metrics=metrics,
        fairness=fairness(data.heldout, predicted),
        importances=importances(model, data.heldout, seed),
        actual=data.heldout.target.tolist(),
        predicted=predicted.tolist(),
    )


def heldout_mse(model: ModelPackage, data: PreparedData) -> float:
    return mse(data.heldout.target, model.predict(data.heldout.features))


def baseline_mse(data: PreparedData) -> float:
    """The MSE of predicting the train set's mean, always."""
    return float(np.mean((data.heldout.target - data.train_mean) ** 2))


def fairness(table: Table, predicted: Array) -> FairnessEvidence:
    """Errors by sex and by age, as fairlearn measures them."""
    sensitive = {
        "sex": [f"code {value:g}" for value in table.column("sex")],
        "age": [
            f"{AGE_BOUNDARY:g} or older" if value >= AGE_BOUNDARY else f"under {AGE_BOUNDARY:g}"
            for value in table.column("age")
        ],
    }
    groups: list[Group] = []
    for feature, values in sensitive.items():
        frame = MetricFrame(
            metrics={"rows": count, "mae": mean_absolute_error, "mse": mean_squared_error, "bias": _bias},
            y_true=table.target,
            y_pred=predicted,
            sensitive_features=np.array(values),
        )
        groups += [
            Group(feature, str(name), int(row["rows"]), float(row["mae"]), float(row["mse"]), float(row["bias"]))
            for name, row in frame.by_group.iterrows()
        ]
    return FairnessEvidence(tuple(groups))


def importances(model: ModelPackage, table: Table, seed: int) -> list[Importance]:
    result = permutation_importance(
        _Scorable(model),
        table.features,
        table.target,
        scoring=lambda scorable, features, target: -mse(target, scorable.model.predict(features)),
        n_repeats=10,
        random_state=seed,
    )
    found = [
        Importance(name, float(mean), float(deviation))
        for name, mean, deviation in zip(FEATURE_NAMES, result.importances_mean, result.importances_std, strict=True)
    ]
    return sorted(found, key=lambda importance: -importance.mean)


def write(path: Path, evaluation: Evaluation) -> None:
    write_json(path, evaluation.as_json())


@dataclass(frozen=True)
class _Scorable:
    model: ModelPackage

    def fit(self) -> None:
        """Is there because scikit-learn asks for it."""


def _bias(actual: Array, predicted: Array) -> float:
    return float(np.mean(predicted - actual))
