"""`vyuha new`: writes a scenario that passes `vyuha check`, and never overwrites by accident."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from vyuha.cli.app import app
from vyuha.scenario import load

RUNNER = CliRunner()


def test_writes_a_sound_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUNNER.invoke(app, ["new"])
    assert result.exit_code == 0
    assert "next: vyuha check my-raid.yaml" in result.stderr
    assert load(tmp_path / "my-raid.yaml").title == "My first raid"


def test_does_not_overwrite_unless_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("precious")
    result = RUNNER.invoke(app, ["new", str(file)])
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert file.read_text() == "precious"
    assert RUNNER.invoke(app, ["new", str(file), "--force"]).exit_code == 0
    assert load(file).vyuha == 1


@pytest.mark.parametrize("name", ["no/such/folder.yaml", "."])
def test_places_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUNNER.invoke(app, ["new", name, "--force"])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
