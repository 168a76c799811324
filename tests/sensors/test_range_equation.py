"""The range equation.

Expected values: examples printed in the documentation of MATLAB's radareqrng, 4.1057e4 m for 6 dB of signal, 1 MW and
10 us at 10 GHz with 20 dB of gain on 1 m2, and 1.9426e5 m for 0.1 m2, 40 dB of gain and 3 dB of loss; with the digits
that the same formula gives beyond the printed ones.
Controls: without the loss, with the gain counted once.
"""

import math

import pytest

from vyuha.sensors.jamming import noise_density
from vyuha.sensors.range_equation import LIGHT, free_space_range

ENERGY, WAVELENGTH, SIGNAL = 1e6 * 10e-6, LIGHT / 10e9, 10.0**0.6


def reach(gain: float = 20.0, rcs: float = 1.0, loss: float = 0.0) -> float:
    return free_space_range(
        ENERGY, 10.0 ** (0.1 * gain), WAVELENGTH, rcs, noise_density(1.0), 10.0 ** (0.1 * loss), SIGNAL
    )


@pytest.mark.parametrize(
    "found, printed, digits", [(reach(), 4.1057e4, 41_056.6), (reach(40.0, 0.1, 3.0), 1.9426e5, 194_259.7)]
)
def test_the_printed_examples(found: float, printed: float, digits: float) -> None:
    assert found == pytest.approx(printed, rel=2e-5)
    assert found == pytest.approx(digits, abs=0.1)


def test_controls() -> None:
    assert reach(40.0, 0.1) != pytest.approx(1.9426e5, rel=0.1)
    assert reach(30.0, 0.1, 3.0) != pytest.approx(1.9426e5, rel=0.1)


def test_each_power_is_the_fourth_root() -> None:
    base = (ENERGY, 100.0, WAVELENGTH, 1.0, noise_density(1.0), 1.0, SIGNAL)
    powers = (1.0, 2.0, 2.0, 1.0, -1.0, -1.0, -1.0)
    for k, power in enumerate(powers):
        changed = [value * (16.0 if j == k else 1.0) for j, value in enumerate(base)]
        assert free_space_range(*changed) == pytest.approx(free_space_range(*base) * 2.0**power, rel=1e-12)
    assert math.isfinite(free_space_range(*base))
