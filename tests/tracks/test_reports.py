"""Reports of tracks brought to the moments of scans.

Expected: places along geodesics at those moments (`geodesic_direct`, another function). Control: not moved, the same
reports are a hundred metres and more away.
"""

import math

import numpy as np
import pytest

from vyuha.recordings.plots import Tracks, tracks_of
from vyuha.tracks.reports import plots_of_reports
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse

PERIOD, SPEED, CLIMB = 4.0, 250.0, 5.0
START = (math.radians(31.6), math.radians(179.9))
# Seconds after the begin of a scan.
PHASES = (0.1, 0.9, 1.8, 2.6)
EIGHT = 8 * 3600.0
HEADINGS = (0.4, 1.9, 3.3, 5.2)


def place(heading: float, time: float) -> tuple[float, float]:
    return geodesic_direct(*START, heading, 20e3 + SPEED * time)[:2]


def reports(phases: tuple[float, ...], scans: int = 10) -> Tracks:
    """Aircraft that fly apart from one place, across the date line, each reported once a scan at a phase of its own."""
    rows = []
    for scan in range(scans):
        for n, (heading, phase) in enumerate(zip(HEADINGS, phases, strict=True)):
            time = PERIOD * scan + phase
            latitude, longitude, course = geodesic_direct(*START, heading, 20e3 + SPEED * time)
            row = {"time": EIGHT + time, "source": "25/9", "track": n, "status": "confirmed"}
            longitude = math.remainder(longitude, 2.0 * math.pi)
            row |= {"latitude": latitude, "longitude": longitude, "height": 5e3 + CLIMB * time}
            row |= {"velocity_east": SPEED * math.sin(course), "velocity_north": SPEED * math.cos(course)}
            rows.append(row | {"climb_rate": CLIMB, "mode_s": f"80010{n}"})
    rows.sort(key=lambda row: float(str(row["time"])))
    return tracks_of({name: [row[name] for row in rows] for name in rows[0]}, "midnight")


@pytest.mark.parametrize("period", [None, PERIOD])
def test_reports_of_a_scan_come_to_one_moment(period: float | None) -> None:
    given = reports(PHASES)
    plots, periods, gone = plots_of_reports(given, period)
    assert periods == {"25/9": pytest.approx(PERIOD)} and gone == 0
    times = plots.frame["time"].to_numpy()
    assert np.ptp(times.reshape(10, 4), axis=1).max() < 1e-6
    moved, left = [], []
    for row, was in zip(plots.frame.iter_rows(named=True), given.frame.iter_rows(named=True), strict=True):
        right = place(HEADINGS[int(row["mode_s"][-1])], row["time"] - EIGHT)
        moved.append(geodesic_inverse(*right, row["latitude"], row["longitude"])[0])
        assert row["height"] == pytest.approx(5e3 + CLIMB * (row["time"] - EIGHT), abs=1e-6)
        right = place(HEADINGS[int(was["mode_s"][-1])], row["time"] - EIGHT)
        left.append(geodesic_inverse(*right, was["latitude"], was["longitude"])[0])
    assert max(moved) < 0.1
    assert max(left) > 100.0


def test_reports_of_one_moment_stay_where_they_are() -> None:
    given = reports((1.5,) * 4)
    plots, _, gone = plots_of_reports(given)
    assert gone == 0
    assert plots.frame["time"].to_numpy() == pytest.approx(given.frame["time"].to_numpy(), abs=1e-9)
    assert plots.frame["latitude"].to_numpy() == pytest.approx(given.frame["latitude"].to_numpy(), abs=1e-12)


def test_of_two_reports_in_a_scan_the_later_counts() -> None:
    _, periods, gone = plots_of_reports(reports(PHASES), 2.0 * PERIOD)
    assert periods == {"25/9": 2.0 * PERIOD} and gone >= 16


def test_a_track_of_one_report_has_no_period() -> None:
    plots, periods, gone = plots_of_reports(reports(PHASES, scans=1))
    assert (plots.frame.height, periods, gone) == (4, {}, 0)
