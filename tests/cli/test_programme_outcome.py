"""`vyuha programme outcome` from end to end on a small plan: fights, futures, tables, answers, folder, refusals.

Expected values: the rules in the command's help; the limits that hold whatever the fights say.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import vyuha
from tests.programme.test_plan import PLAN, PROGRAMME, SCENARIO
from vyuha.cli.app import app
from vyuha.cli.programme.outcome import _print as printed
from vyuha.programme.outcome import TABLES, PlanOutcome
from vyuha.reading.problems import InputErrors, Problem
from vyuha.results.files import RunFolderError
from vyuha.studies.plan.outcome import outcome

TWICE = PLAN.replace(
    "alternatives:\n", "alternatives:\n  - {id: contracted, name: As contracted twice, deliveries: planned}\n"
)


def write_inputs(folder: Path) -> None:
    (folder / "small.yaml").write_text(SCENARIO)
    (folder / "units.yaml").write_text(PROGRAMME)
    (folder / "small-plan.yaml").write_text(TWICE)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_inputs(tmp_path)
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["programme", "outcome", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def fought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan carried out once by the command; tests work on copies."""
    folder = tmp_path_factory.mktemp("plan")
    write_inputs(folder)
    code, out, err = run(folder / "small-plan.yaml", "--no-report", "-w", 1, "-o", folder / "made")
    assert code == 0, err
    assert "As contracted twice" in out
    assert "What did the delay cost?" in out
    assert "2024-06-01" in out
    assert "Small plan" in err
    return folder / "made"


@pytest.fixture
def stored(here: Path, fought: Path) -> Path:
    return Path(shutil.copytree(fought, here / "plans" / "small-plan"))


def test_the_folder_explains_itself(stored: Path) -> None:
    assert {path.stem for path in (stored / "tables").glob("*.parquet")} == set(TABLES)
    for name, schema in TABLES.items():
        table = pl.read_parquet(stored / "tables" / f"{name}.parquet")
        assert dict(table.schema) == schema, name
        assert len(pl.read_csv(stored / "tables" / f"{name}.csv")) == len(table)
    assert (stored / "plan.yaml").read_text() == TWICE
    assert (stored / "programmes" / "units.yaml").read_text() == PROGRAMME
    assert (stored / "scenario.yaml").read_text() == SCENARIO
    manifest = json.loads((stored / "manifest.json").read_text())
    for name in ("plan.yaml", "scenario.yaml", "programmes/units.yaml"):
        assert manifest["sha256"][name] == hashlib.sha256((stored / name).read_bytes()).hexdigest()
    made = manifest["made"]
    assert made["vyuha"] == vyuha.__version__
    assert made["seed"] == "1"
    assert len(json.loads((stored / "answers.json").read_text())) == 8
    assert not (stored / ".lock").exists()


def test_limits_hold_in_real_fights(stored: Path) -> None:
    differences = pl.read_parquet(stored / "tables" / "differences.parquet")
    twice = differences.filter(pl.col("alternative") == "planned")
    assert (twice["same"] == 1.0).all()
    assert (twice["mean"] == 0.0).all()
    outcomes = pl.read_parquet(stored / "tables" / "outcomes.parquet")
    before = outcomes.filter(pl.col("date") == pl.date(2018, 1, 1), pl.col("measure") == "leak_share")
    assert (before["mean"] == 1.0).all()
    after = outcomes.filter(pl.col("date") == pl.date(2030, 1, 1), pl.col("alternative") == "planned")
    assert after.filter(pl.col("measure") == "leak_share")["mean"].item() < 1.0


def test_workers_and_a_second_call_change_no_bit(stored: Path) -> None:
    assert run("small-plan.yaml", "--no-report", "-w", 2, "-o", "two")[0] == 0
    fights = {path: path.stat().st_mtime_ns for path in (stored / "fights").rglob("*.parquet")}
    assert fights
    before = {path.name: path.read_bytes() for path in (stored / "tables").iterdir()}
    assert run("small-plan.yaml", "--no-report", "-w", 2)[0] == 0
    assert {path: path.stat().st_mtime_ns for path in (stored / "fights").rglob("*.parquet")} == fights
    for folder in (stored, Path("two")):
        assert {path.name: path.read_bytes() for path in (folder / "tables").iterdir()} == before
    # Control: another seed is another outcome.
    Path("other.yaml").write_text(TWICE.replace("futures: 20", "futures: 20\nseed: 2"))
    assert run("other.yaml", "--no-report", "-o", "other")[0] == 0
    assert Path("other/tables/surface.parquet").read_bytes() != before["surface.parquet"]


def test_what_was_interrupted_goes_on(stored: Path) -> None:
    before = {path.name: path.read_bytes() for path in (stored / "tables").iterdir()}
    lost = sorted((stored / "fights").iterdir())[1]
    shutil.rmtree(lost)
    for path in (stored / "manifest.json", stored / "tables" / "outcomes.csv"):
        path.unlink()
    assert run("small-plan.yaml", "--no-report")[0] == 0
    assert lost.is_dir()
    assert {path.name: path.read_bytes() for path in (stored / "tables").iterdir()} == before


