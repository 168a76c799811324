"""Earth-fixed places: the same as the kernels of `world.geodesy`, which are tested against published cases."""

import math

import numpy as np
import pytest

from vyuha.dis.place import earth_fixed
from vyuha.world.geodesy import geodetic_to_ecef


@pytest.mark.parametrize("latitude", [-90.0, -89.999, -31.0, 0.0, 45.0, 89.999, 90.0])
def test_as_the_kernels(latitude: float) -> None:
    longitude = np.array([-180.0, -179.9, -74.0, 0.0, 74.9, 179.999, 180.0])
    height = np.linspace(-100.0, 30e3, len(longitude))
    found = earth_fixed(np.full(len(longitude), latitude), longitude, height)
    expected = [
        geodetic_to_ecef(math.radians(latitude), math.radians(a), float(h))
        for a, h in zip(longitude, height, strict=True)
    ]
    assert np.allclose(found, expected, atol=1e-6)
