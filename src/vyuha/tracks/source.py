"""A recording of any kind as plots: CSV, Parquet, ASTERIX (CAT048 with CAT034, or CAT062), raw or captured."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vyuha.reading.problems import InputErrors, Problem
from vyuha.recordings.asterix_read import DISORDER, Station, read_asterix
from vyuha.recordings.files import contents, read_plots, refuse
from vyuha.recordings.plots import Plots
from vyuha.tracks.reports import plots_of_reports

TABLES = (".csv", ".parquet")


@dataclass(frozen=True)
class Source:
    """Plots of a recording, its SHA-256, what antennas say of their periods [s], and what was left out, by reason."""

    path: Path
    sha256: str
    plots: Plots
    kind: str
    periods: dict[str, float] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


def read_recording(
    path: Path | str,
    *,
    stations: Mapping[str, Station] | None = None,
    day: dt.date | None = None,
    ports: tuple[int, ...] = (),
    disorder: float | None = None,
    period: float | None = None,
) -> Source:
    """The plots of a file. `.csv` and `.parquet` are tables, whose rows count once when they occur twice; all else is
    ASTERIX. A recording with tracks (CAT062) and no plots (CAT048) gives each report as a plot, moved to the moment of
    its scan of so long a `period` [s]. `disorder` [s] as the readers have it (tables 0, ASTERIX 10).

    Raises `InputErrors`.
    """
    path = Path(path)
    digest = hashlib.sha256(contents(path)).hexdigest()
    if path.suffix.lower() in TABLES:
        if stations or day or ports:
            refuse(
                path, "stations, a day and ports are for ASTERIX; a table has the places and the clock in its columns"
            )
        plots = read_plots(path, disorder=disorder or 0.0)
        once = plots.frame.unique(maintain_order=True)
        twice = plots.frame.height - once.height
        left_out = {"rows that occur twice": twice} if twice else {}
        return Source(path, digest, Plots(once, plots.clock), path.suffix.lower()[1:], left_out=left_out)
    late = DISORDER if disorder is None else disorder
    found = read_asterix(path, stations=stations, day=day, ports=ports, disorder=late)
    left_out = dict(found.left_out)
    unknown = sorted(set(stations or {}) - set(found.plots.frame["sensor"].to_list()))
    plots, kind, periods = found.plots, "CAT048", found.periods
    if plots.frame.height == 0:
        if found.tracks.frame.height == 0:
            held = ", ".join(f"{count:,} of CAT{number:03d}" for number, count in found.records.items())
            why = "".join(f"; {count:,} {reason}" for reason, count in left_out.items())
            refuse(path, f"no plots to track (CAT048) and no tracks (CAT062): it holds {held}{why}")
        kind = "CAT062"
        plots, periods, again = plots_of_reports(found.tracks, period)
        if again:
            left_out["reports of a track with a later one in the same scan"] = again
    elif found.tracks.frame.height:
        left_out["reports of CAT062, beside plots of CAT048"] = found.tracks.frame.height
    if unknown:
        raise InputErrors(Problem(str(path), 0, f"station {name}", "", "no such radar in it") for name in unknown)
    return Source(path, digest, plots, kind, periods, left_out)
