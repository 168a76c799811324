"""Expected values: the flights themselves (table against flight), consistency (a predicted intercept is met by the
missile), the published envelope (nothing outside), convergence of the step.
"""

import math

import numpy as np
import pytest

from tests.weapons.cases import FRAME, MISSILES, catalogue_missile, setup_of
from vyuha.state.tables import Setup
from vyuha.weapons.envelope import (
    fly_out,
    intercept,
    point_at,
    predict,
    speed_at,
)
from vyuha.world.geodesy import geodesic_inverse, local_to_geodetic

PAD = (0.0, 0.0, 0.0)
UP = (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def setup() -> Setup:
    return setup_of(*MISSILES)


def time_to(setup: Setup, m: int, point: tuple[float, float, float]) -> float:
    """Time of flight [s] to a target that stands still at `point` [m]: the table's own."""
    return float(intercept(setup, m, PAD, point, (0.0, 0.0, 0.0), False)[0])


def time_there(setup: Setup, m: int, ground_range: float, height: float) -> float:
    return time_to(setup, m, point_at(FRAME[0], ground_range, height))


@pytest.mark.parametrize("m", range(len(MISSILES)))
def test_table_holds_the_flights(setup: Setup, m: int) -> None:
    missile = setup.missile[m]
    for share, height in ((0.3, 3e3), (0.5, 8e3), (0.8, 12e3)):
        ground = share * missile.maximum_range
        time, speed, _ = fly_out(missile, FRAME[0], PAD, point_at(FRAME[0], ground, height), 0.1)
        assert time_there(setup, m, ground, height) == pytest.approx(time, rel=0.04)
        assert speed_at(setup, m, ground, height) == pytest.approx(speed, rel=0.15)
    # Negative control: straight flight at the highest speed is another answer.
    assert time_there(setup, m, 0.5 * missile.maximum_range, 8e3) > 1.1 * 0.5 * missile.maximum_range / 2000.0


@pytest.mark.parametrize("m", range(len(MISSILES)))
def test_nan_outside_the_published_envelope(setup: Setup, m: int) -> None:
    missile = setup.missile[m]
    middle = 0.5 * missile.maximum_range
    assert math.isfinite(time_there(setup, m, middle, 8e3))
    assert math.isnan(time_there(setup, m, 1.001 * missile.maximum_range, 8e3))
    # The ellipsoid of the frame makes heights over the sphere uncertain by some 20 m at 200 km.
    assert math.isnan(time_there(setup, m, middle, missile.maximum_height + 60.0))
    assert math.isnan(time_there(setup, m, middle, missile.minimum_height - 60.0))
    assert math.isnan(time_there(setup, m, 0.0, missile.minimum_height))
    assert math.isnan(time_there(setup, m, math.nan, 8e3))


def test_table_has_no_holes(setup: Setup) -> None:
    """Property: at aircraft heights, whatever lies between two reachable ranges is reachable."""
    for m in range(len(MISSILES)):
        for j in range(3, 10):
            reached = np.flatnonzero(np.isfinite(setup.flyout_time[m, :, j]))
            assert len(reached) == reached[-1] - reached[0] + 1


def test_times_grow_with_range(setup: Setup) -> None:
    for m in range(len(MISSILES)):
        for j in range(len(setup.flyout_height[m])):
            times = setup.flyout_time[m, :, j]
            # Overhead and turning in, the first nodes may swap; from a tenth of the range on they may not.
            assert (np.diff(times[10:][np.isfinite(times[10:])]) > 0.0).all()


@pytest.mark.parametrize("name", MISSILES)
def test_halving_the_step_changes_little(name: str) -> None:
    missile = catalogue_missile(name)
    aim = point_at(FRAME[0], 0.8 * missile.maximum_range, 8e3)
    coarse, mid, fine = (fly_out(missile, FRAME[0], PAD, aim, dt)[0] for dt in (0.25, 0.1, 0.02))
    assert coarse == pytest.approx(fine, rel=0.01)
    assert mid == pytest.approx(fine, rel=0.003)


def test_fly_out_is_nan_where_it_cannot_get() -> None:
    missile = catalogue_missile("9M96E")
    assert all(math.isnan(value) for value in fly_out(missile, FRAME[0], PAD, point_at(FRAME[0], 200e3, 8e3), 0.25))
    assert math.isnan(fly_out(missile, FRAME[0], PAD, (0.0, 20e3, -5e3), 0.25)[0])


TARGETS = {
    "fighter coming": ((10e3, 150e3, 9e3), (-20.0, -250.0, 0.0), False),
    "fighter crossing": ((-60e3, 90e3, 8e3), (250.0, 0.0, 0.0), False),
    "fighter leaving": ((0.0, 60e3, 8e3), (0.0, 250.0, 0.0), False),
    "fast and low": ((0.0, 60e3, 500.0), (0.0, -900.0, 0.0), False),
    "ballistic": ((0.0, 70e3, 40e3), (0.0, -1300.0, -500.0), True),
}


@pytest.mark.parametrize("case", TARGETS)
def test_predicted_intercept_is_where_both_are(setup: Setup, case: str) -> None:
    m = MISSILES.index("48N6E3")
    position, velocity, ballistic = TARGETS[case]
    time, x, y, z, speed = intercept(setup, m, PAD, position, velocity, ballistic)
    # The vertical at the target leans by up to 0.02 rad from the local axis.
    there = predict(position, velocity, UP, ballistic, time)
    assert math.dist(there, (x, y, z)) < (0.03 * 4.9 * time**2 if ballistic else 1e-6)
    standing = intercept(setup, m, PAD, (x, y, z), (0.0, 0.0, 0.0), False)
    assert standing[0] == pytest.approx(time, abs=0.51)
    assert speed == pytest.approx(standing[4])
    flown, _, miss = fly_out(setup.missile[m], FRAME[0], PAD, (x, y, z), 0.1)
    assert flown == pytest.approx(time, rel=0.05)
    assert miss < 50.0
    # Negative control: where the target is now, the missile would come too late.
    assert math.dist(there, position) > 5e3


def test_no_intercept_of_what_outruns_or_stays_away(setup: Setup) -> None:
    m = MISSILES.index("9M96E2")
    assert math.isnan(intercept(setup, m, PAD, (0.0, 100e3, 9e3), (0.0, 900.0, 0.0), False)[0])
    assert math.isnan(intercept(setup, m, PAD, (0.0, 500e3, 9e3), (0.0, -250.0, 0.0), False)[0])
    assert math.isnan(intercept(setup, m, PAD, (0.0, 60e3, 45e3), (0.0, 0.0, 0.0), False)[0])
    assert math.isfinite(intercept(setup, m, PAD, (0.0, 100e3, 9e3), (0.0, -250.0, 0.0), False)[0])


def test_iteration_finds_what_a_fine_search_finds(setup: Setup) -> None:
    """300 random targets against a search over time in 0.25 s steps: the two must agree on whether there is an
    intercept.
    """
    random, wrong = np.random.default_rng(11), 0
    for _ in range(150):
        bearing, course = random.uniform(0.0, 2.0 * math.pi, 2)
        distance, speed, height = random.uniform(10e3, 350e3), random.uniform(40.0, 1200.0), random.uniform(100.0, 24e3)
        position = (distance * math.sin(bearing), distance * math.cos(bearing), height - distance**2 / 12.74e6)
        velocity = (speed * math.sin(course), speed * math.cos(course), 0.0)
        found = math.isfinite(intercept(setup, 1, PAD, position, velocity, False)[0])
        gaps = []
        for n in range(600):
            where = predict(position, velocity, UP, False, 0.5 * n)
            gaps.append(time_to(setup, 1, where) - 0.5 * n)
        crossing = any(a >= 0.0 >= b for a, b in zip(gaps, gaps[1:], strict=False))
        wrong += found != crossing
    assert wrong <= 3


def test_ground_range_follows_the_earth() -> None:
    """Against the geodesic on the ellipsoid; the sphere is of its mean radius."""
    point = point_at(FRAME[0], 300e3, 10e3)
    here, there = local_to_geodetic(FRAME[0], *PAD), local_to_geodetic(FRAME[0], *point)
    assert geodesic_inverse(*here[:2], *there[:2])[0] == pytest.approx(300e3, rel=5e-3)
    assert there[2] == pytest.approx(10e3, abs=60.0)
    # Negative control: on a flat earth it would be 7 km lower.
    assert point[2] < 10e3 - 6.5e3


@pytest.mark.parametrize("name", ["48N6E3", "9M96E"])
def test_near_points_have_no_gaps(name: str) -> None:
    """Property: under thrust a missile gains speed within a step, and no point may fall between two steps for that."""
    missile = catalogue_missile(name)
    for height in (1e3, 2e3, 5e3):
        times = [fly_out(missile, FRAME[0], PAD, point_at(FRAME[0], 100.0 * n, height), 0.2)[0] for n in range(15, 121)]
        assert all(math.isfinite(time) for time in times)
        # Negative control of the eye: the times are those of different flights.
        assert len(set(times)) == len(times)
