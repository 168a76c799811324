"""Ellipsoid, gravity and wind. Expected values: WGS-84's formula for normal gravity, geodesy's conversion, lines."""

import math

import pytest

from vyuha.world.earth import WGS84, gravitation, make_earth, make_wind, on_ellipsoid, wind_at
from vyuha.world.geodesy import ecef_to_geodetic, geodetic_to_ecef


@pytest.mark.parametrize("degrees", [0.0, 30.0, 45.0, 60.0, 90.0])
def test_gravity_on_the_ellipsoid_is_the_normal_gravity_of_wgs84(degrees: float) -> None:
    # Somigliana's formula, NIMA TR8350.2, with its constants; J2 alone leaves twelve parts in a million at the pole.
    latitude = math.radians(degrees)
    normal = 9.7803253359 * (1.0 + 0.00193185265241 * math.sin(latitude) ** 2)
    normal /= math.sqrt(1.0 - 0.00669437999013 * math.sin(latitude) ** 2)

    def gravity(**changes: float) -> float:
        earth = make_earth(**changes)[0]
        x, y, z = geodetic_to_ecef(latitude, 0.0, 0.0)
        gx, gy, gz = gravitation(earth, x, y, z)
        return math.hypot(gx + earth.rate**2 * x, gy + earth.rate**2 * y, gz)

    assert gravity() == pytest.approx(normal, rel=2e-5)
    assert gravity(j2=0.0) != pytest.approx(normal, rel=1e-4)


@pytest.mark.parametrize("height", [-5e3, 0.0, 12e3, 400e3])
@pytest.mark.parametrize("degrees", [-89.999, -35.0, 0.0, 47.0, 90.0])
def test_heights_agree_with_geodesy(degrees: float, height: float) -> None:
    x, y, z = geodetic_to_ecef(math.radians(degrees), 0.3, height)
    sine, cosine, found = on_ellipsoid(make_earth()[0], x, y, z)
    assert found == pytest.approx(ecef_to_geodetic(x, y, z)[2], abs=1e-8)
    assert found == pytest.approx(height, abs=1e-5)
    assert math.atan2(sine, cosine) == pytest.approx(math.radians(degrees), abs=1e-9)


def test_wind_is_linear_between_levels_and_constant_outside() -> None:
    wind = make_wind([(0.0, 10.0, 0.0), (1000.0, 20.0, -4.0), (3000.0, 0.0, 0.0)])
    assert wind_at(wind, -100.0) == (10.0, 0.0)
    assert wind_at(wind, 500.0) == (15.0, -2.0)
    assert wind_at(wind, 1000.0) == (20.0, -4.0)
    assert wind_at(wind, 2000.0) == (10.0, -2.0)
    assert wind_at(wind, 9e3) == (0.0, 0.0)
    assert wind_at(make_wind(), 500.0) == (0.0, 0.0)


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="level 2 of the wind: 500 m does not lie above 500 m"):
        make_wind([(500.0, 1.0, 1.0), (500.0, 2.0, 2.0)])
    strange = (
        ((math.inf, 1.0, 1.0), "height inf"),
        ((0.0, math.nan, 1.0), "east nan"),
        ((0.0, 0.0, -math.inf), "north -inf"),
    )
    for level, field in strange:
        with pytest.raises(ValueError, match=f"level 2 of the wind: {field}: give a finite number"):
            make_wind([(-1.0, 0.0, 0.0), level])
    with pytest.raises(ValueError, match="an earth has no radius"):
        make_earth(radius=1.0)
    assert set(WGS84) == {"semi_major", "flattening", "mu", "j2", "rate"}
