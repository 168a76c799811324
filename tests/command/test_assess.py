"""Assessment of tracks: the endangered site, the confidence in it, the value at risk, and both rankings.

Expected values: Monte Carlo of the track's own error; sums over sites by hand; the normal distribution.
Controls: another covariance, a site out of reach, a lost site.
"""

import math

import numpy as np
import pytest

from tests.command.test_evaluation import case, fly
from vyuha.command.evaluation import assess, evaluate, kinematic_class, rank
from vyuha.command.hit_chance import strip_chance
from vyuha.command.impact import time_down
from vyuha.state.identity import CLASSES
from vyuha.state.site import VALUE
from vyuha.state.tables import Setup, State
from vyuha.state.track import DIVING, LEVEL
from vyuha.tracking.filter import position_at

RADIUS = 500.0


def defended(sites: list[tuple[float, float, float]]) -> tuple[Setup, State]:
    setup, state = case(sites)
    setup.site.radius[:] = RADIUS
    return setup, state


def test_confidence_of_a_dive_is_the_share_of_tracks_that_hit() -> None:
    """20,000 tracks drawn from the covariance and carried to the ground: within 4.5 binomial deviations and 0.5 %, by
    which the error on the ground is not quite normal.
    """
    setup, state = defended([(200.0, 200.0, 100.0), (30e3, 0.0, 1.0)])
    at, v = (-6e3, 0.0, 3e3), (400.0, 20.0, -200.0)
    fly(state, at, v)
    p = np.diag([90.0, 120.0, 60.0, 12.0, 15.0, 6.0]) ** 2
    state.covariance[0] = p
    assess(setup, state, 0, 0.0)
    track = state.track[0]
    assert (track.profile, track.endangered) == (DIVING, 0)
    confidence = track.confidence
    assert track.impact_time == pytest.approx(15.0, rel=2e-3)
    hits = 0
    for draw in np.random.default_rng(5).multivariate_normal([*at, *v], p, 20_000):
        fly(state, tuple(draw[:3]), tuple(draw[3:]))
        x, y, _ = position_at(track, time_down(setup, track, 0.0))
        hits += math.hypot(x - 200.0, y - 200.0) <= RADIUS
    share = hits / 20_000
    assert 0.3 < share < 0.95
    assert abs(share - confidence) < 0.005 + 4.5 * math.sqrt(share * (1.0 - share) / 20_000)
    # Control: half the error is another confidence.
    fly(state, at, v)
    state.covariance[0] = 0.25 * p
    assess(setup, state, 0, 0.0)
    assert abs(track.confidence - share) > 0.05


def test_level_flight_endangers_what_it_passes() -> None:
    setup, state = defended([(0.0, 300.0, 100.0)])
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    state.covariance[0] = np.diag([50.0, 400.0, 50.0, 1.0, 3.0, 1.0]) ** 2
    assess(setup, state, 0, 0.0)
    track = state.track[0]
    sigma = math.hypot(400.0, 100.0 * 3.0)
    assert track.profile == LEVEL
    assert track.impact_error == pytest.approx(sigma)
    assert track.confidence == pytest.approx(strip_chance(300.0, sigma, RADIUS))
    assert track.value_at_risk == pytest.approx(100.0 * track.confidence)
    assert (track.impact_x, track.impact_y, track.impact_time) == pytest.approx((0.0, 0.0, 100.0))
    # Control: it moves away, and endangers nothing.
    fly(state, (20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    assess(setup, state, 0, 0.0)
    assert (track.endangered, track.confidence, track.value_at_risk) == (-1, 0.0, 0.0)
    assert math.isnan(track.impact_time)


def test_it_comes_down_only_once() -> None:
    """Three sites on one course, each passed with certainty: a third of the value of each."""
    setup, state = defended([(0.0, 0.0, 10.0), (5e3, 0.0, 60.0), (9e3, 0.0, 20.0)])
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    assess(setup, state, 0, 0.0)
    track = state.track[0]
    assert track.value_at_risk == pytest.approx(30.0)
    assert (track.endangered, track.confidence) == (1, pytest.approx(1.0 / 3.0))
    state.site[1].destroyed = True
    assess(setup, state, 0, 0.0)
    assert (track.endangered, track.value_at_risk) == (2, pytest.approx(15.0))


def test_the_ranking_by_value_is_the_expected_loss_and_the_other_stays_as_it_was() -> None:
    setup, state = defended([(0.0, 0.0, 100.0), (0.0, 40e3, 1000.0)])
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    state.covariance[0] = np.diag([50.0, 400.0, 50.0, 1.0, 3.0, 1.0]) ** 2
    assess(setup, state, 0, 0.0)
    assert rank(setup, state, 0, 0.0) == evaluate(setup, state, 0, 0.0)
    setup.net.ranking[:] = VALUE
    priority, due = rank(setup, state, 0, 0.0)
    assert priority == pytest.approx(state.track[0].value_at_risk, rel=1e-9)
    assert due == pytest.approx(100.0)
    # Control: the two are not the same.
    assert abs(priority - evaluate(setup, state, 0, 0.0)[0]) > 1.0


def test_where_somebody_asks_the_value_counts_by_the_probability_of_hostile() -> None:
    from tests.tables import blank_setup
    from vyuha.engine.allocate import allocate

    setup = blank_setup(site=1, net=1, threat=1, identification=1)
    setup.site[0].value, setup.site[0].radius = 100.0, RADIUS
    setup.net.ranking[:] = VALUE
    state = allocate(setup)
    fly(state, (-20e3, 0.0, 1000.0), (200.0, 0.0, 0.0))
    state.track[0].hostile, state.track[0].class_code = 0.3, 4
    assess(setup, state, 0, 0.0)
    assert rank(setup, state, 0, 0.0)[0] == pytest.approx(30.0)
    # And the class stays that of the identification.
    assert state.track[0].class_code == 4


@pytest.mark.parametrize(
    "speed, height, ballistic, name",
    [
        (50.0, 500.0, False, "one-way-drone"),
        (240.0, 60.0, False, "cruise-missile"),
        (250.0, 9e3, False, "fighter"),
        (900.0, 14e3, False, "supersonic-cruise-missile"),
        (1500.0, 40e3, True, "ballistic-missile"),
    ],
)
def test_where_nobody_asks_the_class_is_that_of_the_flight(
    speed: float, height: float, ballistic: bool, name: str
) -> None:
    assert CLASSES[kinematic_class(speed, height, ballistic)] == name
