"""Geodesy on the WGS-84 ellipsoid: geodetic, earth-fixed and local coordinates, the local vertical, geodesic lines.

Assumes   the WGS-84 ellipsoid; heights are above it.
Holds     heights from -10 km to 1,000 km; geodesics of any length, to 1e-8 m.
Source    B. R. Bowring, "Transformation from spatial to geographical coordinates", Survey Review 23 (1976);
          C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013): the integrals, here by quadrature;
          T. Vincenty, Survey Review 23 (1975): the iteration on the auxiliary sphere.
Checked   tests/world/test_geodesy.py: Karney's GeodTest rows, round trips, closed forms at pole and equator.
"""

import math

import numpy as np

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.frame import Frame
from vyuha.state.tables import Floats

SEMI_MAJOR = 6378137.0
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)
ECCENTRICITY2 = FLATTENING * (2.0 - FLATTENING)
SECOND_ECCENTRICITY2 = ECCENTRICITY2 / (1.0 - ECCENTRICITY2)
# Gauss and Legendre's rule; with 16 nodes the integrals over half a turn are exact to rounding.
_NODES = tuple(float(x) for x in np.polynomial.legendre.leggauss(16)[0])
_WEIGHTS = tuple(float(x) for x in np.polynomial.legendre.leggauss(16)[1])


@kernel
def geodetic_to_ecef(latitude: float, longitude: float, height: float) -> Vector:
    """Earth-centred, earth-fixed position [m] of `latitude` [rad], `longitude` [rad], `height` [m]."""
    sine, cosine = math.sin(latitude), math.cos(latitude)
    normal = SEMI_MAJOR / math.sqrt(1.0 - ECCENTRICITY2 * sine * sine)
    across = (normal + height) * cosine
    return (
        across * math.cos(longitude),
        across * math.sin(longitude),
        (normal * (1.0 - ECCENTRICITY2) + height) * sine,
    )


@kernel
def _latitude_and_height(x: float, y: float, z: float) -> Vector:
    """Sine and cosine of the geodetic latitude [1] and the height [m] of the earth-fixed point `x`, `y`, `z` [m]
    (Bowring).
    """
    p = math.sqrt(x * x + y * y)
    a, b = z * SEMI_MAJOR, p * SEMI_MINOR
    r = math.sqrt(a * a + b * b)
    s, c = a / r, b / r
    up = z + SECOND_ECCENTRICITY2 * SEMI_MINOR * s * s * s
    out = p - ECCENTRICITY2 * SEMI_MAJOR * c * c * c
    r = math.sqrt(up * up + out * out)
    sine, cosine = up / r, out / r
    return sine, cosine, p * cosine + z * sine - SEMI_MAJOR * math.sqrt(1.0 - ECCENTRICITY2 * sine * sine)


@kernel
def ecef_to_geodetic(x: float, y: float, z: float) -> Vector:
    """Latitude [rad], longitude [rad] and height [m] of the earth-fixed point `x`, `y`, `z` [m]."""
    sine, cosine, height = _latitude_and_height(x, y, z)
    return math.atan2(sine, cosine), math.atan2(y, x), height


@kernel
def local_to_ecef(frame: Frame, x: float, y: float, z: float) -> Vector:
    """Earth-fixed position [m] of the point `x`, `y`, `z` [m] (east, north, up) of the local `frame` [row]."""
    return (
        frame.ecef_x + frame.r11 * x + frame.r12 * y + frame.r13 * z,
        frame.ecef_y + frame.r21 * x + frame.r22 * y + frame.r23 * z,
        frame.ecef_z + frame.r31 * x + frame.r32 * y + frame.r33 * z,
    )


@kernel
def ecef_to_local(frame: Frame, x: float, y: float, z: float) -> Vector:
    """East, north, up [m] in `frame` [row] of the earth-fixed point `x`, `y`, `z` [m]."""
    dx, dy, dz = x - frame.ecef_x, y - frame.ecef_y, z - frame.ecef_z
    return (
        frame.r11 * dx + frame.r21 * dy + frame.r31 * dz,
        frame.r12 * dx + frame.r22 * dy + frame.r32 * dz,
        frame.r13 * dx + frame.r23 * dy + frame.r33 * dz,
    )


@kernel
def local_to_geodetic(frame: Frame, x: float, y: float, z: float) -> Vector:
    """Latitude [rad], longitude [rad], height [m] of the local point `x`, `y`, `z` [m] of `frame` [row]."""
    ex, ey, ez = local_to_ecef(frame, x, y, z)
    return ecef_to_geodetic(ex, ey, ez)


@kernel
def points_to_geodetic(frame: Frame, points: Floats, out: Floats) -> None:
    """Into the rows of `out` [rad, rad, m], shape (n, 3): latitude, longitude and height of the local `points` [m],
    shape (n, 3), of `frame` [row].
    """
    for n in range(len(points)):
        out[n, 0], out[n, 1], out[n, 2] = local_to_geodetic(frame, points[n, 0], points[n, 1], points[n, 2])


