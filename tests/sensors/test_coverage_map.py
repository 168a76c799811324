"""Coverage place by place: chances and edges.

Expected values: the radar equation and Swerling's closed form at the target's slant range (the table of chances says
within 2e-4); the closed forms of horizon
(local radius of curvature against the mean one: 0.4 %) and of the range at which a Swerling 1 target is seen with a
given probability; scans of a fight, within five standard deviations of a binomial (false alarm below 1e-6, fixed seed).
Controls: another probability, no refraction, another cross-section.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.sensors.conftest import FALSE_ALARM, LATITUDE, LONGITUDE, MAST, Build, place, scan
from vyuha.base.table import rows
from vyuha.sensors.coverage import BELOW_HORIZON, OUTSIDE, VISIBLE
from vyuha.sensors.coverage_map import Watch, chance_at, fill_chances, settle_edges
from vyuha.sensors.detection import STEADY, SWERLING_1, detection_probability, reference_snr
from vyuha.state.radar import Jam, Probe
from vyuha.state.tables import Setup
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_local
from vyuha.world.propagation import horizon_range

STANDARD = 4.0 / 3.0
LOOKS = 4_000
FIVE_SIGMA = 4.892


def probe(height: float, rcs: float = 1.0, swerling: int = SWERLING_1) -> Any:
    table = rows(Probe, 1)
    table[0].height, table[0].rcs, table[0].swerling, table[0].speed = height, rcs, swerling, math.nan
    return table


def quiet(setup: Setup) -> Watch:
    """The antennas where they stand, and nobody who jams."""
    return Watch(setup.antenna, rows(Jam, 0))


def at(bearing: float, distance: float) -> tuple[float, float]:
    latitude, longitude, _ = geodesic_direct(LATITUDE, LONGITUDE, math.radians(bearing), distance)
    return latitude, longitude


def edge(setup: Setup, target: Any, level: float, bearing: float = 275.0, radars: tuple[int, ...] = (0,)) -> Any:
    """Latitude, longitude of the edge between 5 km and 420 km, and the code of what holds beyond it."""
    ends = np.array([[*at(bearing, 5e3), *at(bearing, 420e3)]])
    places, codes = np.empty((1, 2)), np.zeros(1, np.int64)
    settle_edges(setup, quiet(setup), np.array(radars), target, level, ends, places, codes)
    return *places[0], int(codes[0])


def reach(setup: Setup, target: Any, level: float) -> float:
    latitude, longitude, _ = edge(setup, target, level)
    return geodesic_inverse(LATITUDE, LONGITUDE, latitude, longitude)[0]


@pytest.mark.parametrize("swerling", [STEADY, SWERLING_1])
@pytest.mark.parametrize("distance, rcs", [(60e3, 0.1), (100e3, 1.0), (160e3, 3.0)])
def test_a_chance_is_that_of_the_radar_equation(build: Build, distance: float, rcs: float, swerling: int) -> None:
    setup, _ = build()
    slant = math.dist(place(275.0, distance, 9e3), (0.0, 0.0, MAST))
    snr = reference_snr(0.8, FALSE_ALARM) * rcs * (100e3 / slant) ** 4
    code, chance = chance_at(setup, quiet(setup), 0, probe(9e3, rcs, swerling)[0], *at(275.0, distance))
    assert code == VISIBLE
    assert chance == pytest.approx(detection_probability(snr, FALSE_ALARM, swerling), abs=2e-4)
    # Control: a target of a third of the cross-section has another chance.
    assert chance != pytest.approx(
        chance_at(setup, quiet(setup), 0, probe(9e3, 0.3 * rcs, swerling)[0], *at(275.0, distance))[1]
    )


def test_what_is_not_in_view_has_no_chance(build: Build) -> None:
    setup, _ = build()
    assert chance_at(setup, quiet(setup), 0, probe(100.0)[0], *at(275.0, 100e3)) == (BELOW_HORIZON, 0.0)
    assert chance_at(setup, quiet(setup), 0, probe(9e3)[0], *at(275.0, 401e3)) == (OUTSIDE, 0.0)


@pytest.mark.parametrize("height", [30.0, 100.0, 500.0])
def test_a_low_edge_is_the_horizon(build: Build, height: float) -> None:
    setup, _ = build()
    expected = horizon_range(MAST, height, STANDARD)
    found = reach(setup, probe(height, 1e4), 0.5)
    assert found == pytest.approx(expected, rel=4e-3)
    assert edge(setup, probe(height, 1e4), 0.5)[2] == BELOW_HORIZON
    setup.frame[0].refraction = 1.0
    assert reach(setup, probe(height, 1e4), 0.5) < 0.9 * expected


@pytest.mark.parametrize("level, rcs", [(0.5, 1.0), (0.5, 0.1), (0.8, 1.0), (0.9, 4.0)])
def test_a_high_edge_is_the_free_space_range(build: Build, level: float, rcs: float) -> None:
    """Pd = Pfa^(1/(1+S)) solved for S, and S falls with the fourth power: at 0.8 and 1 m2 that is the 100 km given."""
    setup, _ = build()
    wanted = math.log(FALSE_ALARM) / math.log(level) - 1.0
    given = math.log(FALSE_ALARM) / math.log(0.8) - 1.0
    expected = 100e3 * (rcs * given / wanted) ** 0.25
    latitude, longitude, code = edge(setup, probe(9e3, rcs), level)
    slant = math.dist(geodetic_to_local(setup.frame[0], latitude, longitude, 9e3), (0.0, 0.0, MAST))
    assert slant == pytest.approx(expected, abs=10.0)
    assert code == VISIBLE
    # Control: a percentage point more is 0.3 % of range or more, thirty times the tolerance.
    assert reach(setup, probe(9e3, rcs), level + 0.01) < reach(setup, probe(9e3, rcs), level) - 300.0


def test_the_best_of_several_counts(build: Build) -> None:
    setup, _ = build(radars=2)
    setup.radar[1].reference_range = 50e3
    far, near = (edge(setup, probe(9e3), 0.5, radars=chosen) for chosen in ((0,), (1,)))
    assert edge(setup, probe(9e3), 0.5, radars=(0, 1)) == edge(setup, probe(9e3), 0.5, radars=(1, 0)) == far
    assert near[1] - far[1] > 0.1 * (LONGITUDE - far[1]), "the second radar sees half as far"


def test_a_grid_is_filled_with_single_chances(build: Build) -> None:
    setup, _ = build()
    latitudes, longitudes = LATITUDE + 0.01 * np.array([1.0, 0.0, -2.0]), LONGITUDE + 0.01 * np.array([-2.0, 1.0])
    chances = np.empty((3, 2), np.float32)
    fill_chances(setup, quiet(setup), 0, probe(9e3), latitudes, longitudes, chances)
    expected = [[chance_at(setup, quiet(setup), 0, probe(9e3)[0], a, b)[1] for b in longitudes] for a in latitudes]
    assert chances == pytest.approx(np.array(expected), rel=1e-6)
    assert len(np.unique(chances)) == 6


@pytest.mark.parametrize("distance, height", [(120e3, 9e3), (160e3, 9e3), (200e3, 9e3)])
def test_scans_of_a_fight_detect_as_often(build: Build, distance: float, height: float) -> None:
    setup, state = build()
    state.fix[0, :3] = place(275.0, distance, height)
    share = sum(scan(setup, state, 17, 0, 0, 1.7 + 5.0 * k) for k in range(LOOKS)) / LOOKS
    single, double = (
        chance_at(setup, quiet(setup), 0, probe(height, rcs)[0], *at(275.0, distance))[1] for rcs in (1.0, 2.0)
    )
    assert 0.02 < single < 0.98
    assert share == pytest.approx(single, abs=FIVE_SIGMA * math.sqrt(single * (1.0 - single) / LOOKS))
    assert share != pytest.approx(double, abs=FIVE_SIGMA * math.sqrt(double * (1.0 - double) / LOOKS))
