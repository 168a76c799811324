"""CSV and Parquet: what is written is read, units are converted, whatever is wrong is named with its place.

Expected values: the tables written here; units by their definitions (1 nmi = 1852 m, 1 ft = 0.3048 m).
"""

import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.recordings import builders
from tests.recordings.builders import plot, track
from vyuha.reading.problems import InputErrors
from vyuha.recordings.files import read_plots, read_tracks, write_plots, write_tracks
from vyuha.results.files import RunFolderError

PLACE = "sensor_latitude [deg],sensor_longitude [deg],sensor_height [m]"
HEAD = f"time_midnight [s],sensor,range [km],azimuth [deg],{PLACE}"
ROW = "28800.5,north,100,90,45,-90,780"


def refused(path: Path, text: str | bytes, **options: float) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputErrors) as error:
        read_plots(path, **options)
    return str(error.value).replace(str(path), path.name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plots.csv"


@pytest.mark.parametrize("clock, start", [("midnight", 86_390.0), ("epoch", 1_462_433_756.125)])
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_plots_come_back(tmp_path: Path, suffix: str, clock: str, start: float) -> None:
    on_the_map = dict.fromkeys(plot()) | {"sensor": "wam", "latitude": 0.5, "longitude": -1.0}
    rows = [plot(time=start), plot(time=start + 7.0, height=None, mode_s=None), on_the_map | {"time": start + 20.0}]
    made = builders.plots(*(row | {name: row.get(name) for name in on_the_map} for row in rows), clock=clock)
    path = tmp_path / f"plots{suffix}"
    write_plots(path, made)
    read = read_plots(path)
    assert read.clock == clock
    # Degrees of CSV are rounded in the last place; Parquet keeps radians.
    assert_frame_equal(read.frame, made.frame, check_exact=suffix == ".parquet", rel_tol=1e-15, abs_tol=1e-15)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tracks_come_back(tmp_path: Path, suffix: str) -> None:
    made = builders.tracks(track(), track(time=30_000.0, status="tentative", callsign=None))
    path = tmp_path / f"tracks{suffix}"
    write_tracks(path, made)
    assert_frame_equal(read_tracks(path).frame, made.frame, rel_tol=1e-15, abs_tol=1e-15)


def test_units_of_the_header_are_converted(path: Path) -> None:
    place = "sensor_latitude [rad],sensor_longitude [mrad],sensor_height [ft]"
    path.write_text(
        f"time_epoch [h],sensor,range [nmi],azimuth [rad],{place},height [ft]\n1,a,2,0.5,0.25,500,100,1e4\n"
    )
    row = read_plots(path).frame.row(0, named=True)
    assert row["time"] == 3600.0
    assert row["range"] == 2 * 1852.0
    assert (row["azimuth"], row["sensor_latitude"], row["sensor_longitude"]) == (0.5, 0.25, 0.5)
    assert row["sensor_height"] == pytest.approx(30.48, rel=1e-15)
    assert row["height"] == pytest.approx(3048.0, rel=1e-15)


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "plots.csv: the file is empty"),
        (
            HEAD.replace("range", "rnage") + "\n",
            'plots.csv:1: rnage [km]: unknown column of plots; did you mean "range"?',
        ),
        (HEAD.replace("[km]", "[kt]") + "\n", "plots.csv:1: range [kt]: unknown unit of length; allowed: km, m,"),
        (HEAD.replace(" [km]", "") + "\n", 'plots.csv:1: range: give a unit, for example "range [m]"'),
        (HEAD.replace("sensor,", "sensor [m],") + "\n", "plots.csv:1: sensor [m]: has no unit"),
        (HEAD + ",range [m]\n", "plots.csv:1: range [m]: a second such column"),
        (HEAD + ",time_epoch [s]\n", "plots.csv:1: time_epoch [s]: a second such column"),
        (HEAD.replace("time_midnight", "time"), 'plots.csv:1: no time: give "time_midnight [s]" or "time_epoch [s]"'),
        (HEAD.replace("sensor,", ""), "plots.csv:1: sensor: column missing: which sensor"),
        (HEAD.replace("azimuth [deg],", ""), "plots.csv:1: azimuth: column missing: there is range without it"),
        ("time_epoch [s],sensor,height [m]\n1,a,2\n", "plots.csv:1: no position: give range and azimuth, or latitude"),
        (HEAD.replace(",", ";"), "plots.csv:1: cells are separated by semicolons; separate them by commas"),
        (f"{HEAD}\n{ROW},1\n", "plots.csv:2: 8 cells; the header has 7 columns"),
        (f"{HEAD}\n{ROW}\n28801,north,100\n", "plots.csv:3: 3 cells; the header has 7 columns"),
        (f"{HEAD}\n{ROW}\n\n{ROW.replace('100', '1O0')}\n", "plots.csv:4: range [km]: 1O0: not a number"),
        (f"{HEAD}\n{ROW.replace('100', '1_000')}\n", "plots.csv:2: range [km]: 1_000: not a number"),
        (f"{HEAD}\n{ROW.replace('100', 'inf')}\n", "plots.csv:2: range: inf km: not between 0 and 10,000 km"),
        (
            f"{HEAD}\n{ROW.replace('100', '47312.01195')}\n",
            "plots.csv:2: range: 47312.01195 km: not between 0 and 10,000 km",
        ),
        (f"{HEAD}\n{ROW.replace('100', 'NaN')}\n", "plots.csv:2: range: missing beside azimuth"),
        (f"{HEAD}\n{ROW.replace('28800.5', '')}\n", "plots.csv:2: time: missing"),
        (
            f"{HEAD}\n{ROW}\n{ROW.replace('28800.5', '28799')}\n",
            "plots.csv:3: time: 28799 s: 1.500 s earlier than a row",
        ),
        (f'{HEAD}\n"{ROW}\n', "plots.csv:2: no CSV: unexpected end of data"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "plots.csv: byte 0: not text in UTF-8: no CSV file"),
        (f"{HEAD}\n".encode("utf-16"), "plots.csv: byte 0: not text in UTF-8"),
    ],
)
def test_a_faulty_csv_file_is_refused_with_its_place(path: Path, text: str | bytes, message: str) -> None:
    assert message in refused(path, text)


