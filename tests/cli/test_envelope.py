"""`vyuha envelope`, called as a person calls it; expected figures are those of the catalogue."""

import json
import math
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from vyuha.cli.envelope import envelope

APP = typer.Typer(rich_markup_mode=None)
APP.command()(envelope)
FILES = {"edges.csv", "edges.parquet", "envelope.html", "envelope.json", "points.parquet"}


def test_it_writes_a_page_and_tables(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "there"
    result = CliRunner().invoke(APP, ["9M96E", "--target", "babur", "--out", str(out)])
    assert result.exit_code == 0
    assert "comes straight in" in result.stdout
    # 60 m: 20.2 km from the antenna of 24 m, and 31.9 km more.
    assert result.stdout.endswith("An antenna 24 m up sees 0.06 km from 52 km on, over smooth ground.\n")
    assert result.stderr.endswith(f"page: {out / 'envelope.html'}\n")
    assert {path.name for path in out.iterdir()} == FILES
    edges, rows = pl.read_parquet(out / "edges.parquet"), pl.read_csv(out / "edges.csv")
    assert rows.columns == edges.columns and rows.height == edges.height
    assert edges["farthest_km"].max() == pytest.approx(40.0)
    page = (out / "envelope.html").read_text()
    assert page.count("<svg") == 4
    assert "Where 9M96E meets babur" in page
    assert "An antenna 24 m up sees 0.06 km from 52 km on" in page
    assert "Heights above 0.1 km, the most that is known of babur, are geometry only." in page
    # The same call gives the same bytes, and may write there again.
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert CliRunner().invoke(APP, ["9M96E", "--target", "babur", "--out", str(out)]).exit_code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_json_and_options(tmp_path: Path) -> None:
    given = ["9M96E", "--speed", "720 km/h", "--height", "2 km", "--antenna", "39 m", "--json", "-o", str(tmp_path)]
    result = CliRunner().invoke(APP, given)
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert shown["target"] == "su-30mki"
    assert (shown["target_speed_m_s"], shown["target_height_m"], shown["antenna_height_m"]) == (200.0, 2000.0, 39.0)
    # The horizon as sqrt(2 k R h) from either end.
    horizon = math.sqrt(2 * 4 / 3 * 6371.0088e3) * (math.sqrt(39.0) + math.sqrt(2000.0))
    assert shown["horizon_at_target_m"] == pytest.approx(horizon, rel=1e-4)
    # 3 to 12 km and 220 to 320 m/s are what the catalogue holds of it.
    assert result.stderr.splitlines()[:2] == [
        "note: su-30mki is known for 220 to 320 m/s, not for 200 m/s",
        "note: su-30mki is known for 3,000 to 12,000 m, not for 2,000 m",
    ]
    assert {row["aspect_deg"] for row in shown["edges"]} >= {0.0, 90.0, 180.0}


def test_a_target_too_fast_gives_an_empty_picture(tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, ["9M96E", "--speed", "3 km/s", "--out", str(tmp_path)])
    assert result.exit_code == 0
    assert "No interception at any height" in result.stdout
    assert (tmp_path / "envelope.html").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["96L6E"], "96L6E is a radar; an envelope is of a missile: 40N6E, 48N6E3, 48N6E2, 9M96E2, 9M96E"),
        (["9M96E", "--speed", "900"], '--speed: 900: give a unit, for example "900 km/h"'),
        (["9M96E", "--height", "3 s"], "--height: 3 s: "),
        (["9M96E", "--height", "41 km"], "--height: 41 km: give 0 to 40 km"),
        (["9M96E", "--height=-5 m"], "--height: -5 m: give 0 to 40 km"),
        (["9M96E", "--speed", "11000 km/h"], "--speed: 11000 km/h: give 1 m/s to 3 km/s"),
        (["9M96E", "--antenna", "2 km"], "--antenna: 2 km: give 0 to 1 km"),
        (["96L6"], "nothing is called '96L6'; the nearest is 96L6E, a radar, but an envelope is of a missile\n"),
        (
            ["36D6M"],
            "36D6M is a radar of `vyuha verify low-altitude`, not of the catalogue; an envelope is of a missile\n",
        ),
        (["9M96E", "--target", "fatah-2"], "fatah-2 flies a ballistic arc"),
    ],
)
def test_refusals_are_one_line(given: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, [*given, "--out", str(tmp_path / "none")])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("vyuha envelope: ") and said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    result = CliRunner().invoke(APP, ["9M96E", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds something else than an envelope" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_help_has_an_example() -> None:
    assert "vyuha envelope 48N6E3 --target su-30mki" in CliRunner().invoke(APP, ["--help"]).stdout
