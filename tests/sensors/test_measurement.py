"""Measurement: the declared covariance of a plot, and the errors that are drawn.

Expected values: the covariance by numerical derivatives of range, azimuth and elevation; chi-square bounds of the
sample (false alarm below 1e-6, fixed seed).
Controls: a covariance that is a tenth too small fails the bounds, as does one without its off-diagonal terms.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from tests.sensors.conftest import MAST, Build, built
from vyuha.base.random import MEASUREMENT, normals
from vyuha.sensors.coverage import sight
from vyuha.sensors.measurement import error_at, spread_of, write_plot
from vyuha.state.tables import Setup, State

Floats = npt.NDArray[np.float64]
AT = (-60e3, 25e3, 9e3)
DRAWS = 3_000
PLACES = [AT, (40e3, 0.0, 100.0), (0.0, -5e3, 8e3), (3e3, 200e3, -2e3)]


def plot_of(setup: Setup, state: State, at: tuple[float, float, float], snr: float, n: tuple[float, ...]) -> None:
    seen = sight(setup, state.antenna, 0, *at)
    spread = spread_of(setup.radar[0], seen, snr, 0.0, 0.0)
    write_plot(state.plot[0], state.antenna[0], seen, spread, snr, (n[0], n[1], n[2]))


def position(state: State) -> Floats:
    return np.array([state.plot[0].x, state.plot[0].y, state.plot[0].z])


def declared(state: State) -> Floats:
    p = state.plot[0]
    return np.array([[p.xx, p.xy, p.xz], [p.xy, p.yy, p.yz], [p.xz, p.yz, p.zz]])


def spherical(v: Floats) -> Floats:
    """Local place from range, azimuth clockwise from north, and elevation, seen from the mast."""
    distance, azimuth, elevation = v
    level = distance * math.cos(elevation)
    return np.array([level * math.sin(azimuth), level * math.cos(azimuth), MAST + distance * math.sin(elevation)])


def polar(at: tuple[float, float, float]) -> Floats:
    x, y, z = at[0], at[1], at[2] - MAST
    return np.array([math.sqrt(x * x + y * y + z * z), math.atan2(x, y), math.atan2(z, math.hypot(x, y))])


def derivatives(at: tuple[float, float, float]) -> Floats:
    """How the place moves with range, azimuth and elevation, by central differences."""
    v, columns = polar(at), []
    for k, step in enumerate((1.0, 1e-5, 1e-5)):
        d = np.zeros(3)
        d[k] = step
        columns.append((spherical(v + d) - spherical(v - d)) / (2.0 * step))
    return np.column_stack(columns)


def errors(setup: Setup, state: State, count: int) -> Floats:
    snr = float(setup.radar[0].reference_snr)
    found = []
    for k in range(count):
        plot_of(setup, state, AT, snr, normals(3, k, 1, 2, MEASUREMENT, 0))
        found.append(position(state) - np.array(AT))
    return np.array(found)


@pytest.mark.parametrize("at", PLACES)
def test_the_declared_covariance_is_that_of_range_azimuth_and_elevation(
    build: Build, at: tuple[float, float, float]
) -> None:
    setup, state = build()
    plot_of(setup, state, at, float(setup.radar[0].reference_snr), (0.0, 0.0, 0.0))
    jacobian = derivatives(at)
    expected = jacobian @ np.diag([60.0**2, 3e-3**2, 5e-3**2]) @ jacobian.T
    assert declared(state) == pytest.approx(expected, rel=1e-6, abs=1e-6 * float(np.trace(expected)))
    assert position(state) == pytest.approx(at)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_each_draw_moves_the_plot_along_its_own_coordinate(build: Build, axis: int) -> None:
    setup, state = build()
    n = [0.0, 0.0, 0.0]
    n[axis] = 0.01
    plot_of(setup, state, AT, float(setup.radar[0].reference_snr), tuple(n))
    moved = polar(tuple(position(state))) - polar(AT)
    expected = np.zeros(3)
    expected[axis] = 0.01 * (60.0, 3e-3, 5e-3)[axis]
    # Along a tangent the range grows only in second order: less than a ten thousandth of its own error here.
    assert moved / np.array([60.0, 3e-3, 5e-3]) == pytest.approx(expected / np.array([60.0, 3e-3, 5e-3]), abs=1e-5)


def test_the_sample_has_the_declared_covariance() -> None:
    setup, state = built()
    sample = errors(setup, state, DRAWS)
    cholesky = np.linalg.cholesky(declared(state))
    white = np.linalg.solve(cholesky, sample.T).T
    low, high = stats.chi2.ppf([5e-7, 1.0 - 5e-7], 3 * DRAWS) / (3 * DRAWS)
    assert low < np.mean(white**2) < high
    assert np.abs(white.mean(axis=0)).max() < 5.2 / math.sqrt(DRAWS)
    related = np.corrcoef(white, rowvar=False)[~np.eye(3, dtype=bool)]
    assert np.abs(related).max() < 5.2 / math.sqrt(DRAWS)
    # Controls: a tenth less in every axis, and the covariance without its off-diagonal terms.
    assert np.mean((white / math.sqrt(0.9)) ** 2) > high
    straight = sample / np.sqrt(np.diag(declared(state)))
    assert np.abs(np.corrcoef(straight, rowvar=False)[~np.eye(3, dtype=bool)]).max() > 0.3


def test_the_error_shrinks_with_the_root_of_the_signal_down_to_its_floor() -> None:
    assert error_at(60.0, 1.0, 20.0, 20.0) == 60.0
    assert error_at(60.0, 1.0, 20.0, 80.0) == pytest.approx(30.0)
    assert error_at(60.0, 1.0, 20.0, 5.0) == pytest.approx(120.0)
    assert error_at(60.0, 1.0, 20.0, 1e9) == 1.0
    # Control: a law with the signal itself would give 15 m at four times the signal.
    assert abs(error_at(60.0, 1.0, 20.0, 80.0) - 15.0) > 10.0


def test_the_floors_of_range_and_angle_hold_in_the_plot(build: Build) -> None:
    setup, state = build()
    plot_of(setup, state, AT, 1e12, (0.0, 0.0, 0.0))
    jacobian = derivatives(AT)
    expected = jacobian @ np.diag([10.0**2, 5e-4**2, 5e-4**2]) @ jacobian.T
    assert declared(state) == pytest.approx(expected, rel=1e-6, abs=1e-6 * float(np.trace(expected)))


def test_a_plot_overhead_is_finite(build: Build) -> None:
    setup, state = build()
    plot_of(setup, state, (0.0, 0.0, 10e3), 100.0, (1.0, 1.0, 1.0))
    assert np.isfinite(declared(state)).all() and np.isfinite(position(state)).all()


def test_a_plot_is_new_and_knows_its_signal(build: Build) -> None:
    setup, state = build()
    state.plot[0].used = True
    plot_of(setup, state, AT, 33.0, (0.0, 0.0, 0.0))
    assert state.plot[0].snr == 33.0 and not state.plot[0].used
