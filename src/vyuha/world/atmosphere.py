"""The air of the US Standard Atmosphere 1976: temperature, pressure, density and speed of sound.

Assumes   a still, dry, standard day; the seven layers of the standard up to 86 km. Above, density falls exponentially
          with the scale height that the standard's own values at 86 and 110 km give, and the speed of sound stays: drag
          there hardly matters to an interceptor, and the tail is no model of the upper atmosphere.
Holds     -5 km to 86 km; the tail is within 4 % of the standard's density up to 110 km and wrong above.
Source    NOAA, NASA, USAF, "U.S. Standard Atmosphere, 1976", NASA-TM-X-74335, equations 18, 23, 33, 42, 50 and table 4.
Checked   tests/world/test_atmosphere.py against the printed tables and two independent libraries.
"""

import math

from vyuha.base.compile import kernel

_RADIUS = 6356766.0
_GAS = 8314.32 / 28.9644
_GAMMA = 1.4
_HYDROSTATIC = 9.80665 / _GAS
# Density at 86 km and the scale height above it.
_TOP = 86000.0
_TOP_DENSITY = 6.958e-6
_TAIL = 5617.0


@kernel
def _layer(h: float) -> tuple[float, float, float, float]:
    """Base height [m], lapse rate [K/m], base temperature [K] and base pressure [Pa] of the layer at geopotential
    height `h` [m].
    """
    if h < 11000.0:
        return 0.0, -0.0065, 288.15, 101325.0
    if h < 20000.0:
        return 11000.0, 0.0, 216.65, 22632.064
    if h < 32000.0:
        return 20000.0, 0.001, 216.65, 5474.88867
    if h < 47000.0:
        return 32000.0, 0.0028, 228.65, 868.018685
    if h < 51000.0:
        return 47000.0, 0.0, 270.65, 110.906306
    if h < 71000.0:
        return 51000.0, -0.0028, 270.65, 66.9388731
    return 71000.0, -0.002, 214.65, 3.95642043


@kernel
def standard_air(height: float) -> tuple[float, float, float, float]:
    """Temperature [K], pressure [Pa], density [kg/m3] and speed of sound [m/s] at the geometric `height` [m] above the
    ellipsoid (eq. 23, 33, 42, 50). Above 86 km temperature and sound stay, and pressure follows density.

    >>> tuple(round(value, 4) for value in standard_air(0.0))
    (288.15, 101325.0, 1.225, 340.2941)
    """
    inside = min(height, _TOP)
    h = _RADIUS * inside / (_RADIUS + inside)
    base, lapse, temperature, pressure = _layer(h)
    here = temperature + lapse * (h - base)
    if lapse == 0.0:
        pressure *= math.exp(-_HYDROSTATIC * (h - base) / temperature)
    else:
        pressure *= math.exp(_HYDROSTATIC / lapse * math.log(temperature / here))
    density = pressure / (_GAS * here)
    if height > _TOP:
        density = _TOP_DENSITY * math.exp((_TOP - height) / _TAIL)
        pressure = density * _GAS * here
    return here, pressure, density, math.sqrt(_GAMMA * _GAS * here)


@kernel
def air(height: float) -> tuple[float, float]:
    """Density [kg/m3] and speed of sound [m/s] at the geometric `height` [m] above the ellipsoid.

    >>> tuple(round(value, 4) for value in air(0.0))
    (1.225, 340.2941)
    """
    _, _, density, sound = standard_air(height)
    return density, sound
