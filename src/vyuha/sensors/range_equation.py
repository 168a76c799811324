"""Range equation: how far a radar sees by its physical parameters.

Assumes   a matched filter, one antenna for both ways, and all losses of the radar in one factor; free space.
Holds     for pulse and pulse-Doppler radars; `snr` is that of one pulse.
Source    M. I. Skolnik, "Introduction to Radar Systems": R^4 = P t G^2 lambda^2 sigma / ((4 pi)^3 k T F S L).
Checked   tests/sensors/test_range_equation.py: examples printed in the documentation of MATLAB's radareqrng.
"""

import math

from vyuha.base.compile import kernel

LIGHT = 299_792_458.0  # speed of light in vacuum, m/s


@kernel
def free_space_range(
    energy: float, gain: float, wavelength: float, rcs: float, noise: float, loss: float, snr: float
) -> float:
    """Range [m] at which a target of `rcs` [m2] gives `snr` [1], by the `energy` [J] of a pulse, `gain` [1] and
    `wavelength` [m] of the antenna, `noise` [W/Hz] of the receiver and `loss` [1] of the whole radar.

    >>> from vyuha.sensors.jamming import noise_density
    >>> round(free_space_range(10.0, 100.0, 0.029979, 1.0, noise_density(1.0), 1.0, 10**0.6), -2)
    41100.0
    """
    power = energy * gain * gain * wavelength * wavelength * rcs
    return math.sqrt(math.sqrt(power / ((4.0 * math.pi) ** 3 * noise * loss * snr)))
