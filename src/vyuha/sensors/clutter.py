"""Clutter: what the surface sends back beside the target, and what a moving target indicator leaves of it.

Assumes   an even surface of constant gamma; rectangular beams and range cells; clutter with a Gaussian spectrum of
          velocity around zero; a canceller with binomial weights, pulses at even times. Staggering is the mean of the
          responses at its repetition frequencies.
Holds     at grazing angles of 1 to 60 degrees or so. Lower, shadows and lobes weaken real clutter, and the power here
          is an upper estimate; the tails of its amplitudes, which raise false alarms, are not in it.
Source    M. W. Long, "Radar Reflectivity of Land and Sea" (constant gamma); D. K. Barton, "Radar Equations for Modern
          Radar" (clutter cell, improvement factor of cancellers); M. I. Skolnik, "Introduction to Radar Systems",
          chapter on MTI (blind speeds, response, scanning spread).
Checked   tests/sensors/test_clutter.py: figures printed in the documentation of MATLAB's grazingang, surfclutterrcs and
          mtifactor, quadrature of the filtered spectrum, closed forms of blind speeds.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Floats
from vyuha.world.propagation import MEAN_RADIUS


@kernel
def grazing_sine(antenna_height: float, slant: float, refraction: float) -> float:
    """Sine [1] of the angle at which the ray from an antenna at `antenna_height` [m] meets the surface in `slant` [m]
    range; `refraction` [1]. Negative beyond the horizon.
    """
    radius = refraction * MEAN_RADIUS
    slant = max(slant, 1e-3)
    sine = (antenna_height * (2.0 * radius + antenna_height) - slant * slant) / (2.0 * radius * slant)
    return min(sine, 1.0)


@kernel
def cell_area(slant: float, azimuth_width: float, elevation_width: float, resolution: float, sine: float) -> float:
    """Surface [m2] that one range cell of `resolution` [m] sees in `slant` [m] range in a beam of `azimuth_width` [rad]
    and `elevation_width` [rad], at the `sine` [1] of the grazing angle: cut off by the pulse, or at steep angles by the
    beam.
    """
    if sine <= 0.0:
        return 0.0
    by_beam = slant * elevation_width / sine
    cosine = math.sqrt(max(1.0 - sine * sine, 0.0))
    along = by_beam if cosine * by_beam < resolution else resolution / cosine
    return slant * azimuth_width * along


@kernel
def surface_cross_section(gamma: float, sine: float, area: float) -> float:
    """Cross-section [m2] of a cell of `area` [m2] of a surface of constant `gamma` [1] at the `sine` [1] of the grazing
    angle; 0 beyond the horizon.
    """
    return gamma * max(sine, 0.0) * area


@kernel
def doppler_spread(velocity_spread: float, wavelength: float, time_on_target: float) -> float:
    """Standard deviation [Hz] of the clutter's spectrum: its own motion of `velocity_spread` [m/s], standard deviation,
    at `wavelength` [m], and the beam that scans past within `time_on_target` [s], between its half-power points; an
    endless time for a beam that stands still.
    """
    own = 2.0 * velocity_spread / wavelength
    scanning = math.sqrt(math.log(2.0)) / (math.pi * time_on_target)
    return math.sqrt(own * own + scanning * scanning)


@kernel
def _binomial(pulses: int, lag: int) -> float:
    """Correlation [1] of the weights of a canceller of `pulses` at `lag`: the middle row of Pascal's triangle, with the
    signs of the weights.
    """
    order = pulses - 1
    value = 1.0
    for k in range(order - lag):
        value *= (2.0 * order - k) / (k + 1.0)
    return value if lag % 2 == 0 else -value


@kernel
def mti_improvement(pulses: int, spread: float, repetition: float) -> float:
    """Improvement [1] of signal over clutter, mean over all target velocities, by a canceller of `pulses` (2 for one
    delay), for clutter whose spectrum has the standard deviation `spread` [Hz], at `repetition` frequency [Hz].

    >>> round(10.0 * math.log10(mti_improvement(4, 4.0 / 0.9993, 200.0)), 1)
    55.4
    """
    left = _binomial(pulses, 0)
    # The weights add up to nothing, so 1 may be taken off each correlation: the sum then keeps digits when the clutter
    # is narrow and all that is left of it nearly cancels.
    x = math.pi * spread / repetition
    total = 0.0
    for lag in range(1, pulses):
        total += 2.0 * _binomial(pulses, lag) * math.expm1(-2.0 * (x * lag) * (x * lag))
    return left / total if total > 0.0 else math.inf


@kernel
def limited(first: float, second: float) -> float:
    """Improvement [1] when one of `first` [1] and one of `second` [1], such as the radar's own stability, both leave
    their clutter.
    """
    return 1.0 / (1.0 / first + 1.0 / second)


@kernel
def doppler_response(pulses: int, doppler: float, repetition: float) -> float:
    """Power gain [1] over that for noise of a canceller of `pulses` at the `doppler` frequency [Hz] and `repetition`
    frequency [Hz]: 0 at blind speeds, 1 on average.
    """
    return notch(pulses, doppler, repetition) / noise_gain(pulses)


@kernel
def notch(pulses: int, doppler: float, repetition: float) -> float:
    """Power gain [1] of a canceller of `pulses` at the `doppler` frequency [Hz] and `repetition` frequency [Hz]."""
    half = math.sin(math.pi * doppler / repetition)
    gain = 1.0
    for _ in range(pulses - 1):
        gain *= 4.0 * half * half
    return gain


@kernel
def noise_gain(pulses: int) -> float:
    """Power gain [1] for noise of a canceller of `pulses`: 2 for two, 6 for three."""
    return _binomial(pulses, 0)


@kernel
def staggered_response(pulses: int, doppler: float, repetitions: Floats) -> float:
    """The same at the `doppler` frequency [Hz] for a radar that takes turns at its `repetitions` [Hz], with `pulses` at
    each of them.
    """
    total = 0.0
    for i in range(len(repetitions)):
        total += doppler_response(pulses, doppler, repetitions[i])
    return total / len(repetitions)


@kernel
def blind_speed(order: int, wavelength: float, repetition: float) -> float:
    """Radial speed [m/s] of the blind speed of `order` (1: the first) at `wavelength` [m] and `repetition` frequency
    [Hz].
    """
    return 0.5 * order * wavelength * repetition


@kernel
def signal_over_clutter_and_noise(signal: float, clutter: float, improvement: float, response: float) -> float:
    """Power ratio [1] behind the canceller, from `signal` [1] and `clutter` [1] over noise before it, its `improvement`
    [1] and its `response` [1] at the target's velocity; noise passes with gain 1.
    """
    return signal * response / (1.0 + clutter / improvement)
