"""ADS-B: what real aircraft said of themselves, as tables that public collections give away; traffic, and never a raid.

| meaning | columns, the first that is there |
|---|---|
| time | `timestamp`, `time`: seconds or milliseconds since 1970, or ISO 8601 |
| aircraft | `icao24`, `hex`: six hexadecimal digits |
| place | `latitude`, `lat`; `longitude`, `lon` (degrees) |
| height | `geoaltitude`, `geo_altitude`; else `baroaltitude`, `baro_altitude`, `altitude`, `alt_baro` |
| on the ground | `onground`, `on_ground` |

Altitudes are in metres beside `lat` and `lon`, as the OpenSky network has them, and in feet beside `latitude` and
`longitude`, as `traffic` has them; a unit in the title, `altitude [ft]`, goes before that. Other columns are not read.

Such reports have the faults of their kind: places that are held when nothing new was heard, times rounded to a second,
altitudes and places that were decoded wrongly, hours of silence. What is false is left out; what is left is smoothed by
parabolas, since no aircraft has such jitter.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.ndimage import median_filter

from vyuha.base.units import UNITS
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem, shown
from vyuha.recordings.cells import Cells
from vyuha.recordings.flown import Floats, Flown, Recording
from vyuha.recordings.flown_table import moments, numbers_in

Mask = npt.NDArray[np.bool_]
# Titles that only reports of real aircraft have.
MARKS = frozenset(
    ("icao24", "hex", "squawk", "callsign", "baroaltitude", "baro_altitude", "geoaltitude", "geo_altitude", "onground")
)
_TITLE = re.compile(r"\s*(\w+)\s*(?:[\[(]\s*([^\])]*?)\s*[\])])?\s*", re.ASCII)
_TIME, _ADDRESS = ("timestamp", "time"), ("icao24", "hex")
_LATITUDE, _LONGITUDE = ("latitude", "lat"), ("longitude", "lon")
_GEOMETRIC = ("geoaltitude", "geo_altitude")
_PRESSURE = ("baroaltitude", "baro_altitude", "altitude", "alt_baro")
_GROUND = ("onground", "on_ground")
# Seconds since 1970 beyond this are milliseconds.
_MILLISECONDS = 1e11
# Silence that ends a flight, and the shortest flight that is kept [s].
LONGEST_GAP, SHORTEST = 60.0, 60.0
# No airliner is faster over the ground [m/s]; a time may be off by a second.
_FASTEST, _ROUNDED = 400.0, 1.0
# How far an altitude may be from the median of eleven [m].
_STRAY_HEIGHT = 300.0
# A parabola is laid through so many seconds and at least so many reports; one place is kept every so many seconds.
_WINDOW, _LEAST, STEP = 30.0, 5, 10.0
_RADIUS = 6_371_008.8


def is_adsb(titles: Sequence[str]) -> bool:
    """Whether a table with these titles is one of real aircraft."""
    return bool(MARKS & {_name(title) for title in titles})


def paths_of_adsb(cells: Cells) -> Recording:
    """The flights of a table of reports. Raises `InputErrors` for what is no such table."""
    table, notes = _reports(cells)
    left_out: Counter[str] = Counter()
    flown = table.filter(~pl.col("ground"))
    left_out["on the ground"] = table.height - flown.height
    known = flown.filter(pl.all_horizontal(pl.col("latitude", "longitude").is_not_nan()))
    left_out["without a place"] = flown.height - known.height
    paths: list[Flown] = []
    for (address,), own in known.sort("address", "time", maintain_order=True).group_by("address", maintain_order=True):
        parts = _flights(own, left_out)
        for number, (time, place, line) in enumerate(parts, 1):
            name = str(address) + (f".{number}" if len(parts) > 1 else "")
            paths.append(_smooth(name, time, place, line))
    if not paths:
        raise InputErrors([Problem(cells.name, 0, "", "", "no flight of a minute or more is in these reports")])
    said = ", ".join(f"{count:,} {why}" for why, count in left_out.items() if count)
    notes = (*notes, f"left out: {said}") if said else notes
    return Recording(tuple(paths), "ADS-B", clock=True, unit=cells.unit, notes=notes)


def _name(title: str) -> str:
    match = _TITLE.fullmatch(title)
    return match.group(1).lower() if match else ""


def _reports(cells: Cells) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """All reports: time, address, latitude, longitude (rad), height (m), whether on the ground, line."""
    names = [_name(title) for title in cells.titles]

    def find(wanted: tuple[str, ...]) -> int:
        return next((names.index(name) for name in wanted if name in names), -1)

    at = {"time": find(_TIME), "address": find(_ADDRESS), "latitude": find(_LATITUDE), "longitude": find(_LONGITUDE)}
    at["height"] = max(find(_GEOMETRIC), find(_PRESSURE))
    missing = [name for name, number in at.items() if number < 0]
    if missing:
        message = f"reports of aircraft without {', '.join(missing)}"
        raise InputErrors([Problem(cells.name, 1 if cells.unit == "line" else 0, "", "", message)])
    problems: list[Problem] = []
    columns: dict[str, Floats] = {}
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        degrees, found = numbers_in(cells, at[name])
        problems += found
        for row in np.flatnonzero(np.abs(degrees) > limit)[:MOST_PROBLEMS].tolist():
            message = f"not between -{limit:g} and {limit:g} degrees"
            problems.append(cells.problem(row, name, f"{degrees[row]:g}", message))
        columns[name] = np.radians(degrees)
    columns["time"], found = _times(cells, at["time"])
    problems += found
    heights, note, found = _heights(cells, find(_GEOMETRIC), find(_PRESSURE), names)
    problems += found
    address = cells.columns[at["address"]].cast(pl.String).fill_null("").str.to_lowercase()
    for row in (~address.str.contains("^[0-9a-f]{6}$")).arg_true().head(MOST_PROBLEMS).to_list():
        problems.append(cells.problem(row, "icao24", shown(address[row]), "must be six hexadecimal digits"))
    if problems:
        raise InputErrors(problems[:MOST_PROBLEMS])
    ground = _flags(cells, find(_GROUND))
    geometric, pressure = heights
    made = {**columns, "geometric": geometric, "pressure": pressure, "line": cells.line, "ground": ground}
    return pl.DataFrame({"address": address, **made}), (note,)


def _times(cells: Cells, number: int) -> tuple[Floats, list[Problem]]:
    given = cells.columns[number]
    if not given.dtype.is_numeric() and given.cast(pl.Float64, strict=False).null_count() == given.len():
        return moments(cells, number)
    times, problems = numbers_in(cells, number)
    times = np.where(times > _MILLISECONDS, times / 1e3, times)
    for row in np.flatnonzero(~((times >= 0.0) & (times < _MILLISECONDS)))[:MOST_PROBLEMS].tolist():
        if not problems:
            problems.append(cells.problem(row, "time", shown(given[row]), "no time since the start of 1970"))
    return times, problems


def _heights(
    cells: Cells, geometric: int, pressure: int, names: list[str]
) -> tuple[tuple[Floats, Floats], str, list[Problem]]:
    """Geometric and pressure altitudes (m, nan: none), a line about them, and problems."""
    usual = "m" if "lat" in names else "ft"
    nothing = np.full(len(cells.line), math.nan)
    found, units, problems = [], [], []
    for number in (geometric, pressure):
        if number < 0:
            found.append(nothing)
            continue
        match = _TITLE.fullmatch(cells.titles[number])
        unit = (match.group(2) if match else None) or usual
        if unit not in UNITS["length"]:
            message = f"unknown unit of length; allowed: {', '.join(UNITS['length'])}"
            problems.append(Problem(cells.name, 0, shown(cells.titles[number]), "", message))
            unit = usual
        values, bad = numbers_in(cells, number)
        problems += bad
        units.append(f"{cells.titles[number]} in {unit}")
        found.append(values * UNITS["length"][unit])
    note = f"altitudes: {', '.join(units)}; pressure altitude is taken for height where there is no other"
    return (found[0], found[1]), note, problems


def _flags(cells: Cells, number: int) -> pl.Series:
    if number < 0:
        return pl.Series([False] * len(cells.line))
    return cells.columns[number].cast(pl.String).fill_null("").str.to_lowercase().is_in(["true", "1", "t", "yes"])


def _flights(own: pl.DataFrame, left_out: Counter[str]) -> list[tuple[Floats, Floats, npt.NDArray[np.int64]]]:
    """The flights of one aircraft, each as time, place (rad, rad, m) and line, without what is false."""
    time, latitude, longitude = (own[name].to_numpy() for name in ("time", "latitude", "longitude"))
    geometric, pressure = own["geometric"].to_numpy(), own["pressure"].to_numpy()
    # One kind of altitude for all of an aircraft: to change over in flight would be a step of a hundred metres.
    height = geometric if np.isfinite(geometric).mean() > 0.5 else pressure
    place, line = np.column_stack([latitude, longitude, height]), own["line"].to_numpy()
    for why, test in _TESTS.items():
        if len(time):
            kept = test(time, place)
            left_out[why] += int((~kept).sum())
            time, place, line = time[kept], place[kept], line[kept]
    parts = []
    fast = _steps(place) > _FASTEST * (np.diff(time) + _ROUNDED)
    for part in np.split(np.arange(len(time)), np.flatnonzero((np.diff(time) > LONGEST_GAP) | fast) + 1):
        if len(part) >= _LEAST and time[part[-1]] - time[part[0]] >= SHORTEST:
            parts.append((time[part], place[part], line[part]))
        else:
            left_out["in flights of less than a minute"] += len(part)
    return parts


def _has_altitude(time: Floats, place: Floats) -> Mask:
    return np.isfinite(place[:, 2])


def _is_later(time: Floats, place: Floats) -> Mask:
    return np.append(True, np.diff(time) > 0.0)


def _is_new(time: Floats, place: Floats) -> Mask:
    return np.append(True, (np.diff(place[:, :2], axis=0) != 0.0).any(axis=1))


def _near_median(time: Floats, place: Floats) -> Mask:
    height = place[:, 2]
    return np.asarray(np.abs(height - median_filter(height, min(11, len(height)), mode="nearest")) < _STRAY_HEIGHT)


def _steps(place: Floats) -> Floats:
    """Distances (m) from each place (rad) to the next, on a sphere."""
    north = np.diff(place[:, 0])
    turn = np.diff(place[:, 1])
    east = (turn - 2.0 * math.pi * np.round(turn / (2.0 * math.pi))) * np.cos(0.5 * (place[1:, 0] + place[:-1, 0]))
    return np.asarray(_RADIUS * np.hypot(north, east))


def _reachable(time: Floats, place: Floats) -> Mask:
    """False for a place that is too far from both the one before and the one after."""
    if len(time) < 3:
        return np.ones(len(time), np.bool_)
    fast = _steps(place) > _FASTEST * (np.diff(time) + _ROUNDED)
    return np.asarray(~(np.append(True, fast) & np.append(fast, True)))


# Which reports are kept, one test after the other, and what the others are called.
_TESTS: dict[str, Callable[[Floats, Floats], Mask]] = {
    "without an altitude": _has_altitude,
    "with a time twice": _is_later,
    "held places": _is_new,
    "stray altitudes": _near_median,
    "stray places": _reachable,
}


def _smooth(name: str, time: Floats, place: Floats, line: npt.NDArray[np.int64]) -> Flown:
    """A flight with a place every few seconds, each on the parabola through the reports around it."""
    count = max(round((time[-1] - time[0]) / STEP), 2)
    wanted = np.linspace(time[0], time[-1], count + 1)
    cosine = np.cos(place[:, 0])
    # As points of a sphere, so that neither the poles nor the date line are anything special.
    points = np.column_stack(
        [cosine * np.cos(place[:, 1]), cosine * np.sin(place[:, 1]), np.sin(place[:, 0]), place[:, 2]]
    )
    first = np.searchsorted(time, wanted - 0.5 * _WINDOW)
    last = np.searchsorted(time, wanted + 0.5 * _WINDOW, side="right")
    found = np.empty((len(wanted), 4))
    for k, moment in enumerate(wanted):
        low, high = int(first[k]), int(last[k])
        while high - low < _LEAST:
            # The nearest report that is not among them yet.
            if high == len(time) or (low > 0 and moment - time[low - 1] < time[high] - moment):
                low -= 1
            else:
                high += 1
        since = (time[low:high] - moment) / _WINDOW
        powers = np.column_stack([np.ones(high - low), since, since * since])
        found[k] = np.linalg.lstsq(powers, points[low:high], rcond=None)[0][0]
    x, y, z, height = found.T
    smooth = np.column_stack([np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x), height])
    return Flown(name, "", wanted, smooth, line[np.clip(np.searchsorted(time, wanted), 0, len(line) - 1)])
