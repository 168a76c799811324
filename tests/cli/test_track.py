"""`vyuha track`, called as a person calls it."""

import gzip
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.tracks.builders import fleet, seen
from vyuha.cli.track import track
from vyuha.recordings.asterix_write import write_cat048
from vyuha.recordings.files import write_plots
from vyuha.recordings.plots import Plots, plots_of

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
        (["--confirm", "6/5"], "1 <= hits <= window <= 32"),
        (["--gate", "2"], "gate: 2.0: must lie between 0.5 and 1"),
        (["--detection", "nan"], "detection: nan: must lie between 0 and 1"),
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
