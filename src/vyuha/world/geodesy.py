"""Geodesy on the WGS-84 ellipsoid: geodetic, earth-fixed and local coordinates, the local vertical, geodesic lines.

Assumes   the WGS-84 ellipsoid; heights are above it.
Holds     heights from -10 km to 1,000 km; geodesics shorter than 19,000 km (nearly antipodal points do not converge).
Source    B. R. Bowring, "Transformation from spatial to geographical coordinates", Survey Review 23 (1976);
          T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid", Survey Review 23 (1975), eq. 1-18.
Checked   tests/world/test_geodesy.py: Karney's GeodTest rows, round trips, closed forms at pole and equator.
"""

import math

from vyuha.base.compile import kernel
from vyuha.base.vector import Vector
from vyuha.state.frame import Frame

SEMI_MAJOR = 6378137.0
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR = SEMI_MAJOR * (1.0 - FLATTENING)
ECCENTRICITY2 = FLATTENING * (2.0 - FLATTENING)
SECOND_ECCENTRICITY2 = ECCENTRICITY2 / (1.0 - ECCENTRICITY2)


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
def _vincenty_series(cos2_alpha: float) -> tuple[float, float, float]:
    """Vincenty's A, B and C [1] for the squared cosine of the geodesic's azimuth at the equator `cos2_alpha` [1]
    (eq. 3, 4, 10).
    """
    u2 = cos2_alpha * SECOND_ECCENTRICITY2
    a = 1.0 + u2 / 16384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)))
    b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)))
    c = FLATTENING / 16.0 * cos2_alpha * (4.0 + FLATTENING * (4.0 - 3.0 * cos2_alpha))
    return a, b, c


@kernel
def _vincenty_delta(b: float, sin_sigma: float, cos_sigma: float, cos_2m: float) -> float:
    """Vincenty's correction of the arc [rad] from series term `b`, `sin_sigma`, `cos_sigma`, `cos_2m` [1] (eq. 6)."""
    inner = cos_sigma * (2.0 * cos_2m * cos_2m - 1.0)
    inner -= b / 6.0 * cos_2m * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2m * cos_2m - 3.0)
    return b * sin_sigma * (cos_2m + b / 4.0 * inner)


@kernel
def geodesic_direct(latitude: float, longitude: float, azimuth: float, distance: float) -> Vector:
    """Latitude, longitude and forward azimuth [rad] after `distance` [m] along the geodesic that leaves `latitude`
    [rad], `longitude` [rad] at `azimuth` [rad], clockwise from north.
    """
    sin_azimuth, cos_azimuth = math.sin(azimuth), math.cos(azimuth)
    tan_u = (1.0 - FLATTENING) * math.tan(latitude)
    cos_u = 1.0 / math.sqrt(1.0 + tan_u * tan_u)
    sin_u = tan_u * cos_u
    sigma_1 = math.atan2(tan_u, cos_azimuth)
    sin_alpha = cos_u * sin_azimuth
    cos2_alpha = 1.0 - sin_alpha * sin_alpha
    a, b, c = _vincenty_series(cos2_alpha)
    first = distance / (SEMI_MINOR * a)
    sigma = first
    for _ in range(50):
        cos_2m = math.cos(2.0 * sigma_1 + sigma)
        following = first + _vincenty_delta(b, math.sin(sigma), math.cos(sigma), cos_2m)
        done = abs(following - sigma) < 1e-14
        sigma = following
        if done:
            break
    cos_2m = math.cos(2.0 * sigma_1 + sigma)
    sin_sigma, cos_sigma = math.sin(sigma), math.cos(sigma)
    across = sin_u * sin_sigma - cos_u * cos_sigma * cos_azimuth
    end_latitude = math.atan2(
        sin_u * cos_sigma + cos_u * sin_sigma * cos_azimuth,
        (1.0 - FLATTENING) * math.sqrt(sin_alpha * sin_alpha + across * across),
    )
    on_sphere = math.atan2(sin_sigma * sin_azimuth, cos_u * cos_sigma - sin_u * sin_sigma * cos_azimuth)
    arc = sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2.0 * cos_2m * cos_2m - 1.0))
    end_longitude = longitude + on_sphere - (1.0 - c) * FLATTENING * sin_alpha * arc
    return end_latitude, end_longitude, math.atan2(sin_alpha, -across)


@kernel
def geodesic_inverse(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> Vector:
    """Distance [m] and the azimuths [rad] at both ends of the geodesic from `latitude_1`, `longitude_1` [rad] to
    `latitude_2`, `longitude_2` [rad]. Nearly antipodal points give NaN.
    """
    difference = longitude_2 - longitude_1
    tan_1, tan_2 = (1.0 - FLATTENING) * math.tan(latitude_1), (1.0 - FLATTENING) * math.tan(latitude_2)
    cos_1, cos_2 = 1.0 / math.sqrt(1.0 + tan_1 * tan_1), 1.0 / math.sqrt(1.0 + tan_2 * tan_2)
    sin_1, sin_2 = tan_1 * cos_1, tan_2 * cos_2
    on_sphere = difference
    for _ in range(200):
        sin_l, cos_l = math.sin(on_sphere), math.cos(on_sphere)
        across = cos_1 * sin_2 - sin_1 * cos_2 * cos_l
        sin_sigma = math.sqrt(cos_2 * sin_l * cos_2 * sin_l + across * across)
        if sin_sigma == 0.0:
            return 0.0, 0.0, 0.0
        cos_sigma = sin_1 * sin_2 + cos_1 * cos_2 * cos_l
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = cos_1 * cos_2 * sin_l / sin_sigma
        cos2_alpha = 1.0 - sin_alpha * sin_alpha
        cos_2m = cos_sigma - 2.0 * sin_1 * sin_2 / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        a, b, c = _vincenty_series(cos2_alpha)
        arc = sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2.0 * cos_2m * cos_2m - 1.0))
        following = difference + (1.0 - c) * FLATTENING * sin_alpha * arc
        if abs(following - on_sphere) < 1e-14:
            distance = SEMI_MINOR * a * (sigma - _vincenty_delta(b, sin_sigma, cos_sigma, cos_2m))
            start = math.atan2(cos_2 * sin_l, across)
            return distance, start, math.atan2(cos_1 * sin_l, cos_1 * sin_2 * cos_l - sin_1 * cos_2)
        on_sphere = following
    return math.nan, math.nan, math.nan
