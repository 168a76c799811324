"""Expected values: finite differences, steps put together, SciPy's ODE solver, sums over many small steps of noise."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from tests.tracker.builders import SIZES, STATES, models, scratch
from vyuha.tracker.motion import move, move_with_slope, process_noise, turn_integrals
from vyuha.tracker.options import _MOTIONS, Motion
from vyuha.world.atmosphere import standard_air

KINDS = sorted(SIZES)
# Size of the differences, by component.
STEP = np.array([1.0, 1.0, 1.0, 0.01, 0.01, 0.01, 1e-6, 1e-3, 1e-3])
RADIUS = 6371008.8


def moved(kind: str, x: Any, dt: float) -> Any:
    x = np.array(x, float)
    move(_MOTIONS[kind], x, dt, scratch())
    return x


def numeric_slope(kind: str, x: Any, dt: float) -> Any:
    n = SIZES[kind]
    steps = np.where((np.arange(9) == 6) & (kind == "ca"), 1e-3, STEP)[:n]
    columns = []
    for i in range(n):
        up, down = np.array(x, float), np.array(x, float)
        up[i], down[i] = up[i] + steps[i], down[i] - steps[i]
        columns.append((moved(kind, up, dt) - moved(kind, down, dt)) / (2.0 * steps[i]))
    return np.array(columns).T


def slope(kind: str, x: Any, dt: float) -> Any:
    work, x = scratch(), np.array(x, float)
    move_with_slope(_MOTIONS[kind], x, dt, work)
    n = SIZES[kind]
    return work.transition[:n, :n].copy()


# Elements in units of what one natural step of each component does.
UNIT = np.array([100.0, 100.0, 100.0, 10.0, 10.0, 10.0, 0.01, 1.0, 1.0])


def natural(kind: str, f: Any) -> Any:
    n = SIZES[kind]
    unit = UNIT[:n].copy()
    unit[6:7] = {"ca": 1.0, "drag": 1e-4}.get(kind, 0.01)
    return f * unit[None, :] / unit[:, None]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dt", [0.1, 3.7])
def test_the_slope_is_that_of_the_motion(kind: str, dt: float) -> None:
    ours, numeric = slope(kind, STATES[kind], dt), numeric_slope(kind, STATES[kind], dt)
    assert np.abs(natural(kind, ours - numeric)).max() < 2e-4
    # Control: the slope of another length of step is told apart.
    assert np.abs(natural(kind, slope(kind, STATES[kind], 1.5 * dt) - numeric)).max() > 2e-3


def test_the_slope_of_a_straight_turn_is_the_limit() -> None:
    straight = [*STATES["turn"][:6], 0.0]
    assert np.abs(natural("turn", slope("turn", straight, 2.0) - numeric_slope("turn", straight, 2.0))).max() < 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_two_steps_are_one(kind: str) -> None:
    once, twice = moved(kind, STATES[kind], 4.0), moved(kind, moved(kind, STATES[kind], 1.5), 2.5)
    # Drag here is 16 g and halves on the way, through the tropopause, where the slope of the density jumps.
    assert np.abs(once - twice).max() < {"drag": 0.3, "ballistic": 1e-6}.get(kind, 1e-8)
    # Control: half a step is not one.
    assert np.abs(once - moved(kind, STATES[kind], 3.9)).max() > 1.0


def test_a_turn_is_a_circle() -> None:
    """After a full turn everything is as before; after half, the target is a diameter 2 v / w to the left."""
    rate, speed = 0.05, 200.0
    start = [0.0, 0.0, 1e3, speed, 0.0, 0.0, rate]
    assert moved("turn", start, 2.0 * math.pi / rate) == pytest.approx(start, abs=1e-8)
    half = moved("turn", start, math.pi / rate)
    assert half[:2] == pytest.approx([0.0, 2.0 * speed / rate], abs=1e-6)


def test_series_and_quotients_of_a_slow_turn_meet() -> None:
    """Both sides of the angle at which the form changes, against the series to more terms."""
    dt = 3.0
    for angle in (0.0199999, 0.0200001):
        terms = range(8)
        s = dt * sum((-1) ** k * angle ** (2 * k) / math.factorial(2 * k + 1) for k in terms)
        c = dt * sum((-1) ** k * angle ** (2 * k + 1) / math.factorial(2 * k + 2) for k in terms)
        s_rate = dt**2 * sum((-1) ** k * 2 * k * angle ** (2 * k - 1) / math.factorial(2 * k + 1) for k in terms[1:])
        c_rate = dt**2 * sum((-1) ** k * (2 * k + 1) * angle ** (2 * k) / math.factorial(2 * k + 2) for k in terms)
        assert turn_integrals(angle / dt, dt) == pytest.approx((s, c, s_rate, c_rate), rel=1e-11)


@pytest.mark.parametrize(("kind", "tolerance"), [("ballistic", 1e-3), ("drag", 0.5)])
def test_a_fall_is_that_of_the_equation(kind: str, tolerance: float) -> None:
    def rate(_: float, x: Any, drag: float) -> Any:
        r = x[:3] + [0.0, 0.0, RADIUS]
        distance = np.linalg.norm(r)
        pull = -9.80665 * RADIUS**2 * r / distance**3
        brake = -0.5 * standard_air(float(distance) - RADIUS)[2] * drag * np.linalg.norm(x[3:]) * x[3:]
        return np.concatenate([x[3:], pull + brake])

    start = STATES[kind]
    drag = start[6] if kind == "drag" else 0.0

    def solved(strength: float) -> Any:
        return solve_ivp(rate, (0.0, 6.0), start[:6], args=(strength,), rtol=1e-10, atol=1e-6).y[:, -1]

    assert np.abs(moved(kind, start, 6.0)[:3] - solved(drag)[:3]).max() < tolerance
    # Control: a slightly stronger drag is told apart.
    assert (
        np.abs(moved(kind, start, 6.0)[:3] - solved(drag * 1.05 + 1e-5)[:3]).max() > 2.0 * tolerance or kind != "drag"
    )


def covariance_of_noise(kind: str, motion: Motion, dt: float) -> Any:
    work = scratch()
    process_noise(models(motion), 0, np.array(STATES[kind], float), dt, work)
    return work.noise[: SIZES[kind], : SIZES[kind]].copy()


def summed_noise(kind: str, motion: Motion, dt: float) -> Any:
    """Impulses of noise in the middle of 400 short spans, carried to the end by numeric slopes."""
    n, spans = SIZES[kind], 400
    total = np.zeros((n, n))
    g = np.zeros(n)
    g[3:6] = 0.0 if kind == "ca" else motion.noise
    g[6:] = motion.noise if kind == "ca" else motion.extra_noise
    for k in range(spans):
        at = (k + 0.5) * dt / spans
        f = numeric_slope(kind, moved(kind, STATES[kind], at), dt - at)
        total += f @ np.diag(g) @ f.T * dt / spans
    return total


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_the_sum_of_its_impulses(kind: str) -> None:
    motion = Motion(kind, noise=2.0, extra_noise={"turn": 1e-5, "drag": 1e-11}.get(kind, 0.0))  # type: ignore[arg-type]
    dt = 4.0
    ours, summed = covariance_of_noise(kind, motion, dt), summed_noise(kind, motion, dt)
    scale = np.sqrt(np.outer(np.diag(summed), np.diag(summed)))
    # The gradients of gravity and drag within a step are left out or cut: half a percent of a standard deviation.
    assert np.abs((ours - summed) / scale).max() < 5e-3
    # Control: noise as piecewise constant acceleration, another common form, is told apart.
    constant = np.outer(g := np.array([dt**2 / 2.0, dt]), g) * 2.0 / dt
    assert abs(constant[0, 0] / summed[0, 0] - 1.0) > 0.1 or kind == "ca"


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="motion kind 'orbit'"):
        Motion("orbit")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not be negative"):
        Motion("cv", noise=-1.0)
