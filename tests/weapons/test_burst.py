"""Bursts: closed forms against Monte Carlo over shells and errors of aim."""

import math

import numpy as np
import pytest
from scipy import special

from vyuha.catalogue import load
from vyuha.weapons.burst import burst_kill, burst_kill_at, shell_hit, shell_speed, shell_time
from vyuha.weapons.performance import burst_row

# A 30 mm gun at 2 km: 5 m of spread and aim, a drone of 0.7 m2.
ROUNDS, HIT_KILL, AREA, SPREAD, AIM = 80, 0.4, 0.7, 5.0, 5.0


def simulated(area: float, spread: float, aim: float, disc: bool, trials: int = 40_000) -> tuple[float, float]:
    """Share of bursts that kill, shell by shell, and its standard error; the target is a Gaussian or a disc."""
    draw = np.random.default_rng(7)
    middle = aim * draw.standard_normal((trials, 1, 2))
    shells = middle + spread * draw.standard_normal((trials, ROUNDS, 2))
    off2 = (shells**2).sum(axis=2)
    if disc:
        hit = off2 <= area / math.pi
    else:
        hit = draw.random(off2.shape) < np.exp(-0.5 * off2 * 2.0 * math.pi / area)
    killed = (hit & (draw.random(off2.shape) < HIT_KILL)).any(axis=1)
    share = float(killed.mean())
    return share, math.sqrt(share * (1.0 - share) / trials)


@pytest.mark.parametrize(("area", "spread", "aim"), [(0.7, 5.0, 5.0), (0.7, 2.0, 6.0), (8.0, 3.0, 1.0)])
def test_the_closed_form_is_what_many_bursts_do(area: float, spread: float, aim: float) -> None:
    share, error = simulated(area, spread, aim, disc=False)
    expected = burst_kill(ROUNDS, HIT_KILL, area, spread, aim)
    # Poisson shells against 80 of them: a relative difference of half the chance of a hit, below 2 % here.
    assert share == pytest.approx(expected, abs=4.0 * error + 0.01 * expected)


def test_control_without_an_error_of_aim_the_closed_form_is_far_off() -> None:
    share, error = simulated(AREA, SPREAD, AIM, disc=False)
    assert abs(burst_kill(ROUNDS, HIT_KILL, AREA, SPREAD, 0.0) - share) > 20.0 * error


def test_a_small_disc_is_hit_like_the_gaussian_of_its_area_and_a_large_one_is_not() -> None:
    share, error = simulated(AREA, SPREAD, AIM, disc=True)
    assert share == pytest.approx(burst_kill(ROUNDS, HIT_KILL, AREA, SPREAD, AIM), abs=4.0 * error)
    # Holds for targets small beside the spread; this one is as large.
    disc = 1.0 - math.exp(-20.0 / (2.0 * math.pi))
    assert shell_hit(20.0, 1.0, 0.0) < 0.9 * disc


def test_the_mean_over_aim_is_an_incomplete_gamma_function() -> None:
    """1 - k c^-k gamma(k, c) by another library (Abramowitz and Stegun 6.5.12)."""
    for spread, aim in ((5.0, 5.0), (1.0, 4.0), (3.0, 0.5)):
        both = AREA / (2.0 * math.pi) + spread**2
        k, c = both / aim**2, ROUNDS * HIT_KILL * shell_hit(AREA, spread, 0.0)
        gamma = float(special.gammainc(k, c) * special.gamma(k))
        expected = 1.0 - k * c**-k * gamma
        assert burst_kill(ROUNDS, HIT_KILL, AREA, spread, aim) == pytest.approx(expected, rel=1e-9)


def test_a_burst_aimed_well_is_a_sum_of_single_shots() -> None:
    """One shell: the Gaussian hit itself; many: 1 - exp(-mean hits)."""
    hit = shell_hit(AREA, SPREAD, 3.0)
    size2 = AREA / (2.0 * math.pi)
    assert hit == pytest.approx(size2 / (size2 + 25.0) * math.exp(-4.5 / (size2 + 25.0)))
    assert burst_kill_at(1e-3, 1.0, AREA, SPREAD, 3.0) == pytest.approx(1e-3 * hit, rel=1e-3)
    assert burst_kill(ROUNDS, HIT_KILL, AREA, SPREAD, 1e-6) == pytest.approx(
        burst_kill_at(ROUNDS, HIT_KILL, AREA, SPREAD, 0.0)
    )
    # Certain hits in numbers beyond the series' range: all bursts kill.
    assert burst_kill(1e6, 1.0, 10.0, 1.0, 1.0) > 0.99


def test_shells_slow_down_exponentially() -> None:
    """dv/ds = -k v: v = v0 exp(-k s), t = (exp(k s) - 1) / (k v0); by small steps."""
    speed, slowing, distance, time = 960.0, 2.5e-4, 0.0, 0.0
    step = 1e-4
    while distance < 2000.0:
        middle = speed * (1.0 - 0.5 * slowing * speed * step)
        distance += middle * step
        speed *= 1.0 - slowing * middle * step
        time += step
    assert shell_time(960.0, slowing, 2000.0) == pytest.approx(time, rel=1e-3)
    assert shell_speed(960.0, slowing, 2000.0) == pytest.approx(speed, rel=1e-3)
    assert shell_time(960.0, 0.0, 2000.0) < 0.85 * time


@pytest.mark.parametrize(("name", "share"), [("2A38M", 0.5), ("L-70", 0.5), ("AK-630", 0.5), ("AK-203", 0.75)])
def test_what_the_catalogue_expects_of_a_burst_is_the_closed_form(name: str, share: float) -> None:
    item = load().guns[name]
    row = burst_row(item)[0]
    distance = share * row.maximum_range
    area = 1.0 + math.pi * row.fuze_radius**2
    kill = burst_kill(float(row.burst_rounds), row.hit_kill, area, row.dispersion * distance, row.aim_error * distance)
    assert item.expected_kill.value == pytest.approx(row.reliability * kill, rel=0.2)
    assert item.expected_kill.low <= row.reliability * kill <= item.expected_kill.high
    assert shell_speed(row.muzzle_velocity, row.slowing, row.maximum_range) == pytest.approx(item.arrival_speed.value)
    # Rifles are in proportion: a drone at the end of their reach survives nearly every volley.
    if name == "AK-203":
        assert kill < 0.03
