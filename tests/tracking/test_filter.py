"""Expected values: a NumPy filter in Joseph form written from the textbook equations, the closed form of the steady
state, chi-square bounds of consistent estimates, fine integrations of arcs without and with drag.
"""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2

from tests.tracking.builders import ISOTROPIC_R, one_plot, one_track, set_vector, vector_of
from vyuha.tracking.correction import correct, distance, error_of, place_of
from vyuha.tracking.filter import fall, height_of, noise_on, position_at, predict, spread_at, spread_out
from vyuha.world.atmosphere import air
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import vertical

H = np.hstack([np.eye(3), np.zeros((3, 3))])
BIRTH = np.diag([1e4] * 3 + [900.0**2] * 3)


def innovation(track: Any, p: Any, plot: Any, gate: float) -> tuple[float, float]:
    return distance(place_of(plot), error_of(plot), place_of(track), spread_at(p, 0.0, 0.0), gate)


def update(track: Any, p: Any, plot: Any) -> None:
    correct(track, p, place_of(plot), error_of(plot))


def transition(dt: float) -> Any:
    f = np.eye(6)
    f[:3, 3:] = dt * np.eye(3)
    return f


def process_noise(dt: float, q: float) -> Any:
    return q * np.kron(np.array([[dt**3 / 3.0, dt**2 / 2.0], [dt**2 / 2.0, dt]]), np.eye(3))


def random_covariance(g: np.random.Generator, sigma: float) -> Any:
    root = g.normal(size=(3, 3)) * sigma * np.array([[0.1], [1.0], [2.0]])
    return root @ root.T + (0.05 * sigma) ** 2 * np.eye(3)


def joseph(x: Any, p: Any, z: Any, r: Any) -> tuple[Any, Any]:
    k = p @ H.T @ np.linalg.inv(H @ p @ H.T + r)
    rest = np.eye(6) - k @ H
    return x + k @ (z - H @ x), rest @ p @ rest.T + k @ r @ k.T


def run_against_joseph(steps: int, other_noise: float) -> tuple[float, float, float]:
    """Largest differences of state and covariance, in sigmas of the reference, and the least scaled eigenvalue."""
    g = np.random.default_rng(11)
    track, p = one_track([5e4, -2e4, 8e3, 200.0, 50.0, -3.0]), BIRTH.copy()
    x, reference = vector_of(track), BIRTH.copy()
    worst, worst_p, least = 0.0, 0.0, math.inf
    for _ in range(steps):
        dt, sigma = float(g.uniform(0.1, 12.0)), float(10.0 ** g.uniform(-1.0, 3.0))
        r = random_covariance(g, sigma)
        predict(track, p, track.time + dt, 4.0)
        x, reference = transition(dt) @ x, transition(dt) @ reference @ transition(dt).T
        reference += process_noise(dt, other_noise)
        z = x[:3] + np.linalg.cholesky(r) @ g.normal(size=3)
        update(track, p, one_plot(z, r))
        x, reference = joseph(x, reference, z, r)
        scale = np.sqrt(np.diag(reference))
        worst = max(worst, float(np.max(np.abs(vector_of(track) - x) / scale)))
        worst_p = max(worst_p, float(np.max(np.abs(p - reference) / np.outer(scale, scale))))
        assert np.array_equal(p, p.T)
        spread = np.sqrt(np.diag(p))
        least = min(least, float(np.linalg.eigvalsh(p / np.outer(spread, spread))[0]))
    return worst, worst_p, least


def test_thousands_of_steps_agree_with_a_joseph_filter_and_stay_positive() -> None:
    worst, worst_p, least = run_against_joseph(3000, 4.0)
    # In sigmas and correlations: rounding is amplified by plots 10^4 times better than the prediction.
    assert worst < 1e-7
    assert worst_p < 1e-9
    assert least > 0.0


def test_control_another_process_noise_is_seen() -> None:
    worst, worst_p, _ = run_against_joseph(50, 4.4)
    assert worst > 1e-2 and worst_p > 1e-2


def steady_gains(q: float, sigma: float, dt: float) -> tuple[float, float]:
    track, p = one_track([0.0] * 6), BIRTH.copy()
    for k in range(400):
        predict(track, p, (k + 1) * dt, q)
        update(track, p, one_plot(np.zeros(3), sigma**2 * np.eye(3)))
    # After the update P H' = K R.
    return p[0, 0] / sigma**2, p[0, 3] * dt / sigma**2


