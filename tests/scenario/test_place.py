"""Distances between places.

Expected values: closed forms on the sphere (a quarter of a great circle, an arc of a meridian); control: a flat earth.
"""

import math

import pytest

from vyuha.scenario.place import Place, point, separation

RADIUS = 6_371_008.8


def test_quarter_of_a_great_circle() -> None:
    quarter = 0.5 * math.pi * RADIUS
    assert separation((0.0, 0.0), (0.0, 0.5 * math.pi)) == pytest.approx(quarter, rel=1e-12)
    assert separation((0.0, 0.3), (0.5 * math.pi, 2.0)) == pytest.approx(quarter, rel=1e-12)


@pytest.mark.parametrize("bearing", [0.0, 1.0, 2.5, 4.0, 6.0])
@pytest.mark.parametrize("distance", [1.0, 50e3, 1900e3])
def test_polar_places_lie_at_their_range(bearing: float, distance: float) -> None:
    centre = (0.9, 1.3)
    there = point(Place("polar", bearing, distance), centre)
    assert separation(centre, there) == pytest.approx(distance, rel=1e-6)


def test_offset_is_polar_in_other_words() -> None:
    centre = (0.5, -2.0)
    offset = point(Place("offset", 30e3, 40e3), centre)
    assert offset == pytest.approx(point(Place("polar", math.atan2(3.0, 4.0), 50e3), centre), rel=1e-14)


def test_the_earth_is_round() -> None:
    """Control: two places 1000 km east and west of 60 deg north are nearer than on flat ground."""
    centre = (math.radians(60.0), 0.0)
    west, east = (point(Place("offset", side * 1e6, 0.0), centre) for side in (-1.0, 1.0))
    assert separation(west, east) == pytest.approx(2e6, rel=1e-9)
    north = (point(Place("offset", side * 1e6, 1e6), centre) for side in (-1.0, 1.0))
    assert separation(*north) < 0.997 * 2e6
