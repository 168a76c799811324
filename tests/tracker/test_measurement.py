"""Expected values: finite differences, the geometry of a few places, means over a million draws (fixed seed)."""

import math
from typing import Any

import numpy as np
import pytest

from tests.tracker.builders import sensor_row, wide, wide_matrix
from vyuha.tracker.measurement import difference, measure, place_of, slope_of, wrap
from vyuha.tracker.options import TrackingSensor

SIGMA = {"position": (30.0, 20.0, 50.0), "radar": (30.0, 0.0015, 0.002), "doppler": (30.0, 0.0015, 0.002, 1.0)}
STATE = np.array([3e4, -2e4, 8e3, 150.0, -220.0, 10.0])


def measured(kind: str, x: Any) -> Any:
    z = np.zeros(4)
    measure(sensor_row(kind=kind, sigma=SIGMA[kind], position=(1e3, 2e3, 50.0)), np.array(x, float), z)
    return z


@pytest.mark.parametrize("kind", sorted(SIGMA))
def test_the_slope_is_that_of_the_measurement(kind: str) -> None:
    h = np.zeros((4, 6))
    slope_of(sensor_row(kind=kind, sigma=SIGMA[kind], position=(1e3, 2e3, 50.0)), STATE, h)
    for i in range(6):
        step = np.zeros(6)
        step[i] = 0.5
        numeric = measured(kind, STATE + step) - measured(kind, STATE - step)
        assert h[:, i] == pytest.approx(numeric, rel=1e-6, abs=1e-11)
    # Control: with the sensor elsewhere the slope of an angle is another.
    if kind != "position":
        other = np.zeros((4, 6))
        slope_of(sensor_row(kind=kind, sigma=SIGMA[kind]), STATE, other)
        assert abs(other[1, 0] / h[1, 0] - 1.0) > 0.01


def test_azimuth_is_clockwise_from_north_and_elevation_from_the_horizon() -> None:
    here = (1e3, 2e3, 50.0)
    for place, azimuth in (((0, 1, 0), 0.0), ((1, 0, 0), 90.0), ((0, -1, 0), 180.0), ((-1, 0, 0), -90.0)):
        z = measured("radar", [*(np.array(here) + 1e4 * np.array(place)), 0.0, 0.0, 0.0])
        assert (z[0], math.degrees(z[1]), z[2]) == pytest.approx((1e4, azimuth, 0.0))
    z = measured("doppler", [1e3 + 3e3, 2e3, 50.0 + 4e3, 100.0, 0.0, 0.0])
    assert (z[0], z[2], z[3]) == pytest.approx((5e3, math.atan2(4.0, 3.0), 60.0))


def test_azimuths_go_round() -> None:
    residual = np.zeros(4)
    difference(1, wide([1e3, -3.1, 0.0]), wide([1e3, 3.1, 0.0]), residual)
    assert residual[1] == pytest.approx(2.0 * math.pi - 6.2)
    assert [wrap(a) for a in (0.1, 3.0 * math.pi + 0.1)] == pytest.approx([0.1, 0.1 - math.pi])


def converted(sigma: Any, z: Any) -> tuple[Any, Any]:
    place, spread = np.zeros(3), np.zeros((3, 3))
    row = sensor_row(kind="radar", sigma=sigma, position=(1e3, 2e3, 50.0))
    place_of(row, wide(z), wide_matrix(np.diag(np.square(sigma))), place, spread)
    return place, spread


def test_a_converted_plot_has_the_moments_of_the_place() -> None:
    """Errors of 6 and 9 degrees, where the bend of the beam shows."""
    sigma, z = (80.0, 0.1, 0.16), (2e4, 2.1, 0.3)
    g = np.random.default_rng(5)
    r, a, e = (z[i] - sigma[i] * g.normal(size=1_000_000) for i in range(3))
    sample = np.array([1e3 + r * np.cos(e) * np.sin(a), 2e3 + r * np.cos(e) * np.cos(a), 50.0 + r * np.sin(e)])
    mean, covariance = sample.mean(axis=1), np.cov(sample)
    place, spread = converted(sigma, z)
    error = np.sqrt(np.diag(covariance) / 1e6)
    assert np.all(np.abs(place - mean) < 4.0 * error)
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    assert np.abs((spread - covariance) / scale).max() < 0.01
    # Control: the linearised form misses the mean by many standard errors.
    plain = np.array([1e3 + z[0] * math.cos(z[2]) * math.sin(z[1]), 0.0, 50.0 + z[0] * math.sin(z[2])])
    assert abs(plain[0] - mean[0]) > 15.0 * error[0] and abs(plain[2] - mean[2]) > 15.0 * error[2]


def test_with_small_errors_it_is_the_linearised_form() -> None:
    sigma, z = (30.0, 1e-3, 1.5e-3), (4e4, -0.7, 0.2)
    place, spread = converted(sigma, z)
    x = np.concatenate([place, np.zeros(3)])
    h = np.zeros((4, 6))
    slope_of(sensor_row(kind="radar", sigma=sigma, position=(1e3, 2e3, 50.0)), x, h)
    back = np.linalg.inv(h[:3, :3])
    linear = back @ np.diag(np.square(sigma)) @ back.T
    assert np.abs(spread - linear).max() < 1e-4 * np.abs(linear).max()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"kind": "sonar"}, "sensor kind 'sonar'"),
        ({"sigma": (1.0, 2.0)}, "3 positive numbers"),
        ({"detection_probability": 1.0}, "between 0 and 1"),
        ({"clutter_density": 0.0}, "must be positive"),
        ({"position": (0.0, 0.0)}, "x, y, z"),
    ],
)
def test_what_is_refused(given: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        TrackingSensor(**given)
