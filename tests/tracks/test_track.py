"""From a recording to tracks.

Expected: the made-up traffic of `builders`, one track for each aircraft and nothing else; the same bits whether plots
come from a file or from memory. Controls: a gate too small, and covariances too small, break tracks.
"""

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import vyuha
from tests.tracks.builders import PERIODS, STATIONS, fleet, seen
from vyuha.reading.problems import InputErrors
from vyuha.recordings.asterix_read import Station, read_asterix
from vyuha.recordings.asterix_write import write_cat048
from vyuha.recordings.files import read_tracks, write_plots
from vyuha.recordings.plots import Plots, plots_of
from vyuha.results.files import RunFolderError
from vyuha.tracks.options import TrackOptions
from vyuha.tracks.source import Source
from vyuha.tracks.tracked import Tracked, track_source
from vyuha.tracks.write import check_tracks_folder, write_folder

BOTH = ("25/201", "25/202")


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "plots.ast"
    write_cat048(path, seen(fleet(), stations=BOTH), simulated=True)
    return path


@pytest.fixture(scope="module")
def tracked(recording: Path) -> Tracked:
    return vyuha.track(recording)


def direct(plots: Plots, options: TrackOptions | None = None) -> Tracked:
    return track_source(Source(Path("memory"), "", plots, "memory"), options or TrackOptions())


def test_each_aircraft_has_one_track_and_nothing_else_has(tracked: Tracked) -> None:
    found = tracked.summary.by_address
    assert found is not None
    assert (found.addresses, found.tracked, found.breaks, found.ghosts) == (8, 8, 0, 0)
    assert tracked.summary.tracks == 8
    assert found.purity is not None and found.purity > 0.99
    assert tracked.summary.time_to_confirm is not None and tracked.summary.time_to_confirm < 12.0
    periods = {watcher.name: watcher.period for watcher in tracked.measured.watchers}
    assert periods == {name: pytest.approx(PERIODS[name], rel=1e-3) for name in BOTH}


@pytest.mark.parametrize("seed", [2, 3])
def test_other_draws_give_the_same(seed: int) -> None:
    found = direct(seen(fleet(), stations=BOTH, seed=seed)).summary
    assert found.by_address is not None
    assert (found.tracks, found.by_address.breaks, found.by_address.ghosts) == (8, 0, 0)
    assert found.by_address.purity is not None and found.by_address.purity > 0.99


def test_tracks_are_where_the_aircraft_are(tracked: Tracked) -> None:
    """Median error below 100 m: the plots' own error is 50 m along and up to 120 m across."""
    flights = {flight.address: flight for flight in fleet()}
    rows = tracked.tracks.frame.filter(pl.col("status") == "confirmed").to_dicts()
    errors, speeds = [], []
    for row in rows:
        flight = flights[row["mode_s"]]
        latitude, longitude, _ = flight.at(row["time"] - 8 * 3600.0)
        north = (row["latitude"] - latitude) * 6.36e6
        east = (row["longitude"] - longitude) * 6.38e6 * math.cos(latitude)
        errors.append(math.hypot(north, east))
        speeds.append(abs(math.hypot(row["velocity_east"], row["velocity_north"]) - flight.speed))
    assert np.median(errors) < 100.0
    assert np.median(speeds) < 10.0


@pytest.mark.parametrize("wrong", [TrackOptions(gate=0.51), TrackOptions(noise_factor=0.01)], ids=["gate", "noise"])
def test_a_gate_too_small_or_wrong_noise_breaks_tracks(recording: Path, wrong: TrackOptions) -> None:
    """Negative control of the tests above."""
    found = vyuha.track(recording, options=wrong).summary.by_address
    assert found is not None and found.breaks > 8


def test_the_file_and_its_quantised_plots_give_the_same_bits(recording: Path, tracked: Tracked) -> None:
    plots = read_asterix(recording).plots
    again = track_source(Source(recording, "", plots_of(plots.frame, "midnight"), "memory"), TrackOptions())
    assert again.tracks.frame.equals(tracked.tracks.frame)
    assert again.followed.place.tobytes() == tracked.followed.place.tobytes()
    # Control: the plots before they were rounded to the steps of the format are others.
    assert not direct(seen(fleet(), stations=BOTH)).tracks.frame.equals(tracked.tracks.frame)


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_tables_of_the_same_plots_give_the_same_tracks(tmp_path: Path, suffix: str) -> None:
    plots = seen(fleet(3), 120.0)
    write_plots(tmp_path / f"plots{suffix}", plots)
    found, expected = vyuha.track(tmp_path / f"plots{suffix}").tracks.frame, direct(plots).tracks.frame
    if suffix == ".parquet":
        assert found.equals(expected)
    else:  # CSV holds degrees.
        assert found["track"].to_list() == expected["track"].to_list()
        assert found["latitude"].to_numpy() == pytest.approx(expected["latitude"].to_numpy(), abs=1e-9)


def test_tracks_of_another_system_are_plots_too(tmp_path: Path) -> None:
    """Reports in latitude and longitude, all of one moment: no antenna turns."""
    rows = [
        {"time": 28800.0 + 5.0 * turn, "sensor": "adsb", "mode_s": f.address}
        | dict(zip(("latitude", "longitude", "height"), f.at(5.0 * turn), strict=True))
        for turn in range(40)
        for f in fleet(4)
    ]
    found = direct(plots_of({name: [row[name] for row in rows] for name in rows[0]}, "midnight"))
    assert found.summary.tracks == 4 and found.summary.scans == 40
    assert found.measured.watchers[0].period is None
    assert write_folder(found, tmp_path / "out", ("czml", "acmi"))


