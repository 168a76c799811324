"""Hit chance: the normal distribution over a circle and a strip.

Expected values: closed forms (no offset and equal errors; errors without width), SciPy's two-dimensional quadrature of
the bivariate normal density, Monte Carlo.
Controls: the same with the covariance left out, or turned, misses by more than the tolerance.
"""

import math

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal, norm

from vyuha.command.hit_chance import below, circle_chance, principal, strip_chance

CASES = [
    (0.0, 0.0, 300.0, 0.0, 300.0, 500.0),
    (400.0, 0.0, 300.0, 0.0, 300.0, 500.0),
    (400.0, -250.0, 600.0, 0.0, 80.0, 500.0),
    (-300.0, 700.0, 900.0, 0.7, 250.0, 500.0),
    (480.0, 0.0, 40.0, -0.6, 30.0, 500.0),
    (2500.0, 1800.0, 2000.0, 0.3, 900.0, 500.0),
    (100.0, 50.0, 5000.0, 0.9, 4000.0, 500.0),
    (0.0, 499.0, 10.0, 0.0, 400.0, 500.0),
]


def covariance(sx: float, rho: float, sy: float) -> np.ndarray:
    return np.array([[sx * sx, rho * sx * sy], [rho * sx * sy, sy * sy]])


def by_quadrature(dx: float, dy: float, sx: float, rho: float, sy: float, radius: float) -> float:
    density = multivariate_normal([dx, dy], covariance(sx, rho, sy)).pdf

    def edge(x: float) -> float:
        return math.sqrt(max(radius * radius - x * x, 0.0))

    low, high = max(-radius, dx - 9.0 * sx), min(radius, dx + 9.0 * sx)
    value, _ = dblquad(
        lambda y, x: float(density([x, y])), low, high, lambda x: -edge(x), edge, epsabs=1e-7, epsrel=1e-7
    )
    return float(value)


def ours(dx: float, dy: float, sx: float, rho: float, sy: float, radius: float) -> float:
    p = covariance(sx, rho, sy)
    return circle_chance(dx, dy, float(p[0, 0]), float(p[0, 1]), float(p[1, 1]), radius)


@pytest.mark.parametrize("sigma, radius", [(100.0, 100.0), (2000.0, 500.0), (50.0, 500.0)])
def test_around_the_middle_it_is_the_rayleigh_distribution(sigma: float, radius: float) -> None:
    expected = 1.0 - math.exp(-0.5 * (radius / sigma) ** 2)
    assert ours(0.0, 0.0, sigma, 0.0, sigma, radius) == pytest.approx(expected, abs=1e-4)
    # Control: twice the error is another distribution.
    assert abs(ours(0.0, 0.0, 2.0 * sigma, 0.0, 2.0 * sigma, radius) - expected) > 1e-3 or radius > 8.0 * sigma


@pytest.mark.parametrize("case", CASES)
def test_the_integral_is_that_of_quadrature(case: tuple[float, ...]) -> None:
    dx, dy, sx, rho, sy, radius = case
    expected = by_quadrature(*case)
    assert ours(*case) == pytest.approx(expected, abs=1e-4)
    # Control: a correlation the other way round is noticed, where there is one.
    if abs(rho) > 0.5 and dx * dy != 0.0 and sx < 1e3:
        assert abs(ours(dx, dy, sx, -rho, sy, radius) - expected) > 3e-4


def test_monte_carlo_agrees() -> None:
    """Share of 200,000 draws within four binomial deviations."""
    dx, dy, sx, rho, sy, radius = CASES[3]
    draws = np.random.default_rng(3).multivariate_normal([dx, dy], covariance(sx, rho, sy), 200_000)
    share = float((np.hypot(*draws.T) <= radius).mean())
    chance = ours(*CASES[3])
    assert abs(share - chance) < 4.0 * math.sqrt(chance * (1.0 - chance) / len(draws))
    assert abs(share - ours(dx, dy, sx, 0.0, sy, radius)) > 4.0 * math.sqrt(chance * (1.0 - chance) / len(draws))


def test_what_is_known_exactly_is_inside_or_outside() -> None:
    assert ours(300.0, 300.0, 0.0, 0.0, 0.0, 500.0) == pytest.approx(1.0, abs=1e-6)
    assert ours(400.0, 400.0, 0.0, 0.0, 0.0, 500.0) == 0.0


def test_a_strip_is_the_normal_distribution() -> None:
    for offset, sigma, radius in ((0.0, 100.0, 100.0), (700.0, 400.0, 500.0), (9e3, 3e3, 500.0)):
        expected = norm.cdf((radius - offset) / sigma) - norm.cdf((-radius - offset) / sigma)
        assert strip_chance(offset, sigma, radius) == pytest.approx(float(expected), rel=1e-9)
    assert below(1.0) == pytest.approx(float(norm.cdf(1.0)))


def test_principal_axes_are_those_of_the_eigenvalues() -> None:
    p = covariance(900.0, 0.7, 250.0)
    large, small, angle = principal(float(p[0, 0]), float(p[0, 1]), float(p[1, 1]))
    values, vectors = np.linalg.eigh(p)
    assert (small, large) == pytest.approx(tuple(np.sqrt(values)))
    assert abs(float(vectors[:, 1] @ [math.cos(angle), math.sin(angle)])) == pytest.approx(1.0)