def closed_form(q: float, sigma: float, dt: float, share: float) -> tuple[float, float]:
    """Gains with b^2 / (1 - a) = q T^3 / r and a^2 = 2b - ab - share b^2.

    They follow from equating the covariance before two updates. `share` is 1/6 for white acceleration noise in
    continuous time; 1/4 gives Kalata's gains for an acceleration that is constant over a step (IEEE Trans. AES-20,
    1984).
    """
    index = q * dt**3 / sigma**2

    def beta(alpha: float) -> float:
        return math.sqrt(index * (1.0 - alpha))

    def gap(alpha: float) -> float:
        b = beta(alpha)
        return alpha * alpha - 2.0 * b + alpha * b + share * b * b

    # Stable gains have b < 2.
    alpha = brentq(gap, max(1e-9, 1.0 - 4.0 / index), 1.0 - 1e-12, xtol=1e-15)
    return alpha, beta(alpha)


@pytest.mark.parametrize(("q", "sigma", "dt"), [(1.0, 100.0, 4.0), (25.0, 50.0, 10.0), (400.0, 10.0, 5.0)])
def test_gains_settle_at_the_closed_form(q: float, sigma: float, dt: float) -> None:
    found = steady_gains(q, sigma, dt)
    assert found == pytest.approx(closed_form(q, sigma, dt, 1.0 / 6.0), rel=1e-9)
    # Control: the gains of the other noise model are not these.
    assert found != pytest.approx(closed_form(q, sigma, dt, 0.25), rel=1e-3)


def consistency(q: float, sigma: float, runs: int = 60, steps: int = 30) -> tuple[float, float]:
    """Sums of NEES (last step of each run) and NIS (all steps after the second) of a filter that believes `q` and
    `sigma`, on truth with q = 4 m2/s3 and sigma = 100 m.
    """
    g = np.random.default_rng(5)
    root = np.linalg.cholesky(process_noise(4.0, 4.0))
    nees = nis = 0.0
    for _ in range(runs):
        truth = np.concatenate([g.uniform(-1e5, 1e5, 3), g.normal(size=3) * 300.0])
        track, p = one_track([0.0] * 6), np.diag([sigma**2] * 3 + [300.0**2] * 3)
        set_vector(track, [*(truth[:3] + 100.0 * g.normal(size=3)), 0.0, 0.0, 0.0])
        for k in range(steps):
            truth = transition(4.0) @ truth + root @ g.normal(size=6)
            plot = one_plot(truth[:3] + 100.0 * g.normal(size=3), sigma**2 * np.eye(3))
            predict(track, p, 4.0 * (k + 1), q)
            nis += innovation(track, p, plot, 1e9)[0] if k >= 2 else 0.0
            update(track, p, plot)
        error = vector_of(track) - truth
        nees += float(error @ np.linalg.solve(p, error))
    return nees, nis


def inside(value: float, freedom: int) -> bool:
    """Whether a sum lies in the two-sided 99.9 % interval of chi-square."""
    return bool(chi2.ppf(0.0005, freedom) < value < chi2.ppf(0.9995, freedom))


def test_errors_are_as_large_as_the_filter_says() -> None:
    nees, nis = consistency(4.0, 100.0)
    assert inside(nees, 60 * 6)
    assert inside(nis, 60 * 28 * 3)


@pytest.mark.parametrize(("q", "sigma"), [(0.16, 100.0), (100.0, 100.0), (4.0, 70.0), (4.0, 140.0)])
def test_control_a_wrong_belief_is_seen(q: float, sigma: float) -> None:
    nees, nis = consistency(q, sigma)
    assert not (inside(nees, 60 * 6) and inside(nis, 60 * 28 * 3))


def test_two_short_predictions_are_one_long() -> None:
    once, twice = one_track([1e4, 2e4, 3e3, 100.0, -200.0, 5.0]), one_track([1e4, 2e4, 3e3, 100.0, -200.0, 5.0])
    p, pp = BIRTH.copy(), BIRTH.copy()
    predict(once, p, 7.0, 9.0)
    predict(twice, pp, 3.0, 9.0)
    predict(twice, pp, 7.0, 9.0)
    assert np.allclose(vector_of(once), vector_of(twice), rtol=1e-13)
    assert np.allclose(p, pp, rtol=1e-12)


def test_the_spread_at_another_time_is_that_of_a_prediction() -> None:
    g = np.random.default_rng(9)
    root = g.normal(size=(6, 6)) * 100.0
    p = root @ root.T
    for dt in (0.0, 0.3, 8.0):
        ahead = transition(dt) @ p @ transition(dt).T + process_noise(dt, 9.0)
        assert spread_at(p, dt, 9.0) == pytest.approx(ahead[:3, :3][np.triu_indices(3)], rel=1e-12)
    # Before its time the noise is added all the same.
    back = transition(-5.0) @ p @ transition(-5.0).T
    assert spread_at(p, -5.0, 0.0) == pytest.approx(back[:3, :3][np.triu_indices(3)], rel=1e-12)
    assert spread_at(p, -5.0, 9.0)[3] - spread_at(p, -5.0, 0.0)[3] == pytest.approx(9.0 * 125.0 / 3.0)
    # Control: a spread that stands still is another one.
    assert spread_at(p, 8.0, 9.0) != pytest.approx(spread_at(p, 0.0, 9.0), rel=0.1)


