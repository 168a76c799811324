"""A replicate as the radars' own data: plots as CAT048, their places as CAT034, tracks as CAT062.

Assumes   a radar's antenna stands at the place of its site; a plot is what was measured, seen from there: slant range,
          azimuth from true north and height. Times of day are those of the notional date on which every replay begins.
Holds     radars that stand still, up to 256 nautical miles away; heights up to 62.4 km (beyond, an item is left out).
Source    as `recordings.asterix_write`.
Checked   tests/exports/test_asterix.py: tshark and libasterix read the positions back.
"""

from collections import Counter
from datetime import datetime

import numpy as np
import polars as pl

from vyuha.outputs.earth import Floats, axes, ecef
from vyuha.outputs.scene import EPOCH, Course, Scene, make_scene
from vyuha.reading.capture import Datagram, write_capture
from vyuha.recordings.asterix_write import (
    HEIGHT_STEP,
    RANGE_STEP,
    TRACK_HEIGHT_STEP,
    blocks_of,
    joined,
    plot_records,
    track_records,
)
from vyuha.recordings.columns import TRACKS
from vyuha.recordings.plots import Plots, Tracks, plots_of, tracks_of
from vyuha.results.history import History
from vyuha.results.laydown import Laydown, Place
from vyuha.results.records import Roster

# Where Wireshark expects ASTERIX.
PORT = 8600
# The system area code of local use; radars are numbered from 1 on, and the tracks come from 0.
_SYSTEM = "0/0"
# Records that lie no farther apart [s] share a packet.
_PACKET = 0.05
_FARTHEST = 0xFFFF * RANGE_STEP
_LOWEST = TRACKS.column("height").low
_HIGHEST_PLOT, _HIGHEST_TRACK = (2**13 - 1) * HEIGHT_STEP, (2**15 - 1) * TRACK_HEIGHT_STEP


def source_of(radar: int) -> str:
    """SAC/SIC of a radar by its row.

    >>> source_of(0), source_of(255)
    ('0/1', '1/0')
    """
    area, code = divmod(radar + 1, 256)
    return f"{area}/{code}"


def asterix_bytes(name: str, history: History, roster: Roster, laydown: Laydown) -> tuple[bytes, tuple[str, ...]]:
    """One replicate as a raw stream, or, for a name that ends in `.pcap`, as a capture of UDP datagrams; and what was
    left out, in words. Everything is marked as simulated.

    Raises `InputErrors` for what CAT062 cannot number: more than 65,535 tracks.
    """
    scene = make_scene(history, roster, laydown)
    left = Counter[str]()
    plots = _plots(scene, roster, laydown, left)
    tracks = _tracks(scene, left)
    records = plot_records(plots, "plots", simulated=True) + track_records(tracks, "tracks", simulated=True)
    records.sort(key=lambda record: record.time)
    notes = tuple(f"{count:,} {what}" for what, count in left.items())
    if not name.endswith(".pcap"):
        return joined(blocks_of(records)), notes
    start = datetime.fromisoformat(EPOCH).timestamp()
    packets = [Datagram(start + block.time, block.data, PORT) for block in blocks_of(records, _PACKET)]
    return write_capture(packets), notes


def _plots(scene: Scene, roster: Roster, laydown: Laydown, left: Counter[str]) -> Plots:
    """The detections, each seen from where its radar stands."""
    moving, places = {row for row, _ in scene.moves}, {place.id: place for place in laydown.places}
    frames = [_EMPTY]
    for seen in scene.sightings:
        for radar in np.unique(seen.radar).tolist():
            mine = seen.course.part(seen.radar == radar)
            site = roster.site_of_radar(radar)
            home = places.get(roster.sites[site].id) if site >= 0 else None
            if home is None or site in moving:
                left["plots left out: their radars move, for which CAT048 has no place"] += len(mine)
            else:
                frames.append(_measured(source_of(radar), home, mine, left))
    return plots_of(pl.concat(frames, how="diagonal_relaxed").sort("time", "sensor", "range"), "midnight")


_EMPTY = pl.DataFrame(schema={"time": pl.Float64, "sensor": pl.String, "range": pl.Float64})


def _measured(source: str, home: Place, course: Course, left: Counter[str]) -> pl.DataFrame:
    """Plots of what lies on a course, by a radar at `home`."""
    start = ecef(home.latitude, home.longitude, home.height)
    away = ecef(course.latitude, course.longitude, course.height) - start
    east, north, _ = (away @ axes(home.latitude, home.longitude).T).T
    made = pl.DataFrame(
        {
            "time": course.time,
            "range": np.linalg.norm(away, axis=1),
            "azimuth": np.arctan2(east, north) % (2.0 * np.pi),
            "height": _within(course.height, _HIGHEST_PLOT, "plots without their height", left),
        }
    ).with_columns(
        sensor=pl.lit(source),
        sensor_latitude=pl.lit(np.radians(home.latitude)),
        sensor_longitude=pl.lit(np.radians(home.longitude)),
        sensor_height=pl.lit(home.height),
    )
    near = made.filter(pl.col("range") <= _FARTHEST)
    if near.height < made.height:
        left["plots left out: they lie beyond the 256 nautical miles of CAT048"] += made.height - near.height
    return near


def _within(height: Floats, most: float, what: str, left: Counter[str]) -> pl.Series:
    """Heights [m], null where the format, or the table of a recording, holds none such."""
    beyond = (height > most) | (height < _LOWEST)
    if beyond.any():
        left[f"{what}: it is not between {_LOWEST / 1e3:g} and {most / 1e3:.1f} km"] += int(beyond.sum())
    return pl.Series(np.where(beyond, np.nan, height)).fill_nan(None)


def _tracks(scene: Scene, left: Counter[str]) -> Tracks:
    """What the defence believed, from the one system that all its tracks come from."""
    frames = [pl.DataFrame(schema={"time": pl.Float64})]
    for mover in scene.tracks:
        course = mover.course
        frames.append(
            pl.DataFrame(
                {
                    "time": course.time,
                    "latitude": np.radians(course.latitude),
                    "longitude": np.radians(course.longitude),
                    "height": _within(course.height, _HIGHEST_TRACK, "track reports without their height", left),
                }
            ).with_columns(track=pl.lit(mover.row, pl.Int64))
        )
    made = pl.concat(frames, how="diagonal_relaxed").with_columns(source=pl.lit(_SYSTEM), status=pl.lit("confirmed"))
    return tracks_of(made.sort("time", *(["track"] if scene.tracks else [])), "midnight")
