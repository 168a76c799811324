"""Homing in the plane, linearised: the guidance law of the interceptors behind a single lag, with and without noise.

Assumes   constant closing speed; deviations from the collision course so small that angles are their ratios; an
          airframe that answers with a single lag; nothing limits the acceleration.
Holds     deviations below a thousandth of the distance, down to a millionth of the flight time before the end.
Source    P. Zarchan, "Tactical and Strategic Missile Guidance", chapters 2 to 4: linear engagement, single lag, noise.
Checked   tests/verification/test_homing.py: closed forms of the miss, the adjoint of the same system.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.random import SEEKER, normals
from vyuha.base.vector import Vector
from vyuha.weapons.guidance import pn_command
from vyuha.weapons.seeker import LOOK_INTERVAL, noisy_sight

# Steps of noise end this share of the lag before the end, where no lagged airframe can answer any more.
NOISE_END = 1e-3
_SILENT = (0.0, 0.0, 0.0)


@kernel
def _rate(
    gain: float, lag: float, closing: float, to_go: float, turn: float, deviation: Vector, blur: Vector
) -> Vector:
    """Rates of the `deviation`: target from missile [m], its rate [m/s], acceleration of the missile [m/s2], `to_go`
    [s] before the end at the `closing` speed [m/s], under proportional navigation with `gain` [1] behind a `lag` [s],
    for a target that turns with `turn` [m/s2]. `blur` holds the shift by glint [m], the deviation of the angle [rad]
    with the interval [s] that it is held for.
    """
    y, v, a = deviation
    glint, angle, interval = blur
    rx, ry, rz = closing * to_go, y + glint, 0.0
    if angle != 0.0:
        # The seeker's noise for a standard normal of one; the draw is in `angle`.
        rx, ry, rz = noisy_sight(angle, interval, rx, ry, rz, 1.0, 0.0)
    _, command, _ = pn_command(gain, rx, ry, rz, -closing, v, 0.0)
    if lag > 0.0:
        return v, turn - a, (command - a) / lag
    return v, turn - command, 0.0


@kernel
def _moved(deviation: Vector, rate: Vector, dt: float) -> Vector:
    """The `deviation` [m, m/s, m/s2] after `dt` [s] at a constant `rate`."""
    return deviation[0] + dt * rate[0], deviation[1] + dt * rate[1], deviation[2] + dt * rate[2]


@kernel
def _step(
    gain: float, lag: float, closing: float, to_go: float, dt: float, turn: float, deviation: Vector, blur: Vector
) -> Vector:
    """The `deviation` [m, m/s, m/s2] after `dt` [s], one classical fourth-order step; other arguments as in `_rate`:
    `gain` [1], `lag` [s], `closing` [m/s], `to_go` [s], `turn` [m/s2], `blur` [m, rad, s].
    """
    half = 0.5 * dt
    k1 = _rate(gain, lag, closing, to_go, turn, deviation, blur)
    k2 = _rate(gain, lag, closing, to_go - half, turn, _moved(deviation, k1, half), blur)
    k3 = _rate(gain, lag, closing, to_go - half, turn, _moved(deviation, k2, half), blur)
    k4 = _rate(gain, lag, closing, to_go - dt, turn, _moved(deviation, k3, dt), blur)
    return (
        deviation[0] + dt / 6.0 * (k1[0] + 2.0 * (k2[0] + k3[0]) + k4[0]),
        deviation[1] + dt / 6.0 * (k1[1] + 2.0 * (k2[1] + k3[1]) + k4[1]),
        deviation[2] + dt / 6.0 * (k1[2] + 2.0 * (k2[2] + k3[2]) + k4[2]),
    )


@kernel
def home(
    gain: float, lag: float, closing: float, time: float, sideways: float, turn: float, end: float
) -> tuple[float, float]:
    """Zero-effort miss [m] and command [m/s2], `end` [s] before the end of a flight of `time` [s].

    Proportional navigation with `gain` [1] behind a `lag` [s] at `closing` speed [m/s], against a target that first
    moves `sideways` [m/s] of the collision course and turns with `turn` [m/s2].
    """
    deviation, to_go = (0.0, sideways, 0.0), time
    while to_go > end:
        # The command grows without bound at the end: the step shrinks with the time to go.
        dt = min(time / 500.0, to_go / 40.0, to_go - end)
        deviation = _step(gain, lag, closing, to_go, dt, turn, deviation, _SILENT)
        # The last step is exact, so that rounding cannot leave a crumb to go.
        to_go = end if dt == to_go - end else to_go - dt
    y, v, _ = deviation
    _, command, _ = pn_command(gain, closing * to_go, y, 0.0, -closing, v, 0.0)
    return y + v * to_go, command


@kernel
def noise_step(lag: float, to_go: float) -> float:
    """How long [s] a draw of noise is held, `to_go` [s] before the end behind a `lag` [s]."""
    end = NOISE_END * lag
    return min(lag / 20.0, to_go / 10.0, to_go - end)


@kernel
def noisy_power(
    gain: float, lag: float, closing: float, time: float, angle: float, glint: float, seed: int, runs: int
) -> float:
    """Mean square [m2] of the miss over a number of `runs` [count] of `time` [s] in which noise alone moves the
    missile.

    `gain` [1], `lag` [s] and `closing` [m/s] as in `home`; `angle` [rad] and `glint` [m] are the deviations of single
    looks of `LOOK_INTERVAL`, held for the steps of `noise_step` with the same density. The draws follow from `seed`.
    """
    total = 0.0
    for run in range(runs):
        deviation, to_go, index = (0.0, 0.0, 0.0), time, 0
        while to_go > NOISE_END * lag:
            dt = noise_step(lag, to_go)
            first, second, _, _ = normals(seed, run, 0, 0, SEEKER, index)
            blur = (glint * math.sqrt(LOOK_INTERVAL / dt) * second, angle * first, dt)
            deviation = _step(gain, lag, closing, to_go, dt, 0.0, deviation, blur)
            to_go, index = to_go - dt, index + 1
        miss = deviation[0] + deviation[1] * to_go
        total += miss * miss
    return total / runs
