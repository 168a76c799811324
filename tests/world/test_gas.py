"""Attenuation by gases.

Expected values: 350 rows of the validation examples of ITU-R Study Group 3 for Recommendation P.676
(tests/reference/itu), printed with 15 digits; where the lines lie (property).
Controls: the pressure of moist air, vapour counted in g/cm3 as the file's origin says.
"""

import csv
from pathlib import Path

import pytest

from vyuha.world.gas import (
    STANDARD_VAPOUR,
    gas_attenuation,
    oxygen_attenuation,
    vapour_attenuation,
    vapour_density,
)

FILE = Path(__file__).parents[1] / "reference" / "itu" / "P676-13_specific_attenuation.csv"
ROWS = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(FILE.read_text().splitlines())]
# The numbers were computed in double precision: the order of the sums is all that may differ.
PRINT = 1e-12


def air_of(row: dict[str, float]) -> tuple[float, float, float, float]:
    """Frequency [Hz], dry pressure [Pa], temperature [K] and vapour [kg/m3] of a row."""
    return (
        1e9 * row["frequency_GHz"],
        1e2 * row["dry_pressure_hPa"],
        row["temperature_K"],
        1e-3 * row["vapour_g_m3"],
    )


def test_the_validation_rows_to_the_last_digit() -> None:
    assert len(ROWS) == 350
    for row in ROWS:
        air = air_of(row)
        assert 1e3 * oxygen_attenuation(*air) == pytest.approx(row["oxygen_dB_km"], rel=PRINT)
        assert 1e3 * vapour_attenuation(*air) == pytest.approx(row["vapour_dB_km"], rel=PRINT)
        assert 1e3 * gas_attenuation(*air) == pytest.approx(row["total_dB_km"], rel=PRINT)


def test_control_the_pressure_of_moist_air_misses_every_row() -> None:
    for row in ROWS:
        frequency, pressure, temperature, vapour = air_of(row)
        own = 1e5 * vapour * temperature / 216.7
        ours = 1e3 * gas_attenuation(frequency, pressure - own, temperature, vapour)
        assert abs(ours / row["total_dB_km"] - 1.0) > 1e3 * PRINT


def test_control_vapour_in_grams_for_each_cubic_centimetre_is_far_off() -> None:
    frequency, pressure, temperature, vapour = air_of(ROWS[9])
    assert 1e3 * vapour_attenuation(frequency, pressure, temperature, 1e6 * vapour) > 1e3 * ROWS[9]["vapour_dB_km"]


def test_the_known_lines_stand_out() -> None:
    """Water at 22.235 and 183.310 GHz, oxygen round 60 and at 118.750 GHz; windows between (property)."""
    at = {int(row["frequency_GHz"]): row["total_dB_km"] for row in ROWS}
    for line, below, above in ((22, 18, 30), (60, 40, 80), (119, 100, 140), (183, 150, 220)):
        ours = [gas_attenuation(1e9 * f, 101325.0, 288.15, STANDARD_VAPOUR) for f in (below, line, above)]
        assert ours[1] > 1.5 * max(ours[0], ours[2])
        assert at[line] > 1.5 * max(at[below], at[above])


def test_dry_air_has_no_vapour_line_and_vapour_thins_out() -> None:
    assert vapour_attenuation(22.235e9, 101325.0, 288.15, 0.0) == 0.0
    assert oxygen_attenuation(22.235e9, 101325.0, 288.15, 0.0) > 0.0
    assert vapour_density(STANDARD_VAPOUR, 0.0) == STANDARD_VAPOUR
    # A decade in 2 km times ln 10.
    assert vapour_density(STANDARD_VAPOUR, 4605.170186) == pytest.approx(0.1 * STANDARD_VAPOUR, rel=1e-9)


@pytest.mark.parametrize("frequency", [150e6, 450e6, 900e6])
def test_below_the_range_of_the_recommendation_there_is_little_and_it_falls(frequency: float) -> None:
    ours = gas_attenuation(frequency, 101325.0, 288.15, STANDARD_VAPOUR)
    assert 0.0 < ours < gas_attenuation(1e9, 101325.0, 288.15, STANDARD_VAPOUR)
