"""The gates at the command line: the exit code, and that nothing is registered and nothing lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import NAME, RULES, Workspace, candidate
from diabetes_model import cli, data
from diabetes_model.errors import MEANINGS, ExitCode
from diabetes_model.files import read_json
from diabetes_model.registry.mlflow_store import MlflowRegistry
from diabetes_model.schema import Array

Change = Callable[[dict[str, Any]], object]


def edit(path: Path, change: Change) -> None:
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def metrics(**values: Any) -> Change:
    return lambda content: content["metrics"].update(values)


def group(**values: Any) -> Change:
    return lambda content: content["fairness"]["groups"][0].update(values)


def evidence(**values: Any) -> Change:
    return lambda content: content["evidence"].update(values)


def test_a_better_model_is_promoted_with_its_lineage(registered: Workspace) -> None:
    assert registered.compare("full") == 0
    assert registered.register("full") == 0
    assert registered.champion() == "2"
    tags = read_json(registered.path("result.json"))["tags"]
    manifest = read_json(registered.path("full/model/model.json"))
    assert tags["commit"] == "abc"
    assert tags["build_id"] == "7"
    assert tags["run_id"] == manifest["run_id"]
    assert tags["data_version"] == manifest["data_version"]
    assert tags["digest"] == manifest["digest"]
    assert tags["compared_with"] == "1"
    assert registered.run("fetch", "--registry", f"mlflow:{registered.store}", "--out", registered.path("got")) == 0
    assert read_json(registered.path("got/model/model.json")) == manifest


@pytest.mark.parametrize(
    ("label", "file", "change", "code"),
    [
        pytest.param("worse", None, None, ExitCode.NOT_BETTER, id="worse"),
        pytest.param("plain", None, None, ExitCode.EQUAL, id="equal"),
        pytest.param("full", "evaluation", metrics(mse=float("nan")), ExitCode.METRIC_NOT_FINITE, id="NaN"),
        pytest.param("full", "evaluation", lambda c: c["metrics"].pop("mse"), ExitCode.METRIC_MISSING, id="missing"),
        pytest.param("full", "evaluation", lambda c: c.pop("metrics"), ExitCode.METRIC_MISSING, id="no metrics"),
        pytest.param("full", "evaluation", metrics(mse=1.0), ExitCode.DATA_VERSION_MISMATCH, id="embellished"),
        pytest.param("full", "evaluation", lambda c: c.pop("fairness"), ExitCode.EVIDENCE_MISSING, id="no fairness"),
        pytest.param("full", "evaluation", group(mae=500.0), ExitCode.UNFAIR, id="unfair"),
        pytest.param("full", "evaluation", lambda c: c.update(digest="x"), ExitCode.MODEL_CHANGED, id="other model"),
        pytest.param(
            "full",
            "evaluation",
            lambda c: c.update(heldout_sha256="x"),
            ExitCode.DATA_VERSION_MISMATCH,
            id="other data",
        ),
        pytest.param("full", "validation", evidence(mse=9e9), ExitCode.VALIDATION_FAILED, id="validation failed"),
        pytest.param("full", "validation", evidence(mse=None), ExitCode.VALIDATION_FAILED, id="validation no MSE"),
        pytest.param("full", "validation", evidence(digest=""), ExitCode.VALIDATION_FAILED, id="validation of other"),
        pytest.param("full", "validation", lambda c: c.pop("evidence"), ExitCode.EVIDENCE_MISSING, id="no validation"),
        pytest.param("full", "model/model", lambda c: c.update(commit="x"), ExitCode.MODEL_CHANGED, id="model changed"),
    ],
)
def test_a_gate_that_is_tampered_with_holds(
    label: str, file: str | None, change: Change | None, code: ExitCode, registered: Workspace,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    if file is not None and change is not None:
        edit(registered.path(f"{label}/{file}.json"), change)
    assert registered.compare(label) == code
    told = capsys.readouterr().err
    assert f"{code.name} ({int(code)})" in told
    assert MEANINGS[code][1] in told or "Run " in told
    result = read_json(registered.path("result.json"))
    assert result["exit_code"] == code
    assert result["kind"] == code.name
    assert result["message"]
    assert registered.register(label) != 0
    assert registered.champion() == "1"


def test_a_refused_decision_that_is_edited_to_pass_is_refused(registered: Workspace) -> None:
    assert registered.compare("worse") == ExitCode.NOT_BETTER
    edit(registered.path("worse/gate.json"), lambda content: content.update(passed=True, failures=[], exit_code=0))
    assert registered.register("worse") == ExitCode.DECISION_INVALID
    assert registered.champion() == "1"


def test_without_the_validation_set_the_gate_fails(registered: Workspace) -> None:
    code = registered.run(
        "compare", "--registry", f"mlflow:{registered.store}", "--model", registered.path("full/model"),
        "--data", registered.path("data"), "--evaluation", registered.path("full/evaluation.json"),
        "--policy", RULES, "--out", registered.path("full/gate.json"),
    )  # fmt: skip
    assert code == ExitCode.EVIDENCE_MISSING
    assert registered.champion() == "1"


def test_drift_is_gated_when_it_is_given(registered: Workspace, prepared: data.PreparedData) -> None:
    shifted = prepared.heldout.features.copy()
    shifted[:, 2] += 10
    data.write_features(registered.path("current.csv"), shifted)
    code = registered.run(
        "drift", "--data", registered.path("data"), "--current", registered.path("current.csv"),
        "--policy", RULES, "--out", registered.path("drift.json"),
    )  # fmt: skip
    assert code == ExitCode.DRIFT
    assert registered.compare("full", "--drift", registered.path("drift.json")) == ExitCode.DRIFT
    assert registered.register("full") == ExitCode.DECISION_INVALID
    assert registered.champion() == "1"


def test_a_comparison_that_fails_leaves_no_older_decision(registered: Workspace) -> None:
    assert registered.compare("full") == 0
    assert registered.compare("full", registry="mlflow:sqlite:////no/such/store.db") == ExitCode.REGISTRY_UNREACHABLE
    assert registered.register("full") == ExitCode.FILE_MISSING
    assert registered.champion() == "1"


def test_the_first_model_needs_its_own_path(empty: Workspace) -> None:
    assert empty.compare("plain") == ExitCode.NO_REGISTERED_MODEL
    assert empty.register("plain") == ExitCode.DECISION_INVALID
    assert empty.champion() is None


def test_a_second_first_model_is_refused(registered: Workspace) -> None:
    assert registered.compare("full", "--first-model") == ExitCode.ALREADY_REGISTERED
    assert registered.register("full") == ExitCode.DECISION_INVALID
    assert registered.champion() == "1"


def test_a_first_model_that_came_second_meanwhile_is_refused(empty: Workspace) -> None:
    assert empty.compare("plain", "--first-model") == 0
    assert empty.compare("full", "--first-model") == 0
    assert empty.register("plain") == 0
    assert empty.register("full") == ExitCode.REGISTRY_CHANGED
    assert empty.champion() == "1"


def test_a_decision_is_for_one_model_and_one_name(registered: Workspace) -> None:
    assert registered.compare("full") == 0
    assert registered.register("full", model="worse") == ExitCode.DECISION_INVALID
    assert registered.register("full", "--name", "another") == ExitCode.DECISION_INVALID
    assert registered.register("full") == 0
    assert registered.register("full") == ExitCode.REGISTRY_CHANGED
    assert registered.champion() == "2"


@pytest.mark.parametrize(
    "registry",
    ["mlflow:sqlite:////no/such/store.db", "mlflow:http://127.0.0.1:9", "ftp:somewhere", "mlflow:", "azureml:a/b"],
)
def test_an_unreachable_registry_is_no_empty_registry(registry: str, registered: Workspace) -> None:
    assert registered.compare("full", "--first-model", registry=registry) == ExitCode.REGISTRY_UNREACHABLE
    assert not registered.path("full/gate.json").exists()
    assert registered.register("full") == ExitCode.FILE_MISSING
    assert registered.champion() == "1"


def test_a_registered_model_that_was_changed_in_the_store_is_refused(registered: Workspace) -> None:
    source = Path(
        str(MlflowRegistry(registered.store)._client.get_model_version(NAME, "1").source).removeprefix("file://")
    )
    stored = source / "model.json"
    other = json.loads(registered.path("worse/model/model.json").read_text("utf-8"))
    (source / "model.joblib").write_bytes(registered.path("worse/model/model.joblib").read_bytes())
    stored.write_text(json.dumps(other), "utf-8")
    assert registered.compare("full") == ExitCode.MODEL_CHANGED
    assert registered.champion() == "1"


def test_a_missing_model_is_told(registered: Workspace) -> None:
    registered.path("full/model/model.joblib").unlink()
    assert registered.compare("full") == ExitCode.MODEL_MISSING
    assert registered.champion() == "1"


def test_nothing_to_fetch_is_told(empty: Workspace) -> None:
    code = empty.run("fetch", "--registry", f"mlflow:{empty.store}", "--out", empty.path("got"))
    assert code == ExitCode.NO_REGISTERED_MODEL


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("age,sex\n1,2\n", ExitCode.BAD_SCHEMA),
        ("{header}\n{row}\n".replace("{row}", "59,2,,101,157,93,38,4,4.9,87,151"), ExitCode.NULL_VALUES),
        ("{header}\n{row}\n".replace("{row}", "590,2,32,101,157,93,38,4,4.9,87,151"), ExitCode.OUT_OF_RANGE),
        ("{header}\n", ExitCode.TOO_FEW_ROWS),
    ],
)
@pytest.mark.parametrize("command", ["validate", "prepare"])
def test_bad_data_is_refused_and_nothing_is_written(command: str, text: str, code: ExitCode, tmp_path: Path) -> None:
    header = "age,sex,bmi,bp,s1,s2,s3,s4,s5,s6,progression"
    (tmp_path / "bad.csv").write_text(text.replace("{header}", header), "utf-8")
    out = ["--out", str(tmp_path / "out")] if command == "prepare" else []
    assert cli.main([command, "--source", str(tmp_path / "bad.csv"), *out]) == code
    assert not (tmp_path / "out").exists()


def test_good_data_is_told(tmp_path: Path, template: Path) -> None:
    result = tmp_path / "result.json"
    assert cli.main(["validate", "--source", str(template / "data/train.csv"), "--result", str(result)]) == 0
    assert read_json(result) == {"command": "validate", "exit_code": 0, "kind": "OK", "rows": 276}


def test_the_report_is_one_page_that_needs_nothing(registered: Workspace) -> None:
    full = registered.path("full")
    assert registered.compare("full") == 0
    arguments: list[str | Path] = [
        "report", "--model", full / "model", "--evaluation", full / "evaluation.json", "--decision", full / "gate.json",
        "--validation", full / "validation.json", "--policy", RULES,
    ]  # fmt: skip
    for name in ("a.html", "b.html"):
        assert registered.run(*arguments, "--out", registered.path(name)) == 0
    page = registered.path("a.html").read_text("utf-8")
    assert page == registered.path("b.html").read_text("utf-8")
    assert "http" not in page
    assert "The model may be registered." in page
    assert page.count("<img alt=") == page.count("data:image/svg+xml;base64,") == 3


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["train", "--data", "d", "--out", "o", "--tracking", "t"],
        ["train", "--data", "d", "--out", "o", "--tracking", "t", "--commit", "c", "--build-id", "b", "--alpha", "-1"],
        [
            "train",
            "--data",
            "d",
            "--out",
            "o",
            "--tracking",
            "t",
            "--commit",
            "c",
            "--build-id",
            "b",
            "--features",
            "x",
        ],
        ["score-test", "--data", "d", "--out", "o"],
    ],
)
def test_wrong_arguments_are_told(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == ExitCode.USAGE


def test_what_nobody_foresaw_has_its_own_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr(data, "prepare", fail)
    result = tmp_path / "result.json"
    assert cli.main(["prepare", "--out", str(tmp_path / "out"), "--result", str(result)]) == ExitCode.UNEXPECTED
    assert read_json(result)["message"] == "RuntimeError: surprise"


def test_training_twice_gives_the_same_model(empty: Workspace) -> None:
    candidate(empty.root, "twin")
    twin, full = (read_json(empty.path(f"{label}/model/model.json")) for label in ("twin", "full"))
    assert twin["model_sha256"] == full["model_sha256"]
    assert twin["run_id"] != full["run_id"]


def test_boosting_trains_too(empty: Workspace) -> None:
    candidate(empty.root, "boosted", "--algorithm", "boosting")
    assert read_json(empty.path("boosted/evaluation.json"))["metrics"]["mse"] < 3300


def test_a_model_of_another_data_version_is_refused(registered: Workspace) -> None:
    other = data.load(registered.path("data"))
    parts: dict[data.Split, Array] = {
        "train": other.train.matrix()[1:], "heldout": other.heldout.matrix(), "validation": other.validation.matrix(),
    }  # fmt: skip
    data.write(parts, registered.path("data"), "fewer rows")
    assert registered.compare("full") == ExitCode.DATA_VERSION_MISMATCH
    assert registered.champion() == "1"
