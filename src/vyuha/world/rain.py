"""Rain: how much of a radar wave it takes, for each metre of path through it.

Assumes   drops of the sizes and shapes behind the recommendation's regression, falling straight.
Holds     1 to 1,000 GHz. Below 1 GHz the value at 1 GHz stands in: too much, and still nothing to speak of.
Source    Recommendation ITU-R P.838-3: equations 1 to 5, tables 1 to 4.
Checked   tests/world/test_rain.py: 64 rows of the validation examples of ITU-R Study Group 3, to the last printed
          digits.
"""

import math

import numpy as np

from vyuha.base.compile import kernel
from vyuha.state.tables import Floats

# Tables 1 to 4: rows of a, b, c. Below each, the slope m and the constant c of its equation.
_K_HORIZONTAL = np.array(
    (
        (-5.33980, -0.10008, 1.13098),
        (-0.35351, 1.26970, 0.45400),
        (-0.23789, 0.86036, 0.15354),
        (-0.94158, 0.64552, 0.16817),
    )
)
_K_HORIZONTAL_LINE = (-0.18961, 0.71147)
_K_VERTICAL = np.array(
    (
        (-3.80595, 0.56934, 0.81061),
        (-3.44965, -0.22911, 0.51059),
        (-0.39902, 0.73042, 0.11899),
        (0.50167, 1.07319, 0.27195),
    )
)
_K_VERTICAL_LINE = (-0.16398, 0.63297)
_ALPHA_HORIZONTAL = np.array(
    (
        (-0.14318, 1.82442, -0.55187),
        (0.29591, 0.77564, 0.19822),
        (0.32177, 0.63773, 0.13164),
        (-5.37610, -0.96230, 1.47828),
        (16.1721, -3.29980, 3.43990),
    )
)
_ALPHA_HORIZONTAL_LINE = (0.67849, -1.95537)
_ALPHA_VERTICAL = np.array(
    (
        (-0.07771, 2.33840, -0.76284),
        (0.56727, 0.95545, 0.54039),
        (-0.20238, 1.14520, 0.26809),
        (-48.2991, 0.791669, 0.116226),
        (48.5833, 0.791459, 0.116479),
    )
)
_ALPHA_VERTICAL_LINE = (-0.053739, 0.83433)
_LOWEST_FREQUENCY = 1e9
# Metres in a second that make a millimetre in an hour, the unit of rain in the recommendation.
MILLIMETRE_PER_HOUR = 1e-3 / 3600.0


@kernel
def _regression(x: float, rows: Floats, line: tuple[float, float]) -> float:
    """Sum of bells over `x` [1], one for each of the `rows` [a, b, c], on a straight `line` [slope, constant]."""
    total = line[0] * x + line[1]
    for i in range(rows.shape[0]):
        offset = (x - rows[i, 1]) / rows[i, 2]
        total += rows[i, 0] * math.exp(-offset * offset)
    return total


@kernel
def rain_coefficients(frequency: float, elevation: float, tilt: float) -> tuple[float, float]:
    """The coefficients k [dB/km at 1 mm/h] and alpha [1] at `frequency` [Hz] along a path of `elevation` [rad], for a
    polarisation of `tilt` [rad] against the horizontal: 0 horizontal, a quarter turn vertical, an eighth circular.
    """
    x = math.log10(1e-9 * max(frequency, _LOWEST_FREQUENCY))
    k_h = math.pow(10.0, _regression(x, _K_HORIZONTAL, _K_HORIZONTAL_LINE))
    k_v = math.pow(10.0, _regression(x, _K_VERTICAL, _K_VERTICAL_LINE))
    product_h = k_h * _regression(x, _ALPHA_HORIZONTAL, _ALPHA_HORIZONTAL_LINE)
    product_v = k_v * _regression(x, _ALPHA_VERTICAL, _ALPHA_VERTICAL_LINE)
    share = math.cos(elevation) ** 2 * math.cos(2.0 * tilt)
    k = 0.5 * (k_h + k_v + (k_h - k_v) * share)
    return k, 0.5 * (product_h + product_v + (product_h - product_v) * share) / k


@kernel
def rain_attenuation(rain_rate: float, frequency: float, elevation: float, tilt: float) -> float:
    """Attenuation by rain [dB/m], one way, of `rain_rate` [m/s] at `frequency` [Hz] along a path of `elevation` [rad],
    for a polarisation of `tilt` [rad] against the horizontal.

    >>> round(1e3 * rain_attenuation(25.0 * MILLIMETRE_PER_HOUR, 10e9, 0.0, 0.0), 3)  # dB/km
    0.696
    """
    if rain_rate <= 0.0:
        return 0.0
    k, alpha = rain_coefficients(frequency, elevation, tilt)
    return 1e-3 * k * math.pow(rain_rate / MILLIMETRE_PER_HOUR, alpha)
