"""The data's definition, and the one check that training data and scoring requests both pass.

Nothing but numpy is needed here, so that the scoring image can use it too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from diabetes_model.errors import BadSchema, NullValues, OutOfRange, TooFewRows

Array: TypeAlias = npt.NDArray[np.float64]
SHOWN_PROBLEMS = 5


@dataclass(frozen=True)
class Column:
    """One column: what it means, and which values are plausible."""

    name: str
    minimum: float
    maximum: float
    meaning: str
    allowed: tuple[float, ...] = ()


FEATURES: tuple[Column, ...] = (
    Column("age", 18, 110, "age in years"),
    Column("sex", 1, 2, "sex, as the source codes it", allowed=(1, 2)),
    Column("bmi", 10, 70, "body mass index, kg/m2"),
    Column("bp", 40, 220, "average blood pressure, mmHg"),
    Column("s1", 50, 500, "total serum cholesterol, mg/dl"),
    Column("s2", 10, 400, "low-density lipoproteins, mg/dl"),
    Column("s3", 5, 200, "high-density lipoproteins, mg/dl"),
    Column("s4", 1, 20, "total cholesterol / HDL"),
    Column("s5", 2, 9, "log of serum triglycerides"),
    Column("s6", 30, 400, "blood sugar, mg/dl"),
)
TARGET = Column("progression", 0, 500, "disease progression one year after baseline")
FEATURE_NAMES: tuple[str, ...] = tuple(column.name for column in FEATURES)
ALL_COLUMNS: tuple[Column, ...] = (*FEATURES, TARGET)


def check(records: Sequence[object], columns: Sequence[Column] = FEATURES) -> Array:
    """The records as a matrix, one column after the other as defined; or an error that names every kind of problem."""
    if not records:
        raise TooFewRows("There are no rows.")
    rows: list[Mapping[object, object]] = []
    for index, record in enumerate(records, start=1):
        if not isinstance(record, Mapping):
            raise BadSchema(f"Row {index} is not an object of named values.")
        rows.append(record)
    _check_names(rows, columns)
    _check_nulls(rows, columns)
    matrix = np.array([[_number(row, column, index) for column in columns] for index, row in enumerate(rows, start=1)])
    _check_ranges(matrix, columns)
    return matrix


def _check_names(rows: Sequence[Mapping[object, object]], columns: Sequence[Column]) -> None:
    expected = {column.name for column in columns}
    for index, row in enumerate(rows, start=1):
        missing = sorted(expected - set(row))
        unknown = sorted(str(name) for name in set(row) - expected)
        if missing or unknown:
            parts = [f"lacks {', '.join(missing)}"] if missing else []
            parts += [f"has the unknown {', '.join(unknown)}"] if unknown else []
            raise BadSchema(f"Row {index} {' and '.join(parts)}; expected {', '.join(c.name for c in columns)}.")


def _is_null(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in {"", "na", "n/a", "nan", "null", "none"}
    return value is None or (isinstance(value, float) and math.isnan(value))


def _check_nulls(rows: Sequence[Mapping[object, object]], columns: Sequence[Column]) -> None:
    nulls = [
        f"{column.name} in row {index}"
        for index, row in enumerate(rows, start=1)
        for column in columns
        if _is_null(row[column.name])
    ]
    if nulls:
        raise NullValues(f"{_some(nulls)} {'has' if len(nulls) == 1 else 'have'} no value.")


def _number(row: Mapping[object, object], column: Column, index: int) -> float:
    value = row[column.name]
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise BadSchema(f"{column.name} in row {index} is not a number: got {value!r:.40}.")
    try:
        return float(value)
    except (ValueError, OverflowError) as error:
        raise BadSchema(f"{column.name} in row {index} is not a number: got {value!r:.40}.") from error


def _check_ranges(matrix: Array, columns: Sequence[Column]) -> None:
    problems: list[str] = []
    for position, column in enumerate(columns):
        values = matrix[:, position]
        if column.allowed:
            wrong = ~np.isin(values, column.allowed)
            expected = " or ".join(f"{value:g}" for value in column.allowed)
        else:
            wrong = ~((values >= column.minimum) & (values <= column.maximum))
            expected = f"{column.minimum:g} to {column.maximum:g}"
        problems += [
            f"{column.name} in row {index + 1} is {values[index]:g} (expected {expected})"
            for index in np.flatnonzero(wrong)
        ]
    if problems:
        raise OutOfRange(f"{_some(problems)}.")


def _some(problems: Sequence[str]) -> str:
    rest = len(problems) - SHOWN_PROBLEMS
    return ", ".join(problems[:SHOWN_PROBLEMS]) + (f" and {rest} more" if rest > 0 else "")
