"""Expected values: geometry, statistics of the noise (fixed seed, 5 sigma), and the design goal of a miss of a few
metres.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.weapons.cases import FRAME, catalogue_missile, point_mass
from vyuha.weapons.endgame import closest_approach
from vyuha.weapons.flight import advance
from vyuha.weapons.guidance import pn_command
from vyuha.weapons.seeker import LOOK_INTERVAL, acquires, may_home, noisy_sight


def test_sees_inside_range_and_cone_only() -> None:
    missile = catalogue_missile("9M96E2")
    body = (0.0, 0.0, 5e3, 0.0, 900.0, 0.0, 0.0, 0.0, 0.0)
    far = missile.seeker_range
    edge = missile.seeker_half_angle
    assert acquires(missile, body, 0.0, 0.99 * far, 0.0)
    assert not acquires(missile, body, 0.0, 1.01 * far, 0.0)
    for angle, seen in ((edge - 0.01, True), (edge + 0.01, False)):
        assert acquires(missile, body, 5e3 * math.sin(angle), 5e3 * math.cos(angle), 0.0) is seen
    assert not acquires(missile, body, 0.0, -1e3, 0.0)


def test_homing_waits_for_turn_over_range_and_speed() -> None:
    missile = catalogue_missile("48N6E3")
    near, fast = 0.9 * missile.seeker_range, 1.1 * missile.minimum_speed
    assert may_home(missile, 5.0, near, fast)
    assert not may_home(missile, 0.5 * missile.turnover_time, near, fast)
    assert not may_home(missile, 5.0, 1.1 * missile.seeker_range, fast)
    assert not may_home(missile, 5.0, near, 0.9 * missile.minimum_speed)
    # In the last seconds it homes however slow it is.
    assert may_home(missile, 5.0, 1e3, 0.9 * missile.minimum_speed)


@pytest.mark.parametrize("sight", [(8e3, 100.0, -500.0), (10.0, 20.0, 5e3), (0.0, 0.0, -3e3)])
@pytest.mark.parametrize("dt", [0.005, 0.02, 0.1])
def test_noise_is_across_the_sight_with_the_stated_density(sight: tuple[float, float, float], dt: float) -> None:
    draws = np.random.default_rng(5).standard_normal((4000, 2))
    seen = np.array([noisy_sight(0.01, dt, *sight, float(a), float(b)) for a, b in draws])
    off = seen - np.array(sight)
    distance = math.hypot(*sight)
    assert np.abs(off @ np.array(sight)).max() < 1e-6 * distance * distance
    # Variance of each of the two components; 5 sigma of a variance from 8,000 draws is 8 %.
    variance = (off**2).sum() / (2 * len(draws)) / distance**2
    assert variance == pytest.approx(0.01**2 * LOOK_INTERVAL / dt, rel=0.08)


def homing_miss(missile: Any, noise: float, dt: float, seed: int, offset: float = 100.0) -> float:
    """Miss (m) from 8 km, head-on against 250 m/s, with the target `offset` (m) off the course."""
    draw = np.random.default_rng(seed)
    a = (0.0, 0.0, 5e3, 0.0, 1000.0, 0.0, 0.0, 0.0, 0.0)
    start, t = (offset, 8e3, 5e3 + offset), 0.0
    while t < 60.0:
        target = (start[0], start[1] - 250.0 * t, start[2])
        r = (target[0] - a[0], target[1] - a[1], target[2] - a[2], -a[3], -250.0 - a[4], -a[5])
        after, miss = closest_approach(*r)
        step = min(dt, max(after / 8.0, 0.005))
        if after <= step:
            return miss
        first, second = (float(n) for n in draw.standard_normal(2))
        seen = noisy_sight(noise, step, *r[:3], first, second)
        command = pn_command(missile.navigation_gain, *seen, *r[3:])
        a = advance(missile, FRAME[0], 60.0 + t, step, a, command)
        t += step
    return math.inf


@pytest.mark.parametrize(("name", "least", "most"), [("9M96E2", 0.2, 3.0), ("48N6E3", 0.5, 6.0)])
def test_typical_miss_is_a_few_metres(name: str, least: float, most: float) -> None:
    missile = catalogue_missile(name)
    typical = float(np.median([homing_miss(missile, missile.homing_noise, 0.1, seed) for seed in range(60)]))
    assert least < typical < most
    # Negative control: without noise the same flight all but hits.
    assert homing_miss(missile, 0.0, 0.1, 0) < 0.3 * typical


def test_miss_does_not_depend_on_the_step() -> None:
    """Root mean square of 80 misses each; 5 sigma of the ratio is about 60 %."""
    missile = catalogue_missile("48N6E3")
    coarse, fine = (
        math.sqrt(float(np.mean([homing_miss(missile, missile.homing_noise, dt, seed) ** 2 for seed in range(80)])))
        for dt in (0.1, 0.01)
    )
    assert coarse / fine == pytest.approx(1.0, abs=0.6)


def test_a_sluggish_missile_misses_more() -> None:
    """Property: a longer lag makes the same noise and heading error worse."""
    quick, slow = point_mass(lag=0.1), point_mass(lag=1.0)
    for row in (quick, slow):
        row.navigation_gain = 4.0
    misses = [float(np.mean([homing_miss(row, 0.01, 0.05, seed) for seed in range(30)])) for row in (quick, slow)]
    assert misses[1] > 1.3 * misses[0]
