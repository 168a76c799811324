"""Chance of detection in a fight: the exact one, from a table that is made once for each kind of radar.

Assumes   what `sensors.integration` assumes; between two signals of the table the chance is linear in decibels.
Holds     from -25 to 35 dB in each pulse, where the table is off by less than 2e-4; weaker signals are never seen,
          stronger ones have the last chance of the table.
Source    `sensors.integration`.
Checked   tests/sensors/test_chance.py: the exact chance between the points of the table, its two ends.
"""

import math

import numpy as np

from vyuha.base.compile import allocating_kernel, kernel
from vyuha.sensors.integration import detection_chance, detection_threshold
from vyuha.state.tables import Floats

_WEAKEST, _STRONGEST, _STEPS = -25.0, 35.0, 1200
_PER_DECIBEL = _STEPS / (_STRONGEST - _WEAKEST)
_SWERLINGS = 5


@allocating_kernel
def chance_table(false_alarm: float, pulses: int) -> Floats:
    """Probability of detection [1] when `pulses` [count] are added and noise alone is taken for a target with
    `false_alarm` [1]: for each of 5 Swerling numbers the signals in each pulse from -25 to 35 dB, one after the other.
    """
    threshold = detection_threshold(false_alarm, pulses)
    table = np.empty(_SWERLINGS * (_STEPS + 1), np.float64)
    for swerling in range(_SWERLINGS):
        for i in range(_STEPS + 1):
            snr = math.pow(10.0, 0.1 * (_WEAKEST + i / _PER_DECIBEL))
            table[swerling * (_STEPS + 1) + i] = detection_chance(snr, threshold, pulses, swerling)
    return table


@kernel
def chance_of(curve: Floats, first: int, swerling: int, snr: float) -> float:
    """Probability of detection [1] of a target of `swerling` [code] with `snr` [1] in each pulse, from the table in
    `curve` [1] that begins at `first` [row].
    """
    if snr <= 0.0:
        return 0.0
    place = (10.0 * math.log10(snr) - _WEAKEST) * _PER_DECIBEL
    if place < 0.0:
        return 0.0
    i = min(int(place), _STEPS - 1)
    share = min(place - i, 1.0)
    at = first + swerling * (_STEPS + 1) + i
    return float(curve[at] + share * (curve[at + 1] - curve[at]))