@kernel
def geodetic_to_local(frame: Frame, latitude: float, longitude: float, height: float) -> Vector:
    """East, north, up [m] in `frame` [row] of `latitude` [rad], `longitude` [rad], `height` [m]."""
    x, y, z = geodetic_to_ecef(latitude, longitude, height)
    return ecef_to_local(frame, x, y, z)


@kernel
def vertical(frame: Frame, x: float, y: float, z: float) -> tuple[float, float, float, float]:
    """Unit vector of the local vertical [1] and height above the ellipsoid [m] at the local point `x`, `y`, `z` [m] of
    `frame` [row].
    """
    ex, ey, ez = local_to_ecef(frame, x, y, z)
    sine, cosine, height = _latitude_and_height(ex, ey, ez)
    p = math.sqrt(ex * ex + ey * ey)
    if p > 0.0:
        ux, uy = cosine * ex / p, cosine * ey / p
    else:
        ux, uy = 0.0, 0.0
    return (
        frame.r11 * ux + frame.r21 * uy + frame.r31 * sine,
        frame.r12 * ux + frame.r22 * uy + frame.r32 * sine,
        frame.r13 * ux + frame.r23 * uy + frame.r33 * sine,
        height,
    )


@kernel
def height_above_ellipsoid(frame: Frame, x: float, y: float, z: float) -> float:
    """Height above the ellipsoid [m] of the local point `x`, `y`, `z` [m] of `frame` [row]."""
    ex, ey, ez = local_to_ecef(frame, x, y, z)
    return _latitude_and_height(ex, ey, ez)[2]


@kernel
def _along(sin_alpha: float, sigma_1: float, sigma_2: float) -> tuple[float, float]:
    """Length [m] of a geodesic between the arcs `sigma_1` and `sigma_2` [rad] from its crossing of the equator, where
    its azimuth has the sine `sin_alpha` [1], and by how much [rad] its longitude lags behind that on the auxiliary
    sphere (Karney, eq. 7 and 8).
    """
    k2 = SECOND_ECCENTRICITY2 * (1.0 - sin_alpha * sin_alpha)
    half, middle = 0.5 * (sigma_2 - sigma_1), 0.5 * (sigma_2 + sigma_1)
    length, lag = 0.0, 0.0
    for i in range(len(_NODES)):
        sine = math.sin(middle + half * _NODES[i])
        root = math.sqrt(1.0 + k2 * sine * sine)
        length += _WEIGHTS[i] * root
        lag += _WEIGHTS[i] * (2.0 - FLATTENING) / (1.0 + (1.0 - FLATTENING) * root)
    return SEMI_MINOR * half * length, FLATTENING * sin_alpha * half * lag


@kernel
def geodesic_direct(latitude: float, longitude: float, azimuth: float, distance: float) -> Vector:
    """Latitude, longitude and forward azimuth [rad] after `distance` [m] along the geodesic that leaves `latitude`
    [rad], `longitude` [rad] at `azimuth` [rad], clockwise from north.
    """
    sin_azimuth, cos_azimuth = math.sin(azimuth), math.cos(azimuth)
    tan_u = (1.0 - FLATTENING) * math.tan(latitude)
    cos_u = 1.0 / math.sqrt(1.0 + tan_u * tan_u)
    sin_u = tan_u * cos_u
    sigma_1 = math.atan2(sin_u, cos_u * cos_azimuth)
    sin_alpha = cos_u * sin_azimuth
    k2 = SECOND_ECCENTRICITY2 * (1.0 - sin_alpha * sin_alpha)
    sigma = distance / SEMI_MAJOR
    lag = 0.0
    for _ in range(20):
        length, lag = _along(sin_alpha, sigma_1, sigma_1 + sigma)
        sine = math.sin(sigma_1 + sigma)
        change = (distance - length) / (SEMI_MINOR * math.sqrt(1.0 + k2 * sine * sine))
        sigma += change
        if abs(change) < 1e-15:
            break
    sin_sigma, cos_sigma = math.sin(sigma), math.cos(sigma)
    across = sin_u * sin_sigma - cos_u * cos_sigma * cos_azimuth
    up = sin_u * cos_sigma + cos_u * sin_sigma * cos_azimuth
    end_latitude = math.atan2(up, (1.0 - FLATTENING) * math.sqrt(sin_alpha * sin_alpha + across * across))
    on_sphere = math.atan2(sin_sigma * sin_azimuth, cos_u * cos_sigma - sin_u * sin_sigma * cos_azimuth)
    return end_latitude, longitude + on_sphere - lag, math.atan2(sin_alpha, -across)


