"""Expected values: the printed ICAO 1993 and US 1976 tables in tests/reference/atmosphere (origin beside them), and two
independent libraries, fluids and ambiance.
"""

import csv
import math
from pathlib import Path

import ambiance
import numpy as np
import pytest
from fluids.atmosphere import ATMOSPHERE_1976

from vyuha.world.atmosphere import air, standard_air

FOLDER = Path(__file__).parents[1] / "reference" / "atmosphere"
ICAO = list(csv.DictReader((FOLDER / "icao_doc7488_1993_table_points.csv").read_text().splitlines()))
US1976 = list(csv.DictReader((FOLDER / "us1976_layer_base_values.csv").read_text().splitlines()))
# Five to six printed digits, heights rounded to 1 m (1.6e-4 of density at most).
PRINT = 3e-4


def geometric(row: dict[str, str]) -> float:
    """Height of an ICAO row from its rounder column, which is the one it was tabulated in."""
    h, geopotential = float(row["geometric_height_m"]), float(row["geopotential_height_m"])
    if geopotential % 500.0 == 0.0:
        return 6356766.0 * geopotential / (6356766.0 - geopotential)
    return h


@pytest.mark.parametrize("row", ICAO, ids=lambda row: row["geometric_height_m"])
def test_density_and_sound_match_the_icao_table(row: dict[str, str]) -> None:
    density, sound = air(geometric(row))
    assert density == pytest.approx(float(row["density"]), rel=PRINT)
    assert sound == pytest.approx(float(row["speed_of_sound"]), rel=2e-5)


@pytest.mark.parametrize("row", US1976[:8], ids=lambda row: row["geometric_km"])
def test_density_matches_the_us_1976_table(row: dict[str, str]) -> None:
    h = 1e3 * float(row["geopotential_km"])
    # The tables give geopotential heights of the bases exactly; the geometric ones are rounded.
    height = 6356766.0 * h / (6356766.0 - h)
    assert air(height)[0] == pytest.approx(float(row["rho_kg_m3"]), rel=PRINT)


def test_an_exponential_atmosphere_would_fail() -> None:
    """Negative control: one scale height for all air misses the table by far more than the tolerance."""
    misses = [
        abs(1.225 * math.exp(-geometric(r) / 7200.0) / float(r["density"]) - 1.0)
        for r in ICAO
        if r["density"] != "1.225"
    ]
    assert max(misses) > 0.1


def test_tail_is_close_up_to_110_km_and_continuous() -> None:
    for row in US1976[7:10]:
        assert air(1e3 * float(row["geometric_km"]))[0] == pytest.approx(float(row["rho_kg_m3"]), rel=0.05)
    assert air(86001.0)[0] == pytest.approx(air(85999.0)[0], rel=1e-3)
    assert air(300e3)[0] > 0.0


HEIGHTS = np.linspace(-2e3, 80e3, 165)


def test_two_libraries_agree() -> None:
    theirs = ambiance.Atmosphere(HEIGHTS)
    for i, height in enumerate(HEIGHTS):
        temperature, pressure, density, sound = standard_air(float(height))
        fluids = ATMOSPHERE_1976(float(height))
        assert temperature == pytest.approx(fluids.T, rel=1e-9)
        assert temperature == pytest.approx(theirs.temperature[i], rel=1e-9)
        for ours, one, other in (
            (pressure, fluids.P, theirs.pressure[i]),
            (density, fluids.rho, theirs.density[i]),
            (sound, fluids.v_sonic, theirs.speed_of_sound[i]),
        ):
            assert ours == pytest.approx(one, rel=2e-5)
            assert ours == pytest.approx(other, rel=2e-5)
    # Control: geometric heights taken for geopotential ones miss both by far.
    assert standard_air(30e3)[2] != pytest.approx(ATMOSPHERE_1976(30e3 * (1.0 + 30e3 / 6356766.0)).rho, rel=1e-3)


def test_fluids_agrees_to_86_km() -> None:
    for height in np.linspace(80e3, 85.9e3, 25):
        temperature, pressure, density, _ = standard_air(float(height))
        theirs = ATMOSPHERE_1976(float(height))
        assert temperature == pytest.approx(theirs.T, rel=1e-9)
        assert (pressure, density) == pytest.approx((theirs.P, theirs.rho), rel=2e-5)
