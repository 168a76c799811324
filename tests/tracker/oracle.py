"""A slow tracker in plain NumPy and SciPy, by the rules that the benchmark gives to its peer too: an extended Kalman
filter at constant velocity, a gate and a miss at four sigma, assignment of least total distance over all pairs at once,
confirmed tracks first, third update confirms, two misses in a row end a tentative track and four a confirmed one.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

GATE = 4.0
SPEEDS = (300.0, 300.0, 100.0)


@dataclass
class Followed:
    x: Any
    p: Any
    plots: list[tuple[int, int]] = field(default_factory=list)
    misses: int = 0
    confirmed: bool = False
    ended: bool = False


def expected(x: Any) -> tuple[Any, Any]:
    """Range, azimuth from the y axis, elevation, and their slope by x, y, z, vx, vy, vz."""
    a, b, c = x[:3]
    r, g2 = math.sqrt(a * a + b * b + c * c), a * a + b * b
    g = math.sqrt(g2)
    h = np.zeros((3, 6))
    h[0, :3] = [a / r, b / r, c / r]
    h[1, :2] = [b / g2, -a / g2]
    h[2, :3] = [-a * c / (g * r * r), -b * c / (g * r * r), g / (r * r)]
    return np.array([r, math.atan2(a, b), math.asin(c / r)]), h


def gap(z: Any, at: Any) -> Any:
    v = z - at
    v[1] = math.remainder(v[1], 2.0 * math.pi)
    return v


def begin(z: Any, r: Any) -> Followed:
    """Place by inverting the plot, its covariance by the slope there; at rest."""
    reach, azimuth, elevation = z
    place = reach * np.array(
        [math.cos(elevation) * math.sin(azimuth), math.cos(elevation) * math.cos(azimuth), math.sin(elevation)]
    )
    x = np.concatenate([place, np.zeros(3)])
    back = np.linalg.inv(expected(x)[1][:, :3])
    p = np.diag([0.0, 0.0, 0.0, *np.square(SPEEDS)])
    p[:3, :3] = back @ r @ back.T
    return Followed(x, p)


def follow(scans: list[Any], sigma: Any, period: float, noise: float, gate: float = GATE, squared: bool = False) -> Any:
    """All tracks there ever were; `squared` is a control that assigns by squared distance."""
    f, r = np.eye(6), np.diag(np.square(sigma))
    f[:3, 3:] = period * np.eye(3)
    q = np.kron([[period**3 / 3, period**2 / 2], [period**2 / 2, period]], np.eye(3)) * noise
    alive: list[Followed] = []
    ever: list[Followed] = []
    for k, plots in enumerate(scans):
        for track in alive:
            track.x, track.p = f @ track.x, f @ track.p @ f.T + q
        free = list(range(len(plots)))
        for confirmed in (True, False):
            members = [track for track in alive if track.confirmed is confirmed]
            free = settle(members, plots, free, r, gate, squared, k)
        for track in alive:
            track.ended = track.misses >= (4 if track.confirmed else 2)
            track.confirmed = track.confirmed or len(track.plots) >= 3
        fresh = [begin(plots[j], r) for j in free]
        for track, j in zip(fresh, free, strict=True):
            track.plots.append((k, j))
        alive = [track for track in alive if not track.ended] + fresh
        ever += fresh
    return ever


def settle(members: Any, plots: Any, free: list[int], r: Any, gate: float, squared: bool, k: int) -> list[int]:
    """Assign the free plots to the members and correct them; the plots that are still free."""
    if not members:
        return free
    miss = gate * gate if squared else gate
    cost = np.full((len(members), len(free) + len(members)), 1e9)
    for i, track in enumerate(members):
        at, h = expected(track.x)
        s = h @ track.p @ h.T + r
        for c, j in enumerate(free):
            v = gap(plots[j], at)
            square = float(v @ np.linalg.solve(s, v))
            if square < gate * gate:
                cost[i, c] = square if squared else math.sqrt(square)
        cost[i, len(free) + i] = miss
    taken = set()
    for i, c in zip(*linear_sum_assignment(cost), strict=True):
        track = members[i]
        if c >= len(free):
            track.misses += 1
            continue
        at, h = expected(track.x)
        s = h @ track.p @ h.T + r
        gain = track.p @ h.T @ np.linalg.inv(s)
        track.x = track.x + gain @ gap(plots[free[c]], at)
        track.p = track.p - gain @ s @ gain.T
        track.misses = 0
        track.plots.append((k, free[c]))
        taken.add(free[c])
    return [j for j in free if j not in taken]
