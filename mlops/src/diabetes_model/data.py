"""Data preparation: read, check, split by the rows' own content, and give the result a version."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from diabetes_model import schema
from diabetes_model.errors import BadSchema, DataVersionMismatch, FileMissing, TooFewRows
from diabetes_model.files import read_json, sha256, write_json, write_text
from diabetes_model.schema import ALL_COLUMNS, FEATURE_NAMES, Array, Column

Split = Literal["train", "heldout", "validation"]
SPLITS: tuple[Split, ...] = get_args(Split)
# A row's share of the hash space decides where it goes, so it stays there when the data grows.
TRAIN_SHARE = 0.60
HELDOUT_SHARE = 0.25
MINIMUM_ROWS: dict[Split, int] = {"train": 50, "heldout": 30, "validation": 20}
MANIFEST = "data.json"


@dataclass(frozen=True)
class Table:
    """Checked rows: the features in the order of the schema, and what is to be predicted."""

    features: Array
    target: Array

    def __len__(self) -> int:
        return len(self.target)

    def matrix(self) -> Array:
        return np.column_stack([self.features, self.target])

    def column(self, name: str) -> Array:
        return self.features[:, FEATURE_NAMES.index(name)]

    def records(self) -> list[dict[str, float]]:
        return [dict(zip(FEATURE_NAMES, map(float, row), strict=True)) for row in self.features]


@dataclass(frozen=True)
class PreparedData:
    """A prepared folder whose files are those that its manifest names."""

    version: str
    hashes: dict[Split, str]
    train: Table
    heldout: Table
    validation: Table

    @property
    def train_mean(self) -> float:
        return float(self.train.target.mean())


def sample_records() -> list[dict[str, object]]:
    """The diabetes data that ships with scikit-learn, in its original units."""
    from sklearn.datasets import load_diabetes  # noqa: PLC0415 - the scoring image never needs it

    bunch = load_diabetes(scaled=False)
    return [
        {**dict(zip(FEATURE_NAMES, map(float, row), strict=True)), schema.TARGET.name: float(target)}
        for row, target in zip(bunch.data, bunch.target, strict=True)
    ]


def read_csv(path: Path) -> list[dict[str, object]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileMissing(f"{path} can't be read.") from error
    return parse_csv(content, str(path))


def parse_csv(content: bytes, name: str) -> list[dict[str, object]]:
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        reader = csv.DictReader(text, restkey="more values than columns")
        names = list(reader.fieldnames or [])
        records: list[dict[str, object]] = [dict(row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadSchema(f"{name} is not CSV in UTF-8.") from error
    if len(set(names)) != len(names):
        raise BadSchema(f"{name} names a column twice.")
    return records


def read_table(path: Path) -> Table:
    """A checked CSV file with every feature and the target."""
    return table(read_csv(path))


def table(records: Sequence[object]) -> Table:
    """Checked rows with every feature and the target."""
    matrix = schema.check(records, ALL_COLUMNS)
    return Table(features=matrix[:, :-1], target=matrix[:, -1])


def read_features(path: Path) -> Array:
    """The features of a CSV file, or of the JSON lines that scoring collects."""
    if path.is_dir() or path.suffix == ".jsonl":
        return schema.check(_collected(path))
    records = read_csv(path)
    for record in records:
        record.pop(schema.TARGET.name, None)
    return schema.check(records)


def _collected(path: Path) -> list[object]:
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise FileMissing(f"{path} holds no .jsonl files.", "Serve some requests with data collection on.")
    records: list[object] = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise FileMissing(f"{file} can't be read.") from error
        for number, line in enumerate(lines, start=1):
            try:
                event = json.loads(line)
                if not str(event.get("type", "")).endswith("outputs"):
                    records += event["data"]
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadSchema(f"{file} line {number} is not an event of collected data.") from error
    return records


def prepare(source: Path | None, out: Path) -> PreparedData:
    """Checks the source, splits it, and writes the splits with a manifest of their digests.

    source: A CSV file. Without one, the sample data.
    """
    matrix = schema.check(sample_records() if source is None else read_csv(source), ALL_COLUMNS)
    matrix = np.unique(matrix, axis=0)
    shares = np.array([_share(row) for row in matrix])
    parts: dict[Split, Array] = {
        "train": matrix[shares < TRAIN_SHARE],
        "heldout": matrix[(shares >= TRAIN_SHARE) & (shares < TRAIN_SHARE + HELDOUT_SHARE)],
        "validation": matrix[shares >= TRAIN_SHARE + HELDOUT_SHARE],
    }
    return write(parts, out, "scikit-learn's diabetes data" if source is None else source.name)


def write(parts: dict[Split, Array], out: Path, source: str) -> PreparedData:
    """Writes a prepared folder: the splits, and the manifest with their digests."""
    for split, rows in parts.items():
        if len(rows) < MINIMUM_ROWS[split]:
            raise TooFewRows(f"The {split} set would have {len(rows)} rows; it needs {MINIMUM_ROWS[split]}.")
    for split, rows in parts.items():
        write_text(out / f"{split}.csv", _csv(rows, ALL_COLUMNS))
    hashes: dict[Split, str] = {split: sha256(out / f"{split}.csv") for split in SPLITS}
    write_json(
        out / MANIFEST,
        {
            "version": _version(hashes),
            "rows": {split: len(rows) for split, rows in parts.items()},
            "sha256": hashes,
            "columns": [column.name for column in ALL_COLUMNS],
            "source": source,
        },
    )
    return load(out)


def load(folder: Path) -> PreparedData:
    """A prepared folder, if its files are still those that its manifest names."""
    manifest = read_json(folder / MANIFEST)
    hashes: dict[Split, str] = {split: sha256(folder / f"{split}.csv") for split in SPLITS}
    recorded = manifest.get("sha256")
    changed = [split for split in SPLITS if not isinstance(recorded, dict) or recorded.get(split) != hashes[split]]
    if changed or manifest.get("version") != _version(hashes):
        what = f"{', '.join(changed)} of {folder}" if changed else str(folder)
        raise DataVersionMismatch(f"{what}: not what its manifest says.", "Run prepare again.")
    tables: dict[Split, Table] = {split: read_table(folder / f"{split}.csv") for split in SPLITS}
    return PreparedData(version=_version(hashes), hashes=hashes, **tables)


def write_features(path: Path, features: Array) -> None:
    write_text(path, _csv(features, schema.FEATURES))


def _csv(rows: Array, columns: Sequence[Column]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([[repr(float(value)) for value in row] for row in rows])
    return text.getvalue()


def _share(row: Array) -> float:
    text = ",".join(repr(float(value)) for value in row)
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32


def _version(hashes: dict[Split, str]) -> str:
    return hashlib.sha256(":".join(hashes[split] for split in SPLITS).encode()).hexdigest()
