"""The folder of a tracked recording: tables, replays, a picture, and a manifest that says how they were made."""

import json
import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from vyuha.outputs.acmi import tracks_text
from vyuha.outputs.czml import track_packets
from vyuha.outputs.plots_tracks import TrackPicture, tracks_png, tracks_svg
from vyuha.outputs.scene import Course, Mover, Scene
from vyuha.reading.problems import InputErrors
from vyuha.recordings.asterix_write import write_cat062
from vyuha.recordings.columns import DAY
from vyuha.recordings.files import write_tracks
from vyuha.results.files import RunFolderError, check_folder, write_together
from vyuha.results.laydown import Place
from vyuha.tracks.tracked import Tracked

MANIFEST: Final = "manifest.json"
# What --to offers, and the file it makes. The table and the picture are always made.
FORMATS: Final = {
    "csv": "tracks.csv",
    "czml": "tracks.czml",
    "acmi": "tracks.acmi",
    "cat062": "tracks.ast",
    "png": "tracks.png",
}
ALWAYS: Final = ("tracks.parquet", "tracks.svg")
_COMMENT = (
    "Tracks of a recording, by Vyuha. Heights are as the recording has them. Times of day are those of the recording;"
    " the date is notional."
)


def check_tracks_folder(folder: Path, force: bool) -> None:
    """Refuse a folder that cannot be written to, that holds anything else than what an earlier call made, or, without
    `force`, anything; raises `RunFolderError`.
    """
    names = {*ALWAYS, *FORMATS.values(), MANIFEST}
    if check_folder(folder, "tracks", names.__contains__) and not force:
        raise RunFolderError(f"{folder}: holds tracks already; --force overwrites them")


def write_folder(tracked: Tracked, folder: Path, formats: Sequence[str] = ()) -> list[Path]:
    """Write table, picture, the `formats` asked for, and last the manifest, all or none. Files of an earlier call that
    are not made again go.

    Raises `UnwritableError`, and `InputErrors` for tracks that a format cannot hold.
    """
    made = _bytes(tracked, formats)
    made[MANIFEST] = (json.dumps(tracked.manifest(sorted(made)), indent=2) + "\n").encode()
    # Without a manifest a folder is not whole: the old one goes first and the new one comes last.
    write_together(folder, made, [name for name in (*ALWAYS, *FORMATS.values()) if name not in made])
    return [folder / name for name in made]


def _bytes(tracked: Tracked, formats: Sequence[str]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:

        def through(name: str, write: Callable[..., None], **options: Any) -> bytes:
            try:
                write(Path(place) / name, tracked.tracks, **options)
            except InputErrors as errors:
                # Their rows are those of the table that is not written either; the temporary folder says nothing.
                raise InputErrors(replace(problem, file=name) for problem in errors.problems) from None
            return (Path(place) / name).read_bytes()

        made = {"tracks.parquet": through("tracks.parquet", write_tracks)}
        if "csv" in formats:
            made["tracks.csv"] = through("tracks.csv", write_tracks)
        if "cat062" in formats:
            # Marked as simulated, so that no display takes it for live traffic.
            made["tracks.ast"] = through("tracks.ast", write_cat062, simulated=True)
    scene, places = _scene(tracked), _places(tracked)
    if "czml" in formats:
        made["tracks.czml"] = (json.dumps(track_packets(scene, places), separators=(",", ":")) + "\n").encode()
    if "acmi" in formats:
        made["tracks.acmi"] = tracks_text(scene, places, _COMMENT).encode("utf-8-sig")
    drawn = picture_of(tracked)
    made["tracks.svg"] = tracks_svg(drawn, f"{drawn.title}: a map").encode()
    if "png" in formats:
        made["tracks.png"] = tracks_png(drawn)
    return made


def picture_of(tracked: Tracked) -> TrackPicture:
    """What the picture shows."""
    number, place = tracked.tracks.frame["track"].to_numpy(), tracked.followed.place
    sensors = {w.name: (w.place[0], w.place[1]) for w in tracked.measured.watchers if w.stands}
    courses = {int(n): place[number == n][:, :2] for n in np.unique(number)}
    count = tracked.summary.tracks
    title = f"{tracked.source.path.name}: {tracked.summary.plots:,} plots, {count:,} track{'' if count == 1 else 's'}"
    return TrackPicture(title, tracked.measured.place[:, :2], courses, sensors)


def _scene(tracked: Tracked) -> Scene:
    frame = tracked.tracks.frame
    # Replays begin at a midnight, so they show the time of day.
    first = float(frame["time"][0]) if frame.height else 0.0
    frame = frame.with_columns(pl.col("time") - first // DAY * DAY).filter(pl.col("height").is_not_null())
    movers = []
    for (number,), rows in frame.group_by("track", maintain_order=True):
        # Replays want strictly growing times; of two reports at one moment the last holds.
        rows = rows.unique("time", keep="last", maintain_order=True)
        time = rows["time"].to_numpy()
        degrees = [np.degrees(rows[name].to_numpy()) for name in ("latitude", "longitude")]
        course = Course(time, degrees[0], degrees[1], rows["height"].to_numpy())
        who = rows["callsign"][-1] or rows["mode_s"][-1]
        name = f"track {number}" + (f" ({who})" if who else "")
        movers.append(Mover(int(str(number)), name, "track", who or "", "", float(time[-1]), course, -1, -1))
    end = max((mover.end for mover in movers), default=1.0)
    return Scene(f"Tracks of {tracked.source.path.name}", end, (), (), tuple(movers), (), ())


def _places(tracked: Tracked) -> list[Place]:
    found = []
    for watcher in tracked.measured.watchers:
        if watcher.stands is not None:
            latitude, longitude, height = watcher.stands
            degrees = math.degrees(latitude), math.degrees(longitude)
            found.append(Place(watcher.name, "sensor", watcher.name, *watcher.place[:2], *degrees, height, 0.0))
    return found
