"""`vyuha programme outcome` from end to end on a small plan: fights, futures, tables, answers, folder, refusals.

Expected values: the rules in the command's help; the limits that hold whatever the fights say.
"""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import vyuha
from tests.programme.test_plan import PLAN, PROGRAMME, SCENARIO
from vyuha.cli.app import app
from vyuha.programme.outcome import TABLES
from vyuha.results.files import RunFolderError

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
    made = json.loads((stored / "manifest.json").read_text())["made"]
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
