"""Motion models: how a target goes on, the slope of that, and how much is not known of it.

Assumes   every model has position and velocity first (x east, y north, z up, local axes) and noise that is white in
          continuous time. CV: nothing more. CA: acceleration (3), driven by jerk noise. TURN: rate of turn in the
          horizontal plane (1, rad/s, left is positive), a random walk. BALLISTIC: falls on a sphere that touches the
          origin and does not rotate. DRAG: the same in the standard air with drag area over mass (1, m2/kg), a random
          walk.
Holds     TURN for turns that do not climb steeply; BALLISTIC and DRAG for flights of a few minutes (no Coriolis force)
          and steps of any length, cut to a second or less.
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001:
          sections 6.2 (white noise, discretised exactly) and 11.7 (known and estimated rate of turn). Drag: P. Zarchan,
          "Tactical and Strategic Missile Guidance", chapter on ballistic targets. Noise of the last two: the integral
          of the transition over the step by Gauss and Legendre's rule with three points, exact for polynomials of
          degree five.
Checked   tests/tracker/test_motion.py: finite differences, composition of steps, simulated noise, an ODE solver.
"""

import math

from vyuha.base.compile import kernel
from vyuha.tracker.dense import fill
from vyuha.tracker.rows import Floats, Models, Scratch
from vyuha.world.atmosphere import standard_air
from vyuha.world.propagation import MEAN_RADIUS

CV = 0
CA = 1
TURN = 2
BALLISTIC = 3
DRAG = 4

_GRAVITY = 9.80665
# Below this angle of turn [rad] series replace the quotients, which would cancel.
_SMALL_TURN = 0.02
_LONGEST_STEP = 1.0
# Span of the difference that gives the slope of the air's density [m].
_SPAN = 50.0


@kernel
def size_of(kind: int) -> int:
    """Number of components of the state of a model `kind` [code]."""
    if kind == CA:
        return 9
    if kind in (TURN, DRAG):
        return 7
    return 6


@kernel
def turn_integrals(rate: float, dt: float) -> tuple[float, float, float, float]:
    """sin(w t)/w [s], (1 - cos(w t))/w [s] and their derivatives by w [s2], for w = `rate` [rad/s], t = `dt` [s]."""
    angle = rate * dt
    if abs(angle) < _SMALL_TURN:
        square = angle * angle
        return (
            dt * (1.0 - square / 6.0 + square * square / 120.0),
            dt * angle * (0.5 - square / 24.0 + square * square / 720.0),
            dt * dt * angle * (-1.0 / 3.0 + square / 30.0 - square * square / 840.0),
            dt * dt * (0.5 - square / 8.0 + square * square / 144.0),
        )
    s, c = math.sin(angle) / rate, (1.0 - math.cos(angle)) / rate
    return s, c, (dt * math.cos(angle) - s) / rate, (dt * math.sin(angle) - c) / rate


@kernel
def fall(kind: int, x: Floats, rate: Floats, slope: Floats) -> None:
    """Acceleration into `rate` [m/s2] of a falling body of `kind` [code] in state `x` [SI], and its slope by the state
    into the rows of `slope` [SI].
    """
    up = x[2] + MEAN_RADIUS
    r = math.sqrt(x[0] * x[0] + x[1] * x[1] + up * up)
    pull = _GRAVITY * MEAN_RADIUS * MEAN_RADIUS / (r * r * r)
    for i in range(3):
        at_i = up if i == 2 else x[i]
        rate[i] = -pull * at_i
        for j in range(3):
            at_j = up if j == 2 else x[j]
            slope[i, j] = 3.0 * pull * at_i * at_j / (r * r)
            slope[i, 3 + j] = 0.0
        slope[i, i] -= pull
    if kind == DRAG:
        _brake(x, r - MEAN_RADIUS, rate, slope)


