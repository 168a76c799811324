"""Expected values: textbook equations in NumPy, chi-square bounds over 200 runs. The bound of Cramer and Rao has a file
of its own, `test_bound`.

Each statistical test has a fixed seed and a level of one in ten thousand for the mean over all scans of NIS
(innovations of a right filter are independent) and, by Bonferroni, for the worst scan of NEES.
"""

from typing import Any

import numpy as np
import pytest

from tests.tracker.builders import STATES
from tests.tracker.flocks import DOPPLER, NOISE, PLACE, RADAR, RUNS, begin, bounds, nees, plots_of, run, step_truth
from vyuha.tracker.filters import Filter
from vyuha.tracker.options import Motion, TrackingSensor

LEVEL = 1e-4
SCANS = 12
KINDS = ("cv", "ca", "turn", "ballistic", "drag")
# Every motion with every sensor, by each filter that can have them.
CASES = [(kind, "kf", PLACE) for kind in ("cv", "ca")] + [
    (kind, method, sensor) for method in ("ekf", "ukf") for kind in KINDS for sensor in (PLACE, RADAR, DOPPLER)
]


def consistency(
    flock: Filter, motion: Motion, sensor: TrackingSensor, seed: int, scans: int = SCANS
) -> tuple[list[float], float]:
    worst, squares = [], []
    for truth, estimate, distance in run(flock, motion, sensor, seed, scans):
        worst.append(nees(truth, estimate.mean[:, 0], estimate.covariance[:, 0]))
        squares.append(distance.mean())
    return worst, float(np.mean(squares))


@pytest.mark.parametrize(("kind", "method", "sensor"), CASES, ids=lambda v: getattr(v, "kind", v))
def test_errors_and_innovations_are_as_large_as_the_filter_says(kind: str, method: Any, sensor: Any) -> None:
    motion = NOISE[kind]
    flock = Filter([motion], method)
    by_scan, nis = consistency(flock, motion, sensor, seed=11)
    low, high = bounds(len(STATES[kind]), LEVEL / SCANS)
    assert low < min(by_scan) and max(by_scan) < high
    low, high = bounds(sensor.width, LEVEL, RUNS * SCANS)
    assert low < nis < high


@pytest.mark.parametrize("method", ["kf", "ekf", "ukf"])
def test_wrong_noise_leaves_the_bounds(method: Any) -> None:
    """Control: a filter that takes the noise of motion for a tenth, or the plots' errors for 0.8 of what they are."""
    sensor = PLACE if method == "kf" else RADAR
    optimist = Filter([Motion("cv", noise=0.4)], method)
    by_scan, nis = consistency(optimist, NOISE["cv"], sensor, seed=11, scans=60)
    assert max(by_scan) > bounds(6, LEVEL / 60)[1]
    assert nis > bounds(3, LEVEL, RUNS * 60)[1]
    worse = TrackingSensor(sensor.kind, [s / 0.8 for s in sensor.sigma])
    flock, g = Filter([NOISE["cv"]], method), np.random.default_rng(11)
    estimate, squares = begin(flock, "cv"), []
    truth = np.array([STATES["cv"]] * RUNS) + g.normal(size=(RUNS, 6)) * ([200.0] * 3 + [20.0] * 3)
    for _ in range(SCANS):
        step_truth(NOISE["cv"], truth, 2.0, g)
        flock.predict(estimate, 2.0)
        squares.append(flock.update(estimate, plots_of(worse, truth, g), sensor)[0].mean())
    assert np.mean(squares) > bounds(3, LEVEL, RUNS * SCANS)[1]


def textbook(q: float, dt: float, x: Any, p: Any, z: Any, r: Any) -> tuple[Any, Any, float, float]:
    f, h = np.eye(6), np.eye(3, 6)
    f[:3, 3:] = dt * np.eye(3)
    noise = np.kron([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]], np.eye(3)) * q
    x, p = f @ x, f @ p @ f.T + noise
    s = h @ p @ h.T + r
    v = z - h @ x
    gain = p @ h.T @ np.linalg.inv(s)
    square = float(v @ np.linalg.solve(s, v))
    fit = -0.5 * (square + np.linalg.slogdet(2.0 * np.pi * s)[1])
    return x + gain @ v, (np.eye(6) - gain @ h) @ p, square, fit


