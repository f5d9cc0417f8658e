import json
from pathlib import Path

import numpy as np
import pytest

from diabetes_model import data
from diabetes_model.data import PreparedData
from diabetes_model.errors import BadSchema, DataVersionMismatch, FileMissing, NullValues, TooFewRows


def write_csv(path: Path, records: list[dict[str, object]]) -> Path:
    lines = [",".join(records[0]), *(",".join(str(value) for value in record.values()) for record in records)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_same_data_has_the_same_version_whatever_the_order(prepared: PreparedData, tmp_path: Path) -> None:
    records = data.sample_records()
    records.reverse()
    assert data.prepare(write_csv(tmp_path / "a.csv", records), tmp_path / "out").version == prepared.version


def test_a_row_stays_in_its_split_when_the_data_grows(prepared: PreparedData, tmp_path: Path) -> None:
    fewer = data.prepare(write_csv(tmp_path / "a.csv", data.sample_records()[:300]), tmp_path / "out")
    before = {tuple(row) for row in fewer.heldout.features.tolist()}
    assert before < {tuple(row) for row in prepared.heldout.features.tolist()}


def test_splits_share_no_row(prepared: PreparedData) -> None:
    tables = (prepared.train, prepared.heldout, prepared.validation)
    rows = [tuple(row) for table in tables for row in table.matrix().tolist()]
    assert len(rows) == len(set(rows)) == 442


def test_duplicates_are_dropped(tmp_path: Path, prepared: PreparedData) -> None:
    records = data.sample_records()
    path = write_csv(tmp_path / "a.csv", [*records, *records[:20]])
    assert data.prepare(path, tmp_path / "out").version == prepared.version


@pytest.mark.parametrize("name", ["heldout.csv", "data.json"])
def test_a_changed_folder_is_refused(name: str, tmp_path: Path) -> None:
    data.prepare(None, tmp_path)
    path = tmp_path / name
    path.write_text(path.read_text("utf-8").replace("59.0", "58.0").replace('version": "', 'version": "0'), "utf-8")
    with pytest.raises(DataVersionMismatch, match="not what its manifest says"):
        data.load(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="no-such"):
        data.read_csv(tmp_path / "no-such.csv")
    with pytest.raises(FileMissing, match=r"data\.json"):
        data.load(tmp_path)


def test_too_few_rows_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", data.sample_records()[:40])
    with pytest.raises(TooFewRows, match="train set would have"):
        data.prepare(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_bad_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("age,age\n1,2\n", "utf-8")
    with pytest.raises(BadSchema, match="twice"):
        data.read_csv(path)
    path.write_bytes(b"age\n\xff\xfe\n")
    with pytest.raises(BadSchema, match="not CSV"):
        data.read_csv(path)
    lines = write_csv(path, data.sample_records()[:3]).read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0], f"{lines[1]},9", lines[2]]), "utf-8")
    with pytest.raises(BadSchema, match="more values than columns"):
        data.read_table(path)
    path.write_text("\n".join([lines[0], lines[1].rsplit(",", 1)[0]]), "utf-8")
    with pytest.raises(NullValues, match="progression"):
        data.read_table(path)


def test_collected_events_are_read_as_features(tmp_path: Path, prepared: PreparedData) -> None:
    rows = prepared.heldout.records()
    (tmp_path / "b.jsonl").write_text("".join(json.dumps({"data": [row]}) + "\n" for row in rows), "utf-8")
    outputs = {"type": "azureml.inference.model_outputs", "data": [{"prediction": 1}]}
    (tmp_path / "outputs.jsonl").write_text(json.dumps(outputs) + "\n", "utf-8")
    assert np.array_equal(data.read_features(tmp_path), prepared.heldout.features)
    data.write_features(tmp_path / "c.csv", prepared.heldout.features)
    assert np.array_equal(data.read_features(tmp_path / "c.csv"), prepared.heldout.features)


@pytest.mark.parametrize("line", ["no json", '{"rows": []}', '{"data": 3}', "[]"])
def test_what_is_no_event_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(line, "utf-8")
    with pytest.raises(BadSchema, match="line 1"):
        data.read_features(tmp_path / "b.jsonl")


def test_an_empty_folder_of_events_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"no \.jsonl files"):
        data.read_features(tmp_path)
    with pytest.raises(FileMissing, match="can't be read"):
        data.read_features(tmp_path / "a.jsonl")


def test_features_may_come_with_the_target(tmp_path: Path) -> None:
    assert data.read_features(write_csv(tmp_path / "a.csv", data.sample_records()[:3])).shape == (3, 10)