@kernel
def _brake(x: Floats, height: float, rate: Floats, slope: Floats) -> None:
    """Add the drag of state `x` [SI] at `height` [m] to `rate` [m/s2] and `slope` [SI]."""
    density = standard_air(height)[2]
    steep = (standard_air(height + _SPAN)[2] - standard_air(height - _SPAN)[2]) / (2.0 * _SPAN)
    speed = max(math.sqrt(x[3] * x[3] + x[4] * x[4] + x[5] * x[5]), 1e-6)
    r = height + MEAN_RADIUS
    for i in range(3):
        v = x[3 + i]
        rate[i] -= 0.5 * density * x[6] * speed * v
        slope[i, 6] = -0.5 * density * speed * v
        for j in range(3):
            up = x[2] + MEAN_RADIUS if j == 2 else x[j]
            slope[i, j] -= 0.5 * steep * up / r * x[6] * speed * v
            slope[i, 3 + j] -= 0.5 * density * x[6] * v * x[3 + j] / speed
        slope[i, 3 + i] -= 0.5 * density * x[6] * speed


@kernel
def _fall_on(kind: int, x: Floats, dt: float, n: int, with_slope: bool, scratch: Scratch) -> None:
    """Carry `x` [SI] of `kind` [code] with `n` [count] components on by `dt` [s] by Runge and Kutta's rule, and, if
    asked (`with_slope`), the columns of `scratch.transition` [arrays] along it.
    """
    count = max(1, math.ceil(abs(dt) / _LONGEST_STEP))
    h = dt / count
    stage, rate, now = scratch.stage, scratch.second, scratch.third
    for _ in range(count):
        ax, ay, az, bx, by, bz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for k in range(4):
            part = 0.0 if k == 0 else (h if k == 3 else 0.5 * h)
            # Position and velocity where this stage looks: with the rates of the stage before.
            for i in range(n):
                now[i] = x[i]
            if k > 0:
                for i in range(3):
                    now[i] = x[i] + part * (x[3 + i] + scratch.vector[i])
                    now[3 + i] = x[3 + i] + part * rate[i]
            # The velocity that the next stage moves with is this stage's, less the start's.
            for i in range(3):
                scratch.vector[i] = now[3 + i] - x[3 + i]
            weight = h / 6.0 if k in (0, 3) else h / 3.0
            ax, ay, az = ax + weight * now[3], ay + weight * now[4], az + weight * now[5]
            fall(kind, now, rate, stage[k])
            bx, by, bz = bx + weight * rate[0], by + weight * rate[1], bz + weight * rate[2]
        if with_slope:
            for column in range(n):
                _carry_column(scratch, column, h, n)
        x[0], x[1], x[2] = x[0] + ax, x[1] + ay, x[2] + az
        x[3], x[4], x[5] = x[3] + bx, x[4] + by, x[5] + bz


@kernel
def _carry_column(scratch: Scratch, column: int, h: float, n: int) -> None:
    """Carry one `column` [column] of the transition in `scratch` [arrays] with `n` [count] rows on by `h` [s], along
    the four stages.
    """
    f, stage, now, change = scratch.transition, scratch.stage, scratch.second, scratch.third
    dx, dy, dz, ex, ey, ez = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(6):
        change[i] = 0.0
    for k in range(4):
        part = 0.0 if k == 0 else (h if k == 3 else 0.5 * h)
        for i in range(n):
            now[i] = f[i, column]
        for i in range(6):
            now[i] += part * change[i]
        for i in range(3):
            change[i] = now[3 + i]
            total = 0.0
            for j in range(n):
                total += stage[k, i, j] * now[j]
            change[3 + i] = total
        weight = h / 6.0 if k in (0, 3) else h / 3.0
        dx, dy, dz = dx + weight * change[0], dy + weight * change[1], dz + weight * change[2]
        ex, ey, ez = ex + weight * change[3], ey + weight * change[4], ez + weight * change[5]
    f[0, column], f[1, column], f[2, column] = f[0, column] + dx, f[1, column] + dy, f[2, column] + dz
    f[3, column], f[4, column], f[5, column] = f[3, column] + ex, f[4, column] + ey, f[5, column] + ez


