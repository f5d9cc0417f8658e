"""The whole local run, and what it does when a gate does not hold."""

from pathlib import Path

import pytest

from conftest import RULES
from diabetes_model import cli, gate
from diabetes_model.errors import ExitCode
from diabetes_model.gate import Evidence
from diabetes_model.local import LocalRun
from diabetes_model.policy import Policy


def test_every_step_does_what_it_should(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "outputs"
    assert cli.main(["local", "--out", str(out), "--policy", str(RULES)]) == 0
    told = capfd.readouterr().out
    assert "47 of 47 steps did what they should" in told
    page = (out / "report.html").read_text("utf-8")
    assert "refuse the worse model" in page
    assert page.count("data:image/svg+xml") == 4


def test_a_gate_that_lets_everything_pass_fails_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hollow(evidence: Evidence, _: Policy) -> str:
        return f"{evidence.model} is surely better"

    monkeypatch.setattr(gate, "check_improvement", hollow)
    run = LocalRun(tmp_path / "outputs", RULES, "abc")
    run._prepare_folder()
    run._prepare()
    run._first_model()
    run._refusals()
    assert not run._summary()
    failed = {name for name, _, held in run._steps if not held}
    assert "refuse the worse model" in failed
    assert "the refused model is not registered" in failed


def test_a_folder_with_other_files_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    code = cli.main(["local", "--out", str(tmp_path), "--policy", str(RULES)])
    assert code == ExitCode.FILE_MISSING
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_run_that_fails_has_its_own_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalRun, "run", lambda _: False)
    code = cli.main(["local", "--out", str(tmp_path / "out"), "--policy", str(RULES)])
    assert code == ExitCode.GATE_DID_NOT_HOLD
