"""Tools without a scenario: recorded plots tracked, and assignment problems solved."""

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vyuha.results.folder import Progress

if TYPE_CHECKING:
    from vyuha.assignment.assigned import Assignment
    from vyuha.assignment.methods import Method
    from vyuha.recordings.asterix_read import Station
    from vyuha.tracks.options import TrackOptions
    from vyuha.tracks.tracked import Tracked


def track(
    recording: str | os.PathLike[str],
    *,
    options: "TrackOptions | None" = None,
    stations: "Mapping[str, Station] | None" = None,
    day: dt.date | None = None,
    ports: tuple[int, ...] = (),
    disorder: float | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> "Tracked":
    """Track the plots of a recording (CSV, Parquet, ASTERIX): `.tracks.frame` holds the reports, `.summary` figures.

    `options` are those of `vyuha.tracks.options.TrackOptions` (SI units); `stations`, `day`, `ports` and `disorder` as
    `vyuha.tracks.source.read_recording`. Nothing is written; `vyuha.tracks.write.write_folder` does that. `progress`
    gets looks done and looks in all. Raises `InputErrors` for a recording or options that make no sense.
    """
    from vyuha.tracks.options import TrackOptions
    from vyuha.tracks.source import read_recording
    from vyuha.tracks.tracked import track_source

    places = {name: tuple(place) for name, place in (stations or {}).items()}
    asked = {"stations": places, "day": day and day.isoformat(), "ports": ports, "disorder": disorder}
    chosen = options or TrackOptions()
    source = read_recording(
        Path(recording), stations=stations, day=day, ports=ports, disorder=disorder, period=chosen.period
    )
    return track_source(source, chosen, command=command, asked=asked, progress=progress)


def assign_file(path: str | os.PathLike[str], method: "Method" = "planner", seconds: float = 60.0) -> "Assignment":
    """Solve the weapon-target assignment problem of a file in the format `W T rounds`, T values, lines `i j p`.

    `method` and `seconds` as those of `vyuha.assign`. Raises `vyuha.reading.problems.InputErrors`, each with its line,
    for what is not in the format.
    """
    from vyuha.assignment.assigned import assign as solve
    from vyuha.assignment.files import read_instance

    return solve(*read_instance(path), method, seconds=seconds)
