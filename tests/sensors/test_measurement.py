"""Measurement: the declared covariance of a plot, and the errors that are drawn.

Expected values: the covariance by numerical derivatives of range, azimuth and elevation; chi-square bounds of the
sample (false alarm below 1e-6, fixed seed).
Biases: normal with the radar's figures over replicates, the same in all plots of one (chi-square bounds), moved along
the coordinate they belong to. Glint adds in squares.
Controls: a covariance that is a tenth too small fails the bounds, as does one without its off-diagonal terms; biases of
a tenth less.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from tests.sensors.conftest import MAST, Build, built
from vyuha.base.random import MEASUREMENT, normals
from vyuha.sensors.coverage import Sight, sight
from vyuha.sensors.measurement import draw_biases, error_at, spread_of, write_plot
from vyuha.state.tables import Setup, State

Floats = npt.NDArray[np.float64]
AT = (-60e3, 25e3, 9e3)
DRAWS = 3_000
PLACES = [AT, (40e3, 0.0, 100.0), (0.0, -5e3, 8e3), (3e3, 200e3, -2e3)]


def plot_of(setup: Setup, state: State, at: tuple[float, float, float], snr: float, n: tuple[float, ...]) -> None:
    seen = sight(state.antenna[0], setup.frame[0].refraction, *at)
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


BIASES = ("range_bias", "azimuth_bias", "elevation_bias")
SIGMAS = (20.0, 2e-3, 1e-3)


def biased(radars: int = 1) -> tuple[Setup, State]:
    setup, state = built(radars=radars)
    for name, sigma in zip(BIASES, SIGMAS, strict=True):
        setup.radar[name][:] = sigma
    return setup, state


def biases(setup: Setup, state: State, replicate: int, r: int = 0) -> list[float]:
    draw_biases(setup, state, 11, replicate)
    return [float(state.antenna[r][name]) for name in BIASES]


def test_biases_are_normal_over_replicates_and_fixed_in_one() -> None:
    setup, state = biased(radars=2)
    drawn = np.array([biases(setup, state, n) for n in range(DRAWS)]) / SIGMAS
    low, high = stats.chi2.ppf([5e-7, 1.0 - 5e-7], DRAWS) / DRAWS
    assert ((drawn**2).mean(axis=0) > low).all() and ((drawn**2).mean(axis=0) < high).all()
    assert np.abs(drawn.mean(axis=0)).max() < 5.2 / math.sqrt(DRAWS)
    assert np.abs(np.corrcoef(drawn, rowvar=False)[~np.eye(3, dtype=bool)]).max() < 5.2 / math.sqrt(DRAWS)
    # Control: three quarters of the sigma is told apart.
    assert ((drawn / 0.75) ** 2).mean() > high
    assert biases(setup, state, 5) == biases(setup, state, 5) != biases(setup, state, 6)
    assert biases(setup, state, 5) != biases(setup, state, 5, r=1)
    setup.radar.range_bias[:] = 0.0
    assert biases(setup, state, 5)[0] == 0.0


def test_draw_biases_puts_antennas_back() -> None:
    setup, state = biased()
    now = state.antenna[0]
    now.x, now.time, now.look, now.part, now.jammers, now.searches = 5e3, 99.0, 4, 3, 2, 8
    draw_biases(setup, state, 11, 0)
    now = state.antenna[0]
    assert [float(now[name]) for name in ("x", "z", "time", "look", "part", "jammers", "searches")] == [
        0.0,
        MAST,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ]


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_bias_moves_every_plot_along_its_coordinate_and_not_the_covariance(build: Build, axis: int) -> None:
    setup, state = build()
    plot_of(setup, state, AT, 20.0, (0.0, 0.0, 0.0))
    before = declared(state)
    # Small, so that a step along the tangent is one along the circle.
    step = (1.0, 1e-4, 1e-4)[axis]
    state.antenna[0][BIASES[axis]] = step
    plot_of(setup, state, AT, 20.0, (0.0, 0.0, 0.0))
    moved = polar(tuple(position(state))) - polar(AT)
    assert moved[axis] == pytest.approx(step, rel=1e-3)
    assert np.delete(moved / (1.0, 1e-4, 1e-4), axis) == pytest.approx(np.zeros(2), abs=1e-2)
    assert np.array_equal(declared(state), before)


def test_glint_adds_in_squares(build: Build) -> None:
    setup, state = build()
    seen = sight(state.antenna[0], setup.frame[0].refraction, *AT)
    plain = spread_of(setup.radar[0], seen, 20.0, 0.0, 0.0)
    wide = spread_of(setup.radar[0], seen, 20.0, 30.0, 60.0)
    for k, glint in enumerate((30.0, 60.0, 60.0)):
        assert wide[k] == pytest.approx(math.hypot(plain[k], glint))
    # The error across the beam shrinks towards the axis of the turn; the echo's wander does not.
    assert plain.across == pytest.approx(seen.ground * 3e-3 * math.sqrt(setup.radar[0].reference_snr / 20.0))


def place_of(antenna: Any, seen: Sight) -> Floats:
    """The point [m] that an antenna has as `seen`: along its axes."""
    axes = [[antenna[f"{axis}_{along}"] for along in "xyz"] for axis in ("east", "north", "up")]
    return np.array([antenna.x, antenna.y, antenna.z]) + np.array([seen.east, seen.north, seen.up]) @ np.array(axes)


def test_a_sight_is_the_place_again(build: Build) -> None:
    setup, state = build()
    antenna = state.antenna[0]
    a = 0.4
    antenna.x, antenna.y = 2e3, -7e3
    antenna.east_x, antenna.east_y, antenna.north_x, antenna.north_y = (
        math.cos(a),
        math.sin(a),
        -math.sin(a),
        math.cos(a),
    )
    for at in PLACES:
        assert place_of(antenna, sight(state.antenna[0], setup.frame[0].refraction, *at)) == pytest.approx(at, abs=1e-6)


def test_a_plot_says_range_azimuth_elevation_and_where_from(build: Build) -> None:
    setup, state = build()
    plot_of(setup, state, AT, 20.0, (0.5, -0.3, 0.2))
    plot = state.plot[0]
    slant, azimuth, elevation = polar(tuple(position(state)))
    assert (plot.slant, plot.azimuth) == pytest.approx((slant, azimuth), rel=1e-4)
    # Measured elevations are apparent ones: the ray leaves the antenna higher than the straight line.
    bent = sight(state.antenna[0], setup.frame[0].refraction, *AT).elevation - math.atan2(
        AT[2] - MAST, math.hypot(*AT[:2])
    )
    assert bent > 5e-4
    assert plot.elevation == pytest.approx(elevation, abs=1e-4)
    assert (plot.origin_x, plot.origin_y, plot.origin_z) == (0.0, 0.0, MAST)
    assert (plot.age, plot.strobe) == (0.0, False)
