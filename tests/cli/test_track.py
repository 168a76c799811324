"""`vyuha track`, called as a person calls it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.tracks.builders import fleet, seen
from vyuha.cli.track import track
from vyuha.recordings.asterix_write import write_cat048
from vyuha.recordings.files import write_plots
from vyuha.recordings.plots import Plots, plots_of

COMPILES = "compiling the tracker for this machine, once: this takes a minute or two ...\n"
APP = typer.Typer(rich_markup_mode=None)
APP.command()(track)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plots") / "plots.csv"
    write_plots(path, seen(fleet(3), 100.0))
    return path


def test_a_summary_a_folder_and_a_second_call(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    done = call(table, "-o", out, "--to", "czml", "--to", "png")
    assert done.exit_code == 0, done.output
    assert "3 confirmed tracks" in done.stdout and "25/201: turns in 4.00 s" in done.stdout
    assert "3 of 3 tracked, purity 100.0 %, 0 breaks" in done.stdout
    names = {path.name for path in out.iterdir()}
    assert names == {"manifest.json", "tracks.czml", "tracks.parquet", "tracks.png", "tracks.svg"}
    made = json.loads((out / "manifest.json").read_text())
    assert made["command"].startswith("vyuha") and made["options"]["motion"] == "cv+turn"
    again = call(table, "-o", out)
    assert again.exit_code == 2 and "--force overwrites them" in again.stderr
    forced = call(table, "-o", out, "--force", "--json")
    assert forced.exit_code == 0 and json.loads(forced.stdout)["tracks"] == 3


def test_tracks_as_cat062_are_tracked_again(tmp_path: Path, table: Path) -> None:
    """Tracks come from sectors of a turning antenna, so their reports come one by one; each aircraft is one track."""
    assert call(table, "-o", tmp_path / "first", "--to", "cat062", "--to", "csv").exit_code == 0
    for given in ([], ["--period", "4 s"]):
        done = call(tmp_path / "first" / "tracks.ast", "-o", tmp_path / "again", "--force", *given)
        assert done.exit_code == 0, done.output
        assert "3 confirmed tracks" in done.stdout and "3 of 3 tracked, purity 100.0 %, 0 breaks" in done.stdout
    named = call(tmp_path / "first" / "tracks.csv", "-o", tmp_path / "none")
    assert named.exit_code == 2 and "a table of tracks, not of plots" in named.stderr
    assert len(named.stderr.removeprefix(COMPILES).splitlines()) == 1


def test_a_period_helps_with_places_that_follow_no_antenna(tmp_path: Path) -> None:
    """Latitudes and longitudes alone, 4 s apart for each aircraft, and no two of them at one moment."""
    phases = (0.05, 0.13, 0.86, 2.04, 2.6)
    rows = [(n, aircraft) for n in range(30) for aircraft in range(5)]
    times = [28800.0 + 4.0 * n + phases[aircraft] for n, aircraft in rows]
    north, east = [0.55 + 4e-3 * a for _, a in rows], [1.3 + 4e-5 * (time - 28800.0) for time in times]
    plots = {"time": times, "sensor": ["map"] * len(rows), "latitude": north, "longitude": east}
    plots["mode_s"] = [f"80010{aircraft}" for _, aircraft in rows]
    plots["height"] = [9000.0] * len(rows)
    write_plots(tmp_path / "map.csv", plots_of(plots, "midnight"))
    refused = call(tmp_path / "map.csv", "-o", tmp_path / "out")
    assert refused.exit_code == 2 and "give the period of its scans (--period" in refused.stderr
    done = call(tmp_path / "map.csv", "-o", tmp_path / "out", "--period", "4 s")
    assert done.exit_code == 0, done.output
    assert "map: scans in 4.00 s" in done.stdout
    assert "5 of 5 tracked, purity 100.0 %, 0 breaks" in done.stdout


def test_rows_that_occur_twice_count_once(tmp_path: Path, table: Path) -> None:
    lines = table.read_text().splitlines()
    (tmp_path / "twice.csv").write_text("\n".join([lines[0], *(line for line in lines[1:] for _ in range(2))]) + "\n")
    done = call(tmp_path / "twice.csv", "-o", tmp_path / "out")
    assert done.exit_code == 0 and "3 confirmed tracks" in done.stdout
    assert f"note: left out: {len(lines) - 1} rows that occur twice" in done.stderr
    once = call(table, "-o", tmp_path / "once")
    assert once.stdout == done.stdout and "occur twice" not in once.stderr


def test_one_plot_says_nothing_about_turning(tmp_path: Path) -> None:
    plots = seen(fleet(1), 60.0)
    write_plots(tmp_path / "one.csv", Plots(plots.frame.head(1), plots.clock))
    done = call(tmp_path / "one.csv", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("1 plot of 1 sensor, 1 scan in 0 s\n")
    assert "25/201: too few plots to tell whether it turns" in done.stdout


def test_a_write_that_fails_leaves_the_old_tracks(
    tmp_path: Path, table: Path, fill_disk: Callable[[str], None]
) -> None:
    out = tmp_path / "out"
    assert call(table, "-o", out).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    fill_disk("tracks.svg")
    done = call(table, "-o", out, "--force", "--misses", "4")
    assert done.exit_code == 1
    assert f"vyuha track: {out / 'tracks.svg'}: cannot write: no space left on device" in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_used_is_refused_before_the_work(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vyuha.api.track", lambda *_, **__: pytest.fail("it worked in vain"))
    done = call(table, "-o", table / "below")
    assert done.exit_code == 2 and f"{table} is a file; give a folder" in done.stderr
    (tmp_path / "tracks.svg").mkdir()
    done = call(table, "-o", tmp_path)
    assert done.exit_code == 2 and "holds something else than tracks (tracks.svg)" in done.stderr


def test_the_first_use_says_that_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (False, True):
        monkeypatch.setattr("vyuha.base.compile.is_cached", lambda _, known=cached: known)
        assert call(tmp_path / "none.csv", "-o", tmp_path / "out").stderr.count(COMPILES) == (not cached)


def test_a_radar_without_a_place_wants_one(tmp_path: Path) -> None:
    path = tmp_path / "raw.ast"
    plots = seen(fleet(2), 80.0)
    bare = plots.frame.drop("sensor_latitude", "sensor_longitude", "sensor_height")
    write_cat048(path, plots_of(bare, "midnight", placed=False))
    refused = call(path, "-o", tmp_path / "out")
    assert refused.exit_code == 2 and "sensor 25/201" in refused.stderr and not (tmp_path / "out").exists()
    done = call(path, "-o", tmp_path / "out", "--station", "25/201=31.6,74.9,230", "--day", "2026-11-23")
    assert done.exit_code == 0, done.output
    made = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert made["clock"] == "epoch" and made["options"]["day"] == "2026-11-23"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--range-sd", "50"], '--range-sd: 50: give a unit, for example "50 m"'),
        (["--period", "4 km"], "--period: 4 km: "),
        (["--period", "7 s"], "do not fit an antenna that turns in 7 s"),
        (["--station", "25/201=31.6"], "--station: 25/201=31.6: give SAC/SIC=LAT,LON,HEIGHT"),
        (["--station", "25/201=31.6,74.9,230"], "stations, a day and ports are for ASTERIX"),
        (["--day", "yesterday"], "--day: yesterday: give a date"),
        (["--confirm", "three"], "--confirm: three: give hits and looks"),
        (["--period", "0 s"], "--period: 0 s: must be above 0 and at most an hour"),
        (["--disorder", "-1 s"], "--disorder: -1 s: give 0 s or more, less than 6 h"),
        (["--disorder", "7 h"], "--disorder: 7 h: give 0 s or more, less than 6 h"),
        (["--position-sd", "1e9 km"], "--position-sd: 1e9 km: must be above 0 and below 10,000 km"),
        (["--height-sd", "0 m"], "--height-sd: 0 m: must be above 0 and below 10,000 km"),
        (["--misses", "0"], "vyuha track: --misses: 0: must lie between 1 and 32"),
        (["--confirm", "6/5"], "--confirm: 6/5: 1 <= hits <= looks <= 32 must hold"),
        (["--gate", "2"], "--gate: 2.0: must lie between 0.5 and 1"),
        (["--detection", "nan"], "--detection: nan: must lie between 0 and 1"),
        (["--to", "kml"], "'kml' is not one of"),
        (["--motion", "ballet"], "'ballet' is not one of"),
    ],
)
def test_wrong_options_are_named_and_nothing_is_written(
    table: Path, tmp_path: Path, given: list[str], said: str
) -> None:
    done = call(table, "-o", tmp_path / "out", *given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_foreign_and_broken_files_are_named(tmp_path: Path, table: Path) -> None:
    whole = tmp_path / "whole.ast"
    write_cat048(whole, seen(fleet(2), 40.0))
    cases = {
        "cut.ast": (whole.read_bytes()[:-3], "cut off"),
        "text.ast": (b"to be or not to be, that is the question", "byte 0: text, not ASTERIX"),
        "table.txt": (table.read_bytes(), "byte 0: text, not ASTERIX: if it is a table, let its name end in .csv"),
        "noise.ast": (bytes(range(200, 250)), "byte 0: c8 c9 ca cb"),
        "packed.ast": (gzip.compress(whole.read_bytes()), "a gzip file, not ASTERIX: unpack it first"),
        "packed.csv": (gzip.compress(table.read_bytes()), "not text in UTF-8: no CSV file"),
        "wrong.ast": (b"\x3e" + whole.read_bytes()[1:], "CAT062 1.21 does not know"),
        "table.parquet": (table.read_bytes(), "not a Parquet file"),
        "semicolons.csv": (table.read_bytes().replace(b",", b";"), "cells are separated by semicolons"),
        "column.csv": (_without(table.read_text(), "azimuth [deg]"), ":1: azimuth: column missing"),
        "unknown.csv": (_spoiled(table.read_text(), "nan"), ":2: range: missing beside azimuth"),
        "infinite.csv": (_spoiled(table.read_text(), "inf"), ":2: range: inf m: not between"),
        "moving.csv": (table.read_bytes().replace(b",31.6,", b",31.7,", 5), "it stands in 2 places"),
        "empty.ast": (b"", "the file is empty"),
        "other.ast": (bytes([21, 0, 4, 0]), "it holds category 21"),
        "late.csv": (_swapped(table.read_text()).encode(), "earlier than a row before it"),
        "header.csv": (table.read_bytes().splitlines()[0] + b"\n", "no plots: there is nothing to track"),
        "strange.csv": (b"a,b\n1,2\n", "unknown column"),
    }
    for name, (data, said) in cases.items():
        (tmp_path / name).write_bytes(data)
        done = call(tmp_path / name, "-o", tmp_path / "out")
        assert done.exit_code == 2, name
        assert said in done.stderr and name in done.stderr, (name, done.stderr)
    missing = call(tmp_path / "none.csv", "-o", tmp_path / "out")
    assert missing.exit_code == 2 and "cannot read" in missing.stderr
    assert not (tmp_path / "out").exists()


def _without(text: str, column: str) -> bytes:
    rows = [line.split(",") for line in text.splitlines()]
    at = rows[0].index(column)
    return "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows).encode()


def _spoiled(text: str, value: str) -> bytes:
    """The range of the first plot, and of no other, is `value`."""
    lines = text.splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("range [m]")] = value
    return "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()


def _swapped(text: str) -> str:
    lines = text.splitlines()
    lines[1], lines[30] = lines[30], lines[1]
    return "\n".join(lines) + "\n"


def test_no_confirmed_track_is_an_answer_too(tmp_path: Path) -> None:
    plots = seen(fleet(2), 60.0)
    few = Plots(plots.frame.head(2), plots.clock)
    write_plots(tmp_path / "few.csv", few)
    done = call(tmp_path / "few.csv", "-o", tmp_path / "out", "--period", "4 s", "--to", "czml", "--to", "cat062")
    assert done.exit_code == 0, done.output
    assert "0 confirmed tracks" in done.stdout
