"""Attenuation along the path from a radar to its target: by the gases of the air and by rain.

Assumes   the standard atmosphere's temperature and pressure, taken for that of the dry air; water vapour that falls
          exponentially with height; rain that is the same from the ground up to `rain_top` and out to `rain_extent`
          along the path. The ray is straight over an earth of `refraction` times the radius, and below height 0 the air
          is that at height 0.
Holds     where `world.gas`, `world.rain` and `world.propagation` do, for one steady state of the weather. Showers are a
          few kilometres wide: give their extent. Clouds, snow and the melting layer are left out.
Source    sum of the specific attenuation over the path, Recommendation ITU-R P.676-12, annex 1, section 2; geometry.
Checked   tests/world/test_attenuation.py: adaptive quadrature along a line placed by another formula, counted lengths,
          zenith and slant values by the library `itur`.
"""

import math
from typing import NamedTuple

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.state.tables import Floats
from vyuha.world.atmosphere import standard_air
from vyuha.world.gas import STANDARD_VAPOUR, gas_attenuation, vapour_density
from vyuha.world.propagation import MEAN_RADIUS
from vyuha.world.rain import rain_attenuation

# Specific attenuation is tabulated up to here, where less than a thousandth of the air is left, in these steps.
_TOP, _STEP = 60e3, 100.0
# Panels of Simpson's rule along one path, and in one cell of the table.
_PANELS, _PANELS_OF_CELL = 128, 4
# Table: rays from below the horizon to the zenith, even in the square root of the sine, so that low rays lie close.
_LOWEST_ROOT = -0.5
_RANGES, _RAYS = 161, 301
# Decibels, one way, to the logarithm of what two ways leave.
_TWO_WAYS = -0.2 * math.log(10.0)


class Weather(NamedTuple):
    """What is in the air beside dry air: `vapour` at height 0 [kg/m3], `rain_rate` [m/s] up to the height `rain_top`
    [m] along no more than `rain_extent` [m] of a path, seen with a polarisation of `tilt` [rad] against the horizontal.
    """

    vapour: float
    rain_rate: float
    rain_top: float
    rain_extent: float
    tilt: float


class LossTable(NamedTuple):
    """One-way attenuation of one radar, `values` one after the other: by gases [dB], range by range and there ray by
    ray, out to `reach` [m], then by rain [dB/m], ray by ray, where the ray is below `rain_top` [m], along no more than
    `rain_extent` [m]. The antenna is at `antenna_height` [m] over an earth of `refraction` [1] times the radius.
    """

    values: Floats
    reach: float
    rain_top: float
    rain_extent: float
    antenna_height: float
    refraction: float


CLEAR = Weather(vapour=STANDARD_VAPOUR, rain_rate=0.0, rain_top=0.0, rain_extent=0.0, tilt=0.0)


@kernel
def sine_of_path(antenna_height: float, target_height: float, slant: float, refraction: float) -> float:
    """Sine [1] of the elevation at which the ray to a target at `target_height` [m] in `slant` [m] range leaves an
    antenna at `antenna_height` [m]; `refraction` [1]. A slant range shorter than the difference of heights gives the
    vertical.
    """
    radius = refraction * MEAN_RADIUS + antenna_height
    rise = target_height - antenna_height
    sine = (rise * (2.0 * radius + rise) - slant * slant) / (2.0 * radius * max(slant, 1e-3))
    return min(max(sine, -1.0), 1.0)


@kernel
def height_along(antenna_height: float, sine: float, along: float, refraction: float) -> float:
    """Height [m] of the ray `along` [m] its way from an antenna at `antenna_height` [m], which it leaves at an
    elevation of `sine` [1]; `refraction` [1].
    """
    radius = refraction * MEAN_RADIUS + antenna_height
    # The difference of two nearly equal distances from the earth's centre, without its loss of digits.
    square = along * (along + 2.0 * radius * sine)
    return antenna_height + square / (math.sqrt(radius * radius + square) + radius)


@kernel
def path_below(antenna_height: float, sine: float, slant: float, top: float, refraction: float) -> float:
    """Length [m] of the first `slant` [m] of the ray that lie below the height `top` [m]; the ray leaves an antenna at
    `antenna_height` [m] at an elevation of `sine` [1]; `refraction` [1].
    """
    radius = refraction * MEAN_RADIUS + antenna_height
    rise = top - antenna_height
    # The ray is below `top` between the two roots of its height along the way.
    middle = -radius * sine
    discriminant = middle * middle + rise * (2.0 * radius + rise)
    if discriminant <= 0.0:
        return 0.0
    half = math.sqrt(discriminant)
    return max(0.0, min(slant, middle + half) - max(0.0, middle - half))


@allocating_kernel
def gas_profile(frequency: float, vapour: float) -> Floats:
    """Specific attenuation by gases [dB/m], one way, at `frequency` [Hz] by height: shape (levels,), every 100 m from 0
    to 60 km, of the standard atmosphere with `vapour` [kg/m3] of water at height 0.
    """
    profile = np.empty(round(_TOP / _STEP) + 1, np.float64)
    for i in range(len(profile)):
        height = i * _STEP
        temperature, pressure, _, _ = standard_air(height)
        profile[i] = gas_attenuation(frequency, pressure, temperature, vapour_density(vapour, height))
    return profile


