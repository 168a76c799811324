"""Gas: how much of a radar wave oxygen and water vapour take, for each metre of air.

Assumes   local thermal equilibrium, air of the usual mixture; `pressure` is that of the dry air alone.
Holds     1 to 1,000 GHz by the recommendation, from the ground to where the air is thin. Below 1 GHz the same sum
          stands in; what it gives there is too little to matter.
Source    Recommendation ITU-R P.676-12, annex 1 (line by line): equations 1, 2a, 2b, 3, 5, 6a, 6b, 7, 8, 9, tables 1
          and 2. P.676-13 has the same. Water vapour by height: Recommendation ITU-R P.835-6, mean annual global
          reference atmosphere (7.5 g/m3, 2 km).
Checked   tests/world/test_gas.py: 350 rows of the validation examples of ITU-R Study Group 3, to the last printed
          digits.
"""

import math

from vyuha.base.compile import kernel
from vyuha.world.gas_lines import OXYGEN, VAPOUR

# Density of water vapour at sea level, and the height in which it falls to 1/e, in the reference atmosphere.
STANDARD_VAPOUR = 7.5e-3
VAPOUR_SCALE = 2000.0
# Decibels for each kilometre in those for each metre.
_PER_METRE = 1e-3


@kernel
def vapour_density(sea_level: float, height: float) -> float:
    """Density of water vapour [kg/m3] at `height` [m], when it is `sea_level` [kg/m3] at height 0 (P.835-6)."""
    return sea_level * math.exp(-height / VAPOUR_SCALE)


@kernel
def _line_shape(f: float, centre: float, width: float, interference: float) -> float:
    """Line shape [1/GHz] at `f` [GHz] of a line at `centre` [GHz] of `width` [GHz] with `interference` [1] (eq. 5)."""
    near, far = centre - f, centre + f
    below = (width - interference * near) / (near * near + width * width)
    above = (width - interference * far) / (far * far + width * width)
    return f / centre * (below + above)


@kernel
def _continuum(f: float, p: float, e: float, theta: float) -> float:
    """Dry continuum [1] at `f` [GHz]: Debye spectrum of oxygen and pressure-induced nitrogen, from the pressures of dry
    air `p` [hPa] and vapour `e` [hPa] and the inverse temperature `theta` [300 K] (eq. 8 and 9).
    """
    d = 5.6e-4 * (p + e) * math.pow(theta, 0.8)
    debye = 6.14e-5 / (d * (1.0 + (f / d) * (f / d)))
    nitrogen = 1.4e-12 * p * math.pow(theta, 1.5) / (1.0 + 1.9e-5 * math.pow(f, 1.5))
    return f * p * theta * theta * (debye + nitrogen)


@kernel
def oxygen_attenuation(frequency: float, pressure: float, temperature: float, vapour: float) -> float:
    """Attenuation by dry air [dB/m], one way, at `frequency` [Hz], in dry air of `pressure` [Pa] and `temperature` [K]
    that holds `vapour` [kg/m3] of water (eq. 1; the vapour widens the lines of oxygen).
    """
    f, p, theta = 1e-9 * frequency, 1e-2 * pressure, 300.0 / temperature
    e = 1e3 * vapour * temperature / 216.7
    total = 0.0
    for i in range(OXYGEN.shape[0]):
        strength = OXYGEN[i, 1] * 1e-7 * p * theta**3 * math.exp(OXYGEN[i, 2] * (1.0 - theta))
        width = OXYGEN[i, 3] * 1e-4 * (p * math.pow(theta, 0.8 - OXYGEN[i, 4]) + 1.1 * e * theta)
        # Zeeman splitting keeps the lines from growing sharper than this high up.
        width = math.sqrt(width * width + 2.25e-6)
        interference = (OXYGEN[i, 5] + OXYGEN[i, 6] * theta) * 1e-4 * (p + e) * math.pow(theta, 0.8)
        total += strength * _line_shape(f, OXYGEN[i, 0], width, interference)
    return _PER_METRE * 0.1820 * f * (total + _continuum(f, p, e, theta))


@kernel
def vapour_attenuation(frequency: float, pressure: float, temperature: float, vapour: float) -> float:
    """Attenuation by water vapour [dB/m], one way, at `frequency` [Hz], in dry air of `pressure` [Pa] and `temperature`
    [K] that holds `vapour` [kg/m3] of water (eq. 1).
    """
    f, p, theta = 1e-9 * frequency, 1e-2 * pressure, 300.0 / temperature
    e = 1e3 * vapour * temperature / 216.7
    total = 0.0
    for i in range(VAPOUR.shape[0]):
        strength = VAPOUR[i, 1] * 0.1 * e * math.pow(theta, 3.5) * math.exp(VAPOUR[i, 2] * (1.0 - theta))
        own = VAPOUR[i, 5] * e * math.pow(theta, VAPOUR[i, 6])
        width = VAPOUR[i, 3] * 1e-4 * (p * math.pow(theta, VAPOUR[i, 4]) + own)
        # Doppler broadening, which only thin air shows.
        doppler = 2.1316e-12 * VAPOUR[i, 0] * VAPOUR[i, 0] / theta
        width = 0.535 * width + math.sqrt(0.217 * width * width + doppler)
        total += strength * _line_shape(f, VAPOUR[i, 0], width, 0.0)
    return _PER_METRE * 0.1820 * f * total


@kernel
def gas_attenuation(frequency: float, pressure: float, temperature: float, vapour: float) -> float:
    """Attenuation by dry air and water vapour together [dB/m], one way, at `frequency` [Hz], in dry air of `pressure`
    [Pa] and `temperature` [K] that holds `vapour` [kg/m3] of water.

    >>> round(1e3 * gas_attenuation(10e9, 101325.0, 288.15, 7.5e-3), 6)  # dB/km
    0.014199
    """
    dry = oxygen_attenuation(frequency, pressure, temperature, vapour)
    return dry + vapour_attenuation(frequency, pressure, temperature, vapour)
