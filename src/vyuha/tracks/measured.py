"""Recorded plots as the tracker takes them: places with covariances in one local frame, cut into looks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.base.table import rows
from vyuha.reading.problems import InputErrors, Problem
from vyuha.recordings.plots import Plots
from vyuha.state.frame import Frame
from vyuha.tracks.antenna import (
    FEWEST,
    LONGEST,
    SHORTEST,
    Look,
    ScanError,
    cut_looks,
    grouped_looks,
    period_of,
    turning_looks,
)
from vyuha.tracks.options import TrackOptions
from vyuha.tracks.places import GEOGRAPHIC, WITH_ELEVATION, WITH_HEIGHT, Floats, place_all
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodetic_to_local

OUT_OF_REACH = "plots whose height their range does not reach"


@dataclass(frozen=True)
class Watcher:
    """A sensor: its name, where it stands (rad and m; None where nobody knows, and nobody needs to), its place in the
    frame [m], the period of its scans [s] (None: its plots come in groups of one moment), whether it turns (None: there
    are too few plots to tell), and how many looks it took.
    """

    name: str
    stands: tuple[float, float, float] | None
    place: tuple[float, float, float]
    period: float | None
    turns: bool | None
    scans: int


@dataclass(frozen=True)
class Measured:
    """Plots (those that have a place), their places (n, 3) [m] and covariances (n, 3, 3) [m2] in `frame`, the looks in
    order of time, and what was left out.
    """

    plots: Plots
    frame: Any
    place: Floats
    spread: Floats
    watchers: tuple[Watcher, ...]
    looks: tuple[Look, ...]
    left_out: dict[str, int]


def measure(plots: Plots, options: TrackOptions, periods: Mapping[str, float], name: str) -> Measured:
    """Plots with their places, in looks. `periods` are those that antennas say of themselves, by sensor [s].

    Raises `InputErrors` that name `name` and the sensor.
    """
    table = plots.frame
    if table.height == 0:
        raise InputErrors([Problem(name, 0, "", "", "no plots: there is nothing to track")])
    names = table["sensor"].unique().sort().to_list()
    number = table["sensor"].replace_strict(names, list(range(len(names))), return_dtype=pl.Int64).to_numpy()
    stands = _stands(table, names, name)
    frame, sensors = _frames(table, stands)
    kind, z, sd = _measurements(table, options, np.array([s[2] if s else 0.0 for s in stands])[number])
    place, spread = place_all(frame, sensors, number, kind, z, sd)
    spread *= options.noise_factor
    kept = np.isfinite(place).all(axis=1)
    if not kept.any():
        raise InputErrors(
            [Problem(name, 0, "", "", f"all are {OUT_OF_REACH}: are heights and ranges of one recording?")]
        )
    left_out = {OUT_OF_REACH: int((~kept).sum())} if not kept.all() else {}
    table, number, place, spread = table.filter(pl.Series(kept)), number[kept], place[kept], spread[kept]
    watchers, looks, problems = [], list[Look](), list[Problem]()
    times, azimuth = table["time"].to_numpy().astype(np.float64), table["azimuth"].to_numpy().astype(np.float64)
    for row, (who, where) in enumerate(zip(names, stands, strict=True)):
        mine = np.flatnonzero(number == row)
        at = geodetic_to_local(frame[0], *where) if where else (0.0, 0.0, 0.0)
        try:
            period, turns, own = _looks(row, mine, times[mine], azimuth[mine], options, periods.get(who))
        except ScanError as error:
            problems.append(Problem(name, 0, f"sensor {who}", "", str(error)))
            continue
        if turns and where is not None:
            turn = _convergence(frame[0], sensors[row])
            own = [Look(k.time, k.sensor, k.plots, k.start + turn, k.width) for k in own]
        if period is not None and not turns:
            # Where a plot was at the time of its scan nobody knows better than by the speeds of aircraft.
            for look in own:
                drift = options.speed_sd * (times[look.plots] - look.time)
                spread[look.plots] += np.square(drift)[:, None, None] * np.diag([1.0, 1.0, 0.0])
        watchers.append(Watcher(who, where, at, period, turns, len(own)))
        looks += own
    if problems:
        raise InputErrors(problems)
    looks.sort(key=lambda look: (look.time, look.sensor))
    return Measured(Plots(table, plots.clock), frame, place, spread, tuple(watchers), tuple(looks), left_out)


def _looks(
    row: int, mine: npt.NDArray[np.int64], times: Floats, azimuth: Floats, options: TrackOptions, said: float | None
) -> tuple[float | None, bool | None, list[Look]]:
    """The period of a sensor (None: its plots come in groups), whether it turns (None: nobody knows), and its looks."""
    if len(mine) == 0:
        return None, None, []
    near = options.period or said
    polar = bool(np.isfinite(azimuth).all())
    if polar and times[-1] > times[0]:
        period = period_of(times, azimuth, near)
        if period is not None:
            return period, True, turning_looks(row, mine, times, azimuth, period, options.sectors)
        if near is not None and len(set(times.tolist())) > len(times) // 2:
            raise ScanError(f"its plots do not fit an antenna that turns in {near:g} s; leave the period to be found")
    try:
        return None, False if len(mine) >= FEWEST else None, grouped_looks(row, mine, times, near)
    except ScanError as error:
        if near is not None:
            return near, False, cut_looks(row, mine, times, near)
        slow = f"if its antenna turns in less than {SHORTEST:g} s or more than {LONGEST:g} s, " if polar else ""
        raise ScanError(f"{error}; {slow}give the period of its scans (--period, in Python period=)") from None


def _stands(table: pl.DataFrame, names: list[str], name: str) -> list[tuple[float, float, float] | None]:
    """Where each sensor stands; one that moves is refused."""
    columns = [f"sensor_{part}" for part in ("latitude", "longitude", "height")]
    found: list[tuple[float, float, float] | None] = []
    problems = []
    for who in names:
        places = table.filter(pl.col("sensor") == who).select(columns).unique().drop_nulls().rows()
        if len(places) > 1:
            problems.append(Problem(name, 0, f"sensor {who}", "", f"it stands in {len(places)} places; it has to stay"))
        found.append(places[0] if places else None)
    if problems:
        raise InputErrors(problems)
    return found


def _frames(table: pl.DataFrame, stands: list[tuple[float, float, float] | None]) -> tuple[Any, Any]:
    """The common frame, at the mean of the sensors (of the plots, when no sensor stands anywhere) at sea level, and the
    frame of each sensor.
    """
    known = [where for where in stands if where is not None]
    if not known:
        known = table.select("latitude", "longitude", pl.lit(0.0).alias("height")).drop_nulls().rows()
    # The mean direction from the earth's centre: longitudes may lie on both sides of 180 degrees.
    x, y, z = (
        math.fsum(math.cos(lat) * math.cos(lon) for lat, lon, _ in known),
        math.fsum(math.cos(lat) * math.sin(lon) for lat, lon, _ in known),
        math.fsum(math.sin(lat) for lat, _, _ in known),
    )
    frame = make_frame(math.atan2(z, math.hypot(x, y)), math.atan2(y, x))
    sensors = rows(Frame, len(stands))
    for row, where in enumerate(stands):
        if where is not None:
            np.asarray(sensors)[row] = np.asarray(make_frame(*where))[0]
    return frame, sensors


def _convergence(frame: Any, sensor: Any) -> float:
    """Azimuth, in the common frame, of a sensor's true north [rad]."""
    column = (sensor.r12, sensor.r22, sensor.r32)
    east = frame.r11 * column[0] + frame.r21 * column[1] + frame.r31 * column[2]
    north = frame.r12 * column[0] + frame.r22 * column[1] + frame.r32 * column[2]
    return math.atan2(east, north)


