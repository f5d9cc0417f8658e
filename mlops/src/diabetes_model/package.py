"""A model's folder: the model, and a manifest that says what it is and whether it is still the same."""

import hashlib
import json
import pickle
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Protocol

import joblib
import numpy as np

from diabetes_model.errors import ModelChanged, ModelMissing
from diabetes_model.files import read_json, sha256, write_json
from diabetes_model.schema import FEATURE_NAMES, Array

MODEL_FILE = "model.joblib"
MANIFEST = "model.json"


class Regressor(Protocol):
    def predict(self, features: Array) -> Array: ...


@dataclass(frozen=True)
class Manifest:
    """Where a model comes from. The digest covers the model's file and all of this."""

    algorithm: str
    parameters: dict[str, float | int | str | list[str]]
    data_version: str
    train_mean: float
    features: list[str]
    commit: str
    build_id: str
    run_id: str
    libraries: dict[str, str]
    model_sha256: str


@dataclass(frozen=True)
class ModelPackage:
    regressor: Regressor
    manifest: Manifest
    digest: str

    def predict(self, features: Array) -> Array:
        return np.asarray(self.regressor.predict(features), dtype=np.float64)


def save(folder: Path, regressor: Regressor, manifest: Manifest) -> ModelPackage:
    """Writes the folder; the manifest gets the digest of the model's file."""
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(regressor, folder / MODEL_FILE)
    content = {**asdict(manifest), "model_sha256": sha256(folder / MODEL_FILE)}
    write_json(folder / MANIFEST, {**content, "digest": _digest(content)})
    return load(folder)


def read_manifest(folder: Path) -> tuple[Manifest, str]:
    """The manifest and the digest, after checking both against the files. Nothing is unpickled."""
    for name in (MANIFEST, MODEL_FILE):
        if not (folder / name).is_file():
            raise ModelMissing(f"{folder} has no {name}.")
    content = read_json(folder / MANIFEST)
    digest = content.pop("digest", None)
    names = {field.name for field in fields(Manifest)}
    if set(content) != names:
        raise ModelChanged(f"The manifest in {folder} lacks or adds {', '.join(sorted(set(content) ^ names))}.")
    if sha256(folder / MODEL_FILE) != content["model_sha256"] or _digest(content) != digest:
        raise ModelChanged(f"The files in {folder} are not what their manifest says.")
    manifest = Manifest(**content)
    if manifest.features != list(FEATURE_NAMES):
        raise ModelChanged(f"The model in {folder} was trained on other columns.", "Train it again on this schema.")
    return manifest, str(digest)


def load(folder: Path) -> ModelPackage:
    """The model, unpickled only if its file has the digest that its manifest records."""
    manifest, digest = read_manifest(folder)
    try:
        regressor = joblib.load(folder / MODEL_FILE)
    except (OSError, ValueError, EOFError, ImportError, AttributeError, KeyError, pickle.UnpicklingError) as error:
        raise ModelChanged(f"The model in {folder} can't be loaded: {error}.") from error
    return ModelPackage(regressor=regressor, manifest=manifest, digest=digest)


def _digest(content: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
