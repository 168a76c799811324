"""`vyuha coverage`, called as a person calls it; expected figures are those of the closed-form horizon."""

import json
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from vyuha.cli.coverage import coverage

APP = typer.Typer(rich_markup_mode=None)
APP.command()(coverage)
ROOT = Path(__file__).resolve().parents[2]
DUEL = str(ROOT / "scenarios" / "one-on-one.yaml")
FILES = {"coverage.csv", "coverage.geojson", "coverage.html", "coverage.json", "coverage.png"}
QUICK = ["--nodes", "60"]


def test_it_writes_pictures_maps_and_a_table(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "there"
    # Over ground that neither reflects nor echoes, so that the horizon alone ends what is seen.
    bare = tmp_path / "bare.yaml"
    bare.write_text(Path(DUEL).read_text().replace("\nassets:", "\nenvironment: {ground: none}\nassets:"))
    given = [str(bare), "--height", "100m", "--height", "1 km", *QUICK, "-o", str(out)]
    result = CliRunner().invoke(APP, given)
    assert result.exit_code == 0, result.output
    assert "a target of 1 m2 with at least 50 %" in result.stdout and "all search radars" in result.stdout
    assert result.stderr == f"page: {out / 'coverage.html'}\n"
    assert {path.name for path in out.iterdir()} == FILES | {"coverage-100m.tif", "coverage-1000m.tif"}
    rows = pl.read_csv(out / "coverage.csv")
    low = rows.filter((pl.col("height_m") == 100.0) & (pl.col("kind") == "search radar"))
    # 96L6E on its mast of 24 m: 4.12 km (4.90 + 10).
    assert low["farthest_km"].to_list() == pytest.approx([61.4], abs=0.3)
    # The same call gives the same bytes; a call for other heights leaves none of the old maps.
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert CliRunner().invoke(APP, given).exit_code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert CliRunner().invoke(APP, [DUEL, "--height", "300m", *QUICK, "-o", str(out)]).exit_code == 0
    assert {path.name for path in out.iterdir()} == FILES | {"coverage-300m.tif"}


def test_json_and_options(tmp_path: Path) -> None:
    given = [DUEL, "-t", "babur", "--rcs", "0.5 m2", "-p", "80%", *QUICK, "--json", "-o", str(tmp_path)]
    result = CliRunner().invoke(APP, given)
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert (shown["target"], shown["rcs_m2"], shown["probability"]) == ("babur", 0.5, 0.8)
    assert shown["heights_m"] == [60.0]
    assert [row["kind"] for row in shown["areas"]] == ["engagement radar", "search radar", "net"]


def test_what_cannot_be_seen_is_said(tmp_path: Path) -> None:
    given = [DUEL, "--height", "50 km", "--rcs", "0.01 cm2", *QUICK, "-o", str(tmp_path)]
    result = CliRunner().invoke(APP, given)
    assert result.exit_code == 0, result.output
    assert "No radar sees it anywhere that surely." in result.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--height", "0 m"], "height: 0 m: give more than 0 and at most 100 km above ground"),
        (["--height", ""], '--height: : give a number and a unit of length, for example "100 m"'),
        (["--height", "100"], '--height: 100: give a unit, for example "100 m"'),
        (["--rcs", "-1 m2"], "rcs: -1 m2: give at least 1e-6"),
        (["--rcs", "1 km"], "--rcs: 1 km: unknown unit of area"),
        (["-p", "120 %"], "probability: 1.2: give at least 1 % and at most 99 %"),
        (["-t", "barbur"], "nothing is called 'barbur'; did you mean babur?"),
        (["-t", "48N6E3"], "48N6E3 is a missile; a target is a threat: su-30mki"),
    ],
)
def test_refusals_are_one_line(given: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, [DUEL, *given, "--out", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("vyuha coverage: ") and said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_scenario_without_radars_and_one_that_is_not_there(tmp_path: Path) -> None:
    text = Path(DUEL).read_text()
    bare = tmp_path / "bare.yaml"
    bare.write_text(text[: text.index("defences:")] + text[text.index("raids:") :])
    result = CliRunner().invoke(APP, [str(bare), "-o", str(tmp_path / "none")])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "the scenario has no radar" in result.stderr
    result = CliRunner().invoke(APP, [str(tmp_path / "gone.yaml"), "-o", str(tmp_path / "none")])
    assert result.exit_code == 2 and "gone.yaml" in result.stderr


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    result = CliRunner().invoke(APP, [DUEL, "--height", "100m", *QUICK, "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "holds something else than a coverage" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_rasterio_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vyuha.outputs.coverage_files.has_rasterio", lambda: False)
    result = CliRunner().invoke(APP, [DUEL, "--height", "100m", *QUICK, "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert 'GeoTIFF needs rasterio (pip install "vyuha[terrain]"); the maps are NumPy arrays' in result.stderr
    assert (tmp_path / "coverage-100m.npz").exists()


def test_help_has_an_example() -> None:
    assert "vyuha coverage scenarios/hills.yaml --target babur" in CliRunner().invoke(APP, ["--help"]).stdout