@pytest.mark.parametrize("method", ["kf", "ekf", "ukf"])
def test_a_linear_case_is_the_filter_of_kalman(method: Any) -> None:
    """All three forms, also the points, against the short textbook form."""
    g = np.random.default_rng(2)
    flock = Filter([Motion("cv", noise=3.0)], method)
    x, p = np.array(STATES["cv"]), np.diag([200.0**2] * 3 + [300.0**2] * 3)
    estimate = flock.begin(x[None, :3], p[:3, :3], x[None, 3:], 300.0)
    root = g.normal(size=(3, 3)) * 40.0
    r = root @ root.T + 100.0 * np.eye(3)
    for _ in range(20):
        z = x[:3] + g.normal(size=3) * 300.0
        x, p, square, fit = textbook(3.0, 2.5, x, p, z, r)
        flock.predict(estimate, 2.5)
        distances, fits = flock.update(estimate, z[None], PLACE, r)
        assert estimate.mean[0, 0] == pytest.approx(x, rel=1e-8)
        assert np.abs(estimate.covariance[0, 0] - p).max() < 1e-8 * np.abs(p).max()
        assert (distances[0], fits[0]) == pytest.approx((square, fit), rel=1e-7)
    # Control: noise one part in a hundred thousand stronger is told apart.
    assert np.abs(textbook(3.00003, 2.5, x, p, z, r)[1] - textbook(3.0, 2.5, x, p, z, r)[1]).max() > 1e-8 * p.max()


def test_a_very_good_plot_after_a_very_bad_guess_keeps_the_covariance_positive() -> None:
    """Eight orders of magnitude between prior and plot, 200 steps; the short form of the update loses its sign there
    (control).
    """
    sensor = TrackingSensor("position", (1e-3, 1e-3, 1e-3))
    r, q = np.eye(3) * 1e-6, 1e-6
    for method in ("kf", "ukf"):
        flock = Filter([Motion("cv", noise=q)], method)  # type: ignore[arg-type]
        estimate = flock.begin(np.zeros((1, 3)), np.eye(3) * 1e12, speed_sigma=1e5)
        for _ in range(200):
            flock.predict(estimate, 0.01)
            flock.update(estimate, np.zeros((1, 3)), sensor)
            least = float(np.linalg.eigvalsh(estimate.covariance[0, 0]).min())
            assert least > 0.0
    x, p, least = np.zeros(6), np.diag([1e12] * 3 + [1e10] * 3), np.inf
    for _ in range(200):
        x, p, _, _ = textbook(q, 0.01, x, p, np.zeros(3), r)
        least = min(least, np.linalg.eigvalsh(0.5 * (p + p.T)).min())
    assert least <= 0.0


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="kf"):
        Filter([Motion("turn")], "kf")
    flock = Filter([Motion("cv")], "kf")
    estimate = flock.begin(np.zeros((2, 3)), np.eye(3))
    with pytest.raises(ValueError, match="sensors that measure positions"):
        flock.update(estimate, np.zeros((2, 3)), RADAR)
    with pytest.raises(ValueError, match="1 plots for 2 estimates"):
        flock.update(estimate, np.zeros((1, 3)), PLACE)
    with pytest.raises(ValueError, match="shape"):
        flock.update(estimate, np.zeros((2, 4)), PLACE)
    with pytest.raises(ValueError, match="finite"):
        flock.update(estimate, np.full((2, 3), np.nan), PLACE)
    estimate.covariance[0, 0, 0, 0] = -1.0
    with pytest.raises(ArithmeticError):
        Filter([Motion("cv")], "ukf").predict(estimate, 1.0)