@kernel
def _gas_at(profile: Floats, height: float) -> float:
    """Specific attenuation [dB/m] at `height` [m] of a `profile`; nothing above its top."""
    if height >= _TOP:
        return 0.0
    level = max(height, 0.0) / _STEP
    i = min(int(level), len(profile) - 2)
    return float(profile[i] + (level - i) * (profile[i + 1] - profile[i]))


@kernel
def _gas_between(
    profile: Floats, antenna_height: float, sine: float, refraction: float, span: tuple[float, float], panels: int
) -> float:
    """Attenuation by gases [dB] along the `span` [m] (from, to) of a ray, by Simpson's rule with `panels` [count]; the
    ray leaves an antenna at `antenna_height` [m] at an elevation of `sine` [1]; `refraction` [1].
    """
    step = (span[1] - span[0]) / panels
    total = 0.0
    for i in range(panels + 1):
        weight = 1.0 if i % panels == 0 else 2.0 + 2.0 * (i % 2)
        total += weight * _gas_at(profile, height_along(antenna_height, sine, span[0] + i * step, refraction))
    return total * step / 3.0


@kernel
def gas_loss(profile: Floats, antenna_height: float, target_height: float, slant: float, refraction: float) -> float:
    """Attenuation by gases [dB], one way, from an antenna at `antenna_height` [m] to a target at `target_height` [m] in
    `slant` [m] range; `profile` of the frequency as `gas_profile` gives it; `refraction` [1].
    """
    sine = sine_of_path(antenna_height, target_height, slant, refraction)
    return _gas_between(profile, antenna_height, sine, refraction, (0.0, slant), _PANELS)


@kernel
def rain_loss(
    weather: Weather, frequency: float, antenna_height: float, target_height: float, slant: float, refraction: float
) -> float:
    """Attenuation by the rain of `weather` [dB], one way, at `frequency` [Hz] from an antenna at `antenna_height` [m]
    to a target at `target_height` [m] in `slant` [m] range; `refraction` [1].
    """
    sine = sine_of_path(antenna_height, target_height, slant, refraction)
    wet = min(path_below(antenna_height, sine, slant, weather.rain_top, refraction), weather.rain_extent)
    return wet * rain_attenuation(weather.rain_rate, frequency, math.asin(sine), weather.tilt)


@kernel
def _sine_of_ray(ray: int) -> float:
    """Sine [1] of the elevation of row `ray` of the table."""
    root = _LOWEST_ROOT + (1.0 - _LOWEST_ROOT) * ray / (_RAYS - 1.0)
    return root * abs(root)


@allocating_kernel
def attenuation_table(
    frequency: float, antenna_height: float, reach: float, weather: Weather, refraction: float
) -> LossTable:
    """One-way attenuation by gases and rain for one radar at `frequency` [Hz], its antenna at `antenna_height` [m], out
    to `reach` [m] of slant range, in `weather` over an earth of `refraction` [1] times the radius. Made once, then
    asked by `loss_to`.
    """
    profile = gas_profile(frequency, weather.vapour)
    values = np.zeros((_RANGES + 1) * _RAYS, np.float64)
    step = reach / (_RANGES - 1)
    for j in range(_RAYS):
        sine = _sine_of_ray(j)
        values[_RANGES * _RAYS + j] = rain_attenuation(weather.rain_rate, frequency, math.asin(sine), weather.tilt)
        for i in range(1, _RANGES):
            span = ((i - 1) * step, i * step)
            cell = _gas_between(profile, antenna_height, sine, refraction, span, _PANELS_OF_CELL)
            values[i * _RAYS + j] = values[(i - 1) * _RAYS + j] + cell
    return LossTable(values, reach, weather.rain_top, weather.rain_extent, antenna_height, refraction)


@kernel
def loss_to(table: LossTable, slant: float, target_height: float) -> float:
    """One-way attenuation [dB] from the radar of `table` to a target at `target_height` [m] in `slant` [m] range:
    bilinear in range and in the square root of the elevation's sine; beyond the table's reach the gases count as at its
    edge.
    """
    sine = sine_of_path(table.antenna_height, target_height, slant, table.refraction)
    root = math.copysign(math.sqrt(abs(sine)), sine)
    along = min(max(slant / table.reach, 0.0), 1.0) * (_RANGES - 1)
    up = min(max((root - _LOWEST_ROOT) / (1.0 - _LOWEST_ROOT), 0.0), 1.0) * (_RAYS - 1)
    i, j = min(int(along), _RANGES - 2), min(int(up), _RAYS - 2)
    u, v = along - i, up - j
    values, at, wet_at = table.values, i * _RAYS + j, _RANGES * _RAYS + j
    near = (1.0 - v) * values[at] + v * values[at + 1]
    far = (1.0 - v) * values[at + _RAYS] + v * values[at + _RAYS + 1]
    rain = (1.0 - v) * values[wet_at] + v * values[wet_at + 1]
    if rain > 0.0:
        wet = path_below(table.antenna_height, sine, slant, table.rain_top, table.refraction)
        rain *= min(wet, table.rain_extent)
    return float((1.0 - u) * near + u * far + rain)


@kernel
def two_way_share(loss: float) -> float:
    """Share [1] of the echo's power that is left after a one-way `loss` [dB] out and the same on the way back."""
    return math.exp(_TWO_WAYS * loss)
