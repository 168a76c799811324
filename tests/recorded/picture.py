"""Reports of tracks beside the aircraft that were there, turn by turn."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.recorded.radar import PERIOD, STANDS, Seen
from vyuha.recordings.plots import Plots
from vyuha.tracker.metrics import AirPicture, Picture
from vyuha.tracks.tracked import Tracked
from vyuha.world.geodesy import geodetic_to_local

# Between aircraft of one runway there are 5 km, between those of parallel ones 2.
CUTOFF = 1000.0
_KIND = np.dtype([("number", "i8"), ("position", "f8", (3,)), ("velocity", "f8", (3,))])


def stretches(plots: Plots, misses: int) -> dict[str, Any]:
    """Times [s] at which each aircraft is first seen, and seen again after `misses` turns or more without a plot: what
    a tracker that forgets after so many can know.
    """
    found = {}
    for (who,), rows in plots.frame.filter(plots.frame["mode_s"].is_not_null()).group_by("mode_s", maintain_order=True):
        time = rows["time"].to_numpy()
        again = np.flatnonzero(np.diff(time) > (misses + 0.5) * PERIOD) + 1
        found[str(who)] = time[np.append(0, again)]
    return found


def picture_of(made: Tracked, seen: Sequence[Seen], starts: dict[str, Any]) -> Picture:
    """Measures at the end of each turn: the newest report of each track that lives, moved on to that time. A track in
    the north, where a turn ends, may have none in one turn, so reports of one and a half turns count.

    Aircraft are there while `seen`; one that comes back (`starts`) is another one.
    """
    frame = made.tracks.frame
    alive = (frame["status"] != "ended").to_numpy()
    # The frame of the tracks and the axes of the radar differ by its height.
    place = made.followed.place - np.array(geodetic_to_local(made.measured.frame[0], *STANDS))
    speed = frame.select("velocity_east", "velocity_north", "climb_rate").fill_null(0.0).to_numpy()
    time, number = frame["time"].to_numpy(), frame["track"].to_numpy()
    order = {who: 1000 * n for n, who in enumerate(sorted(starts))}
    quality = AirPicture(CUTOFF)
    for turn in range(int(time[0] // PERIOD), int(time[-1] // PERIOD)):
        end = (turn + 1) * PERIOD
        rows = np.flatnonzero((time > end - 1.5 * PERIOD) & (time <= end))
        latest = dict(zip(number[rows].tolist(), rows.tolist(), strict=True))
        newest = np.array([row for _, row in sorted(latest.items()) if alive[row]], dtype=np.int64)
        tracks = np.zeros(len(newest), _KIND)
        if len(newest):
            tracks["number"], tracks["velocity"] = number[newest], speed[newest]
            tracks["position"] = place[newest] + speed[newest] * (end - time[newest])[:, None]
        there = [one for one in seen if one.time[0] <= end <= one.time[-1]]
        who = [order[a] + max(int(np.searchsorted(starts[a], end)), 1) for a in (one.flight.address for one in there)]
        truth = np.array([one.at(end) for one in there]).reshape(-1, 2, 3)
        quality.add(end, who, truth[:, 0], truth[:, 1], tracks)
    return quality.result()


def interruptions(made: Tracked) -> list[tuple[str, float, float]]:
    """Aircraft with more than one track: who, its last plot [s] in one and its first in the next."""
    address: list[Any] = made.measured.plots.frame["mode_s"].to_list()
    time = made.measured.plots.frame["time"].to_list()
    spans: dict[str, list[tuple[float, float]]] = {}
    for life in made.followed.lives:
        who = _owner(address, life.plots)
        if who is not None:
            own = [time[row] for row in life.plots if address[row] == who]
            spans.setdefault(who, []).append((own[0], own[-1]))
    return [
        (who, before[1], after[0])
        for who, mine in spans.items()
        for before, after in zip(sorted(mine), sorted(mine)[1:], strict=False)
    ]


def always_in_sight(seen: Sequence[Seen], who: str, start: float, end: float) -> bool:
    """Whether the radar could see an aircraft all the time between two moments [s]."""
    for one in seen:
        if one.flight.address == who and one.time[0] <= start and end <= one.time[-1]:
            return bool(one.clear[(one.time >= start) & (one.time <= end)].all())
    return False


def owners(made: Tracked) -> Counter[str | None]:
    """How many tracks each aircraft has, by the address that most plots of a track have; None: tracks without any."""
    address: list[Any] = made.measured.plots.frame["mode_s"].to_list()
    found: Counter[str | None] = Counter()
    for life in made.followed.lives:
        found[_owner(address, life.plots)] += 1
    return found


def _owner(address: Sequence[Any], plots: Any) -> str | None:
    """The address that most of a track's `plots` have; None if none has any."""
    took = Counter(address[row] for row in plots if address[row])
    return max(took, key=lambda who: took[who]) if took else None
