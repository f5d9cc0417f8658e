"""How far predictions are from what happened. The scoring image has what this needs."""

import numpy as np
from sklearn.metrics import mean_absolute_error, r2_score

from diabetes_model.schema import Array


def mse(actual: Array, predicted: Array) -> float:
    return float(np.mean((actual - predicted) ** 2))


def regression_metrics(actual: Array, predicted: Array) -> dict[str, float]:
    if not np.isfinite(predicted).all():
        return dict.fromkeys(("mse", "mae", "r2"), float("nan"))
    return {
        "mse": mse(actual, predicted),
        "mae": float(mean_absolute_error(actual, predicted)),
        "r2": float(r2_score(actual, predicted)),
    }
