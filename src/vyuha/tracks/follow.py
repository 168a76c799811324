"""Plots in, tracks out: every look of every sensor goes through the tracker, and what it believes then is kept."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from vyuha.reading.problems import InputErrors, Problem
from vyuha.recordings.columns import TRACKS
from vyuha.recordings.plots import Tracks, tracks_of
from vyuha.tracker.options import Hits, TrackingSensor
from vyuha.tracker.tracker import Tracker
from vyuha.tracks.measured import Measured
from vyuha.tracks.options import CEILING, MOTIONS, TrackOptions
from vyuha.tracks.places import Floats, geodetic_all, velocity_all

Progress: TypeAlias = Callable[[int, int], None]
_MOST_TRACKS = 65535


@dataclass(frozen=True)
class Life:
    """A confirmed track: its number, first plot, confirmation and last plot [s], and the rows of the plots it took."""

    number: int
    start: float
    confirmed: float
    last: float
    plots: tuple[int, ...]


@dataclass(frozen=True)
class Followed:
    """Reports of confirmed tracks, places of each report in the frame (n, 3) [m], and the life of each track."""

    tracks: Tracks
    place: Any
    lives: tuple[Life, ...]


@dataclass
class _Kept:
    """What is known of one track so far."""

    start: float
    looks: int
    plots: list[int]
    number: int = 0
    confirmed: float = math.nan
    last: float = math.nan
    place: Any = None


def make_tracker(measured: Measured, options: TrackOptions) -> Tracker:
    """The tracker of these choices, a sensor for each sensor of the recording.

    False plots are taken to lie evenly in a cylinder around the sensor as far as its farthest plot; beyond that a
    missing plot says nothing.
    """
    sensors = []
    number = np.concatenate([np.full(len(look.plots), look.sensor) for look in measured.looks])
    rows = np.concatenate([look.plots for look in measured.looks])
    for row, watcher in enumerate(measured.watchers):
        away = np.linalg.norm(measured.place[rows[number == row]] - watcher.place, axis=1)
        reach = max(float(away.max(initial=0.0)) * 1.01, 1e3)
        sensors.append(
            TrackingSensor(
                "position",
                (options.range_sd,) * 3,
                watcher.place,
                detection_probability=options.detection,
                clutter_density=options.false_plots / (math.pi * reach**2 * CEILING),
                reach=reach if watcher.stands else math.inf,
            )
        )
    return Tracker(
        sensors,
        MOTIONS[options.motion],
        association=options.association,
        logic=Hits(options.hits, options.window, options.misses),
        gate_probability=options.gate,
        speed_sigma=options.speed_sd,
    )


def follow(measured: Measured, options: TrackOptions, source: str, progress: Progress | None = None) -> Followed:
    """Tracks of a recording; `source` is what the reports are said to come from. `progress` gets looks done and all.

    A report is made at each look that gives a confirmed track a plot or finds none ("coasting"), and at the end.
    """
    tracker = make_tracker(measured, options)
    kept: dict[int, _Kept] = {}
    alive: set[int] = set()
    reports: list[tuple[float, int, str, Any, Any, int]] = []
    confirmed = 0
    for done, look in enumerate(measured.looks, 1):
        origin = np.asarray(measured.watchers[look.sensor].place)
        tracker.scan(
            look.time,
            measured.place[look.plots] - origin,
            look.sensor,
            measured.spread[look.plots],
            (look.start, look.width),
        )
        table = tracker.tracks
        now = set()
        for track in table:
            key = int(track["number"])
            now.add(key)
            one = kept.setdefault(key, _Kept(float(track["start"]), 0, []))
            took = int(track["plot"])
            row = int(look.plots[took]) if took >= 0 else -1
            if row >= 0:
                one.plots.append(row)
                one.last = look.time
            looked, one.looks = int(track["looks"]) > one.looks, int(track["looks"])
            if track["confirmed"] and one.number == 0:
                confirmed += 1
                one.number, one.confirmed = confirmed, look.time
            if track["confirmed"] and looked:
                one.place = track["position"].copy(), track["velocity"].copy()
                reports.append((look.time, key, "confirmed" if row >= 0 else "coasting", *one.place, row))
        for key in sorted(alive - now):
            gone = kept[key]
            if gone.number:
                reports.append((look.time, key, "ended", *gone.place, -1))
            else:
                del kept[key]
        alive = now
        if progress is not None and (done % 64 == 0 or done == len(measured.looks)):
            progress(done, len(measured.looks))
    if confirmed > _MOST_TRACKS:
        message = (
            f"{confirmed:,} tracks; the table holds {_MOST_TRACKS:,}: are the false plots more than --false-plots?"
        )
        raise InputErrors([Problem("tracks", 0, "", "", message)])
    lives = [Life(k.number, k.start, k.confirmed, k.last, tuple(k.plots)) for k in kept.values() if k.number]
    return Followed(
        _table(measured, kept, reports, source),
        np.array([report[3] for report in reports]).reshape(-1, 3),
        tuple(sorted(lives, key=lambda life: life.number)),
    )


def _within(name: str, values: Floats) -> pl.Series:
    """Values of a column, null beyond its limits: a track that coasts on a steep dive ends up below the ground."""
    column = TRACKS.column(name)
    inside = (values >= column.low) & (values <= column.high)
    return pl.Series(np.where(inside, values, np.nan), dtype=pl.Float64).fill_nan(None)


def _table(measured: Measured, kept: dict[int, _Kept], reports: list[Any], source: str) -> Tracks:
    """The reports as a table; a track keeps the last identity that one of its plots had."""
    place = np.array([report[3] for report in reports]).reshape(-1, 3)
    speed = np.array([report[4] for report in reports]).reshape(-1, 3)
    where = geodetic_all(measured.frame, place)
    motion = velocity_all(measured.frame, where, speed)
    named = [measured.plots.frame[name].to_list() for name in ("mode_3a", "mode_s", "callsign")]
    known: dict[int, list[str | None]] = {}
    identity = []
    for _, key, _, _, _, row in reports:
        last = known.setdefault(key, [None, None, None])
        if row >= 0:
            last[:] = [column[row] or before for column, before in zip(named, last, strict=True)]
        identity.append(tuple(last))
    columns = {
        "time": pl.Series([report[0] for report in reports], dtype=pl.Float64),
        "source": pl.Series([source] * len(reports), dtype=pl.String),
        "track": pl.Series([kept[report[1]].number for report in reports], dtype=pl.Int64),
        "status": pl.Series([report[2] for report in reports], dtype=pl.String),
        "latitude": where[:, 0],
        "longitude": where[:, 1],
        "height": _within("height", where[:, 2]),
        **{
            name: _within(name, motion[:, n])
            for n, name in enumerate(("velocity_east", "velocity_north", "climb_rate"))
        },
        **{
            name: pl.Series([who[n] for who in identity], dtype=pl.String)
            for n, name in enumerate(("mode_3a", "mode_s", "callsign"))
        },
    }
    return tracks_of(pl.DataFrame(columns), measured.plots.clock)
