"""Reports of tracks as plots: those of one system in one scan are brought to one moment, along their own velocities.

Assumes   systems that report each track once a scan, and aircraft that fly straight for half of one.
Holds     for scans of seconds: at 1 g, half a scan of 4 s bends a course by 20 m.
Source    radii of curvature of the ellipsoid: J. Snyder, "Map Projections", USGS Professional Paper 1395, 1987, p. 24.
Checked   tests/tracks/test_reports.py: courses along geodesics; control: reports that are not moved.
"""

import math

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.recordings.plots import Plots, Tracks, plots_of_tracks
from vyuha.tracks.antenna import scan_numbers
from vyuha.world.geodesy import ECCENTRICITY2, SEMI_MAJOR

Floats = npt.NDArray[np.float64]


def plots_of_reports(tracks: Tracks, period: float | None = None) -> tuple[Plots, dict[str, float], int]:
    """Plots of the reports of tracks, but the last of ended ones; the `period` of a scan [s] of each system, found from
    how often it reports a track unless given; and how many reports went, since a later one of the scan is there.
    """
    seen = tracks.frame.filter(pl.col("status") != "ended").with_row_index("row")
    parts, periods = [], dict[str, float]()
    for (source,), part in seen.group_by("source", maintain_order=True):
        every = _period(part) if period is None else period
        if every is not None:
            periods[str(source)] = every
            part = _moved(part, every)
        parts.append(part)
    moved = pl.concat(parts).sort("time", "row").drop("row", "scan", strict=False) if parts else seen.drop("row")
    return plots_of_tracks(Tracks(moved, tracks.clock)), periods, seen.height - moved.height


def _period(reports: pl.DataFrame) -> float | None:
    """The usual time [s] between two reports of a track; None where no track has two."""
    gaps = reports.select(pl.col("time").diff().over("track"))["time"].drop_nulls()
    gaps = gaps.filter(gaps > 0.0)
    if gaps.is_empty():
        return None
    usual = float(np.median(gaps.to_numpy()))
    near = gaps.filter((gaps - usual).abs() < 0.25 * usual).to_numpy()
    return float(near.mean())


def _moved(reports: pl.DataFrame, period: float) -> pl.DataFrame:
    """The last report of each track in each scan, moved to the moment of the scan."""
    time = reports["time"].to_numpy()
    number, border = scan_numbers(time, period)
    begin = border + number * period
    moment = begin + float((time - begin).mean())
    away = moment - time
    latitude = reports["latitude"].to_numpy()
    east, north, up = (
        reports[name].fill_null(0.0).to_numpy() * away for name in ("velocity_east", "velocity_north", "climb_rate")
    )
    along, across = _radii(latitude)
    longitude = reports["longitude"].to_numpy() + east / (across * np.cos(latitude))
    return reports.with_columns(
        time=pl.Series(moment),
        latitude=pl.Series(np.clip(latitude + north / along, -0.5 * math.pi, 0.5 * math.pi)),
        longitude=pl.Series(np.mod(longitude + math.pi, 2.0 * math.pi) - math.pi),
        height=pl.col("height") + pl.Series(up),
        scan=pl.Series(number),
    ).unique(["scan", "track"], keep="last", maintain_order=True)


def _radii(latitude: Floats) -> tuple[Floats, Floats]:
    """Radii of curvature [m] along the meridian and across it."""
    flat = 1.0 - ECCENTRICITY2 * np.sin(latitude) ** 2
    return SEMI_MAJOR * (1.0 - ECCENTRICITY2) / flat**1.5, SEMI_MAJOR / np.sqrt(flat)
