"""Expected values: the flights at four times finer steps on both sides of the edges, and properties of a zone."""

import math
from typing import Any

import numpy as np

from tests.weapons.cases import FRAME, catalogue_missile
from vyuha.weapons.chase import HIT, chase, course_to
from vyuha.weapons.zone import EDGE_LAUNCH, ENDED, FARTHEST, NEAREST, Zone, fly_level, fly_zone, time_there

SIZE = (6, 5, 16)
HEIGHT = 8e3


def zone_of(missile: Any, speed: float = 260.0, workers: int = 2) -> Zone:
    return fly_zone(missile, FRAME[0], speed, HEIGHT, SIZE, workers)


def edges_at(zone: Zone, height: float = HEIGHT) -> Any:
    return zone.edges[int(np.flatnonzero(zone.heights == height)[0])]


def hits(missile: Any, speed: float, height: float, aspect: float, ground: float) -> bool:
    """Flown again at a quarter of the step."""
    time = time_there(missile, FRAME[0], ground, height)
    return not math.isnan(time) and (
        chase(missile, FRAME[0], course_to(ground, height, aspect, speed), time, 4.0)[4] == HIT
    )


def test_inside_is_hit_and_outside_is_not_at_finer_steps() -> None:
    """An upper height, where the flight and not the published range is the limit, and a fast target that leaves."""
    missile = catalogue_missile("48N6E3")
    for speed, height, aspect in ((260.0, 27e3, 0.0), (800.0, 8e3, math.pi)):
        aspects = np.array([aspect])
        ranges = missile.maximum_range * np.linspace(0.0, 1.0, 20) ** 1.5
        grid = fly_level(missile, FRAME[0], speed, height, aspects, ranges)
        near, far = grid[0, -1, NEAREST], grid[0, -1, FARTHEST]
        assert near < far < 0.9 * missile.maximum_range
        for share in (0.1, 0.5, 0.9):
            assert hits(missile, speed, height, aspect, near + share * (far - near))
        assert not hits(missile, speed, height, aspect, 1.05 * far)


def test_the_published_limits_bound_it() -> None:
    missile = catalogue_missile("9M96E2")
    zone = zone_of(missile)
    assert zone.heights[0] == missile.minimum_height and zone.heights[-1] == missile.maximum_height
    assert np.nanmax(zone.edges[:, :, FARTHEST]) <= missile.maximum_range
    slant = np.hypot(zone.edges[:, :, NEAREST], zone.heights[:, None])
    assert np.nanmin(slant) >= missile.minimum_range
    # Too fast a target: nothing.
    assert np.isnan(zone_of(missile, 1.01 * missile.maximum_target_speed).edges).all()


def test_a_faster_target_shrinks_the_zone_of_one_that_leaves() -> None:
    missile = catalogue_missile("48N6E3")
    slow, mid, fast = (edges_at(zone_of(missile, speed))[-1] for speed in (200.0, 500.0, 800.0))
    assert slow[EDGE_LAUNCH] > mid[EDGE_LAUNCH] > fast[EDGE_LAUNCH]
    assert slow[FARTHEST] >= mid[FARTHEST] > fast[FARTHEST]
    # Negative control: the same for one that comes in moves the point of launch out, not in.
    near = [edges_at(zone_of(missile, speed))[0][EDGE_LAUNCH] for speed in (200.0, 800.0)]
    assert near[1] > near[0]


def test_without_thrust_it_is_empty() -> None:
    missile = catalogue_missile("48N6E3")
    missile.boost_thrust, missile.boost_flow = 0.0, 0.0
    zone = zone_of(missile)
    assert np.isnan(zone.edges).all()
    assert not (zone.cells[..., ENDED] == HIT).any()


def test_more_drag_shrinks_it() -> None:
    missile, dragged = catalogue_missile("48N6E3"), catalogue_missile("48N6E3")
    for column in ("drag_subsonic", "drag_transonic", "drag_supersonic"):
        dragged[column] *= 2.0
    assert edges_at(zone_of(dragged))[0][FARTHEST] < 0.9 * edges_at(zone_of(missile))[0][FARTHEST]


def test_it_has_no_holes_against_a_fighter() -> None:
    """Property: between the edges every flown point of the grid hits."""
    zone = zone_of(catalogue_missile("48N6E3"))
    inside = (zone.ranges >= zone.edges[..., NEAREST, None]) & (zone.ranges <= zone.edges[..., FARTHEST, None])
    assert inside.any()
    assert (zone.cells[..., ENDED][inside] == HIT).all()


def test_threads_do_not_change_a_bit() -> None:
    missile = catalogue_missile("9M96E")
    one, two = zone_of(missile, workers=1), zone_of(missile, workers=3)
    assert np.array_equal(one.cells, two.cells, equal_nan=True)
    assert np.array_equal(one.edges, two.edges, equal_nan=True)
