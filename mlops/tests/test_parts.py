"""The parts: model folders, the policy, drift, the MLflow store, and files."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from mlflow import MlflowClient

from conftest import NAME, RULES, Workspace
from diabetes_model import drift, evaluation, files, gate, package, policy, schema, training
from diabetes_model.data import PreparedData
from diabetes_model.errors import (
    BadSchema,
    FileMissing,
    MetricNotFinite,
    MlopsError,
    ModelChanged,
    ModelMissing,
    NoRegisteredModel,
    PolicyInvalid,
    RegistryUnreachable,
)
from diabetes_model.package import ModelPackage
from diabetes_model.policy import Policy
from diabetes_model.registry.mlflow_store import MlflowRegistry, MlflowRuns, create_store


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template / "full/model", tmp_path / "model"))


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(commit="other"),
        lambda c: c.update(digest="0" * 64),
        lambda c: c.pop("run_id"),
        lambda c: c.update(more=1),
    ],
)
def test_a_manifest_that_was_changed_is_refused(change: Callable[[dict[str, Any]], object], folder: Path) -> None:
    edit(folder / "model.json", change)
    with pytest.raises(ModelChanged):
        package.load(folder)


def test_a_model_that_was_changed_is_not_unpickled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "model.joblib").open("ab") as file:
        file.write(b"more")
    monkeypatch.setattr(joblib, "load", lambda _: pytest.fail("unpickled"))
    with pytest.raises(ModelChanged, match="not what their manifest says"):
        package.load(folder)


def test_a_model_that_does_not_load_is_told(folder: Path) -> None:
    manifest, _ = package.read_manifest(folder)
    package.save(folder, [1, 2], manifest)  # type: ignore[arg-type]
    (folder / "model.joblib").write_bytes(b"no pickle")
    content = json.loads((folder / "model.json").read_text("utf-8"))
    content.pop("digest")
    content["model_sha256"] = files.sha256(folder / "model.joblib")
    files.write_json(folder / "model.json", {**content, "digest": package._digest(content)})
    with pytest.raises(ModelChanged, match="can't be loaded"):
        package.load(folder)


def test_a_model_of_other_columns_is_refused(folder: Path) -> None:
    content = json.loads((folder / "model.json").read_text("utf-8"))
    content.pop("digest")
    content["features"] = ["age"]
    files.write_json(folder / "model.json", {**content, "digest": package._digest(content)})
    with pytest.raises(ModelChanged, match="trained on other columns"):
        package.read_manifest(folder)


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"has no model\.json"):
        package.load(tmp_path)


def test_unknown_features_are_refused(prepared: PreparedData, tmp_path: Path) -> None:
    parameters = training.Parameters(features=("height",))
    with pytest.raises(BadSchema, match="Can't train on height"):
        training.train(prepared, parameters, training.Lineage("a", "b", "c"), tmp_path)


def test_a_model_that_predicts_nothing_is_not_evaluated(model: ModelPackage, prepared: PreparedData) -> None:
    class Broken:
        def predict(self, features: schema.Array) -> schema.Array:
            return np.full(len(features), np.nan)

    with pytest.raises(MetricNotFinite, match="mse of the candidate is nan"):
        evaluation.evaluate(ModelPackage(Broken(), model.manifest, model.digest), prepared)


def test_fairness_compares_groups_and_importance_names_the_strongest(
    model: ModelPackage, prepared: PreparedData
) -> None:
    found = evaluation.evaluate(model, prepared)
    assert {(group.feature, group.name): group.rows for group in found.fairness.groups} == {
        ("sex", "code 1"): 47, ("sex", "code 2"): 49, ("age", "under 50"): 45, ("age", "50 or older"): 51,
    }  # fmt: skip
    by_hand = np.mean(np.abs(found_error(model, prepared))[prepared.heldout.column("sex") == 1])
    assert found.fairness.groups[0].mae == pytest.approx(by_hand)
    assert {item.feature for item in found.importances[:3]} <= {"bmi", "s5", "s1", "bp"}


def found_error(model: ModelPackage, prepared: PreparedData) -> schema.Array:
    return model.predict(prepared.heldout.features) - prepared.heldout.target


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("max_psi = 0.25", ""), "drift must have exactly max_psi"),
        (("max_psi", "most_psi"), "wrong: max_psi, most_psi"),
        (("max_psi = 0.25", "max_psi = nan"), "drift.max_psi must be a number of 0 or more"),
        (("max_psi = 0.25", "max_psi = -1"), "drift.max_psi must be a number"),
        (("max_psi = 0.25", "max_psi = true"), "drift.max_psi must be a number"),
        (("max_psi = 0.25", "max_psi = '1'"), "drift.max_psi must be a number"),
        (("[fairness]", "[fairnes]"), "unknown section fairnes"),
        (("[fairness]", "[["), "not TOML"),
    ],
)
def test_a_wrong_policy_is_refused(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(RULES.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(PolicyInvalid, match=message):
        policy.load(path)


def test_a_missing_policy_or_section_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="can't be read"):
        policy.load(tmp_path / "gate.toml")
    (tmp_path / "gate.toml").write_text("[improvement]\nmin_relative = 0\n", "utf-8")
    with pytest.raises(PolicyInvalid, match="section fairness is missing"):
        policy.load(tmp_path / "gate.toml")


def test_no_drift_in_data_of_the_same_source(prepared: PreparedData, rules: Policy) -> None:
    for table in (prepared.heldout, prepared.validation):
        found = drift.measure(prepared.train.features, prepared.version, table.features)
        assert found.drifted(rules) == []


@pytest.mark.parametrize(("feature", "shift"), [("bmi", 6.0), ("age", 15.0), ("bp", -20.0)])
def test_a_shifted_feature_is_named(feature: str, shift: float, prepared: PreparedData, rules: Policy) -> None:
    shifted = prepared.heldout.features.copy()
    shifted[:, schema.FEATURE_NAMES.index(feature)] += shift
    found = drift.measure(prepared.train.features, prepared.version, shifted)
    assert [item.feature for item in found.drifted(rules)] == [feature]
    with pytest.raises(gate.GateFailure, match=rf"{feature} \(PSI"):
        gate.check_drift(found, rules)


def test_a_coded_feature_drifts_by_its_shares(prepared: PreparedData, rules: Policy) -> None:
    shifted = prepared.heldout.features.copy()
    shifted[:, 1] = 2
    found = drift.measure(prepared.train.features, prepared.version, shifted)
    assert [item.feature for item in found.drifted(rules)] == ["sex"]


def test_equal_data_has_an_index_of_zero(prepared: PreparedData) -> None:
    values = prepared.train.column("bmi")
    assert drift.psi(values, values, schema.FEATURES[2]) == 0


def test_what_is_no_json_object_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with pytest.raises(FileMissing):
        files.read_json(path)
    with pytest.raises(FileMissing):
        files.sha256(path)
    for text in ("{", "[]"):
        path.write_text(text)
        with pytest.raises(BadSchema):
            files.read_json(path)
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(path, {"mse": float("nan")})
    assert path.read_text() == "[]"


def test_versions_without_a_champion_are_told(registered: Workspace) -> None:
    registry = MlflowRegistry(registered.store)
    registry._client.delete_registered_model_alias(NAME, "champion")
    with pytest.raises(NoRegisteredModel, match="has 1 versions, but none is the champion"):
        registry.champion(NAME)


def test_a_registration_that_fails_halfway_leaves_nothing(
    registered: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ConnectionError("cable cut")

    assert registered.compare("full") == 0
    with monkeypatch.context() as patch:
        patch.setattr(MlflowClient, "set_registered_model_alias", fail)
        assert registered.register("full") == RegistryUnreachable.code
    assert registered.champion() == "1"
    assert len(MlflowRegistry(registered.store)._client.search_model_versions(f"name='{NAME}'")) == 1
    assert registered.register("full") == 0
    assert registered.champion() != "1"


def test_a_run_that_azure_started_is_used(empty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = MlflowRuns(empty.store)
    started = runs.start("other", {"commit": "a"})
    monkeypatch.setenv("MLFLOW_RUN_ID", started)
    assert runs.start("other", {"commit": "b"}) == started
    runs.log(started, {"alpha": 1}, {"mse": 2.0})
    runs.finish(started)
    run = runs._client.get_run(started)
    assert (run.data.tags["commit"], run.info.status) == ("b", "RUNNING")
    assert runs.metrics(started) == {"mse": 2.0}


def test_only_an_embedded_store_is_made() -> None:
    with pytest.raises(RegistryUnreachable, match="not an embedded store"):
        create_store("http://somewhere")


def test_every_error_says_what_to_do() -> None:
    kinds = MlopsError.__subclasses__()
    assert len(kinds) > 15
    for kind in kinds:
        if kind is not gate.GateFailure:
            assert kind("It happened.").action
