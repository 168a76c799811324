"""The earth as formats need it, in NumPy: the same ellipsoid as `world.geodesy`, without the compiler.

Assumes   WGS-84; degrees and metres; heights above the ellipsoid.
Source    Bowring (1976), as in `world.geodesy`.
Checked   tests/outputs/test_earth.py: against `world.geodesy`, which stands on published cases; closed forms at a pole.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vyuha.results.laydown import Laydown

Floats = npt.NDArray[np.float64]

SEMI_MAJOR = 6378137.0
FLATTENING = 1.0 / 298.257223563
_E2 = FLATTENING * (2.0 - FLATTENING)
_SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)
# Newton's steps to a height; each squares an error that begins below a thousandth.
_STEPS = 4


def ecef(latitude: npt.ArrayLike, longitude: npt.ArrayLike, height: npt.ArrayLike) -> Floats:
    """Earth-fixed positions (n, 3) [m] of latitudes and longitudes [deg] and heights [m], each (n)."""
    up = _up(latitude, longitude)
    normal = SEMI_MAJOR / np.sqrt(1.0 - _E2 * up[..., 2] ** 2)
    flat = np.stack([normal, normal, normal * (1.0 - _E2)], axis=-1)
    return np.asarray((flat + np.asarray(height, np.float64)[..., None]) * up)


def _up(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Floats:
    """The upright of the ellipsoid, unit vectors (n, 3)."""
    b, a = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b) + 0.0 * a], axis=-1)


def geodetic(places: Floats) -> tuple[Floats, Floats, Floats]:
    """Latitudes and longitudes [deg] and heights [m], each (n), of earth-fixed positions (n, 3) [m]."""
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    p = np.hypot(x, y)
    angle = np.arctan2(z * SEMI_MAJOR, p * _SEMI_MINOR)
    up = z + _E2 / (1.0 - _E2) * _SEMI_MINOR * np.sin(angle) ** 3
    latitude = np.arctan2(up, p - _E2 * SEMI_MAJOR * np.cos(angle) ** 3)
    sine, cosine = np.sin(latitude), np.cos(latitude)
    height = p * cosine + z * sine - SEMI_MAJOR * np.sqrt(1.0 - _E2 * sine * sine)
    return np.degrees(latitude), np.degrees(np.arctan2(y, x)), height


def axes(latitude: float, longitude: float) -> Floats:
    """The local east, north and up as rows of earth-fixed unit vectors (3, 3), at a latitude and longitude [deg]."""
    east, up = _up(0.0, longitude + 90.0), _up(latitude, longitude)
    return np.array([east, np.cross(up, east), up])


def on_map(laydown: Laydown, east: Sequence[float], north: Sequence[float], height: float) -> tuple[Floats, Floats]:
    """Latitudes and longitudes [deg] of points of a map, east and north of its origin [m], at `height` above the
    ellipsoid [m]: maps lie in the plane that touches the earth at the origin.
    """
    turn = axes(laydown.latitude, laydown.longitude)
    start = ecef(laydown.latitude, laydown.longitude, 0.0) + np.outer(east, turn[0]) + np.outer(north, turn[1])
    up = height - (np.square(east) + np.square(north)) / (2.0 * SEMI_MAJOR)
    for _ in range(_STEPS):
        latitude, longitude, reached = geodetic(start + np.outer(up, turn[2]))
        # The plane's upright leans away from the local one.
        up = up + (height - reached) / (_up(latitude, longitude) @ turn[2])
    latitude, longitude, _ = geodetic(start + np.outer(up, turn[2]))
    return latitude, longitude
