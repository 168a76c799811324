"""One filter step for one motion model: predict, expect a measurement, correct.

Assumes   normal errors; the noise of motion is added at the end of a step.
Holds     EXTENDED: the filter of Kalman where motion and measurement are linear, else linearised at the estimate, so
          while the estimate is better than the curvature of the model. UNSCENTED: 2 n + 1 points, the middle one with
          weight 1 / (n + 1), so that all weights are positive and no covariance loses its sign.
Source    Y. Bar-Shalom, X. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", Wiley, 2001:
          sections 5.2 and 10.3, equation 5.2.3-18 (Joseph's form). S. Julier, J. Uhlmann, Proc. IEEE 92 (2004), doi
          10.1109/JPROC.2003.823141 (unscented).
Checked   tests/tracker/test_kalman.py: textbook equations in NumPy, chi-square bounds for every motion and sensor.
          tests/tracker/test_bound.py: the bound of Cramer and Rao.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import wrap
from vyuha.tracker.dense import backward, factorise, forward, log_determinant, sandwich
from vyuha.tracker.measurement import difference, is_angle, measure, slope_of, width_of
from vyuha.tracker.motion import move, move_with_slope, process_noise
from vyuha.tracker.rows import UNSCENTED, Floats, Models, Scratch, Sensor

# Kappa of Julier and Uhlmann: the middle point has the weight kappa / (n + kappa).
_KAPPA = 1.0


@kernel
def spread_points(x: Floats, p: Floats, n: int, scratch: Scratch) -> bool:
    """Place 2 n + 1 points around `x` [SI] with covariance `p` [SI], `n` [count] components, in `scratch.point`
    [arrays]; False when `p` is not positive definite.
    """
    lower, reach = scratch.other, math.sqrt(n + _KAPPA)
    if not factorise(p, lower, n):
        return False
    for i in range(n):
        scratch.point[0, i] = x[i]
    for k in range(n):
        for i in range(n):
            step = reach * lower[i, k] if i >= k else 0.0
            scratch.point[1 + k, i] = x[i] + step
            scratch.point[1 + n + k, i] = x[i] - step
    return True


@kernel
def share(k: int, n: int) -> float:
    """Weight [1] of point `k` [row] of those around a state of `n` [count] components."""
    return _KAPPA / (n + _KAPPA) if k == 0 else 0.5 / (n + _KAPPA)


@kernel
def predict(models: Models, m: int, method: int, x: Floats, p: Floats, dt: float, scratch: Scratch) -> bool:
    """Carry `x` [SI] and its covariance `p` [SI] on by `dt` [s] with model `m` [row] of `models` [tables] by `method`
    [code]; `scratch` [arrays]. False when `p` is not positive definite, and then nothing has changed.
    """
    kind, n = models.kind[m], models.size[m]
    process_noise(models, m, x, dt, scratch)
    if method == UNSCENTED:
        if not spread_points(x, p, n, scratch):
            return False
        _collect_points(kind, n, x, p, dt, scratch)
    else:
        move_with_slope(kind, x, dt, scratch)
        sandwich(scratch.transition, p, scratch.product, n)
    for i in range(n):
        for j in range(n):
            p[i, j] += scratch.noise[i, j]
    return True


@kernel
def _collect_points(kind: int, n: int, x: Floats, p: Floats, dt: float, scratch: Scratch) -> None:
    """Move the points in `scratch` [arrays] with `n` [count] components as `kind` [code] does in `dt` [s]; their mean
    and covariance become `x` [SI] and `p` [SI].
    """
    for i in range(n):
        x[i] = 0.0
    for k in range(2 * n + 1):
        move(kind, scratch.point[k], dt, scratch)
        for i in range(n):
            x[i] += share(k, n) * scratch.point[k, i]
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for k in range(2 * n + 1):
                total += share(k, n) * (scratch.point[k, i] - x[i]) * (scratch.point[k, j] - x[j])
            p[i, j] = p[j, i] = total


@kernel
def expect(sensor: Sensor, method: int, x: Floats, p: Floats, n: int, scratch: Scratch) -> bool:
    """What `sensor` [row] should measure of a target at `x` [SI] with covariance `p` [SI] of `n` [count] components, by
    `method` [code]: the measurement, its covariance without the plot's own error, and the covariance with the state
    into `scratch.expected`, `.spread`, `.cross` [arrays]. False when `p` is not positive definite.
    """
    width = width_of(sensor.kind)
    if method == UNSCENTED:
        if not spread_points(x, p, n, scratch):
            return False
        _measure_points(sensor, x, n, scratch)
        return True
    h = scratch.slope
    measure(sensor, x, scratch.expected)
    slope_of(sensor, x, h)
    # Only position and velocity are seen.
    for i in range(n):
        for k in range(width):
            total = 0.0
            for j in range(6):
                total += p[i, j] * h[k, j]
            scratch.cross[i, k] = total
    for a in range(width):
        for b in range(width):
            total = 0.0
            for j in range(6):
                total += h[a, j] * scratch.cross[j, b]
            scratch.spread[a, b] = total
    return True


@kernel
def _measure_points(sensor: Sensor, x: Floats, n: int, scratch: Scratch) -> None:
    """Measure the points around `x` [SI] with `n` [count] components by `sensor` [row]; moments into `scratch`
    [arrays].
    """
    width, expected = width_of(sensor.kind), scratch.expected
    for k in range(2 * n + 1):
        measure(sensor, scratch.point[k], scratch.image[k])
    for a in range(width):
        middle, total = scratch.image[0, a], 0.0
        for k in range(2 * n + 1):
            if is_angle(sensor.kind, a):
                # Beside the middle point, so that an azimuth through south is averaged on one side.
                scratch.image[k, a] = middle + wrap(scratch.image[k, a] - middle)
            total += share(k, n) * scratch.image[k, a]
        expected[a] = total
    for a in range(width):
        for b in range(width):
            total = 0.0
            for k in range(2 * n + 1):
                total += share(k, n) * (scratch.image[k, a] - expected[a]) * (scratch.image[k, b] - expected[b])
            scratch.spread[a, b] = total
        for i in range(n):
            total = 0.0
            for k in range(2 * n + 1):
                total += share(k, n) * (scratch.point[k, i] - x[i]) * (scratch.image[k, a] - expected[a])
            scratch.cross[i, a] = total


@kernel
def compare(kind: int, z: Floats, r: Floats, expected: Floats, spread: Floats, scratch: Scratch) -> tuple[float, float]:
    """Squared distance [1] of the measurement `z` [SI] of `kind` [code] with covariance `r` [SI] from the `expected`
    [SI] one with covariance `spread` [SI], and ln det of the sum [SI]; infinity when that is not positive definite.
    Leaves its factor and the whitened residual in `scratch` [arrays].
    """
    width, total = width_of(kind), scratch.product
    for a in range(width):
        for b in range(width):
            total[a, b] = spread[a, b] + r[a, b]
    if not factorise(total, scratch.factor, width):
        return math.inf, 0.0
    difference(kind, z, expected, scratch.residual)
    return forward(scratch.factor, scratch.residual, width), log_determinant(scratch.factor, width)


@kernel
def log_likelihood(square: float, volume: float, width: int) -> float:
    """Ln of the normal density at squared distance `square` [1], with ln det `volume` [SI], in `width` [count]
    dimensions.
    """
    return -0.5 * (square + volume + width * math.log(2.0 * math.pi))


@kernel
def correct(
    sensor: Sensor, method: int, x: Floats, p: Floats, n: int, z: Floats, r: Floats, scratch: Scratch
) -> tuple[float, float]:
    """Correct `x` [SI] and its covariance `p` [SI] of `n` [count] components by the measurement `z` [SI] of `sensor`
    [row] with covariance `r` [SI], by `method` [code]; `scratch` [arrays]. Returns the squared distance [1] of the
    innovation and the ln of its likelihood [SI]; infinity when a matrix is not positive definite, and then nothing has
    changed.
    """
    width = width_of(sensor.kind)
    if not expect(sensor, method, x, p, n, scratch):
        return math.inf, -math.inf
    square, volume = compare(sensor.kind, z, r, scratch.expected, scratch.spread, scratch)
    if square == math.inf:
        return math.inf, -math.inf
    gain = scratch.gain
    for i in range(n):
        # Row i of the gain: cross covariance times the inverse, by the factor.
        for a in range(width):
            gain[i, a] = scratch.cross[i, a]
        forward(scratch.factor, gain[i], width)
        for a in range(width):
            x[i] += gain[i, a] * scratch.residual[a]
        backward(scratch.factor, gain[i], width)
    if method == UNSCENTED:
        _correct_points(p, r, n, width, scratch)
    else:
        _joseph(p, r, n, width, scratch)
    return square, log_likelihood(square, volume, width)


@kernel
def _joseph(p: Floats, r: Floats, n: int, width: int, scratch: Scratch) -> None:
    """(I - K H) P (I - K H)' + K R K' for `p` [SI], `r` [SI], `n` [count] by `width` [count]: a sum of squares, so it
    stays symmetric and positive also for a gain that rounding has spoilt. K and H stand in `scratch` [arrays].
    """
    f, h, gain = scratch.transition, scratch.slope, scratch.gain
    for i in range(n):
        for j in range(n):
            total = 1.0 if i == j else 0.0
            if j < 6:
                for a in range(width):
                    total -= gain[i, a] * h[a, j]
            f[i, j] = total
    sandwich(f, p, scratch.product, n)
    _add_gained_noise(p, r, n, width, scratch)


@kernel
def _add_gained_noise(p: Floats, r: Floats, n: int, width: int, scratch: Scratch) -> None:
    """Add K R K' with `r` [SI] and the gain in `scratch` [arrays] to `p` [SI], `n` [count] by `width` [count], and
    mirror its lower triangle.
    """
    gain = scratch.gain
    for i in range(n):
        for j in range(i + 1):
            total = p[i, j]
            for a in range(width):
                for b in range(width):
                    total += gain[i, a] * r[a, b] * gain[j, b]
            p[i, j] = p[j, i] = total


@kernel
def _correct_points(p: Floats, r: Floats, n: int, width: int, scratch: Scratch) -> None:
    """The same for points: the covariance `p` [SI] of the points in `scratch` [arrays], each corrected by its own
    measurement, + K R K' with `r` [SI]; `n` [count] by `width` [count]. Again a sum of squares.
    """
    point, image, gain = scratch.point, scratch.image, scratch.gain
    for k in range(2 * n + 1):
        # The middle point, which is the mean, last: the others are measured from it.
        at = (k + 1) % (2 * n + 1)
        for i in range(n):
            total = point[at, i] - point[0, i]
            for a in range(width):
                total -= gain[i, a] * (image[at, a] - scratch.expected[a])
            point[at, i] = total
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for k in range(2 * n + 1):
                total += share(k, n) * point[k, i] * point[k, j]
            p[i, j] = total
    _add_gained_noise(p, r, n, width, scratch)
