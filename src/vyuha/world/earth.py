"""The earth under a body that flies: ellipsoid, gravitation with J2, and wind by height.

Assumes   an ellipsoid of revolution; gravitation of a point and the J2 term; wind that blows along the ground, changes
          with height only (linear between levels, constant outside them) and moves with the turning earth.
Holds     from 10 km below the ellipsoid to 10,000 km above; J3 and higher, moon and sun are left out (below 1e-5 of
          gravity).
Source    W. M. Kaula, "Theory of Satellite Geodesy" (1966), for J2; B. R. Bowring, Survey Review 23 (1976), for the
          height; constants of WGS-84, and those of the check cases in NASA/TM-2015-218675.
Checked   tests/world/test_earth.py against closed forms; tests/world/test_check_cases.py against NASA's cases.
"""

import math
from collections.abc import Sequence
from typing import Any

from vyuha.base.compile import kernel
from vyuha.base.table import Rows, rows
from vyuha.base.vector import Vector
from vyuha.state.earth import Earth, WindLevel

WGS84 = {
    "semi_major": 6378137.0,
    "flattening": 1.0 / 298.257223563,
    "mu": 3.986004418e14,
    "j2": 1.08262982e-3,
    "rate": 7.292115e-5,
}


def make_earth(**changes: float) -> Any:
    """A one-row `Earth` table: WGS-84, but for `changes` (semi_major, flattening, mu, j2, rate), SI.

    A round earth at rest is `make_earth(flattening=0.0, j2=0.0, rate=0.0)`. Raises `ValueError` for other names.
    """
    unknown = set(changes) - set(WGS84)
    if unknown:
        raise ValueError(f"an earth has no {', '.join(sorted(unknown))}; allowed: {', '.join(WGS84)}")
    table = rows(Earth, 1)
    for name, value in (WGS84 | changes).items():
        table[0][name] = value
    return table


def make_wind(levels: Sequence[tuple[float, float, float]] = ()) -> Any:
    """A wind table from (height m, towards east m/s, towards north m/s), lowest first; no level: still air.

    Raises `ValueError` when heights do not rise or a value is not finite. `vyuha.world.wind` reads levels from files.
    """
    table = rows(WindLevel, max(len(levels), 1))
    for i, (height, east, north) in enumerate(levels):
        for name, value in (("height", height), ("east", east), ("north", north)):
            if not math.isfinite(value):
                raise ValueError(f"level {i + 1} of the wind: {name} {value:g}: give a finite number")
        if i and height <= levels[i - 1][0]:
            raise ValueError(f"level {i + 1} of the wind: {height:g} m does not lie above {levels[i - 1][0]:g} m")
        table[i].height, table[i].east, table[i].north = height, east, north
    return table


@kernel
def gravitation(earth: Earth, x: float, y: float, z: float) -> Vector:
    """Attraction [m/s2] by `earth` [row] at the point `x`, `y`, `z` [m] from its centre, z along the axis (Kaula)."""
    r2 = x * x + y * y + z * z
    r = math.sqrt(r2)
    pull = -earth.mu / (r2 * r)
    flat = 1.5 * earth.j2 * earth.semi_major * earth.semi_major / r2
    sine2 = 5.0 * z * z / r2
    level = pull * (1.0 + flat * (1.0 - sine2))
    return level * x, level * y, pull * (1.0 + flat * (3.0 - sine2)) * z


@kernel
def on_ellipsoid(earth: Earth, x: float, y: float, z: float) -> Vector:
    """Sine and cosine of the geodetic latitude [1] and the height [m] above the ellipsoid of `earth` [row] at the point
    `x`, `y`, `z` [m] from its centre (Bowring).
    """
    a, b = earth.semi_major, earth.semi_major * (1.0 - earth.flattening)
    e2 = earth.flattening * (2.0 - earth.flattening)
    p = math.sqrt(x * x + y * y)
    first, second = z * a, p * b
    r = math.sqrt(first * first + second * second)
    s, c = first / r, second / r
    up = z + e2 / (1.0 - e2) * b * s * s * s
    out = p - e2 * a * c * c * c
    r = math.sqrt(up * up + out * out)
    sine, cosine = up / r, out / r
    return sine, cosine, p * cosine + z * sine - a * math.sqrt(1.0 - e2 * sine * sine)


@kernel
def wind_at(wind: Rows[WindLevel], height: float) -> tuple[float, float]:
    """Wind towards east and north [m/s] at the `height` [m] in the table `wind` [table]."""
    last = len(wind) - 1
    if height <= wind[0].height:
        return wind[0].east, wind[0].north
    for i in range(last):
        low, high = wind[i], wind[i + 1]
        if height < high.height:
            share = (height - low.height) / (high.height - low.height)
            return low.east + share * (high.east - low.east), low.north + share * (high.north - low.north)
    return wind[last].east, wind[last].north
