"""Recorded aircraft as something to fly: ADS-B reports of 7 October 2021 over Paris, cleaned.

The reports (`traffic` 2.13, data of the OpenSky network) come once a second and have the faults of their kind: places
that are held when nothing new was heard, so that the next one seems to jump; times rounded to a second; altitudes and
places that were decoded wrongly; hours of silence; aircraft on the ground. What is left is smoothed, since no aircraft
has such jitter: a radar is to be shown the aircraft, and not the faults of another sensor.
"""

import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from scipy.ndimage import median_filter
from scipy.signal import savgol_filter

from tests.recorded.files import FLIGHTS, recorded

FOOT = 0.3048
COLUMNS = {
    "timestamp": pl.Int64,
    "icao24": pl.String,
    "callsign": pl.String,
    "squawk": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "altitude": pl.Float64,
    "onground": pl.Boolean,
}
MIDNIGHT = 1_633_564_800.0
# Silence that ends a flight.
LONGEST_GAP = 30.0
SHORTEST = 60.0
# How far a place may be from the line between its neighbours, and an altitude from the median of eleven [m].
STRAY = 500.0
STRAY_HEIGHT = 300.0
# Seconds over which a parabola is laid, twice: in a turn of 3 degrees/s at 130 m/s that is off by metres.
WINDOW = 15


@dataclass(frozen=True)
class Flight:
    """An aircraft without a gap: who it is, times [s after midnight], a second apart, and latitude, longitude [rad]
    and altitude [m] at each.
    """

    address: str
    callsign: str
    squawk: str | None
    time: Any
    place: Any


@dataclass(frozen=True)
class Cleaned:
    """Flights, and what cleaning found: counts by reason, and the distances [m] by which smoothing moved the places."""

    flights: tuple[Flight, ...]
    counts: dict[str, int]
    moved: Any


@cache
def cleaned() -> Cleaned:
    """All flights of the recording."""
    with gzip.open(recorded(FLIGHTS)) as file:
        reports = pl.DataFrame(json.load(file), schema=COLUMNS)
    counts = {"reports": reports.height, "aircraft": reports["icao24"].n_unique()}
    airborne = reports.filter(~pl.col("onground")).sort("icao24", "timestamp")
    counts["on the ground"] = reports.height - airborne.height
    counts |= dict.fromkeys(("held", "without altitude", "stray altitudes", "jumps", "too short"), 0)
    flights: list[Flight] = []
    moved: list[Any] = []
    for (address,), rows in airborne.group_by("icao24", maintain_order=True):
        kept = _kept(rows, counts)
        time = kept["timestamp"].to_numpy() / 1000.0 - MIDNIGHT
        ends = np.flatnonzero(np.diff(time) > LONGEST_GAP) + 1
        for part in np.split(np.arange(len(time)), ends):
            if len(part) == 0 or time[part[-1]] - time[part[0]] < SHORTEST:
                counts["too short"] += 1
                continue
            flight, off = _flight(str(address).upper(), kept[part], time[part])
            flights.append(flight)
            moved.append(off)
    return Cleaned(tuple(flights), counts, np.concatenate(moved))


def _kept(rows: pl.DataFrame, counts: dict[str, int]) -> pl.DataFrame:
    """Reports that say something new and possible."""
    fresh = (rows["latitude"].diff() != 0.0) | (rows["longitude"].diff() != 0.0)
    counts["held"] += rows.height - int(fresh.fill_null(True).sum())
    rows = rows.filter(fresh.fill_null(True))
    known = rows["altitude"].is_not_null()
    counts["without altitude"] += rows.height - int(known.sum())
    rows = rows.filter(known)
    if rows.height < 3:
        return rows
    altitude = rows["altitude"].to_numpy() * FOOT
    near = np.abs(altitude - median_filter(altitude, 11, mode="nearest")) < STRAY_HEIGHT
    counts["stray altitudes"] += rows.height - int(near.sum())
    rows = rows.filter(pl.Series(near))
    fits = _possible(rows)
    counts["jumps"] += rows.height - int(fits.sum())
    return rows.filter(pl.Series(fits))


def _possible(rows: pl.DataFrame) -> Any:
    """Which places are near the line between the places before and after."""
    east, north = _flat(rows["latitude"].to_numpy(), rows["longitude"].to_numpy())
    time = rows["timestamp"].to_numpy() / 1000.0
    share = (time[1:-1] - time[:-2]) / (time[2:] - time[:-2])
    beside = np.hypot(*(c[1:-1] - c[:-2] - share * (c[2:] - c[:-2]) for c in (east, north)))
    return np.concatenate([[True], beside < STRAY, [True]])


def _flat(latitude: Any, longitude: Any) -> tuple[Any, Any]:
    """Metres east and north, good for distances between neighbours."""
    degree = math.pi / 180.0 * 6.37e6
    return longitude * degree * math.cos(math.radians(48.8)), latitude * degree


def _flight(address: str, rows: pl.DataFrame, time: Any) -> tuple[Flight, Any]:
    """A flight, and how far [m] its smooth course is from each report."""
    raw = np.column_stack(
        [
            np.radians(rows["latitude"].to_numpy()),
            np.radians(rows["longitude"].to_numpy()),
            rows["altitude"].to_numpy() * FOOT,
        ]
    )
    grid = np.arange(time[0], time[-1] + 0.5)
    even = np.column_stack([np.interp(grid, time, column) for column in raw.T])
    place = savgol_filter(savgol_filter(even, WINDOW, 2, axis=0), WINDOW, 2, axis=0)
    again = np.column_stack([np.interp(time, grid, column) for column in place.T])
    reported, flown = (_flat(*np.degrees(places[:, :2].T)) for places in (raw, again))
    off = np.hypot(reported[0] - flown[0], reported[1] - flown[1])
    squawk = rows["squawk"].drop_nulls()
    # Their leading zeros were lost.
    code = squawk[0].zfill(4) if len(squawk) else None
    return Flight(address, rows["callsign"][0].strip(), code, grid, place), off
