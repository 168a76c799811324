"""Decoys that threats release on their way: when, and along which path."""

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.scenario.model import Decoys
from vyuha.state.frame import Frame
from vyuha.state.threat import Knot
from vyuha.threats.ballistic import falling_knots
from vyuha.threats.motion import between
from vyuha.world.geodesy import vertical

Floats = npt.NDArray[np.float64]


def decoy_knots(
    decoys: Decoys, item: ThreatItem, carrier: Floats, target: Floats, frame: Frame
) -> tuple[Floats, float]:
    """Knots (n, 7) of what a threat on the knots `carrier` (n, 7) to the place `target` (3) releases, from time 0 on,
    and when (s) into the flight it does. Ballistic decoys fall with their own drag, others keep to the carrier's
    course. Raises `ValueError` when the flight does not begin farther away, or has ended by then.
    """
    away = np.linalg.norm(carrier[:, 1:4] - target, axis=1)
    if away[0] <= decoys.at:
        raise ValueError(
            f"its decoys are to leave {decoys.at / 1e3:g} km before the target, where it only starts "
            f"{away[0] / 1e3:.0f} km from it"
        )
    if away[-1] >= decoys.at:
        raise ValueError(
            f"its decoys are to leave {decoys.at / 1e3:g} km before the target; its own flight ends "
            f"{away[-1] / 1e3:.0f} km from it"
        )
    # From the last knot farther away on, it only comes nearer.
    before = int(np.flatnonzero(away > decoys.at)[-1])
    time = _moment(carrier, before, target, decoys.at)
    first = _state(carrier, before, time)
    if item.ballistic_coefficient is not None:
        floor = vertical(frame, *(float(v) for v in target))[3]
        return falling_knots(frame, first, item.ballistic_coefficient.value, floor), time
    # At least the end of the flight: two knots make a path.
    rest = carrier[(carrier[:, 0] > time + 1e-3) | (np.arange(len(carrier)) == len(carrier) - 1)].copy()
    rest[:, 0] -= time
    first[0] = 0.0
    return np.vstack([first, rest]), time


def _moment(carrier: Floats, before: int, target: Floats, distance: float) -> float:
    """When (s) the carrier is `distance` (m) from the target, between the knots `before` and the next: halved until
    nothing is left to halve.
    """
    low, high = float(carrier[before, 0]), float(carrier[before + 1, 0])
    for _ in range(60):
        middle = 0.5 * (low + high)
        if np.linalg.norm(_state(carrier, before, middle)[1:4] - target) > distance:
            low = middle
        else:
            high = middle
    return low


def _state(carrier: Floats, before: int, time: float) -> Floats:
    """Time, place and velocity (7) at `time` (s) between the knots `before` and the next."""
    pair = rows(Knot, 2)
    for row, knot in zip(pair, carrier[before : before + 2], strict=True):
        row.time, row.x, row.y, row.z, row.vx, row.vy, row.vz = knot
    return np.array([time, *between(pair[0], pair[1], time)])
