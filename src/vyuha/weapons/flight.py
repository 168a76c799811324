"""Flight of an interceptor: a point mass with thrust, drag, gravity and an airframe that answers with a lag.

Assumes   a point mass that flies along its velocity; thrust along it too, with a share across it in turns; two phases
          of constant thrust and flow; zero-lift drag by Mach number (the same with and without exhaust) and induced
          drag quadratic in the lift; gravity central, along the local vertical; still air; the earth's rotation and the
          air pressure's effect on thrust are left out.
Holds     Mach 0 to about 8, heights to about 100 km, steps up to 0.25 s on the way (arrival 0.6 % late, 0.1 s: 0.1 %);
          homing wants steps that shrink with the time to go, to 5 ms at the end.
Source    P. Zarchan, "Tactical and Strategic Missile Guidance" (point-mass equations, single-lag airframe); drag polar
          as in any aerodynamics text (C_D = C_D0 + k C_L^2); midpoint rule for the step.
Checked   tests/weapons/test_flight.py: vacuum parabola, rocket equation, energy, order of convergence.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector, clip_length
from vyuha.state.frame import Frame
from vyuha.state.weapon import Missile
from vyuha.world.atmosphere import air
from vyuha.world.geodesy import vertical

# Position [m], velocity [m/s] and achieved lateral acceleration [m/s2], each east, north, up.
Body = tuple[float, float, float, float, float, float, float, float, float]
# Thrust [N], mass [kg], air density [kg/m3] and speed of sound [m/s] in the middle of a step.
Conditions = tuple[float, float, float, float]

GRAVITY = 9.80665
EARTH_RADIUS = 6371000.0
# Speed at which the launcher throws the missile up before its motor lights (assumed; cold launch).
EJECTION_SPEED = 25.0
# Below this speed the direction of flight says nothing and thrust points up.
_STANDING = 1.0
# Share of the thrust that can act across the path: at speed that of the largest angle of attack, about 17 degrees;
# below the dynamic pressure where fins and air begin to rule (Pa), the missile tips over on its jets and may point
# almost anywhere. Assumed.
_SIDE_FAST = 0.3
_SIDE_SLOW = 0.9
_SIDE_PRESSURE = 15e3


@kernel
def launch_state(frame: Frame, x: float, y: float, z: float) -> Body:
    """State of a missile just thrown vertically out of a launcher at the local point `x`, `y`, `z` [m] of `frame`
    [row].
    """
    ux, uy, uz, _ = vertical(frame, x, y, z)
    return x, y, z, EJECTION_SPEED * ux, EJECTION_SPEED * uy, EJECTION_SPEED * uz, 0.0, 0.0, 0.0


@kernel
def thrown(at: Vector, aim: Vector, speed: float) -> Body:
    """State of a round that leaves the local point `at` [m] with `speed` [m/s] towards the point `aim` [m]."""
    dx, dy, dz = aim[0] - at[0], aim[1] - at[1], aim[2] - at[2]
    share = speed / max(math.sqrt(dx * dx + dy * dy + dz * dz), 1e-6)
    return at[0], at[1], at[2], share * dx, share * dy, share * dz, 0.0, 0.0, 0.0


@kernel
def is_gun(missile: Missile) -> bool:
    """Whether `missile` [row] is what a gun fires."""
    return bool(missile.muzzle_velocity > 0.0)


@kernel
def leaving(missile: Missile, frame: Frame, at: Vector, aim: Vector) -> Body:
    """State of `missile` [row] just launched at the local point `at` [m] of `frame` [row]: thrown up, or from a gun, an
    aircraft or a tube in the direction of the point `aim` [m].
    """
    if is_gun(missile):
        return thrown(at, aim, missile.muzzle_velocity)
    if missile.launch_speed > 0.0:
        return thrown(at, aim, missile.launch_speed)
    return launch_state(frame, at[0], at[1], at[2])


@kernel
def burn_time(missile: Missile) -> float:
    """Time [s] after launch at which the motor of `missile` [row] is spent."""
    return missile.boost_time + missile.sustain_time


@kernel
def thrust_and_mass(missile: Missile, t: float) -> tuple[float, float]:
    """Thrust [N] and mass [kg] of `missile` [row], `t` [s] after launch."""
    boosted = min(max(t, 0.0), missile.boost_time)
    sustained = min(max(t - missile.boost_time, 0.0), missile.sustain_time)
    mass = missile.launch_mass - missile.boost_flow * boosted - missile.sustain_flow * sustained
    if t < missile.boost_time:
        return missile.boost_thrust, mass
    if t < burn_time(missile):
        return missile.sustain_thrust, mass
    return 0.0, mass


@kernel
def mean_thrust(missile: Missile, t: float, dt: float) -> float:
    """Thrust [N] of `missile` [row] averaged over the step from `t` [s] to `t` + `dt` [s], so that no step misses the
    burn-out.
    """
    end = t + dt
    boost = min(end, missile.boost_time) - min(t, missile.boost_time)
    spent = burn_time(missile)
    sustain = min(max(end, missile.boost_time), spent) - min(max(t, missile.boost_time), spent)
    return (missile.boost_thrust * boost + missile.sustain_thrust * sustain) / dt


@kernel
def drag_coefficient(missile: Missile, mach: float) -> float:
    """Zero-lift drag coefficient [1] of `missile` [row] at `mach` [1]: linear between 0.8, 1.2 and 4, level outside."""
    if mach <= 0.8:
        return missile.drag_subsonic
    if mach <= 1.2:
        return missile.drag_subsonic + (missile.drag_transonic - missile.drag_subsonic) * (mach - 0.8) / 0.4
    if mach <= 4.0:
        return missile.drag_transonic + (missile.drag_supersonic - missile.drag_transonic) * (mach - 1.2) / 2.8
    return missile.drag_supersonic


@kernel
def _side_thrust(thrust: float, pressure: float) -> float:
    """Largest part [N] of `thrust` [N] that can act across the path at the dynamic `pressure` [Pa]."""
    ratio = pressure / _SIDE_PRESSURE
    return thrust * (_SIDE_FAST + (_SIDE_SLOW - _SIDE_FAST) / (1.0 + ratio * ratio))


@kernel
def lateral_limit(missile: Missile, mass: float, thrust: float, density: float, speed: float) -> float:
    """Largest lateral acceleration [m/s2] of `missile` [row] of `mass` [kg] under `thrust` [N] in air of `density`
    [kg/m3] at `speed` [m/s].
    """
    pressure = 0.5 * density * speed * speed
    lift = missile.lift_limit * pressure * missile.reference_area
    return min((lift + _side_thrust(thrust, pressure)) / mass, missile.load_limit)


@kernel
def _along(missile: Missile, midway: Conditions, lateral: float, speed: float) -> float:
    """Acceleration along the path [m/s2] of `missile` [row] in the conditions `midway` under `lateral` acceleration
    [m/s2] at `speed` [m/s].
    """
    thrust, mass, density, sound = midway
    pressure = 0.5 * density * speed * speed
    # Wings carry only what the thrust does not.
    side = min(mass * lateral, _side_thrust(thrust, pressure))
    push = math.sqrt(thrust * thrust - side * side)
    force = pressure * missile.reference_area
    if force <= 0.0:
        return push / mass
    lift = (mass * lateral - side) / force
    drag = force * (drag_coefficient(missile, speed / sound) + missile.induced_drag * lift * lift)
    return (push - drag) / mass


@kernel
def _turn(
    missile: Missile, limit: float, half: float, velocity: Vector, lateral: Vector, command: Vector
) -> tuple[Vector, Vector]:
    """Lateral acceleration [m/s2] in the middle and at the end of a step of 2 x `half` [s] that begins with `lateral`
    [m/s2].

    The lag of `missile` [row] leads it to the part of the `command` [m/s2] across the `velocity` [m/s], at most to
    `limit` [m/s2].
    """
    vx, vy, vz = velocity
    speed2 = max(vx * vx + vy * vy + vz * vz, 1e-9)
    share = (command[0] * vx + command[1] * vy + command[2] * vz) / speed2
    cx, cy, cz = clip_length(command[0] - share * vx, command[1] - share * vy, command[2] - share * vz, limit)
    left = math.exp(-half / missile.lag) if missile.lag > 0.0 else 0.0
    ax, ay, az = clip_length(lateral[0], lateral[1], lateral[2], limit)
    mx, my, mz = cx + (ax - cx) * left, cy + (ay - cy) * left, cz + (az - cz) * left
    return (mx, my, mz), (cx + (mx - cx) * left, cy + (my - cy) * left, cz + (mz - cz) * left)


@kernel
def _rate(missile: Missile, midway: Conditions, up: Vector, g: float, velocity: Vector, lateral: Vector) -> Vector:
    """Total acceleration [m/s2] of `missile` [row] in the conditions `midway` under gravity `g` [m/s2] against `up`
    [1], at `velocity` [m/s] with `lateral` acceleration [m/s2].
    """
    vx, vy, vz = velocity
    ax, ay, az = lateral
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    dx, dy, dz = up
    if speed > _STANDING:
        dx, dy, dz = vx / speed, vy / speed, vz / speed
    share = ax * dx + ay * dy + az * dz
    ax, ay, az = ax - share * dx, ay - share * dy, az - share * dz
    along = _along(missile, midway, math.sqrt(ax * ax + ay * ay + az * az), speed)
    return along * dx + ax - g * up[0], along * dy + ay - g * up[1], along * dz + az - g * up[2]


@kernel
def advance(missile: Missile, frame: Frame, t: float, dt: float, body: Body, command: Vector) -> Body:
    """One midpoint step.

    The `body` [m, m/s, m/s2] of `missile` [row] at `t` [s] after launch, in the local `frame` [row], flies for `dt` [s]
    under the acceleration `command` [m/s2]; only its part across the velocity counts, gravity is not compensated here.
    Mass, air and gravity are those in the middle of the step.
    """
    x, y, z, vx, vy, vz, ax, ay, az = body
    half = 0.5 * dt
    ux, uy, uz, height = vertical(frame, x, y, z)
    climb = vx * ux + vy * uy + vz * uz
    height += half * climb
    # The vertical turns by the ground covered in half a step.
    nearer = 1.0 / (EARTH_RADIUS + height)
    tilt = half * nearer
    up = (ux + tilt * (vx - climb * ux), uy + tilt * (vy - climb * uy), uz + tilt * (vz - climb * uz))
    g = GRAVITY * EARTH_RADIUS * EARTH_RADIUS * nearer * nearer
    density, sound = air(height)
    thrust, mass = mean_thrust(missile, t, dt), thrust_and_mass(missile, t + half)[1]
    midway = (thrust, mass, density, sound)
    gx, gy, gz = _rate(missile, midway, up, g, (vx, vy, vz), (ax, ay, az))
    wx, wy, wz = vx + half * gx, vy + half * gy, vz + half * gz
    limit = lateral_limit(missile, mass, thrust, density, math.sqrt(wx * wx + wy * wy + wz * wz))
    middle, end = _turn(missile, limit, half, (wx, wy, wz), (ax, ay, az), command)
    gx, gy, gz = _rate(missile, midway, up, g, (wx, wy, wz), middle)
    return (
        x + dt * wx,
        y + dt * wy,
        z + dt * wz,
        vx + dt * gx,
        vy + dt * gy,
        vz + dt * gz,
        end[0],
        end[1],
        end[2],
    )
