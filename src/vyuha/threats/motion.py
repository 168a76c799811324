"""Motion: where a threat is at a given moment, as a pure function of time.

Assumes   a planned path, between two knots the cubic that meets place and velocity at both; displaced sideways and in
          height by its place in the formation and a draw; over a last stretch (the whole flight, of what has none) that
          turns into the aiming error. To it come, sideways, the wander of its navigation, none at both ends, and a
          weave of two waves that swells and fades within a period.
Holds     from the threat's beginning to its end; outside it stays at the nearer end of its path.
Source    Hermite's interpolation; the wander is a Brownian bridge in the first four terms of its expansion
          (K. Karhunen, M. Loeve): what dead reckoning drifts, closed by the target.
Checked   tests/threats/test_motion.py: closed forms on straight and round paths, wander, weave.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.tables import Setup, State
from vyuha.state.threat import Knot, Threat, ThreatState
from vyuha.world.mover import knot_before

# The second wave of a weave is faster by the golden section, so that the sum never repeats, and half as hard.
_FASTER = 0.5 * (1.0 + math.sqrt(5.0))
# Weight of the first term of a wander; with it the one-sigma in the middle of the flight, where the second and fourth
# term are none, is that of the first and third: 1 and 1/9 of the variance.
FIRST_TERM = math.sqrt(0.9)
_FIRST_WAVE, _SECOND_WAVE = 2.0 / 3.0, 1.0 / 3.0 / (_FASTER * _FASTER)


@kernel
def between(a: Knot, b: Knot, flown: float) -> tuple[float, float, float, float, float, float]:
    """Position [m] and velocity [m/s] at the time `flown` [s] between the knots `a` and `b` [row] (Hermite's cubic)."""
    span = b.time - a.time
    u = (flown - a.time) / span
    w = 1.0 - u
    # Each of the four weights, and its rate.
    near, far, leave, meet = w * w * (1.0 + 2.0 * u), u * u * (3.0 - 2.0 * u), span * u * w * w, -span * u * u * w
    rise, leaving, meeting = 6.0 * u * w / span, w * (1.0 - 3.0 * u), u * (3.0 * u - 2.0)
    return (
        near * a.x + far * b.x + leave * a.vx + meet * b.vx,
        near * a.y + far * b.y + leave * a.vy + meet * b.vy,
        near * a.z + far * b.z + leave * a.vz + meet * b.vz,
        rise * (b.x - a.x) + leaving * a.vx + meeting * b.vx,
        rise * (b.y - a.y) + leaving * a.vy + meeting * b.vy,
        rise * (b.z - a.z) + leaving * a.vz + meeting * b.vz,
    )


@kernel
def wander(now: ThreatState, share: float, length: float) -> tuple[float, float]:
    """Sideways error [m] of the navigation of `now` [row], and its rate [m/s], after the `share` [1] of a flight of
    `length` [s].
    """
    angle = math.pi * share
    s1, c1 = math.sin(angle), math.cos(angle)
    s2, c2 = 2.0 * s1 * c1, 1.0 - 2.0 * s1 * s1
    s3, c3 = s2 * c1 + c2 * s1, c2 * c1 - s2 * s1
    s4, c4 = 2.0 * s2 * c2, 1.0 - 2.0 * s2 * s2
    off = now.wander_1 * s1 + now.wander_2 * s2 + now.wander_3 * s3 + now.wander_4 * s4
    rate = now.wander_1 * c1 + 2.0 * now.wander_2 * c2 + 3.0 * now.wander_3 * c3 + 4.0 * now.wander_4 * c4
    return off, rate * math.pi / length


@kernel
def swell(time: float, ramp: float) -> tuple[float, float]:
    """Share [1] to which a weave has swollen after `time` [s] of its `ramp` [s], and its rate [1/s]."""
    u = min(max(time / ramp, 0.0), 1.0)
    return u * u * (3.0 - 2.0 * u), 6.0 * u * (1.0 - u) / ramp


@kernel
def weave(plan: Threat, now: ThreatState, flown: float, length: float) -> tuple[float, float]:
    """Sideways displacement [m] and its rate [m/s] of the weave that `plan` [row] lays down, with the phases of `now`
    [row], at `flown` [s] of a flight of `length` [s].
    """
    since = flown - plan.weave_begin
    ramp = min(2.0 * math.pi / plan.weave_rate, 0.5 * (length - plan.weave_begin))
    if since <= 0.0 or flown >= length:
        return 0.0, 0.0
    up, up_rate = swell(since, ramp)
    down, down_rate = swell(length - flown, ramp)
    first, second = plan.weave_rate * since + now.weave_phase, _FASTER * plan.weave_rate * since + now.jink_phase
    wave = plan.weave_amplitude * (_FIRST_WAVE * math.sin(first) + _SECOND_WAVE * math.sin(second))
    wave_rate = plan.weave_amplitude * (_FIRST_WAVE * math.cos(first) + _FASTER * _SECOND_WAVE * math.cos(second))
    off = up * down * wave
    return off, up * down * wave_rate * plan.weave_rate + (up_rate * down - up * down_rate) * wave


@kernel
def sideways(plan: Threat, now: ThreatState, flown: float, length: float) -> tuple[Vector, Vector]:
    """Displacement [m] and its rate [m/s] by wander and weave of the threat `plan`, `now` [row] at `flown` [s] of a
    flight of `length` [s].
    """
    off, rate, off_2, rate_2 = 0.0, 0.0, 0.0, 0.0
    if plan.wander > 0.0:
        off, rate = wander(now, flown / length, length)
    if plan.weave_amplitude > 0.0:
        off_2, rate_2 = weave(plan, now, flown, length)
    return (
        (
            plan.across_x * off + plan.side_x * off_2,
            plan.across_y * off + plan.side_y * off_2,
            plan.across_z * off + plan.side_z * off_2,
        ),
        (
            plan.across_x * rate + plan.side_x * rate_2,
            plan.across_y * rate + plan.side_y * rate_2,
            plan.across_z * rate + plan.side_z * rate_2,
        ),
    )


@kernel
def converged(plan: Threat, flown: float, length: float) -> tuple[float, float]:
    """Share [1] to which the displacement of `plan` [row] has turned into its aiming error at `flown` [s] of a flight
    of `length` [s], and its rate [1/s].
    """
    stretch = min(plan.converge, length) if plan.converge > 0.0 else length
    return swell(flown - (length - stretch), stretch)


@kernel
def motion(setup: Setup, state: State, i: int, time: float) -> tuple[float, float, float, float, float, float]:
    """Local position [m] and velocity [m/s] of threat `i` [row] of `setup`, `state` [tables] at `time` [s]."""
    plan, now = setup.threat[i], state.threat[i]
    length = now.end - now.begin
    flown = min(max(time - now.begin, 0.0), length)
    k = knot_before(setup, plan.first_knot + now.detour_first, plan.last_knot + now.detour_last, flown)
    x, y, z, vx, vy, vz = between(setup.knot[k], setup.knot[k + 1], flown)
    share, rate = converged(plan, flown, length)
    dx, dy, dz = now.aim_x - now.offset_x, now.aim_y - now.offset_y, now.aim_z - now.offset_z
    x, y, z = x + now.offset_x + dx * share, y + now.offset_y + dy * share, z + now.offset_z + dz * share
    vx, vy, vz = vx + dx * rate, vy + dy * rate, vz + dz * rate
    if plan.wander > 0.0 or plan.weave_amplitude > 0.0:
        off, drift = sideways(plan, now, flown, length)
        x, y, z = x + off[0], y + off[1], z + off[2]
        vx, vy, vz = vx + drift[0], vy + drift[1], vz + drift[2]
    return x, y, z, vx, vy, vz
