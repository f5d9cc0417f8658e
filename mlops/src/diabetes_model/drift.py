"""Drift: how far the data that production sees is from the data that the model was trained on."""

from collections.abc import Callable

import numpy as np
from scipy.stats import ks_2samp

from diabetes_model.gate import DriftEvidence, FeatureDrift
from diabetes_model.schema import FEATURES, Array, Column

BINS = 5


def measure(reference: Array, reference_version: str, current: Array) -> DriftEvidence:
    """Per feature: the population stability index, and the Kolmogorov-Smirnov test."""
    found: list[FeatureDrift] = []
    for position, column in enumerate(FEATURES):
        before, after = reference[:, position], current[:, position]
        test = ks_2samp(before, after)
        found.append(FeatureDrift(column.name, psi(before, after, column), float(test.statistic), float(test.pvalue)))
    return DriftEvidence(reference_version, len(reference), len(current), tuple(found))


def psi(before: Array, after: Array, column: Column) -> float:
    """The population stability index over the reference's quantiles, or over the values of a coded column."""
    count = _by_value(column) if column.allowed else _by_quantile(before)
    expected, actual = _shares(count(before)), _shares(count(after))
    return float(np.sum((actual - expected) * np.log(actual / expected)))


def _by_value(column: Column) -> Callable[[Array], Array]:
    return lambda values: np.array([float(np.sum(values == allowed)) for allowed in column.allowed])


def _by_quantile(reference: Array) -> Callable[[Array], Array]:
    inner = np.unique(np.quantile(reference, np.linspace(0, 1, BINS + 1)[1:-1]))
    edges = np.concatenate([[-np.inf], inner, [np.inf]])
    return lambda values: np.histogram(values, bins=edges)[0].astype(np.float64)


def _shares(counts: Array) -> Array:
    """Shares without zeros: an empty bin counts as half a row."""
    filled = np.maximum(counts, 0.5)
    shares: Array = filled / filled.sum()
    return shares
