"""A recording, tracked: from its file to tracks, figures, and the record of how they were made."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from vyuha.recordings.plots import Tracks
from vyuha.tracks.follow import Followed, Progress, follow
from vyuha.tracks.measured import Measured, measure
from vyuha.tracks.options import TrackOptions
from vyuha.tracks.source import Source
from vyuha.tracks.summary import TrackSummary, summarise_tracks

# What the tracks say they come from, as SAC/SIC: numbers that no state uses.
SOURCE = "0/1"


@dataclass(frozen=True)
class Tracked:
    """Tracks of a recording. `tracks.frame` is a Polars data frame, SI units and radians, a row for each report."""

    source: Source
    options: TrackOptions
    measured: Measured
    followed: Followed
    summary: TrackSummary
    command: str
    asked: Mapping[str, Any]

    @property
    def tracks(self) -> Tracks:
        """The reports of all confirmed tracks, in order of time."""
        return self.followed.tracks

    @property
    def left_out(self) -> dict[str, int]:
        """What of the recording was not tracked, by reason."""
        return self.source.left_out | self.measured.left_out

    def manifest(self, files: list[str]) -> dict[str, Any]:
        """How the tracks were made; without the time of day, so that the same call leaves the same bytes."""
        return {
            "format": "vyuha tracks",
            "format_version": 1,
            "command": self.command,
            "input": {"file": str(self.source.path), "sha256": self.source.sha256, "kind": self.source.kind},
            "versions": {"python": platform.python_version()}
            | {name: version(name) for name in ("vyuha", "numpy", "numba", "polars")},
            "platform": {"system": platform.system(), "machine": platform.machine()},
            "options": asdict(self.options) | {key: value for key, value in self.asked.items() if value},
            "clock": self.tracks.clock,
            "sensors": [
                {"name": w.name, "turns": w.turns, "period_s": w.period, "placed": w.stands is not None}
                for w in self.measured.watchers
            ],
            "left_out": self.left_out,
            "summary": self.summary.as_dict(),
            "files": files,
        }


def track_source(
    source: Source,
    options: TrackOptions,
    *,
    command: str = "",
    asked: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Tracked:
    """Track the plots of a recording that was read. `command` and `asked` (how it was read) go into the manifest.

    Raises `InputErrors`.
    """
    measured = measure(source.plots, options, source.periods, str(source.path))
    followed = follow(measured, options, SOURCE, progress)
    summary = summarise_tracks(measured, followed)
    return Tracked(source, options, measured, followed, summary, command, dict(asked or {}))
