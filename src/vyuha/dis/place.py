"""Places on WGS-84 in earth-centred, earth-fixed axes, many at a time; without the compiler, so that a replay opens at
once.

Source    closed form for geodetic to earth-fixed.
Checked   tests/dis/test_place.py: against the kernels of `world.geodesy`, poles and date line included.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_SEMI_MAJOR = 6378137.0
_FLATTENING = 1.0 / 298.257223563
_ECCENTRICITY2 = _FLATTENING * (2.0 - _FLATTENING)


def earth_fixed(latitude: Floats, longitude: Floats, height: Floats) -> Floats:
    """Places (n, 3) in metres of `latitude`, `longitude` (n) in degrees and `height` (n) in metres above the
    ellipsoid.
    """
    lat, lon = np.radians(latitude), np.radians(longitude)
    normal = _SEMI_MAJOR / np.sqrt(1.0 - _ECCENTRICITY2 * np.sin(lat) ** 2)
    across = (normal + height) * np.cos(lat)
    up = (normal * (1.0 - _ECCENTRICITY2) + height) * np.sin(lat)
    return np.stack([across * np.cos(lon), across * np.sin(lon), up], axis=-1)
