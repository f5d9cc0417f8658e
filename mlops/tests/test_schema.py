import math
from typing import Any

import pytest

from diabetes_model import data, schema
from diabetes_model.errors import BadSchema, MlopsError, NullValues, OutOfRange, TooFewRows


def rows(**changes: object) -> list[Any]:
    records = data.sample_records()[:3]
    for record in records:
        record.pop("progression")
    records[1].update(changes)
    return list(records)


def test_the_sample_data_is_as_defined() -> None:
    assert schema.check(data.sample_records(), schema.ALL_COLUMNS).shape == (442, 11)


def test_columns_come_in_the_order_of_the_schema() -> None:
    reversed_rows = [dict(reversed(list(row.items()))) for row in rows()]
    assert (schema.check(reversed_rows) == schema.check(rows())).all()


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({"bmi": None}, NullValues, "bmi in row 2 has no value."),
        ({"bmi": ""}, NullValues, "bmi in row 2"),
        ({"bmi": " NaN "}, NullValues, "bmi in row 2"),
        ({"bmi": math.nan, "bp": None}, NullValues, "bmi in row 2, bp in row 2 have no value."),
        ({"age": "old"}, BadSchema, "age in row 2 is not a number: got 'old'."),
        ({"age": True}, BadSchema, "age in row 2 is not a number: got True."),
        ({"age": [1]}, BadSchema, "age in row 2 is not a number"),
        ({"age": 10**400}, BadSchema, "age in row 2 is not a number"),
        ({"weight": 1}, BadSchema, "Row 2 has the unknown weight; expected age, sex,"),
        ({"bp": -5}, OutOfRange, "bp in row 2 is -5 (expected 40 to 220)."),
        ({"bp": math.inf}, OutOfRange, "bp in row 2 is inf"),
        ({"sex": 1.5}, OutOfRange, "sex in row 2 is 1.5 (expected 1 or 2)."),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], kind: type[MlopsError], message: str) -> None:
    with pytest.raises(kind) as caught:
        schema.check(rows(**changes))
    assert message in caught.value.message
    assert caught.value.action


def test_a_missing_column_is_named() -> None:
    records = rows()
    records[2].pop("s5")
    with pytest.raises(BadSchema, match="Row 3 lacks s5"):
        schema.check(records)


def test_what_is_not_an_object_is_refused() -> None:
    with pytest.raises(BadSchema, match="Row 1 is not an object"):
        schema.check([[1, 2]])


def test_no_rows_are_refused() -> None:
    with pytest.raises(TooFewRows, match="no rows"):
        schema.check([])


def test_many_problems_are_counted() -> None:
    records = data.sample_records()[:30]
    for record in records:
        record["bmi"] = None
    with pytest.raises(NullValues, match="and 25 more have no value"):
        schema.check(records, schema.ALL_COLUMNS)
