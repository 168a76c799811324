"""Routes over terrain: clearance, slopes, level flight, the end on the target.

Expected values: the ground itself, looked up four times as often as knots stand; the path over a smooth earth where
the ground is at height 0.
Control: a path that is level above the sea, at the height that it would have on a smooth earth, cuts the hills.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from vyuha.state.terrain import Terrain
from vyuha.threats.over_ground import Over, Strip, ground_knots
from vyuha.threats.profile import Limits, Profile
from vyuha.threats.routes import cruise_knots
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodesic_direct, local_to_geodetic
from vyuha.world.relief import made_up_terrain
from vyuha.world.terrain_grid import height_at

HOME = math.radians(31.0), math.radians(75.0)
FRAME = make_frame(*HOME)
SPEED = 250.0
STEEPEST = 0.7
LIMITS = Limits(3.0, math.atan(STEEPEST), math.atan(STEEPEST))


def shaped(height: float, low: float, low_range: float, dive: float, release: float) -> Profile:
    """A profile at one speed, with no pop-up."""
    return Profile(height, low, low_range, dive, release, 0.0, 0.0, SPEED, SPEED, height, LIMITS)


LOW = shaped(60.0, 40.0, 20e3, 1e3, 0.0)
HIGH_LOW = shaped(9e3, 15.0, 15e3, 500.0, 0.0)
JET = shaped(8e3, 8e3, 0.0, 0.0, 10e3)
CLIMB, DIVE = 0.25, 0.40
Floats = npt.NDArray[np.float64]


@cache
def hills(height: float = 300.0) -> Terrain:
    return made_up_terrain((74.0, 30.5, 76.0, 31.5), step=1 / 360, seed=2, base=2 * height, hills=height, size=0.2)


def course() -> list[tuple[float, float]]:
    turn = geodesic_direct(*HOME, math.radians(280.0), 30e3)[:2]
    return [geodesic_direct(*HOME, math.radians(270.0), 70e3)[:2], turn, HOME]


def flown(profile: Profile, follows: bool = True, height: float = 300.0, width: float = 0.0) -> Floats:
    climb, dive = (CLIMB, DIVE) if follows else (STEEPEST, STEEPEST)
    least = profile.low if follows else min(profile.terminal_height, 150.0)
    strip = Strip(formation=width, converge=5e3)
    return ground_knots(FRAME[0], course(), profile, Over(hills(height), follows, climb, dive, least, strip))


def track(knots: Floats, pieces: int = 4) -> Floats:
    """Distance along the ground (m), height and ground below (m), also between the knots."""
    times = np.interp(np.arange(0, (len(knots) - 1) * pieces + 1) / pieces, np.arange(len(knots)), knots[:, 0])
    points = np.column_stack([np.interp(times, knots[:, 0], knots[:, axis]) for axis in (1, 2, 3)])
    found = []
    for point in points:
        latitude, longitude, height = local_to_geodetic(FRAME[0], *map(float, point))
        found.append((height, height_at(hills(), latitude, longitude)))
    steps = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
    return np.column_stack([np.concatenate([[0.0], np.cumsum(steps)]), np.array(found)])


def test_a_low_flyer_keeps_its_height_above_the_ground() -> None:
    along, height, ground = track(flown(LOW)).T
    to_go = along[-1] - along
    assert (height - ground)[to_go > 20.5e3].min() > 59.9
    assert (height - ground)[to_go > 1.2e3].min() > 39.9
    assert np.median((height - ground)[to_go > 20.5e3]) < 120.0


def test_control_level_flight_at_that_height_cuts_the_hills() -> None:
    level = cruise_knots(FRAME[0], course(), LOW)
    _, height, ground = track(level).T
    assert (height < ground).mean() > 0.5


def test_slopes_stay_within_limits() -> None:
    along, height, _ = track(flown(LOW), pieces=1).T
    slopes = np.diff(height)[:-15] / np.diff(along)[:-15]
    assert slopes.max() < 1.01 * CLIMB and slopes.min() > -1.01 * DIVE
    assert slopes.max() > 0.05


def test_it_comes_down_on_the_target() -> None:
    for profile in (LOW, HIGH_LOW):
        _, height, ground = track(flown(profile, follows=profile is LOW)).T
        assert height[-1] == pytest.approx(ground[-1], abs=0.01)


def test_a_high_flyer_stays_level_above_the_sea_and_skims_the_ground_at_the_end() -> None:
    along, height, ground = track(flown(HIGH_LOW, follows=False)).T
    to_go = along[-1] - along
    assert np.abs(height[to_go > 55e3] - 9e3).max() < 1.0
    low = (to_go < 14e3) & (to_go > 700.0)
    assert (height - ground)[low].min() > 14.9
    _, height, _ = track(flown(JET, follows=False)).T
    assert np.abs(height - 8e3).max() < 1.0


def test_over_ground_at_height_nothing_it_is_the_path_over_a_smooth_earth() -> None:
    for profile, follows in ((LOW, True), (HIGH_LOW, False), (JET, False)):
        smooth, over = cruise_knots(FRAME[0], course(), profile), flown(profile, follows, height=0.0)
        assert over[-1, 0] == pytest.approx(smooth[-1, 0], rel=1e-4)
        for axis in (1, 2, 3):
            other = np.interp(smooth[:, 0], over[:, 0], over[:, axis])
            # Over a smooth earth knots are 2 km apart: level flight sags by 0.1 m there, the descent by 17 m.
            assert np.abs(other - smooth[:, axis]).max() < (25.0 if profile is HIGH_LOW else 2.0)


def test_a_wide_raid_flies_higher() -> None:
    one, wide = track(flown(LOW)).T, track(flown(LOW, width=4e3)).T
    half = len(one[0]) // 2
    assert wide[1][:half].mean() > one[1][:half].mean() + 20.0


def test_a_course_beyond_the_terrain_is_refused() -> None:
    far = [geodesic_direct(*HOME, math.radians(270.0), 150e3)[:2], HOME]
    with pytest.raises(ValueError, match="the terrain ends under its course, 0 km"):
        ground_knots(FRAME[0], far, LOW, Over(hills(), True, CLIMB, DIVE, 40.0, Strip()))