def test_other_physics_are_told_and_force_fights_again(stored: Path) -> None:
    manifest = stored / "manifest.json"
    told = "has changed since this plan was last fought"
    assert told not in run("small-plan.yaml", "--no-report")[2]
    manifest.write_text(manifest.read_text().replace('"physics": "', '"physics": "0'))
    assert told in run("small-plan.yaml", "--no-report")[2]
    inside = next((stored / "fights").rglob("*.parquet"))
    fought = inside.stat().st_mtime_ns
    assert run("small-plan.yaml", "--no-report", "--force")[0] == 0
    assert inside.stat().st_mtime_ns != fought


@pytest.mark.usefixtures("stored")
def test_json_holds_answers_and_dates() -> None:
    code, out, _ = run("small-plan.yaml", "--json", "--no-report", "--futures", 10)
    assert code == 0
    found = json.loads(out)
    assert found["title"] == "Small plan"
    assert {row["alternative"] for row in found["leakers"]} == {"contracted", "planned", "late", "more"}
    assert "10 for each alternative" in found["made"]["futures"]


def test_python_does_the_same_and_writes_a_report(stored: Path) -> None:
    outcome = vyuha.plan("small-plan.yaml", workers=2)
    assert outcome.tables["outcomes"].equals(pl.read_parquet(stored / "tables" / "outcomes.parquet"))
    page = (stored / "report.html").read_text()
    assert "Small plan" in page
    assert any((stored / "charts").glob("*.csv"))
    # The manifest comes last: a folder that has one is complete.
    assert (stored / "manifest.json").stat().st_mtime_ns >= (stored / "report.html").stat().st_mtime_ns
    # Without a report the old one goes: it would stand beside tables that it was not made from.
    vyuha.plan("small-plan.yaml", report=False, futures=10)
    assert not (stored / "report.html").exists()
    assert not (stored / "charts").exists()


@pytest.mark.usefixtures("stored")
def test_a_scenario_that_is_edited_meanwhile_is_not_mixed_with_the_one_that_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What lies in the folder afterwards is what was fought."""

    def edited(*given: Any) -> PlanOutcome:
        for name in ("small.yaml", "units.yaml", "small-plan.yaml"):
            Path(name).write_text("edited: meanwhile\n")
        return outcome(*given)

    monkeypatch.setattr("vyuha.studies.plan.outcome.outcome", edited)
    vyuha.plan("small-plan.yaml", report=False)
    folder = Path("plans/small-plan")
    assert (folder / "scenario.yaml").read_text() == SCENARIO
    assert (folder / "programmes" / "units.yaml").read_text() == PROGRAMME
    assert (folder / "plan.yaml").read_text() == TWICE


def test_positions_that_others_need_are_refused_with_the_line_of_the_plan(here: Path) -> None:
    (here / "small.yaml").write_text(SCENARIO.replace("target: base", "target: [base, second]"))
    for command in ("check", "outcome"):
        result = CliRunner().invoke(app, ["programme", command, "small-plan.yaml"])
        assert result.exit_code == 2
        assert "small-plan.yaml:8: force.positions[1]: second: is a position that may be empty" in result.stderr
    assert not (here / "plans").exists()


def test_what_goes_wrong_with_the_scenario_only_in_the_fights_is_refused_too(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object) -> PlanOutcome:
        raise InputErrors([Problem("small.yaml", 3, "raids", "", "cannot be")])

    monkeypatch.setattr("vyuha.studies.plan.outcome.outcome", refusing)
    code, _, err = run(here / "small-plan.yaml")
    assert code == 2
    assert "small.yaml:3: raids: cannot be" in err


@pytest.mark.usefixtures("stored")
def test_checks_of_the_surface_that_failed_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    made = vyuha.plan("small-plan.yaml", report=False)
    rest = {key: value for key, value in made.made.items() if key != "caution"}
    for more, told in (({}, False), ({"caution": "3 of 30 lie outside"}, True)):
        printed(PlanOutcome(made.plan, made.programmes, made.tables, made.answers, {**rest, **more}))
        assert ("Caution: 3 of 30 lie outside." in capsys.readouterr().out) == told


@pytest.mark.usefixtures("here")
def test_what_cannot_be_used_is_refused() -> None:
    code, _, err = run("nothing.yaml")
    assert code == 2
    assert "nothing.yaml" in err
    Path("bad.yaml").write_text(TWICE.replace("tranche: two", "tranche: tow"))
    code, _, err = run("bad.yaml")
    assert code == 2
    assert 'did you mean "two"?' in err
    Path("full").mkdir()
    Path("full/notes.txt").write_text("mine")
    code, _, err = run("small-plan.yaml", "-o", "full")
    assert code == 2
    assert "holds other files" in err
    assert Path("full/notes.txt").read_text() == "mine"
    with pytest.raises(ValueError, match="between 10 and"):
        vyuha.plan("small-plan.yaml", futures=1)
    with pytest.raises(RunFolderError):
        vyuha.plan("small-plan.yaml", out="full")


def test_help_teaches() -> None:
    result = CliRunner().invoke(app, ["programme", "outcome", "--help"])
    assert result.exit_code == 0
    assert "vyuha programme outcome scenarios/plans/india-s400.yaml" in result.stdout
