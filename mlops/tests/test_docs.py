"""The README and the files beside the code agree with the code."""

import re
import tomllib
from pathlib import Path

from conftest import PROJECT
from diabetes_model import cli
from diabetes_model.errors import MEANINGS, ExitCode
from diabetes_model.schema import ALL_COLUMNS

README = (PROJECT / "README.md").read_text("utf-8")


def test_every_exit_code_is_in_the_readme() -> None:
    assert set(MEANINGS) == set(ExitCode)
    for code, (meaning, action) in MEANINGS.items():
        assert f"| {int(code)} | `{code.name}` | {meaning} | {action} |" in README


def test_every_command_is_in_the_readme() -> None:
    commands = next(iter(cli.build_parser()._subparsers._group_actions)).choices  # type: ignore[union-attr]
    assert commands is not None
    for command in commands:
        assert f"| `{command}` |" in README


def test_every_requirement_is_pinned_and_hashed() -> None:
    for path in [*PROJECT.glob("requirements*.txt"), *PROJECT.glob("azure/requirements*.txt")]:
        text = re.sub(r"[ \\]*\n +", " ", path.read_text("utf-8"))
        lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert lines
        for line in lines:
            assert re.fullmatch(r"[\w.-]+(\[[\w,]+])?==\S+( ; .*?)?( --hash=sha256:[0-9a-f]{64})+", line), (path, line)


def test_what_is_shared_is_pinned_to_the_same_version() -> None:
    pins: dict[str, str] = {}
    for path in [*PROJECT.glob("requirements*.txt"), *PROJECT.glob("azure/requirements*.txt")]:
        for name, version in re.findall(r"^([\w.-]+)(?:\[.*])?==([\w.+]+)", path.read_text("utf-8"), re.MULTILINE):
            assert pins.setdefault(name, version) == version, name


def test_images_are_pinned_and_the_scoring_image_has_no_rights() -> None:
    for path in (PROJECT / "Dockerfile", PROJECT / "azure/train.Dockerfile"):
        bases = re.findall(r"^FROM (\S+)", path.read_text("utf-8"), re.MULTILINE)
        assert bases
        assert all(re.search(r"@sha256:[0-9a-f]{64}$", base) for base in bases)
    scoring = (PROJECT / "Dockerfile").read_text("utf-8")
    assert scoring.index("\nUSER 10001\n") < scoring.index("\nCMD ")
    assert "HEALTHCHECK" in scoring
    assert "/readyz" in scoring


def test_the_document_templates_are_there() -> None:
    names = {path.name for path in (PROJECT / "Docs").rglob("*.md")}
    assert {
        "Charter.md",
        "Data-Definition.md",
        "Data-Report.md",
        "Experiment.md",
        "Model-Report.md",
        "Exit-Report.md",
    } <= names


def test_the_data_definition_names_every_column() -> None:
    text = (PROJECT / "Docs/Data/Data-Definition.md").read_text("utf-8")
    for column in ALL_COLUMNS:
        assert f"| `{column.name}` | {column.meaning} | {column.minimum:g} to {column.maximum:g} |" in text


def test_the_policy_in_the_repository_is_complete() -> None:
    assert set(tomllib.loads((PROJECT / "gate.toml").read_text("utf-8"))) == {
        "improvement", "fairness", "validation", "drift",
    }  # fmt: skip


def test_texts_name_no_place_of_a_machine() -> None:
    for path in [*PROJECT.glob("*.md"), *PROJECT.glob("Docs/**/*.md"), *Path(PROJECT / "src").rglob("*.py")]:
        assert not re.search(r"/(home|root|work|Users)/", path.read_text("utf-8")), path
