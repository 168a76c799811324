"""`vyuha run`: where output goes, exit codes, going on with a run, and what is refused.

Expected values: the rules in the command's own help; JSON and tables against the stored summary.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vyuha.cli.app import app
from vyuha.cli.console import FAILED
from vyuha.results.summary import EmptyRunError

SCENARIO = """\
vyuha: 1
title: Quick
duration: 10 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km}
defences:
  - {id: alpha, system: s-400/battalion, east: -5 km, north: 2 km, load: {9M96E2: 4}}
raids:
  - {id: drones, type: shahed-136, count: 2, target: base, from: {bearing: 275 deg, range: 20 km}, spacing: 5 s}
run: {replicates: 3, seed: 1}
"""


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "quick.yaml"
    path.write_text(SCENARIO)
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["run", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_tables_go_to_output_and_messages_to_error(scenario: Path) -> None:
    code, out, err = run(scenario)
    assert code == 0
    assert "drones" in out
    assert "Survives" in out
    assert "report:" not in out
    assert f"{scenario}: Quick" in err
    assert "report: runs/quick/report.html" in err
    assert "vyuha replay runs/quick -r " in err
    assert Path("runs/quick/report.html").is_file()


@pytest.mark.usefixtures("no_report")
def test_json_is_the_stored_summary(scenario: Path) -> None:
    code, out, _ = run(scenario, "--json", "-n", 4, "-o", "here")
    assert code == 0
    assert json.loads(out)["replicates"] == 4
    stored = json.loads(Path("here/summary.json").read_text())
    assert json.loads(out) == stored
    assert not Path("runs").exists()


@pytest.mark.usefixtures("no_report")
def test_going_on_fights_only_what_is_missing_and_gives_the_same(scenario: Path) -> None:
    run(scenario, "-n", 2, "-o", "parts")
    assert run(scenario, "-n", 5, "-o", "parts")[0] == 0
    run(scenario, "-n", 5, "-o", "once", "-w", 1)
    for name in ("replicates", "threats", "shots", "sites"):
        parts, once = (Path(folder) / name / "00000000.parquet" for folder in ("parts", "once"))
        assert parts.read_bytes() == once.read_bytes()
    assert json.loads(run(scenario, "-n", 1, "-o", "parts", "--json")[1])["replicates"] == 5


@pytest.mark.usefixtures("no_report")
def test_another_seed_or_scenario_is_refused_unless_forced(scenario: Path) -> None:
    run(scenario)
    code, out, err = run(scenario, "-s", 9)
    assert (code, out) == (2, "")
    assert "runs/quick: holds a run of seed 1, not 9" in err
    changed = scenario.read_text().replace("count: 2", "count: 3")
    scenario.write_text(changed)
    code, _, err = run(scenario)
    assert code == 2
    assert "holds a run of another scenario" in err
    assert run(scenario, "--force")[0] == 0
    assert Path("runs/quick/scenario.yaml").read_text() == changed


def test_all_problems_of_a_bad_scenario_and_nothing_written(scenario: Path) -> None:
    scenario.write_text(SCENARIO.replace("20 km", "20").replace("shahed-136", "shahed").replace("count: 2", "count: x"))
    code, out, err = run(scenario)
    assert (code, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"{scenario}:10: raids[0].") for line in lines)
    assert [path.name for path in scenario.parent.iterdir()] == ["quick.yaml"]


def test_a_missing_scenario(scenario: Path) -> None:
    code, _, err = run("none.yaml")
    assert code == 2
    assert err == "none.yaml: cannot be read: no such file or directory\n"


@pytest.mark.parametrize(("where", "says"), [("/proc/vyuha", "cannot write here"), ("quick.yaml", "not a folder")])
def test_a_place_that_cannot_be_written(scenario: Path, where: str, says: str) -> None:
    code, out, err = run(scenario, "-o", where)
    assert (code, out) == (2, "")
    assert f"vyuha: {where}: {says}" in err.splitlines()[-1]


def test_a_folder_of_something_else_is_left_alone_even_with_force(scenario: Path) -> None:
    other = Path("photos")
    other.mkdir()
    (other / "cat.jpg").write_text("precious")
    code, _, err = run(scenario, "-o", other, "--force")
    assert code == 2
    assert "not a run folder" in err
    assert [path.name for path in other.iterdir()] == ["cat.jpg"]


def test_a_run_without_a_good_replicate_fails_with_one(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vyuha import api

    def nothing(*arguments: object) -> None:
        raise EmptyRunError("every replicate failed")

    monkeypatch.setattr(api, "run", nothing)
    code, _, err = run(scenario)
    assert code == FAILED
    assert err.splitlines()[-1] == "vyuha: every replicate failed"
