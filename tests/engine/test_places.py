"""Places on the earth: the ways of writing one agree.

Expected values: geographiclib-checked geodesics of `world.geodesy`, run backwards, and the definition of each form.
"""

import math

import pytest

from vyuha.base.table import rows
from vyuha.engine.places import locate, stand
from vyuha.scenario.place import Place
from vyuha.state.site import Site
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodesic_inverse

ORIGIN = (math.radians(31.0), math.radians(74.9))


def test_latitude_and_longitude_stand_as_they_are() -> None:
    assert locate(Place("geodetic", 0.5, 1.2), ORIGIN) == (0.5, 1.2)


@pytest.mark.parametrize(("bearing", "distance"), [(0.0, 10e3), (137.0, 250e3), (275.0, 1800e3)])
def test_bearing_and_range_run_along_the_geodesic(bearing: float, distance: float) -> None:
    at = locate(Place("polar", math.radians(bearing), distance), ORIGIN)
    found, azimuth, *_ = geodesic_inverse(*ORIGIN, *at)
    assert found == pytest.approx(distance, abs=1e-3)
    assert math.degrees(azimuth) % 360.0 == pytest.approx(bearing, abs=1e-7)


def test_an_offset_is_a_bearing_and_range() -> None:
    """3-4-5: east 30 km, north 40 km is 50 km at 36.87 degrees. Control: east and north exchanged are elsewhere."""
    polar = locate(Place("polar", math.atan2(3.0, 4.0), 50e3), ORIGIN)
    assert locate(Place("offset", 30e3, 40e3), ORIGIN) == pytest.approx(polar, abs=1e-12)
    assert locate(Place("offset", 40e3, 30e3), ORIGIN) != pytest.approx(polar, abs=1e-4)


@pytest.mark.parametrize("kind", ["offset", "polar"])
def test_no_distance_is_the_reference_itself(kind: str) -> None:
    assert locate(Place(kind, 0.0, 0.0), ORIGIN) == ORIGIN  # type: ignore[arg-type]


def test_a_row_stands_on_the_ground_with_its_own_vertical() -> None:
    """10 km north the vertical has turned by 10 km over some 6,360 km (radius of the meridian there: 6,352 km)."""
    row, frame = rows(Site, 1)[0], make_frame(*ORIGIN)[0]
    stand(frame, row, locate(Place("offset", 0.0, 10e3), ORIGIN), 25.0)
    assert (row.x, row.y) == pytest.approx((0.0, 10e3), abs=0.1)
    assert row.z == pytest.approx(25.0 - 10e3**2 / 2 / 6.36e6, abs=0.05)
    assert (row.up_x, row.up_y) == pytest.approx((0.0, 10e3 / 6.352e6), abs=2e-6)
