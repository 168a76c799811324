"""Expected values: binomial sums, Wald's limits over many simulated tracks, the mixture over plots in NumPy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from tests.tracker.builders import make_picture, scratch
from tests.tracker.scenes import edges_of
from vyuha.state.track import CONFIRMED, FREE, TENTATIVE
from vyuha.tracker.gating import find_edges, look_out, make_grid
from vyuha.tracker.life import absorb, begin, evidence, in_sector, judge
from vyuha.tracker.options import Hits, Motion, Score, TrackingSensor, padded, sensor_rows
from vyuha.tracker.rows import Scan
from vyuha.tracker.straight import make_slate

PLACE = TrackingSensor("position", (50.0, 50.0, 50.0), detection_probability=0.8, clutter_density=1e-9)


def lived(logic: Any, looks: Any, ratios: Any) -> tuple[int, int]:
    """Status and number of looks when a tentative track's fate is decided."""
    picture, rules = make_picture([Motion()], PLACE, 1, logic=logic)
    begin(picture, rules, Scan(*padded([[0.0, 0.0, 0.0]], None, PLACE), 0, 0.0), 0, 0, scratch())
    track = picture.track[0]
    for n, (hit, ratio) in enumerate(zip(looks, ratios, strict=True), 1):
        judge(track, rules, bool(hit), float(ratio))
        if track.status != TENTATIVE:
            return int(track.status), n
    return TENTATIVE, len(looks)


def test_counting_confirms_as_often_as_the_binomial_says() -> None:
    """After the first hit, two of the next four: 1 - P(0) - P(1)."""
    g, p, runs = np.random.default_rng(2), 0.45, 4000
    done = [lived(Hits(3, 5), g.random(4) < p, np.zeros(4))[0] for _ in range(runs)]
    expected = 1.0 - binom.cdf(1, 4, p)
    assert abs(done.count(CONFIRMED) / runs - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / runs)
    assert done.count(TENTATIVE) == 0
    # Control: one hit more to confirm is told apart.
    assert abs(done.count(CONFIRMED) / runs - (1.0 - binom.cdf(2, 4, p))) > 0.1


def test_misses_in_a_row_end_a_confirmed_track() -> None:
    picture, rules = make_picture([Motion()], PLACE, 1, logic=Hits(1, 1, 3))
    begin(picture, rules, Scan(*padded([[0.0, 0.0, 0.0]], None, PLACE), 0, 5.0), 0, 0, scratch())
    track = picture.track[0]
    assert track.status == CONFIRMED and track.confirm_time == 5.0
    for hit in (False, False, True, False, False):
        judge(track, rules, hit, 0.0)
        assert track.status == CONFIRMED
    judge(track, rules, False, 0.0)
    assert track.status == FREE


@pytest.mark.parametrize("true", [True, False])
def test_scoring_keeps_the_limits_of_wald(true: bool) -> None:
    """Looks with detection probability 0.8 on a target and 0.2 on nothing; the ratio is known. The share of wrong ends
    stays below what was asked for (Wald's bound on the sum of both kinds).
    """
    g, score, runs = np.random.default_rng(3), Score(false_track=0.02, lost_track=0.05), 1500
    on, off = math.log(0.8 / 0.2), math.log(0.2 / 0.8)
    ends = []
    for _ in range(runs):
        looks = g.random(60) < (0.8 if true else 0.2)
        ends.append(lived(score, looks, np.where(looks, on, off)))
    status = [end for end, _ in ends]
    wrong = status.count(FREE if true else CONFIRMED) / runs
    asked = (0.05 if true else 0.02) / (1.0 - 0.02 - 0.05)
    assert wrong < asked + 3.0 * math.sqrt(asked / runs)
    assert status.count(TENTATIVE) < 0.01 * runs
    # Control: told the ratios of a better sensor, the false ones pass more often than asked.
    if not true:
        bold = [lived(score, looks, np.where(looks, 2.0 * on, 0.2 * off))[0] for looks in g.random((300, 60)) < 0.2]
        assert bold.count(CONFIRMED) / 300 > 2.0 * asked


def test_a_score_that_falls_ends_a_confirmed_track() -> None:
    picture, rules = make_picture([Motion()], PLACE, 1, logic=Score(1e-3, 1e-2))
    begin(picture, rules, Scan(*padded([[0.0, 0.0, 0.0]], None, PLACE), 0, 0.0), 0, 0, scratch())
    track = picture.track[0]
    judge(track, rules, True, 8.0)
    assert track.status == CONFIRMED
    judge(track, rules, False, -6.8)
    assert track.status == CONFIRMED
    judge(track, rules, False, -0.2)
    assert track.status == FREE


def test_evidence_of_a_scan() -> None:
    edges = edges_of(np.array([[-18.0, -19.0]]))
    whole = math.log(0.2 + (math.exp(-18.0) + math.exp(-19.0)) * 0.8 / 1e-9)
    assert evidence(edges, 0, 0.8, 1e-9, True) == pytest.approx(whole)
    assert evidence(edges, 0, 0.8, 1e-9, False) == pytest.approx(math.log(0.2))
    edges.chance[1] = 1.0
    assert evidence(edges, 0, 0.8, 1e-9, False) == pytest.approx(-19.0 + math.log(0.8 / 1e-9))