def _measurements(table: pl.DataFrame, options: TrackOptions, base: Floats) -> tuple[Any, Floats, Floats]:
    """What kind of measurement each plot is, its three numbers and their standard deviations; `base` is the height of
    each plot's sensor.
    """

    def column(name: str, default: float = math.nan) -> Floats:
        return table[name].fill_null(default).to_numpy().astype(np.float64)

    geometric, pressure = column("height"), column("pressure_altitude")
    # Without any height: the assumed one, but never so high that the range hardly reaches it.
    guess = np.minimum(options.height, base + 0.5 * column("range", math.inf))
    height = np.where(np.isfinite(geometric), geometric, np.where(np.isfinite(pressure), pressure, guess))
    sure = np.where(np.isfinite(pressure), options.pressure_sd, options.height_sd)
    sure = np.where(np.isfinite(geometric), options.geometric_height_sd, sure)
    given = column("height_sd")
    height_sd = np.where(np.isfinite(given) & np.isfinite(geometric), given, sure)
    polar, elevation = np.isfinite(column("range")), column("elevation")
    kind = np.where(polar, np.where(np.isfinite(elevation), WITH_ELEVATION, WITH_HEIGHT), GEOGRAPHIC).astype(np.int64)
    up = kind == WITH_ELEVATION
    z = np.column_stack(
        [
            np.where(polar, column("range"), column("latitude")),
            np.where(polar, column("azimuth"), column("longitude")),
            np.where(up, elevation, height),
        ]
    )
    flat = column("position_sd", options.position_sd)
    sd = np.column_stack(
        [
            np.where(polar, column("range_sd", options.range_sd), flat),
            np.where(polar, column("azimuth_sd", options.azimuth_sd), flat),
            np.where(up, column("elevation_sd", options.elevation_sd), height_sd),
        ]
    )
    # An accuracy of zero would make a covariance that cannot be inverted: a step of a metre or a microradian is least.
    least = np.column_stack([np.ones(len(z)), np.where(polar, 1e-6, 1.0), np.where(up, 1e-6, 1.0)])
    return kind, z, np.maximum(sd, least)