@kernel
def move(kind: int, x: Floats, dt: float, scratch: Scratch) -> None:
    """Carry the state `x` [SI] of a model `kind` [code] on by `dt` [s], in place; `scratch` [arrays]."""
    if kind in (BALLISTIC, DRAG):
        _fall_on(kind, x, dt, size_of(kind), False, scratch)
    elif kind == TURN:
        s, c, _, _ = turn_integrals(x[6], dt)
        vx, vy, cosine, sine = x[3], x[4], math.cos(x[6] * dt), math.sin(x[6] * dt)
        x[0] += s * vx - c * vy
        x[1] += c * vx + s * vy
        x[2] += dt * x[5]
        x[3], x[4] = cosine * vx - sine * vy, sine * vx + cosine * vy
    else:
        for i in range(3):
            x[i] += dt * x[3 + i]
            if kind == CA:
                x[i] += 0.5 * dt * dt * x[6 + i]
                x[3 + i] += dt * x[6 + i]


@kernel
def move_with_slope(kind: int, x: Floats, dt: float, scratch: Scratch) -> None:
    """Like `move` of `kind` [code], `x` [SI] and `dt` [s]; leaves the slope of the new state by the old in
    `scratch.transition` [arrays].
    """
    f, n = scratch.transition, size_of(kind)
    fill(f, n, 1.0)
    if kind in (BALLISTIC, DRAG):
        _fall_on(kind, x, dt, n, True, scratch)
        return
    for i in range(3):
        f[i, 3 + i] = dt
        if kind == CA:
            f[i, 6 + i] = 0.5 * dt * dt
            f[3 + i, 6 + i] = dt
    if kind == TURN:
        s, c, s_rate, c_rate = turn_integrals(x[6], dt)
        vx, vy, cosine, sine = x[3], x[4], math.cos(x[6] * dt), math.sin(x[6] * dt)
        f[0, 3], f[0, 4], f[0, 6] = s, -c, s_rate * vx - c_rate * vy
        f[1, 3], f[1, 4], f[1, 6] = c, s, c_rate * vx + s_rate * vy
        f[3, 3], f[3, 4], f[3, 6] = cosine, -sine, -dt * (sine * vx + cosine * vy)
        f[4, 3], f[4, 4], f[4, 6] = sine, cosine, dt * (cosine * vx - sine * vy)
    move(kind, x, dt, scratch)


@kernel
def process_noise(models: Models, m: int, x: Floats, dt: float, scratch: Scratch) -> None:
    """Covariance of what noise adds in `dt` [s] to model `m` [row] of `models` [tables] from state `x` [SI], into
    `scratch.noise` [arrays]; `scratch.transition` is lost.
    """
    kind, n, q = models.kind[m], models.size[m], scratch.noise
    fill(q, n, 0.0)
    t, density = abs(dt), models.noise[m, 0]
    if kind in (TURN, DRAG):
        _integrate_noise(models, m, x, t, scratch)
    elif kind == CA:
        for i in range(3):
            q[i, i] = density * t**5 / 20.0
            q[i, 3 + i] = q[3 + i, i] = density * t**4 / 8.0
            q[i, 6 + i] = q[6 + i, i] = density * t**3 / 6.0
            q[3 + i, 3 + i] = density * t**3 / 3.0
            q[3 + i, 6 + i] = q[6 + i, 3 + i] = density * t**2 / 2.0
            q[6 + i, 6 + i] = density * t
    else:
        # The gradient of gravity does not show within a step.
        for i in range(3):
            q[i, i] = density * t * t * t / 3.0
            q[i, 3 + i] = q[3 + i, i] = density * t * t / 2.0
            q[3 + i, 3 + i] = density * t


@kernel
def _integrate_noise(models: Models, m: int, x: Floats, t: float, scratch: Scratch) -> None:
    """Add to `scratch.noise` [arrays] what white noise of model `m` [row] of `models` [tables], spread over `t` [s]
    from `x` [SI] on, has become at the end.
    """
    kind, n, q, f = models.kind[m], models.size[m], scratch.noise, scratch.transition
    at = scratch.point[0]
    for node in range(3):
        place = 0.5 + (node - 1) * math.sqrt(0.15)
        weight = t * (4.0 if node == 1 else 2.5) / 9.0
        for i in range(n):
            at[i] = x[i]
        move(kind, at, t * (1.0 - place), scratch)
        move_with_slope(kind, at, t * place, scratch)
        for source in range(3, n):
            density = weight * (models.noise[m, 1] if source == 6 else models.noise[m, 0])
            for i in range(n):
                for j in range(n):
                    q[i, j] += density * f[i, source] * f[j, source]
