"""`vyuha assign`, called as a person calls it; expected figures by hand."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.assignment.test_files import TEXT
from vyuha.assignment.files import write_instance
from vyuha.assignment.instances import many_rounds
from vyuha.cli.app import app

LEAST = 10 * 0.09 + 5.5 * 0.1 + 8 * 0.5


@pytest.fixture
def problem(tmp_path: Path) -> str:
    path = tmp_path / "problem.txt"
    path.write_text(TEXT)
    return str(path)


def test_a_table_for_people(problem: str) -> None:
    result = CliRunner().invoke(app, ["assign", problem, "--exact"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    rows = [line.split() for line in lines if line[:8].strip().isdecimal()]
    assert rows == [
        ["2", "8", "1", "0.5", "4"],
        ["0", "10", "0", "x2", "0.09", "0.9"],
        ["1", "5.5", "1", "0.1", "0.55"],
    ]
    assert lines[-3:-1] == [
        f"survives: {LEAST:.6g} of 23.5, with 4 of 4 rounds",
        "how good: proved: no assignment leaves less",
    ]
    assert lines[-1].startswith("method: exact, ")


def test_json_says_all(problem: str) -> None:
    result = CliRunner().invoke(app, ["assign", problem, "--method", "exact", "--json"])
    shown = json.loads(result.stdout)
    assert shown["proved"] is True and shown["gap"] == 0.0
    assert shown["survives"] == pytest.approx(LEAST)
    assert shown["shots"] == [
        {"weapon": 0, "target": 0, "rounds": 2},
        {"weapon": 1, "target": 1, "rounds": 1},
        {"weapon": 1, "target": 2, "rounds": 1},
    ]
    quick = json.loads(CliRunner().invoke(app, ["assign", problem, "-m", "return", "--json"]).stdout)
    assert (quick["proved"], quick["bound"], quick["gap"]) == (False, None, None)
    assert quick["survives"] >= shown["survives"] - 1e-12


def test_a_long_table_is_cut_unless_all_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    write_instance(many_rounds(10, 25, 0, 2), path)
    short = CliRunner().invoke(app, ["assign", str(path)])
    assert "5 more targets: --all or --json" in short.stdout
    assert "how good: not known; --exact proves it" in short.stdout
    whole = CliRunner().invoke(app, ["assign", str(path), "--all"])
    assert len(whole.stdout.splitlines()) == len(short.stdout.splitlines()) + 4


def test_an_open_proof_is_said(problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vyuha.assignment.exact.MOST_NODES", 1)
    result = CliRunner().invoke(app, ["assign", problem, "--exact"])
    assert result.exit_code == 0
    assert "note: not proved: the cheapest column of a target needs more than 1 nodes" in result.stderr
    assert "proved: no assignment" not in result.stdout


def test_bad_files_are_refused(tmp_path: Path, problem: str) -> None:
    Path(problem).write_text(TEXT.replace("0.6", "60 %"))
    result = CliRunner().invoke(app, ["assign", problem])
    assert result.exit_code == 2
    assert f"{problem}:6: 0 1 60 %: must hold weapon, target and kill probability, as in 0 3 0.75" in result.stderr
    missing = CliRunner().invoke(app, ["assign", str(tmp_path / "none.txt")])
    assert missing.exit_code != 0


def test_help_teaches() -> None:
    result = CliRunner().invoke(app, ["assign", "--help"])
    assert "2 3 2" in result.stdout and "Example: vyuha assign problem.txt --exact" in result.stdout
