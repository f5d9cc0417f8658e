"""JSON files in and out, and their digests."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diabetes_model.errors import BadSchema, FileMissing


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file. NaN is read as NaN: the gates refuse it by name."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileMissing(f"{path} can't be read.") from error
    except ValueError as error:
        raise BadSchema(f"{path} is not JSON.", "Run the step that writes it again.") from error
    if not isinstance(content, dict):
        raise BadSchema(f"{path} does not hold a JSON object.", "Run the step that writes it again.")
    return content


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes strict JSON, whole or not at all, always in the same form."""
    text = json.dumps(content, indent=2, sort_keys=True, allow_nan=False) + "\n"
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise FileMissing(f"{path} can't be read.") from error
