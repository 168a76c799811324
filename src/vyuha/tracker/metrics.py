"""How good a set of tracks is: OSPA, GOSPA, the single integrated air picture, consistency, breaks and swaps.

Assumes   truth and tracks of the same time, in the same axes. A track is of a target when the assignment of least total
          distance among pairs within `cutoff` (as many pairs as possible first) says so; one track for a target, one
          target for a track.
Holds     OSPA for orders p >= 1; GOSPA for alpha = 2, where it splits into localisation, missed and false.
Source    OSPA: D. Schuhmacher, B.-T. Vo, B.-N. Vo, IEEE Trans. Signal Processing 56 (2008), doi
          10.1109/TSP.2008.920469. GOSPA: A. Rahmathullah, A. Garcia-Fernandez, L. Svensson, FUSION 2017, doi
          10.23919/ICIF.2017.8009645. SIAP: P. Votruba et al., "Single Integrated Air Picture (SIAP) Metrics
          Implementation", 2001. NEES and NIS: Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to
          Tracking and Navigation", 2001, section 5.4.
Checked   tests/tracker/test_metrics.py: closed forms, all assignments of small sets, a history counted by hand.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import chi2

from vyuha.tracker.rows import Floats


@dataclass(frozen=True)
class Ospa:
    """OSPA and its parts [m]: `distance`^p = `localisation`^p + `cardinality`^p."""

    distance: float
    localisation: float
    cardinality: float


@dataclass(frozen=True)
class Gospa:
    """GOSPA [m], and its parts as p-th powers [m^p]: `distance`^p = `localisation` + `missed` + `false`. It grows with
    the number of targets.
    """

    distance: float
    localisation: float
    missed: float
    false: float


def _distances(truth: Any, tracks: Any) -> Floats:
    """Distance of each truth (n, d) from each track (m, d)."""
    x, y = np.asarray(truth, np.float64), np.asarray(tracks, np.float64)
    if len(x) == 0 or len(y) == 0:
        return np.zeros((len(x), len(y)))
    return np.asarray(np.linalg.norm(x[:, None, :] - y[None, :, :], axis=2))


def _check(cutoff: float, order: float) -> None:
    if not (cutoff > 0.0 and order >= 1.0):
        raise ValueError("cutoff must be positive, order at least 1")


def ospa(truth: Any, tracks: Any, cutoff: float, order: float = 2.0) -> Ospa:
    """OSPA of true positions (n, d) and track positions (m, d) [m] with `cutoff` [m] and `order`; 0 when both are
    empty. The assignment is that of the least sum of p-th powers.
    """
    _check(cutoff, order)
    most = max(len(truth), len(tracks))
    if most == 0:
        return Ospa(0.0, 0.0, 0.0)
    power = np.minimum(_distances(truth, tracks), cutoff) ** order
    rows, columns = linear_sum_assignment(power)
    near = float(power[rows, columns].sum()) / most
    missing = cutoff**order * abs(len(truth) - len(tracks)) / most
    root = 1.0 / order
    return Ospa((near + missing) ** root, near**root, missing**root)


def gospa(truth: Any, tracks: Any, cutoff: float, order: float = 2.0) -> Gospa:
    """GOSPA (alpha = 2, no switching term) of true positions (n, d) and track positions (m, d) [m] with `cutoff` [m]
    and `order`.
    """
    _check(cutoff, order)
    distance = _distances(truth, tracks)
    rows, columns = linear_sum_assignment(np.minimum(distance, cutoff) ** order)
    # A pair at the cut-off costs as much as a missed target and a false track.
    near = distance[rows, columns] < cutoff
    localisation = float((distance[rows, columns][near] ** order).sum())
    pairs = int(near.sum())
    half = cutoff**order / 2.0
    missed, false = half * (len(truth) - pairs), half * (len(tracks) - pairs)
    return Gospa((localisation + missed + false) ** (1.0 / order), localisation, missed, false)


def match(truth: Any, tracks: Any, cutoff: float) -> list[tuple[int, int]]:
    """Pairs (row of truth, row of track) of which as many as possible lie within `cutoff` [m], with the least total
    distance.
    """
    distance = _distances(truth, tracks)
    most = cutoff * (min(distance.shape) + 1)
    rows, columns = linear_sum_assignment(np.where(distance < cutoff, distance, most))
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if distance[i, j] < cutoff]


def nees(truth: Any, mean: Any, covariance: Any) -> Floats:
    """Squared error of each estimate, (n, d) with (n, d, d), in units of its covariance: chi-square with d degrees of
    freedom for a filter that knows its errors. For NIS give innovations as `truth`, zero as `mean`.
    """
    error = np.asarray(truth, np.float64) - np.asarray(mean, np.float64)
    return np.asarray(np.einsum("...i,...i", error, np.linalg.solve(covariance, error[..., None])[..., 0]))


def consistency_bounds(components: int, runs: int, level: float = 0.05) -> tuple[float, float]:
    """Bounds between which the mean NEES or NIS of so many independent `runs` lies with probability 1 - `level`."""
    low, high = chi2.ppf([level / 2.0, 1.0 - level / 2.0], components * runs) / runs
    return float(low), float(high)


@dataclass
class _Target:
    """What is remembered of one target."""

    present: list[float] = field(default_factory=list)
    # Track number at each time, -1 for none.
    tracks: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    """Measures over a period. Fractions and means over all scans; NaN where nothing was there to count.

    SIAP: `completeness`, `ambiguity`, `spuriousness`, `position_error` [m], `velocity_error` [m/s], `number_changes`
    [1/s] and `longest_segment` (share of a target's time for which its longest-lived track held it). Beyond: `breaks`
    (times a target lost its track and later had one again), `swaps` (times the track of a target became another
    target's), `confirm_time` [s] (mean, from a target's first scan to its first track), `unseen` (targets that never
    had one), `purity` (mean share of the most frequent target among a track's).
    """

    completeness: float
    ambiguity: float
    spuriousness: float
    position_error: float
    velocity_error: float
    number_changes: float
    longest_segment: float
    breaks: int
    swaps: int
    confirm_time: float
    unseen: int
    purity: float


class AirPicture:
    """Gathers a picture's measures, scan by scan.

        quality = AirPicture(cutoff=1000.0)
        quality.add(time, ids, positions, velocities, tracks)     # tracks as the tracker returns them
        print(quality.result().completeness)

    A track counts for a target within `cutoff` [m]. For ambiguity every track counts for its nearest target within the
    cut-off, else each target has one track at most.
    """

    def __init__(self, cutoff: float) -> None:
        _check(cutoff, 1.0)
        self.cutoff = cutoff
        self._targets: dict[int, _Target] = {}
        self._owners: dict[int, list[int]] = {}
        self._sums = dict.fromkeys(("targets", "held", "tracks", "near", "pairs", "position", "velocity"), 0.0)

    def add(self, time: float, ids: Sequence[int], positions: Any, velocities: Any, tracks: Any) -> None:
        """One scan: true `ids`, `positions` (n, 3) [m] and `velocities` (n, 3) [m/s], and tracks as a structured array
        with `number`, `position`, `velocity`. Times must not go back.
        """
        place, speed = np.asarray(positions, np.float64), np.asarray(velocities, np.float64)
        pairs = match(place, tracks["position"], self.cutoff)
        distance = _distances(place, tracks["position"])
        near = int((distance < self.cutoff).any(axis=0).sum()) if distance.size else 0
        counted: dict[str, float] = {
            "targets": len(ids),
            "held": len(pairs),
            "tracks": len(tracks),
            "near": near,
            "pairs": len(pairs),
            "position": sum(float(distance[i, j]) for i, j in pairs),
            "velocity": sum(float(np.linalg.norm(speed[i] - tracks["velocity"][j])) for i, j in pairs),
        }
        for name, value in counted.items():
            self._sums[name] += value
        held = {ids[i]: int(tracks["number"][j]) for i, j in pairs}
        for who in ids:
            target = self._targets.setdefault(who, _Target())
            target.present.append(time)
            target.tracks.append(held.get(who, -1))
        for who, number in held.items():
            self._owners.setdefault(number, []).append(who)

    def result(self) -> Picture:
        """The measures so far."""
        s, targets = self._sums, list(self._targets.values())
        waits = [
            target.present[next(i for i, n in enumerate(target.tracks) if n >= 0)] - target.present[0]
            for target in targets
            if max(target.tracks) >= 0
        ]
        changes, span = sum(_changes(target.tracks) for target in targets), sum(map(_held_time, targets))
        lives, longest = sum(map(_life, targets)), sum(map(_longest, targets))
        shares = [max(map(owners.count, set(owners))) / len(owners) for owners in self._owners.values()]
        return Picture(
            completeness=_ratio(s["held"], s["targets"]),
            ambiguity=_ratio(s["near"], s["held"]),
            spuriousness=_ratio(s["tracks"] - s["near"], s["tracks"]),
            position_error=_ratio(s["position"], s["pairs"]),
            velocity_error=_ratio(s["velocity"], s["pairs"]),
            number_changes=_ratio(changes, span),
            longest_segment=_ratio(longest, lives),
            breaks=sum(_breaks(target.tracks) for target in targets),
            swaps=sum(map(_changes, self._owners.values())),
            confirm_time=_ratio(sum(waits), len(waits)),
            unseen=sum(max(target.tracks) < 0 for target in targets),
            purity=_ratio(sum(shares), len(shares)),
        )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _changes(tracks: list[int]) -> int:
    """How many other tracks a target had after its first: the scans at which the number is another than the last."""
    seen = [n for n in tracks if n >= 0]
    return sum(a != b for a, b in zip(seen, seen[1:], strict=False))


def _breaks(tracks: list[int]) -> int:
    """Gaps without a track between two times with one."""
    seen = [i for i, n in enumerate(tracks) if n >= 0]
    return sum(b - a > 1 for a, b in zip(seen, seen[1:], strict=False))


def _life(target: _Target) -> float:
    return target.present[-1] - target.present[0]


def _spells(target: _Target) -> list[tuple[int, float]]:
    """Track number and length [s] of each step between two scans at whose beginning the target was held."""
    steps = zip(target.tracks, target.present, target.present[1:], strict=False)
    return [(number, after - before) for number, before, after in steps if number >= 0]


def _held_time(target: _Target) -> float:
    return sum(length for _, length in _spells(target))


def _longest(target: _Target) -> float:
    """Longest time for which one track held the target without a break or a change [s]."""
    best, run, previous = 0.0, 0.0, -1
    steps = zip(target.tracks, target.present, target.present[1:], strict=False)
    for number, before, after in steps:
        run = (run if number == previous else 0.0) + (after - before) if number >= 0 else 0.0
        previous, best = number, max(best, run)
    return best
