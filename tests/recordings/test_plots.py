"""The tables: what is refused, how midnights are counted, what becomes of missing values.

Expected values: the definitions on the page `docs/recordings.md`; counting of midnights against times that were cut to
times of day here (property).
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recordings import builders
from tests.recordings.builders import plot, track
from vyuha.reading.problems import InputErrors
from vyuha.recordings.columns import DAY, PLOTS, TRACKS
from vyuha.recordings.plots import days_counted, plots_of, plots_of_tracks


def refused(*rows: dict[str, object], **options: object) -> str:
    with pytest.raises(InputErrors) as error:
        builders.plots(*rows, **options)
    return str(error.value)


def test_a_table_has_all_columns_in_order_and_null_for_what_is_not_known() -> None:
    made = builders.plots(plot())
    assert made.frame.columns == [column.name for column in PLOTS.columns]
    assert made.frame["elevation"][0] is None
    assert made.frame["range"][0] == 185_200.0
    assert builders.tracks(track()).frame.columns == [column.name for column in TRACKS.columns]


def test_a_plot_of_a_radar_of_two_dimensions_and_a_plot_on_the_map_are_fine() -> None:
    assert builders.plots(plot(height=None)).frame["height"][0] is None
    on_the_map = {"time": 1.0, "sensor": "wam", "latitude": 0.5, "longitude": 1.0, "position_sd": 30.0}
    assert builders.plots(on_the_map).frame["range"][0] is None


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"range": None}, "plots: row 1, range: missing beside azimuth"),
        ({"azimuth": None}, "plots: row 1, azimuth: missing beside range"),
        ({"range": None, "azimuth": None}, "plots: row 1: no position"),
        ({"latitude": 0.1, "longitude": 0.1}, "plots: row 1: two positions"),
        ({"range": -1.0}, "plots: row 1, range: -1 m: not between 0 and 10,000,000 m"),
        ({"range": math.inf}, "plots: row 1, range: inf m: not between"),
        ({"range_sd": 0.0}, "plots: row 1, range_sd: 0 m: must be above 0 and at most 1,000,000 m"),
        ({"azimuth_sd": 0.0}, "plots: row 1, azimuth_sd: 0 deg: must be above 0 and at most 180 deg"),
        ({"azimuth": 2.5 * math.pi}, "plots: row 1, azimuth: 450 deg: not between -180 and 360 deg"),
        ({"mode_3a": "7481"}, "plots: row 1, mode_3a: 7481: not mode 3/A code, four octal digits"),
        ({"mode_s": "4CA7G1"}, "plots: row 1, mode_s: 4CA7G1: not 24-bit"),
        ({"callsign": "AIC-101"}, "plots: row 1, callsign: AIC-101: not aircraft"),
        ({"time": math.nan}, "plots: row 1, time: missing"),
        ({"sensor": " "}, "plots: row 1, sensor: missing"),
        ({"sensor_height": None}, "plots: row 1, sensor_latitude: give latitude, longitude and height of the sensor"),
        (
            {"sensor_latitude": None, "sensor_longitude": None, "sensor_height": None},
            "plots: row 1, sensor_latitude: missing: range and azimuth need the place of the sensor",
        ),
    ],
)
def test_an_unsound_row_is_refused(changes: dict[str, object], message: str) -> None:
    builders.plots(plot())  # the control: unchanged it is sound
    assert message in refused(plot(**changes))


def test_all_problems_are_named_at_once() -> None:
    text = refused(plot(range=-1.0), plot(), plot(mode_3a="9"))
    assert len(text.splitlines()) == 2
    assert "row 1, range" in text and "row 3, mode_3a" in text


def test_a_fault_of_many_rows_is_one_line() -> None:
    """Three such rows are shown each, four are counted."""
    assert len(refused(*[plot(range=-1.0)] * 3).splitlines()) == 3
    text = refused(*[plot(range=-1.0)] * 4, plot(mode_3a="9"))
    assert len(text.splitlines()) == 2
    assert text.startswith("plots: row 1, range: -1 m: not between 0 and 10,000,000 m (and so in 3 rows more)")
    late = refused(plot(time=100.0), *[plot(time=90.0 - n) for n in range(19)])
    assert len(late.splitlines()) == 1
    assert (
        late.startswith("plots: row 2, time: 90 s: 10.000 s earlier than a row") and "(and so in 18 rows more)" in late
    )


def test_a_sensor_that_stands_nowhere_is_allowed_on_demand() -> None:
    nowhere = plot(sensor_latitude=None, sensor_longitude=None, sensor_height=None)
    assert builders.plots(nowhere, placed=False).frame.height == 1


def test_unknown_columns_and_clocks_are_refused() -> None:
    with pytest.raises(InputErrors, match="plots: rnage: unknown column; allowed: time, sensor"):
        plots_of({"time": [1.0], "rnage": [2.0]}, "midnight")
    with pytest.raises(ValueError, match="allowed: midnight, epoch"):
        plots_of({"time": [1.0]}, "gps")  # type: ignore[arg-type]


def test_nan_is_not_known_and_azimuths_are_turned() -> None:
    made = builders.plots(plot(height=math.nan, azimuth=-math.pi / 2))
    assert made.frame["height"][0] is None
    assert made.frame["azimuth"][0] == pytest.approx(1.5 * math.pi, abs=1e-15)


def test_times_out_of_order_are_refused_or_sorted_on_demand() -> None:
    rows = [plot(time=10.0), plot(time=12.0), plot(time=9.5)]
    text = refused(*rows)
    assert text.startswith("plots: row 3, time: 9.5 s: 2.500 s earlier than a row before it; sort the rows, or")
    assert builders.plots(*rows, disorder=2.5).frame["time"].to_list() == [9.5, 10.0, 12.0]
    assert "row 3" in refused(*rows, disorder=2.4)


def test_rows_of_one_moment_keep_their_order() -> None:
    rows = [plot(time=10.0, callsign=f"A{i}") for i in range(50)]
    assert builders.plots(*rows).frame["callsign"].to_list() == [f"A{i}" for i in range(50)]


def test_midnight_is_counted() -> None:
    rows = [plot(time=DAY - 1.0), plot(time=0.5), plot(time=DAY - 0.25), plot(time=2.0)]
    made = builders.plots(*rows, disorder=1.0)
    assert made.frame["time"].to_list() == [DAY - 1.0, DAY - 0.25, DAY + 0.5, DAY + 2.0]
    # Since 1970 there is no midnight to count: the same times are out of order (the control).
    assert "row 2, time" in refused(*rows, clock="epoch")


def test_a_late_row_of_the_day_before_the_recording_moves_it_by_a_day() -> None:
    assert days_counted(np.array([0.5, DAY - 0.5, 1.0]), 5.0).tolist() == [DAY + 0.5, DAY - 0.5, DAY + 1.0]
    # Control: without disorder it is a row at the end of the same day, and a midnight follows.
    assert days_counted(np.array([0.5, DAY - 0.5, 1.0]), 0.0).tolist() == [0.5, DAY - 0.5, DAY + 1.0]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    start=st.floats(5.0, DAY - 5.0),
    steps=st.lists(st.floats(0.0, 0.4 * DAY), max_size=30),
    delays=st.lists(st.floats(0.0, 4.0), min_size=31, max_size=31),
)
def test_days_are_counted_back(start: float, steps: list[float], delays: list[float]) -> None:
    """Times in order but for delays up to 4 s, cut to times of day, come back but for whole days before the first."""
    times = start + np.cumsum([0.0, *steps]) - np.array(delays[: len(steps) + 1])
    counted = days_counted(np.mod(times, DAY), 4.0)
    assert np.allclose(counted, times, rtol=0.0, atol=1e-6)


def test_days_of_a_counted_recording_are_not_counted_again() -> None:
    times = np.array([DAY - 1.0, DAY + 1.0, 2.4 * DAY])
    assert days_counted(times, 0.0).tolist() == times.tolist()


def test_tracks_as_plots() -> None:
    made = plots_of_tracks(builders.tracks(track(), track(status="ended")))
    assert made.frame.height == 1
    assert made.frame["sensor"][0] == "25/100"
    assert made.frame["latitude"][0] == math.radians(45.0)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"track": 70_000}, "tracks: row 1, track: 70000: not between 0 and 65,535"),
        ({"status": "lost"}, "tracks: row 1, status: lost: not tentative, confirmed, coasting or ended"),
        ({"latitude": None}, "tracks: row 1, latitude: missing"),
    ],
)
def test_an_unsound_track_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputErrors) as error:
        builders.tracks(track(**changes))
    assert message in str(error.value)
