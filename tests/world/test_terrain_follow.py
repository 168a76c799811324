"""Terrain following.

Expected values: the envelope of cones, computed place by place as a maximum; properties (clearance, slopes, touch);
a single hill in closed form. Controls: the ground with clearance itself breaks the slopes; a lower path somewhere
breaks a rule.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vyuha.world.geodesy import geodesic_inverse
from vyuha.world.relief import made_up_terrain
from vyuha.world.terrain_follow import Floats, follow_terrain, raise_to_slopes
from vyuha.world.terrain_grid import height_at, make_terrain

ROUTE = [(math.radians(a), math.radians(b)) for a, b in ((30.2, 70.2), (30.8, 70.9), (30.3, 71.7))]
EXTENT = (70.0, 30.0, 72.0, 31.0)


def envelope(distance: Floats, wanted: Floats, climb: float, dive: float) -> Floats:
    """Highest of the cones that stand on all places: before each rising with `climb`, after it falling with `dive`."""
    away = distance[:, None] - distance[None, :]
    return np.asarray((wanted[None, :] - np.where(away < 0.0, -climb, dive) * away).max(axis=1))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_the_path_is_the_envelope_of_cones(seed: int, climb: float, dive: float) -> None:
    random = np.random.default_rng(seed)
    distance = np.concatenate(([0.0], np.cumsum(random.uniform(10.0, 400.0, 80))))
    wanted = random.uniform(0.0, 800.0, 81)
    height = wanted.copy()
    raise_to_slopes(distance, height, climb, dive)
    assert height == pytest.approx(envelope(distance, wanted, climb, dive), abs=1e-6)
    # Control: climb and dive exchanged give another path, unless they are nearly the same.
    if abs(climb - dive) > 0.1:
        assert height != pytest.approx(envelope(distance, wanted, dive, climb), abs=1e-3)


def test_a_low_flyer_over_hills() -> None:
    terrain = made_up_terrain(EXTENT, step=0.004, seed=12, base=800.0, hills=350.0, size=0.2)
    clearance, climb, dive = 60.0, 0.10, 0.06
    path = follow_terrain(terrain, ROUTE, clearance=clearance, climb=climb, dive=dive)
    slopes = np.diff(path.height) / np.diff(path.distance)
    spare = path.height - path.ground - clearance
    assert spare.min() >= -1e-9
    assert slopes.max() <= climb + 1e-9 and slopes.min() >= -dive - 1e-9
    # It flies at its clearance where the slopes allow, and is at a limit where it flies higher.
    free = spare[1:-1] > 1e-6
    limited = (np.abs(slopes[1:] - climb) < 1e-9) | (np.abs(slopes[:-1] + dive) < 1e-9)
    assert 0.02 < 1.0 - free.mean() < 0.98
    assert limited[free].all()
    # Controls: over the same ground the slopes would be too steep without limits; with gentle limits it flies higher.
    assert np.abs(np.diff(path.ground) / np.diff(path.distance)).max() > climb
    gentle = follow_terrain(terrain, ROUTE, clearance=clearance, climb=0.02, dive=0.02)
    assert gentle.height.mean() > path.height.mean() + 10.0


def test_places_and_ground_along_the_route() -> None:
    terrain = made_up_terrain(EXTENT, step=0.01, seed=12)
    path = follow_terrain(terrain, ROUTE, clearance=100.0, climb=1.0, dive=1.0)
    legs = [geodesic_inverse(*a, *b)[0] for a, b in zip(ROUTE, ROUTE[1:], strict=False)]
    assert path.distance[-1] == pytest.approx(sum(legs))
    assert (path.latitude[0], path.longitude[0]) == ROUTE[0]
    assert (path.latitude[-1], path.longitude[-1]) == ROUTE[-1]
    corner = int(np.abs(path.distance - legs[0]).argmin())
    assert (path.latitude[corner], path.longitude[corner]) == ROUTE[1]
    assert np.diff(path.distance).min() > 0.0
    assert np.diff(path.distance).max() <= 0.5 * terrain.grid[0].sampling
    assert float(path.ground[corner]) == height_at(terrain, *ROUTE[1])


def test_one_hill_is_met_by_two_straight_slopes() -> None:
    heights = np.zeros((101, 201))
    heights[:, 100] = 500.0
    terrain = make_terrain(heights, EXTENT, "msl")
    along = [(math.radians(30.5), math.radians(longitude)) for longitude in (70.5, 71.0, 71.5)]
    path = follow_terrain(terrain, along, clearance=50.0, climb=0.05, dive=0.025)
    top = int(path.height.argmax())
    assert float(path.height[top]) == pytest.approx(550.0, abs=1.0)
    away = path.distance - path.distance[top]
    # Closed form: up at 1 in 20 from 10 km before the hill, down at 1 in 40 to 20 km after it.
    expected = np.maximum(550.0 - np.where(away < 0.0, -0.05, 0.025) * away, 50.0)
    assert path.height == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"clearance": -1.0}, "clearance: -1"),
        ({"climb": 0.0}, "climb: 0"),
        ({"dive": math.inf}, "dive: inf"),
        ({"climb": math.nan}, "climb: nan"),
    ],
)
def test_limits_that_cannot_be_are_refused(changes: dict[str, float], message: str) -> None:
    terrain = made_up_terrain(EXTENT, step=0.02, seed=1)
    with pytest.raises(ValueError, match=f"^{message}"):
        follow_terrain(terrain, ROUTE, **({"clearance": 50.0, "climb": 0.1, "dive": 0.1} | changes))


def test_routes_that_cannot_be_are_refused() -> None:
    terrain = made_up_terrain(EXTENT, step=0.02, seed=1)
    with pytest.raises(ValueError, match="^route: give at least two places"):
        follow_terrain(terrain, ROUTE[:1], clearance=50.0, climb=0.1, dive=0.1)
    away = [ROUTE[0], (ROUTE[0][0], ROUTE[0][1] - math.radians(1.0))]
    with pytest.raises(ValueError, match=r"^route: it leaves the terrain 19\.\d km from its start"):
        follow_terrain(terrain, away, clearance=50.0, climb=0.1, dive=0.1)