def test_several_plots_give_the_mixture() -> None:
    """Two models (strengths of noise), two plots and none: twelve numbers of NumPy's for each model."""
    motions = [Motion("cv", noise=1.0), Motion("cv", noise=900.0)]
    picture, rules = make_picture(motions, PLACE, 1, joint=True)
    g, work = np.random.default_rng(6), scratch(6, 2)
    for m in range(2):
        root = g.normal(size=(6, 6)) * ([60.0] * 3 + [10.0] * 3)
        picture.bank.mean[0, m], picture.bank.covariance[0, m] = g.normal(size=6) * 10.0, root.T @ root + np.eye(6)
    picture.bank.weight[0] = (0.7, 0.3)
    z = np.array([[40.0, -20.0, 10.0], [-30.0, 50.0, 0.0]])
    scan = Scan(*padded(z, None, PLACE), 0, 0.0)
    outlook = look_out(picture, rules, scan, 1, work, make_slate())
    edges = find_edges(picture, rules, scan, outlook, make_grid(scan, 0), np.array([0]), np.zeros(2, np.int64))
    order = list(edges.plot)
    chance = np.array([0.5, 0.3])
    edges.chance[:] = chance[order]

    h, r = np.eye(3, 6), np.eye(3) * 50.0**2
    parts: list[list[tuple[float, Any, Any]]] = [[], []]
    fit = np.zeros((2, 2))
    for m in range(2):
        x, p = picture.bank.mean[0, m].copy(), picture.bank.covariance[0, m].copy()
        s = h @ p @ h.T + r
        gain = p @ h.T @ np.linalg.inv(s)
        parts[m].append((0.2, x, p))
        for j in range(2):
            v = z[j] - x[:3]
            fit[m, j] = math.exp(-0.5 * v @ np.linalg.solve(s, v)) / math.sqrt(np.linalg.det(2.0 * math.pi * s))
            parts[m].append((0.0, x + gain @ v, p - gain @ s @ gain.T))
    both = np.array([0.7, 0.3]) @ fit
    weights = np.array([0.7, 0.3])[:, None] * np.column_stack([[0.2, 0.2], chance * fit / both])
    absorb(picture, rules, scan, edges, 0, 0, work)
    assert picture.bank.weight[0] == pytest.approx(weights.sum(axis=1))
    for m in range(2):
        w = weights[m] / weights[m].sum()
        mean = sum(share * x for share, (_, x, _) in zip(w, parts[m], strict=True))
        spread = sum(share * (p + np.outer(x - mean, x - mean)) for share, (_, x, p) in zip(w, parts[m], strict=True))
        assert picture.bank.mean[0, m] == pytest.approx(mean)
        assert picture.bank.covariance[0, m] == pytest.approx(spread)
    assert picture.track[0].plot == 0


def test_a_range_rate_makes_the_velocity_known_along_the_line_of_sight() -> None:
    sensor = TrackingSensor("doppler", (30.0, 1e-3, 1e-3, 2.0))
    picture, rules = make_picture([Motion()], sensor, 1)
    begin(picture, rules, Scan(*padded([[5e4, 0.5, 0.1, -220.0]], None, sensor), 0, 0.0), 0, 0, scratch())
    mean, covariance = picture.bank.mean[0, 0], picture.bank.covariance[0, 0]
    sight = mean[:3] / np.linalg.norm(mean[:3])
    share = 300.0**2 / (300.0**2 + 2.0**2)
    assert mean[3:6] @ sight == pytest.approx(-220.0 * share)
    assert sight @ covariance[3:6, 3:6] @ sight == pytest.approx(4.0 * share)
    across = np.cross(sight, [0.0, 0.0, 1.0])
    across /= np.linalg.norm(across)
    assert across @ covariance[3:6, 3:6] @ across == pytest.approx(300.0**2)


@pytest.mark.parametrize(
    ("azimuth", "start", "width", "inside"),
    [
        (0.5, 0.4, 0.2, True),
        (0.3, 0.4, 0.2, False),
        (0.7, 0.4, 0.2, False),
        (0.1, 6.2, 0.3, True),
        (6.25, 6.2, 0.3, True),
        (6.1, 6.2, 0.3, False),
        (3.0, -0.5, 1.0, False),
        (6.0, -0.5, 1.0, True),
        (3.0, 1.0, 2.0 * math.pi, True),
    ],
)
def test_a_sector_goes_round_with_the_azimuth(azimuth: float, start: float, width: float, inside: bool) -> None:
    table = sensor_rows([TrackingSensor("position", (50.0,) * 3, position=(1000.0, -2000.0, 0.0))])
    x, y = 1000.0 + 5e3 * math.sin(azimuth), -2000.0 + 5e3 * math.cos(azimuth)
    assert in_sector(table[0], x, y, start, width) is inside
