"""What came out, in figures. Aircraft addresses (Mode S), where the plots have them, say whose plots a track took."""

import math
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from vyuha.tracks.follow import Followed
from vyuha.tracks.measured import Measured


@dataclass(frozen=True)
class ByAddress:
    """Tracks beside the addresses of their plots, as if those were the truth.

    `purity`: share of the plots with an address, over all tracks, that have the most frequent one of their track
    (None: there are none).
    `tracked`: addresses of which a track took most plots; `breaks`: tracks beyond the first of an address; `ghosts`:
    tracks none of whose plots has an address.
    """

    addresses: int
    tracked: int
    purity: float | None
    breaks: int
    ghosts: int


@dataclass(frozen=True)
class TrackSummary:
    """Figures of a whole recording. Mean length, from first to last plot, and mean time from first plot to confirmation
    in seconds; None where there are no tracks. `taken` is the share of all plots that confirmed tracks took.
    """

    plots: int
    sensors: int
    scans: float
    duration: float
    tracks: int
    mean_length: float | None
    time_to_confirm: float | None
    coasted: float | None
    taken: float
    by_address: ByAddress | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def summarise_tracks(measured: Measured, followed: Followed) -> TrackSummary:
    """The figures of these tracks."""
    times = measured.plots.frame["time"].to_numpy()
    lives, status = followed.lives, Counter(followed.tracks.frame["status"].to_list())
    looks = status["confirmed"] + status["coasting"]
    return TrackSummary(
        plots=len(times),
        sensors=len(measured.watchers),
        scans=float(sum(_scans(measured, row) for row in range(len(measured.watchers)))),
        duration=float(times[-1] - times[0]),
        tracks=len(lives),
        mean_length=float(np.mean([life.last - life.start for life in lives])) if lives else None,
        time_to_confirm=float(np.mean([life.confirmed - life.start for life in lives])) if lives else None,
        coasted=status["coasting"] / looks if looks else None,
        taken=sum(len(life.plots) for life in lives) / len(times),
        by_address=_by_address(measured, followed),
    )


def _scans(measured: Measured, row: int) -> float:
    """Scans of one sensor: turns of its antenna, or looks."""
    widths = [look.width for look in measured.looks if look.sensor == row]
    return round(math.fsum(widths) / (2.0 * math.pi), 2)


def _by_address(measured: Measured, followed: Followed) -> ByAddress | None:
    address = measured.plots.frame["mode_s"].to_list()
    everyone = {who for who in address if who is not None}
    if not everyone:
        return None
    right = known = ghosts = 0
    owners: Counter[str] = Counter()
    for life in followed.lives:
        took = Counter(address[row] for row in life.plots if address[row] is not None)
        if not took:
            ghosts += 1
            continue
        # Of addresses that are equally frequent, the first in the alphabet: the same bits twice.
        owner, most = min(took.items(), key=lambda item: (-item[1], item[0]))
        right, known = right + most, known + sum(took.values())
        owners[owner] += 1
    purity = right / known if known else None
    return ByAddress(len(everyone), len(owners), purity, sum(owners.values()) - len(owners), ghosts)