def test_a_radar_that_sees_no_height_is_tracked_at_the_assumed_one() -> None:
    plots = seen(fleet(4), 200.0)
    flat = Plots(plots.frame.with_columns(pl.lit(None, pl.Float64).alias("height")), plots.clock)
    found = direct(flat).summary.by_address
    assert found is not None and (found.tracked, found.ghosts) == (4, 0)


def test_a_folder_holds_all_that_was_asked_for_and_the_same_bits_twice(tracked: Tracked, tmp_path: Path) -> None:
    formats = ("csv", "czml", "acmi", "cat062", "png")
    paths = write_folder(tracked, tmp_path / "a", formats)
    assert {path.name for path in paths} == {path.name for path in (tmp_path / "a").iterdir()}
    again = vyuha.track(tracked.source.path)
    write_folder(again, tmp_path / "b", formats)
    for path in paths:
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    frame = tracked.tracks.frame
    assert read_tracks(tmp_path / "a" / "tracks.parquet").frame.equals(frame)
    assert read_asterix(tmp_path / "a" / "tracks.ast").tracks.frame.height == frame.height
    packets = json.loads((tmp_path / "a" / "tracks.czml").read_text())
    assert sum(packet["id"].startswith("track/") for packet in packets) == 8
    assert sum(packet["id"].startswith("site/") for packet in packets) == 2
    assert (tmp_path / "a" / "tracks.svg").read_text().startswith("<svg")
    made = json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert made["input"]["sha256"] == tracked.source.sha256 and made["options"]["gate"] == 0.999
    assert made["summary"]["tracks"] == 8
    # Asking for less leaves no file of before.
    write_folder(tracked, tmp_path / "a")
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"manifest.json", "tracks.parquet", "tracks.svg"}


def test_replays_are_read_by_other_peoples_code(tracked: Tracked, tmp_path: Path) -> None:
    import pyacmi

    write_folder(tracked, tmp_path / "out", ("acmi",))
    read = pyacmi.Acmi()
    read.load_acmi(str(tmp_path / "out" / "tracks.acmi"))
    # Two radars and eight tracks; 0 is the recording itself.
    assert len({number for number in read.objects if number != "0"}) == 10


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    check_tracks_folder(tmp_path / "new", force=False)
    (tmp_path / "tracks.svg").write_text("x")
    check_tracks_folder(tmp_path, force=True)
    with pytest.raises(RunFolderError, match="--force"):
        check_tracks_folder(tmp_path, force=False)
    (tmp_path / "cat.png").write_text("x")
    with pytest.raises(RunFolderError, match=r"cat\.png"):
        check_tracks_folder(tmp_path, force=True)


def test_a_place_that_is_given_goes_before_that_of_the_recording(recording: Path) -> None:
    latitude, longitude, height = STATIONS["25/201"]
    moved = vyuha.track(recording, stations={"25/201": Station(latitude + 0.01, longitude, height)})
    assert moved.measured.watchers[0].stands == (latitude + 0.01, longitude, height)
    with pytest.raises(InputErrors, match="station 1/2: no such radar"):
        vyuha.track(recording, stations={"1/2": Station(0.0, 0.0, 0.0)})


def test_what_makes_no_sense_is_refused() -> None:
    plots = seen(fleet(2), 60.0)
    with pytest.raises(InputErrors, match="no plots"):
        direct(Plots(plots.frame.clear(), "midnight"))
    with pytest.raises(InputErrors, match=r"sensor 25/201: its plots do not fit an antenna that turns in 7 s"):
        direct(plots, TrackOptions(period=7.0))
    moving = plots.frame.with_columns(pl.col("sensor_height") + pl.int_range(pl.len()))
    with pytest.raises(InputErrors, match=r"it stands in \d+ places"):
        direct(Plots(moving, "midnight"))
    with pytest.raises(InputErrors, match=r"(?s)gate: 1.5: .*motion: ballet: allowed: cv, cv\+turn"):
        TrackOptions(gate=1.5, motion="ballet")  # type: ignore[arg-type]


def test_more_false_plots_than_the_logic_bears_make_ghosts(tmp_path: Path) -> None:
    """Control of the first test: tracks of false plots alone can be seen at all."""
    made = direct(seen(fleet(2), 200.0, false_plots=60.0))
    found = made.summary.by_address
    assert found is not None and found.ghosts > 0
    # Some of them dive below the ground: their height is not known, and the rest of them is there.
    assert 0 < made.tracks.frame["height"].null_count() < made.tracks.frame.height / 2
    write_folder(made, tmp_path / "out", ("csv", "czml", "acmi", "png"))
    assert "NaN" not in (tmp_path / "out" / "tracks.czml").read_text()
    assert "nan" not in (tmp_path / "out" / "tracks.acmi").read_text()


def test_a_track_that_a_format_cannot_hold_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    rows = [
        {"time": 28800.0 + 5.0 * turn, "sensor": "a", "latitude": 0.5, "longitude": 0.5 + 1e-4 * turn, "height": 90e3}
        for turn in range(12)
    ]
    high = direct(plots_of({name: [row[name] for row in rows] for name in rows[0]}, "midnight"))
    assert high.summary.tracks == 1
    with pytest.raises(InputErrors, match=r"tracks\.ast: row 1, height: .* beyond what the format holds"):
        write_folder(high, tmp_path / "out", ("cat062",))
    assert not (tmp_path / "out").exists()
