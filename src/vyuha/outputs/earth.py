"""The ellipsoid for whole arrays, without the compiler: what writes files has no need of it.

Assumes   WGS-84 (NGA.STND.0036, 2014).
Source    closed form to Earth-centred coordinates; back by Bowring (1976), one step, good to a micrometre below 10 km
          and a millimetre below 1,000 km.
Checked   tests/outputs/test_earth.py, beside the engine's own and a published point.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_MAJOR = 6_378_137.0
_FLATTENING = 1.0 / 298.257223563
_MINOR = _MAJOR * (1.0 - _FLATTENING)
_E2 = _FLATTENING * (2.0 - _FLATTENING)
_EP2 = _E2 / (1.0 - _E2)


def ecef(latitude: npt.ArrayLike, longitude: npt.ArrayLike, height: npt.ArrayLike) -> Floats:
    """Earth-centred places [m], shape (..., 3), of latitudes, longitudes [deg] and heights over the ellipsoid [m]."""
    phi, lam = np.radians(np.asarray(latitude, float)), np.radians(np.asarray(longitude, float))
    up = np.asarray(height, float)
    prime = _MAJOR / np.sqrt(1.0 - _E2 * np.sin(phi) ** 2)
    across = (prime + up) * np.cos(phi)
    return np.stack([across * np.cos(lam), across * np.sin(lam), (prime * (1.0 - _E2) + up) * np.sin(phi)], axis=-1)


def geodetic(place: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Latitudes and longitudes [deg] and heights over the ellipsoid [m] of Earth-centred places [m], shape (..., 3)."""
    x, y, z = np.moveaxis(np.asarray(place, float), -1, 0)
    across = np.hypot(x, y)
    beta = np.arctan2(z * _MAJOR, across * _MINOR)
    phi = np.arctan2(z + _EP2 * _MINOR * np.sin(beta) ** 3, across - _E2 * _MAJOR * np.cos(beta) ** 3)
    prime = _MAJOR / np.sqrt(1.0 - _E2 * np.sin(phi) ** 2)
    # Along the vertical: of the two usual forms the one that does not divide by zero there.
    up = across * np.cos(phi) + z * np.sin(phi) - _MAJOR**2 / prime
    return np.degrees(phi), np.degrees(np.arctan2(y, x)), up


def on_the_ground(
    latitude: float, longitude: float, east: npt.ArrayLike, north: npt.ArrayLike, height: npt.ArrayLike = 0.0
) -> tuple[Floats, Floats]:
    """Latitudes and longitudes [deg] of points with `east` and `north` [m] in the plane that touches the ellipsoid at a
    point [deg], at a `height` [m] above the ellipsoid.
    """
    phi, lam = np.radians(latitude), np.radians(longitude)
    axes = np.array(
        [
            [-np.sin(lam), np.cos(lam), 0.0],
            [-np.sin(phi) * np.cos(lam), -np.sin(phi) * np.sin(lam), np.cos(phi)],
            [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)],
        ]
    )
    across = np.stack([np.asarray(east, float), np.asarray(north, float)], axis=-1)
    up = -np.sum(across**2, axis=-1) / (2.0 * _MAJOR)
    for _ in range(4):
        place = ecef(latitude, longitude, 0.0) + across @ axes[:2] + up[..., None] * axes[2]
        found = geodetic(place)
        up = up + (np.asarray(height, float) - found[2])
    return found[0], found[1]
