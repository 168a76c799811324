"""Recorded aircraft, flown past a simulated radar and tracked.

Expected: the aircraft themselves. Each stretch of a flight that the radar has in sight is one track, nothing else is,
and a track takes plots of one aircraft only. Their plots written as CAT048 and read give the same tracks bit for bit.
Controls: one plot that confirms makes ghosts, a filter that knows of no manoeuvres breaks tracks, one changed plot
changes the tracks.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import vyuha
from tests.recorded import radar
from tests.recorded.flights import FOOT, LONGEST_GAP, SHORTEST, Cleaned, cleaned
from tests.recorded.picture import owners, picture_of, stretches
from vyuha.recordings.asterix_read import read_asterix
from vyuha.recordings.asterix_write import write_cat048
from vyuha.recordings.plots import Plots, plots_of
from vyuha.tracker.options import Motion
from vyuha.tracks import follow
from vyuha.tracks.options import TrackOptions
from vyuha.tracks.source import Source
from vyuha.tracks.tracked import Tracked, track_source

# The busiest half hour of the recording, and ten minutes of it.
START = 12 * 3600.0 + 6600.0
HALF_HOUR, TEN_MINUTES = 1800.0, 600.0
# Three in five, the default, make tracks of false plots: they lie dense near the radar.
OPTIONS = TrackOptions(hits=5, window=8)


def direct(plots: Plots, options: TrackOptions = OPTIONS) -> Tracked:
    return track_source(Source(Path("memory"), "", plots, "memory"), options)


def quantised(plots: Plots) -> Plots:
    """The plots in the steps of CAT048 and CAT034, by the arithmetic of the specifications: 1/128 s, 1/256 NM,
    360/65536 degrees, 25 ft; the radar in 180/2^23 degrees and metres.
    """

    def steps(name: str, step: float) -> Any:
        return (plots.frame[name] / step).round(mode="half_to_even")

    degrees = {name: steps(f"sensor_{name}", math.pi / 2**23) * (180 / 2**23) for name in ("latitude", "longitude")}
    azimuth = (steps("azimuth", 2.0 * math.pi / 65536) % 65536) * (360 / 65536)
    columns = {
        "time": steps("time", 1 / 128) / 128,
        "range": steps("range", 1852 / 256) * (1852 / 256),
        "azimuth": pl.Series([math.radians(a) for a in azimuth]),
        "pressure_altitude": steps("pressure_altitude", 25 * FOOT) / 4.0 * (100.0 * FOOT),
        "sensor_height": steps("sensor_height", 1.0),
        **{f"sensor_{name}": pl.Series([math.radians(d) for d in values]) for name, values in degrees.items()},
    }
    return plots_of(plots.frame.with_columns(series.alias(name) for name, series in columns.items()), "midnight")


@pytest.fixture(scope="module")
def flights() -> Cleaned:
    return cleaned()


@pytest.fixture(scope="module")
def seen(flights: Cleaned) -> list[radar.Seen]:
    return radar.in_sight(flights.flights, START, START + HALF_HOUR, SHORTEST)


@pytest.fixture(scope="module")
def plots(seen: list[radar.Seen]) -> Plots:
    return radar.plots(seen, START, START + HALF_HOUR)


@pytest.fixture(scope="module")
def few(plots: Plots) -> Plots:
    return Plots(plots.frame.filter(pl.col("time") < START + TEN_MINUTES), plots.clock)


@pytest.fixture(scope="module")
def recording(plots: Plots, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "paris.ast"
    write_cat048(path, plots, simulated=True)
    return path


@pytest.fixture(scope="module")
def tracked(recording: Path) -> Tracked:
    return vyuha.track(recording, options=OPTIONS)


def test_cleaning_finds_what_is_known_of_the_recording(flights: Cleaned) -> None:
    """Counts as `docs/track.md` has them; the courses stay near the reports, and no airliner flies unlike one."""
    counts = flights.counts
    assert (counts["reports"], counts["aircraft"], counts["on the ground"]) == (284_505, 213, 55_371)
    assert counts["held"] > 15_000 and 0 < counts["jumps"] < 50 and 0 < counts["stray altitudes"] < 500
    assert np.median(flights.moved) < 20.0 and np.quantile(flights.moved, 0.999) < 150.0
    for flight in flights.flights:
        north, east = flight.place[:, 0] * 6.37e6, flight.place[:, 1] * 6.37e6 * math.cos(math.radians(48.8))
        assert np.hypot(np.diff(north), np.diff(east)).max() < 350.0
        assert np.hypot(np.diff(north, 2), np.diff(east, 2)).max() < 15.0
        assert flight.place[:, 2].min() > -200.0 and flight.place[:, 2].max() < 14_000.0
        assert np.ptp(np.diff(flight.time)) < 1e-6


def each_aircraft_has_one_track(made: Tracked, seen: list[radar.Seen]) -> None:
    starts = stretches(made.measured.plots, OPTIONS.misses)
    assert set(starts) == {one.flight.address for one in seen}
    assert owners(made) == {who: len(times) for who, times in starts.items()}
    found = made.summary.by_address
    assert found is not None and found.purity is not None
    assert found.ghosts == 0 and found.purity > 0.99
    picture = picture_of(made, seen, starts)
    assert picture.unseen == 0 and picture.breaks == 0 and picture.swaps == 0
    assert picture.purity > 0.99
    assert picture.completeness > 0.95
    assert picture.position_error < 100.0


def test_each_aircraft_has_one_track_and_nothing_else_has(tracked: Tracked, seen: list[radar.Seen]) -> None:
    assert len(seen) > 70 and tracked.summary.plots > 14_000
    false = tracked.measured.plots.frame["mode_s"].null_count()
    assert abs(false / tracked.summary.scans - radar.FALSE_PLOTS) < 0.5
    each_aircraft_has_one_track(tracked, seen)


@pytest.mark.slow
def test_so_it_is_in_all_three_hours(flights: Cleaned) -> None:
    start, end = 12 * 3600.0, 15 * 3600.0
    everybody = radar.in_sight(flights.flights, start, end, SHORTEST)
    each_aircraft_has_one_track(direct(radar.plots(everybody, start, end)), everybody)


def test_control_one_plot_that_confirms_makes_ghosts(few: Plots) -> None:
    made = direct(few, TrackOptions(hits=1, window=1)).summary.by_address
    assert made is not None and made.ghosts > 100


def test_control_a_filter_that_knows_of_no_manoeuvres_breaks_tracks(
    few: Plots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(follow.MOTIONS, "cv", (Motion("cv", noise=0.001),))
    made = direct(few, TrackOptions(hits=5, window=8, motion="cv")).summary.by_address
    assert made is not None and made.breaks > 10


def test_rounding_to_the_steps_of_the_format_twice_is_rounding_once(
    plots: Plots, recording: Path, tmp_path: Path
) -> None:
    """What is read is what was rounded by hand, bit for bit, and written again it is the same file."""
    read, expected = read_asterix(recording).plots, quantised(plots)
    assert read.frame.equals(expected.frame)
    assert not read.frame.equals(plots.frame)
    assert quantised(expected).frame.equals(expected.frame)
    write_cat048(tmp_path / "again.ast", read, simulated=True)
    assert (tmp_path / "again.ast").read_bytes() == recording.read_bytes()


def test_the_file_gives_the_same_tracks_bit_for_bit(tracked: Tracked, plots: Plots) -> None:
    again = direct(quantised(plots))
    assert again.tracks.frame.equals(tracked.tracks.frame)
    assert again.followed.place.tobytes() == tracked.followed.place.tobytes()
    assert again.followed.lives == tracked.followed.lives


def test_control_one_changed_plot_changes_the_tracks(few: Plots) -> None:
    """One plot of an aircraft, half a step of range farther than before."""
    row = few.frame["mode_s"].is_not_null().arg_true()[500]
    moved = few.frame.with_columns(
        pl.when(pl.int_range(pl.len()) == row).then(pl.col("range") + 3.7).otherwise(pl.col("range")).alias("range")
    )
    before, after = direct(few), direct(Plots(moved, few.clock))
    assert not after.tracks.frame.equals(before.tracks.frame)


def test_a_stretch_out_of_sight_ends_only_when_it_is_long(seen: list[radar.Seen]) -> None:
    for one in seen:
        hidden = np.diff(np.flatnonzero(one.clear))
        assert one.clear[0] and one.clear[-1] and hidden.max() <= LONGEST_GAP