def test_control_the_rows_of_the_cases_above_are_sound(path: Path) -> None:
    path.write_text(f"\ufeff{HEAD}\r\n{ROW}\r\n\r\n{ROW}\r\n", encoding="utf-8")
    frame = read_plots(path).frame
    assert frame.height == 2
    assert frame["azimuth"][0] == math.pi / 2


def test_a_file_without_rows_is_a_table_without_rows(path: Path) -> None:
    path.write_text(HEAD + "\n")
    assert read_plots(path).frame.height == 0


def test_all_problems_of_a_file_are_named_at_once(path: Path) -> None:
    text = refused(path, f"{HEAD},a,b\n")
    assert len(text.splitlines()) == 2
    many = refused(path, HEAD + "\n" + 1000 * ROW.replace("100", "x").join(["", "\n"]))
    assert many.endswith("only the first 200 problems are shown")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_of_the_other_kind_is_named(tmp_path: Path, suffix: str) -> None:
    write_tracks(tmp_path / f"tracks{suffix}", builders.tracks(builders.track()))
    write_plots(tmp_path / f"plots{suffix}", builders.plots(builders.plot()))
    with pytest.raises(InputErrors) as error:
        read_plots(tmp_path / f"tracks{suffix}")
    assert len(error.value.problems) == 1
    assert "a table of tracks, not of plots; plots_of_tracks makes plots of it" in str(error.value)
    with pytest.raises(InputErrors, match="a table of plots, not of tracks"):
        read_tracks(tmp_path / f"plots{suffix}")
    # Control: each is read as what it is.
    assert read_plots(tmp_path / f"plots{suffix}").frame.height == 1
    assert read_tracks(tmp_path / f"tracks{suffix}").frame.height == 1


def test_no_file_and_other_kinds_of_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match=r"none.csv: cannot read: no such file"):
        read_plots(tmp_path / "none.csv")
    with pytest.raises(InputErrors, match=r"plots.xml: plots are read from .csv and .parquet"):
        read_plots(tmp_path / "plots.xml")
    with pytest.raises(InputErrors, match=r"plots.xml: plots are written as .csv and .parquet"):
        write_plots(tmp_path / "plots.xml", builders.plots(plot()))


def test_parquet_from_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "plots.parquet"
    good = {"time_epoch [ms]": [1000, 2000], "sensor": ["a", "a"], "latitude [deg]": [1.0, 2.0]}
    pl.DataFrame(good | {"longitude [deg]": [3.0, 4.0], "height [ft]": [math.nan, 100.0]}).write_parquet(path)
    frame = read_plots(path).frame
    assert frame["time"].to_list() == [1.0, 2.0]
    assert frame["height"].to_list() == [None, pytest.approx(30.48)]

    pl.DataFrame(good | {"longitude [deg]": ["3", "4"]}).write_parquet(path)
    assert "longitude [deg]: holds String, not numbers" in refused(path, path.read_bytes())
    pl.DataFrame(good | {"longitude [deg]": [3.0, 400.0]}).write_parquet(path)
    assert "plots.parquet: row 2, longitude: 400 deg: not between -180 and 180 deg" in refused(path, path.read_bytes())


def test_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "plots.csv"
    path.write_text("before")
    with pytest.raises(RunFolderError, match="cannot write"):
        write_plots(tmp_path / "no-folder" / "plots.csv", builders.plots(plot()))
    write_plots(path, builders.plots(plot()))
    assert path.read_text().startswith("time_midnight [s],sensor,range [m],azimuth [deg],height [m]")
    assert [file.name for file in tmp_path.iterdir()] == ["plots.csv"]


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_parquet_file_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Cut at any byte it is refused; with one byte changed it is read or refused, and nothing else happens."""
    path = tmp_path / "plots.parquet"
    write_plots(path, builders.plots(plot(), plot(time=30_000.0)))
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    text = refused(path, whole[:at])
    assert "empty" in text or "cut off" in text or "not a Parquet file" in text
    path.write_bytes(whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :])
    try:
        assert read_plots(path).frame.height <= 2
    except InputErrors as error:
        assert str(error).startswith(str(path))


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_csv_file_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    whole = f"{HEAD}\n{ROW}\n{ROW}\n".encode()
    at = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 3)) :])
    try:
        read_plots(path)
    except InputErrors as error:
        assert str(error).startswith(str(path))