def test_distance_and_volume_agree_with_numpy_and_the_gate_loses_nothing() -> None:
    g = np.random.default_rng(3)
    p = BIRTH.copy()
    p[:3, :3] = random_covariance(g, 150.0)
    track = one_track([0.0] * 6)
    inner = 0
    for _ in range(400):
        r = random_covariance(g, 100.0)
        z = g.normal(size=3) * np.array([100.0, 400.0, 800.0])
        s = p[:3, :3] + r
        expected = float(z @ np.linalg.solve(s, z))
        square, volume = innovation(track, p, one_plot(z, r), 16.0)
        if expected > 16.0:
            assert square == math.inf
        else:
            inner += 1
            assert square == pytest.approx(expected, rel=1e-9)
            assert volume == pytest.approx(np.linalg.slogdet(s)[1], rel=1e-12)
    assert 50 < inner < 350


def test_a_covariance_that_is_no_number_gates_nothing() -> None:
    plot = one_plot(np.zeros(3), ISOTROPIC_R)
    assert innovation(one_track([0.0] * 6), np.full((6, 6), math.nan), plot, 16.0)[0] == math.inf


def test_the_vertical_is_that_of_the_ellipsoid() -> None:
    frame = make_frame(math.radians(31.0), math.radians(74.9))
    for x, y, z in [(0.0, 0.0, 1e4), (3e5, 0.0, 2e4), (0.0, -5e5, 5e4), (3.5e5, 3.5e5, 1e5)]:
        ux, uy, uz, height = vertical(frame[0], x, y, z)
        g = np.array(fall(x, y, z))
        angle = math.acos(min(1.0, float(-g @ (ux, uy, uz)) / float(np.linalg.norm(g))))
        assert angle < 1e-3
        assert height_of(x, y, z) == pytest.approx(height, abs=200.0)


def fly(vector: Any, duration: float, coefficient: float = math.inf) -> Any:
    """An arc with drag by a ballistic coefficient [kg/m2], in steps of 50 ms."""
    x, v = np.array(vector[:3]), np.array(vector[3:])
    for _ in range(round(duration / 0.05)):
        middle = x + 0.025 * v
        density, _ = air(height_of(*x.tolist()))
        drag = 0.5 * density * float(np.linalg.norm(v)) / coefficient
        a = np.array(fall(*middle.tolist())) - drag * v
        x, v = x + 0.05 * v + 0.00125 * a, v + 0.05 * a
    return np.concatenate([x, v])


@pytest.mark.parametrize("ballistic", [True, False])
def test_a_ballistic_track_falls(ballistic: bool) -> None:
    start = [1.5e5, 0.0, 8e4, -1500.0, 200.0, -300.0]
    track = one_track(start)
    track.ballistic = ballistic
    end = fly(start, 30.0)
    miss = float(np.linalg.norm(np.array(position_at(track, 30.0)) - end[:3]))
    ahead = position_at(track, 30.0)
    predict(track, BIRTH.copy(), 30.0, 1.0)
    assert (track.x, track.y, track.z) == ahead
    off = float(np.linalg.norm(vector_of(track)[3:] - end[3:]))
    if ballistic:
        assert miss < 1.0 and off < 1.0
    else:
        # Control: without gravity the track ends 4 km too high.
        assert miss > 4000.0 and off > 250.0


def worst_distance(coefficient: float, with_drag: bool) -> float:
    """Largest squared distance of a plot in the scans, 5 s apart, of a missile that falls from 60 km to about 10 km,
    in a filter `with_drag` noise or with that of the net alone.
    """
    g = np.random.default_rng(6)
    truth, worst = np.array([1.1e5, 0.0, 6e4, -1450.0, 100.0, -700.0]), 0.0
    track, p = one_track(truth), np.diag([100.0**2] * 3 + [10.0**2] * 3)
    track.ballistic = True
    for k in range(11):
        truth = fly(truth, 5.0, coefficient)
        plot = one_plot(truth[:3] + 50.0 * g.normal(size=3), 50.0**2 * np.eye(3))
        plain = p.copy()
        spread_out(plain, 5.0, 25.0)
        predict(track, p, 5.0 * (k + 1), noise_on(track, position_at(track, 5.0 * (k + 1)), 25.0))
        if not with_drag:
            p = plain
        worst = max(worst, innovation(track, p, plot, 1e9)[0])
        update(track, p, plot)
    assert truth[2] < 12e3
    return worst


@pytest.mark.parametrize("coefficient", [3000.0, 10000.0, 20000.0])
def test_a_falling_track_is_held_through_the_drag(coefficient: float) -> None:
    assert worst_distance(coefficient, True) < 16.0


def test_control_the_noise_of_the_net_alone_lets_go() -> None:
    assert worst_distance(3000.0, False) > 25.0
