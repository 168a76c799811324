"""`vyuha coverage`, called as a person calls it; expected figures are those of the closed-form horizon."""

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version
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
COMPILES = "compiling the radars for this machine, once: this takes about a minute ...\n"


def test_it_writes_pictures_maps_and_a_table(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "there"
    # Over ground that neither reflects nor echoes, so that the horizon alone ends what is seen.
    bare = tmp_path / "bare.yaml"
    bare.write_text(Path(DUEL).read_text().replace("\nassets:", "\nenvironment: {ground: none}\nassets:"))
    given = [str(bare), "--height", "100m", "--height", "1 km", *QUICK, "-o", str(out)]
    result = CliRunner().invoke(APP, given)
    assert result.exit_code == 0, result.output
    assert "a target of 1 m2 with at least 50 %" in result.stdout and "all search radars" in result.stdout
    assert result.stderr.removeprefix(COMPILES) == f"page: {out / 'coverage.html'}\n"
    assert {path.name for path in out.iterdir()} == FILES | {"coverage-100m.tif", "coverage-1000m.tif"}
    rows = pl.read_csv(out / "coverage.csv")
    low = rows.filter((pl.col("height_m") == 100.0) & (pl.col("kind") == "search radar"))
    # 96L6E on its mast of 24 m: 4.12 km (4.90 + 10).
    assert low["farthest_km"].to_list() == pytest.approx([61.4], abs=0.3)
    # The same call gives the same bytes; a call for other heights leaves none of the old maps.
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    result = CliRunner().invoke(APP, given)
    assert (result.exit_code, result.stderr) == (0, f"page: {out / 'coverage.html'}\n")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    result = CliRunner().invoke(APP, [DUEL, "--height", "300m", *QUICK, "-o", str(out)])
    removed = "coverage-1000m.tif, coverage-100m.tif"
    assert result.stderr.startswith(f"note: replaced another coverage that {out} held and removed its {removed}\n")
    assert {path.name for path in out.iterdir()} == FILES | {"coverage-300m.tif"}


def test_it_can_be_asked_again_from_what_it_left(tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, [DUEL, "--height", "100m", *QUICK, "-o", str(tmp_path)])
    assert result.exit_code == 0, result.output
    about = json.loads((tmp_path / "coverage.json").read_text())
    assert (about["vyuha"], about["nodes"], about["scenario_file"]) == (version("vyuha"), 60, DUEL)
    assert about["scenario_sha256"] == hashlib.sha256(Path(DUEL).read_bytes()).hexdigest()


def test_a_write_that_fails_leaves_the_old_coverage(tmp_path: Path, fill_disk: Callable[[str], None]) -> None:
    given = [DUEL, *QUICK, "-o", str(tmp_path)]
    assert CliRunner().invoke(APP, [*given, "--height", "100m"]).exit_code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    fill_disk("coverage.html")
    result = CliRunner().invoke(APP, [*given, "--height", "300m"])
    assert result.exit_code == 1
    assert f"{tmp_path / 'coverage.html'}: cannot write: no space left on device" in result.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_used_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vyuha.api.coverage", lambda *_, **__: pytest.fail("it worked in vain"))
    (tmp_path / "plots.csv").write_text("a,b\n")
    result = CliRunner().invoke(APP, [DUEL, "-o", str(tmp_path / "plots.csv")])
    assert (result.exit_code, result.stderr) == (
        2,
        f"vyuha coverage: {tmp_path / 'plots.csv'}: is a file; give a folder\n",
    )
    (tmp_path / "old" / "coverage.geojson").mkdir(parents=True)
    result = CliRunner().invoke(APP, [DUEL, "-o", str(tmp_path / "old")])
    assert result.exit_code == 2 and "holds something else than a coverage (coverage.geojson)" in result.stderr
    # Control: a folder that is not there yet is no reason to refuse.
    with pytest.raises(pytest.fail.Exception, match="in vain"):
        CliRunner().invoke(APP, [DUEL, "-o", str(tmp_path / "new")], catch_exceptions=False)


def test_the_first_use_says_that_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [DUEL, "--height", "0 m", "-o", str(tmp_path)]
    for cached in (False, True):
        monkeypatch.setattr("vyuha.base.compile.is_cached", lambda _, known=cached: known)
        assert CliRunner().invoke(APP, given).stderr.count(COMPILES) == (not cached)


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
    rows = pl.read_csv(tmp_path / "coverage.csv")
    assert rows["middle_km"].null_count() == rows["farthest_km"].null_count() == rows.height


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--height", "0 m"], "height: 0 m: give more than 0 and at most 100 km above ground"),
        (["--height", ""], '--height: : give a number and a unit of length, for example "100 m"'),
        (["--height", "100"], '--height: 100: give a unit, for example "100 m"'),
        (["--rcs", "-1 m2"], "rcs: -1 m2: give at least 1e-6"),
        (["--rcs", "1 km"], "--rcs: 1 km: unknown unit of area"),
        (["-p", "120 %"], "--probability: 120 %: give at least 1 % and at most 99 %"),
        (["-t", "barbur"], "nothing is called 'barbur'; did you mean babur?"),
        (["--at", "-1 s"], "--at: -1 s: give a time of the scenario, 0 to "),
        (["--at", "99 h"], "--at: 99 h: give a time of the scenario, 0 to "),
        (["--no-jamming"], "--no-jamming: only with --at"),
        (["-t", "nope"], "nothing is called 'nope'; there are: su-30mki"),
        (["-t", "48N6E3"], "48N6E3 is a missile; a target is a threat: su-30mki"),
    ],
)
def test_refusals_are_one_line(given: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, [DUEL, *given, "--out", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert result.stdout == ""
    stderr = result.stderr.removeprefix(COMPILES)
    assert stderr.startswith("vyuha coverage: ") and said in stderr
    assert stderr.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_scenario_without_radars_and_one_that_is_not_there(tmp_path: Path) -> None:
    text = Path(DUEL).read_text()
    bare = tmp_path / "bare.yaml"
    bare.write_text(text[: text.index("defences:")] + text[text.index("raids:") :])
    result = CliRunner().invoke(APP, [str(bare), "-o", str(tmp_path / "none")])
    assert (result.exit_code, result.stderr.removeprefix(COMPILES).count("\n")) == (2, 1)
    assert "the scenario has no radar" in result.stderr
    result = CliRunner().invoke(APP, [str(tmp_path / "gone.yaml"), "-o", str(tmp_path / "none")])
    assert result.exit_code == 2 and "gone.yaml" in result.stderr


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    result = CliRunner().invoke(APP, [DUEL, "--height", "100m", *QUICK, "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds something else than a coverage (mine.txt)" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_rasterio_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vyuha.outputs.coverage_files.has_rasterio", lambda: False)
    result = CliRunner().invoke(APP, [DUEL, "--height", "100m", *QUICK, "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert 'GeoTIFF needs rasterio (pip install "vyuha[terrain]"); the maps are NumPy arrays' in result.stderr
    assert (tmp_path / "coverage-100m.npz").exists()


def test_help_has_an_example() -> None:
    assert "vyuha coverage scenarios/hills.yaml --target babur" in CliRunner().invoke(APP, ["--help"]).stdout
