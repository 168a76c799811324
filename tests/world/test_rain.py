"""Attenuation by rain.

Expected values: 64 rows of the validation examples of ITU-R Study Group 3 for Recommendation P.838-3
(tests/reference/itu), printed with 8 decimals; values at radar bands that the library `itur` 0.4.0 computes (3 digits).
Controls: the other polarisation, elevation left out, the power law without its exponent.
"""

import csv
import math
from pathlib import Path

import pytest

from vyuha.world.rain import MILLIMETRE_PER_HOUR, rain_attenuation, rain_coefficients

FILE = Path(__file__).parents[1] / "reference" / "itu" / "P838-3_rain.csv"
ROWS = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(FILE.read_text().splitlines())]
# Half of the last printed digit.
PRINT = 5e-9
QUARTER = 0.5 * math.pi


def rays_of(row: dict[str, float]) -> tuple[float, float, float]:
    """Frequency [Hz], elevation [rad] and tilt [rad] of a row."""
    return 1e9 * row["frequency_GHz"], math.radians(row["elevation_deg"]), math.radians(row["tilt_deg"])


def test_the_validation_rows_to_the_printed_digits() -> None:
    assert len(ROWS) == 64
    for row in ROWS:
        k, alpha = rain_coefficients(*rays_of(row))
        loss = 1e3 * rain_attenuation(row["rain_mm_h"] * MILLIMETRE_PER_HOUR, *rays_of(row))
        assert k == pytest.approx(row["k"], abs=PRINT)
        assert alpha == pytest.approx(row["alpha"], abs=PRINT)
        assert loss == pytest.approx(row["attenuation_dB_km"], abs=PRINT)


def test_control_the_other_polarisation_and_a_level_path_miss_the_rows() -> None:
    for row in ROWS:
        frequency, elevation, tilt = rays_of(row)
        turned, _ = rain_coefficients(frequency, elevation, QUARTER - tilt)
        level, _ = rain_coefficients(frequency, 0.0, tilt)
        assert abs(turned - row["k"]) > 1e3 * PRINT
        assert abs(level - row["k"]) > 1e3 * PRINT


# GHz: dB/km at 5, 25 and 50 mm/h, horizontal and vertical; `itur` 0.4.0, elevation 0.
BANDS = {
    3.0: ((0.00101, 0.00109), (0.00734, 0.00606), (0.01723, 0.01271)),
    5.6: ((0.00616, 0.00435), (0.0861, 0.0561), (0.268, 0.169)),
    10.0: ((0.0920, 0.0799), (0.696, 0.565), (1.663, 1.313)),
    16.0: ((0.315, 0.308), (1.873, 1.610), (4.04, 3.28)),
    35.0: ((1.447, 1.321), (6.21, 5.41), (11.62, 9.93)),
}


@pytest.mark.parametrize("frequency", BANDS)
def test_radar_bands(frequency: float) -> None:
    for rate, expected in zip((5.0, 25.0, 50.0), BANDS[frequency], strict=True):
        for tilt, value in zip((0.0, QUARTER), expected, strict=True):
            ours = 1e3 * rain_attenuation(rate * MILLIMETRE_PER_HOUR, 1e9 * frequency, 0.0, tilt)
            # Three digits printed: half of the last is up to 5e-3 of the value.
            assert ours == pytest.approx(value, rel=5e-3)


def test_control_a_straight_law_of_the_rate_is_far_off() -> None:
    ours = rain_attenuation(5.0 * MILLIMETRE_PER_HOUR, 3e9, 0.0, 0.0)
    assert abs(10.0 * ours * 1e3 / BANDS[3.0][2][0] - 1.0) > 0.3


def test_no_rain_circular_polarisation_and_low_frequencies() -> None:
    """Nothing without rain; circular polarisation lies between the plain ones and forgets the elevation; below 1 GHz
    the value at 1 GHz (properties).
    """
    assert rain_attenuation(0.0, 10e9, 0.0, 0.0) == 0.0
    middle = rain_coefficients(10e9, 0.0, 0.5 * QUARTER)[0]
    assert rain_coefficients(10e9, 0.0, QUARTER)[0] < middle < rain_coefficients(10e9, 0.0, 0.0)[0]
    assert rain_coefficients(10e9, 0.7, 0.5 * QUARTER)[0] == pytest.approx(middle, rel=1e-12)
    assert rain_coefficients(150e6, 0.0, 0.0) == rain_coefficients(1e9, 0.0, 0.0)
