"""`vyuha study`: what it says before it fights, and how it ends (exit codes 0, 1 and 2). Nothing is fought here."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vyuha.cli.app import app
from vyuha.results.files import RunFolderError, UnwritableError
from vyuha.studies.crews.crew import CrewError
from vyuha.studies.manager import StudyError
from vyuha.studies.settings import SettingError

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
STUDY = """vyuha-study: 1
title: Rounds
scenario: one-on-one.yaml
replicates: 30
factors:
  - {id: load, path: defences.alpha.load.48N6E3, values: [1, 2, 4]}
design: {kind: grid}
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "one-on-one.yaml").write_bytes((SCENARIOS / "one-on-one.yaml").read_bytes())
    file = tmp_path / "rounds.yaml"
    file.write_text(STUDY)
    monkeypatch.chdir(tmp_path)
    return file


def ended(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["study", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_the_cost_is_said_and_nothing_is_made(path: Path) -> None:
    """Three points of 30 fights."""
    code, said = ended(str(path), "--cost")
    assert code == 0 and "Rounds" in said
    assert "at most 90 fights at 3 points, roughly" in said
    assert sorted(file.name for file in path.parent.iterdir()) == ["one-on-one.yaml", "rounds.yaml"]


def test_a_study_that_is_wrong_is_refused(path: Path) -> None:
    path.write_text(STUDY.replace("load.48N6E3", "laod.48N6E3"))
    code, said = ended(str(path), "--cost")
    assert code == 2 and "laod" in said
    assert ended(str(path.with_name("nothing.yaml")))[0] == 2


def test_one_cluster_is_enough(path: Path) -> None:
    code, said = ended(str(path), "--cluster", "tcp://127.0.0.1:1", "--slurm", "2")
    assert code == 2 and "one of the two" in said


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StudyError("point a: lost"), 1),
        (UnwritableError("a full disk"), 1),
        (CrewError("the scheduler is gone"), 1),
        (RunFolderError("another study's folder"), 2),
        (SettingError("point a: cannot be set"), 2),
    ],
)
def test_what_ends_it_is_one_line(error: Exception, code: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 where it failed on the way, 2 where what was given is refused, as the help says."""

    def fails(*arguments: object) -> None:
        raise error

    monkeypatch.setattr("vyuha.api.study", fails)
    found, said = ended(str(path))
    assert found == code
    assert str(error) in said.splitlines()[-1] and "Traceback" not in said