@kernel
def geodesic_inverse(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> Vector:
    """Distance [m] and the azimuths [rad] at both ends of the geodesic from `latitude_1`, `longitude_1` [rad] to
    `latitude_2`, `longitude_2` [rad]; equal points give zeros.
    """
    difference = longitude_2 - longitude_1
    difference -= 2.0 * math.pi * math.floor((difference + math.pi) / (2.0 * math.pi))
    tan_1, tan_2 = (1.0 - FLATTENING) * math.tan(latitude_1), (1.0 - FLATTENING) * math.tan(latitude_2)
    cos_1, cos_2 = 1.0 / math.sqrt(1.0 + tan_1 * tan_1), 1.0 / math.sqrt(1.0 + tan_2 * tan_2)
    sin_1, sin_2 = tan_1 * cos_1, tan_2 * cos_2
    on_sphere = difference
    for _ in range(20):
        sin_l, cos_l = math.sin(on_sphere), math.cos(on_sphere)
        across = cos_1 * sin_2 - sin_1 * cos_2 * cos_l
        sin_sigma = math.sqrt(cos_2 * sin_l * cos_2 * sin_l + across * across)
        cos_sigma = sin_1 * sin_2 + cos_1 * cos_2 * cos_l
        if sin_sigma == 0.0:
            if cos_sigma > 0.0:
                return 0.0, 0.0, 0.0
            break
        sin_alpha = cos_1 * cos_2 * sin_l / sin_sigma
        sigma_1 = math.atan2(sin_1 * sin_sigma, cos_1 * across)
        length, lag = _along(sin_alpha, sigma_1, sigma_1 + math.atan2(sin_sigma, cos_sigma))
        if abs(difference + lag) > math.pi:
            break
        if abs(difference + lag - on_sphere) < 1e-15:
            end = math.atan2(cos_1 * sin_l, cos_1 * sin_2 * cos_l - sin_1 * cos_2)
            return length, math.atan2(cos_2 * sin_l, across), end
        on_sphere = difference + lag
    return _nearly_antipodal(sin_1, cos_1, sin_2, cos_2, difference)


@kernel
def _aimed(sin_1: float, cos_1: float, sin_2: float, cos_2: float, azimuth: float) -> tuple[float, float, float]:
    """Difference of longitude [rad], length [m] and azimuth at the end [rad] of the geodesic that leaves the reduced
    latitude of `sin_1`, `cos_1` [1] at `azimuth` [rad] and goes on to that of `sin_2`, `cos_2` [1] (Karney, eq. 5-12).
    """
    sin_a, cos_a = math.sin(azimuth), math.cos(azimuth)
    sin_alpha = sin_a * cos_1
    # cos^2 of the azimuth at the end; written so that equal latitudes give equal azimuths.
    north = math.sqrt(max(cos_a * cos_a * cos_1 * cos_1 + (sin_1 - sin_2) * (sin_1 + sin_2), 0.0))
    sigma_1, sigma_2 = math.atan2(sin_1, cos_a * cos_1), math.atan2(sin_2, north)
    omega = math.atan2(sin_alpha * sin_2, north) - math.atan2(sin_alpha * sin_1, cos_a * cos_1)
    length, lag = _along(sin_alpha, sigma_1, sigma_2)
    return omega - lag, length, math.atan2(sin_alpha, north)


@kernel
def _nearly_antipodal(sin_1: float, cos_1: float, sin_2: float, cos_2: float, difference: float) -> Vector:
    """As `geodesic_inverse`, for points on opposite sides: reduced latitudes by `sin_1`, `cos_1`, `sin_2`, `cos_2` [1]
    and the `difference` of longitude [rad].

    With the point farther from the equator first and south of it, longitude grows with the azimuth at the start, so
    halving finds the azimuth (Karney, section 4).
    """
    swapped = abs(sin_1) < abs(sin_2)
    if swapped:
        sin_1, cos_1, sin_2, cos_2 = sin_2, cos_2, sin_1, cos_1
    flip = -1.0 if sin_1 > 0.0 else 1.0
    # On the equator the start is taken as a trace south of it.
    sin_1, sin_2 = min(flip * sin_1, -1e-200), flip * sin_2
    low, high = 0.0, math.pi
    for _ in range(60):
        azimuth = 0.5 * (low + high)
        reached, _, _ = _aimed(sin_1, cos_1, sin_2, cos_2, azimuth)
        if reached < abs(difference):
            low = azimuth
        else:
            high = azimuth
    start = 0.5 * (low + high)
    _, length, end = _aimed(sin_1, cos_1, sin_2, cos_2, start)
    side = -1.0 if difference < 0.0 else 1.0
    if swapped:
        start, end = math.pi - end, math.pi - start
    if flip < 0.0:
        start, end = math.pi - start, math.pi - end
    return length, side * start, side * end
