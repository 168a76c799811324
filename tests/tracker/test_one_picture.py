"""Expected values: all assignments of small sets, the gate's own rate of misses, the known truth of two trackers'
skies.
"""

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from tests.tracker.scenes import PERIOD, SIGMA, radar, sky, spherical
from vyuha.tracker.fusion import intersect, join, pair_up, separation
from vyuha.tracker.metrics import match
from vyuha.tracker.options import Hits, TrackingSensor
from vyuha.tracker.report import make_table
from vyuha.tracker.tracker import Tracker

EAST = np.array([25e3, -10e3, 0.0])


def covariances(g: Any, count: int) -> Any:
    root = g.normal(size=(count, 6, 6)) * ([60.0] * 3 + [8.0] * 3)
    return np.swapaxes(root, 1, 2) @ root + np.eye(6)


def table_of(x: Any, p: Any, first: int = 1) -> Any:
    made = make_table(len(x), 1)
    made["number"], made["confirmed"] = np.arange(first, first + len(x)), True
    made["position"], made["velocity"], made["covariance"] = x[:, :3], x[:, 3:], p
    return made


def test_distances_are_those_of_numpy() -> None:
    g = np.random.default_rng(1)
    x, y, p, q = g.normal(size=(3, 6)), g.normal(size=(4, 6)), covariances(g, 3), covariances(g, 4)
    found = separation(x, p, y, q)
    for i, j in itertools.product(range(3), range(4)):
        assert found[i, j] == pytest.approx((x[i] - y[j]) @ np.linalg.inv(p[i] + q[j]) @ (x[i] - y[j]))


def test_pairs_are_the_likeliest_of_all() -> None:
    """Against all partial assignments of four by four within the gate."""
    g, greedy_differs = np.random.default_rng(2), 0
    gate = chi2.ppf(0.999, 6)
    for _ in range(60):
        p, q = covariances(g, 4), covariances(g, 4)
        x, y = g.normal(size=(4, 6)) * 60.0, g.normal(size=(4, 6)) * 60.0
        square = separation(x, p, y, q)
        vague = np.array([[np.linalg.slogdet(a + b)[1] for b in q] for a in p])
        inside = square <= gate
        cost = square + vague - (gate + vague[inside].max() if inside.any() else 0.0)
        best, value = [], 0.0
        for size in range(1, 5):
            for rows in itertools.combinations(range(4), size):
                for columns in itertools.permutations(range(4), size):
                    pairs = list(zip(rows, columns, strict=True))
                    if all(inside[i, j] for i, j in pairs) and sum(cost[i, j] for i, j in pairs) < value - 1e-9:
                        best, value = pairs, sum(cost[i, j] for i, j in pairs)
        assert sorted(pair_up(x, p, y, q)) == sorted(best)
        nearest = [(i, int(np.argmin(np.where(inside[i], cost[i], np.inf)))) for i in range(4) if inside[i].any()]
        greedy_differs += sorted(nearest) != sorted(best)
    # Control: each with its nearest is another answer for many.
    assert greedy_differs > 15


def test_the_gate_loses_as_many_as_it_says() -> None:
    """Two independent estimates of one target, 4,000 of them, at a gate of 95 %; with a quarter of the covariance
    claimed (control) it loses far more.
    """
    g, n = np.random.default_rng(3), 4000
    p, q = covariances(g, n), covariances(g, n)
    draw = np.einsum("nij,nj->ni", np.linalg.cholesky(p), g.normal(size=(n, 6)))
    other = np.einsum("nij,nj->ni", np.linalg.cholesky(q), g.normal(size=(n, 6)))
    held = [
        len(pair_up(a[None], b[None], c[None], d[None], 0.95)) for a, b, c, d in zip(draw, p, other, q, strict=True)
    ]
    assert abs(np.mean(held) - 0.95) < 4.0 * np.sqrt(0.95 * 0.05 / n)
    bold = [
        len(pair_up(a[None], b[None] / 4.0, c[None], d[None] / 4.0, 0.95))
        for a, b, c, d in zip(draw[:500], p[:500], other[:500], q[:500], strict=True)
    ]
    assert np.mean(bold) < 0.6


def test_what_is_joined_and_what_stays() -> None:
    g = np.random.default_rng(4)
    p = covariances(g, 3)
    x = np.array([[0.0] * 6, [1e5] + [0.0] * 5, [0.0, 2e5] + [0.0] * 4])
    first, second = table_of(x, p), table_of(x[[2, 0]] + 1.0, p[[1, 2]])
    picture = join([first, second])
    assert len(picture) == 3 and picture.members.tolist() == [[0, 1], [1, -1], [2, 0]]
    mean, covariance, _ = intersect(x[0], p[0], x[0] + 1.0, p[2])
    assert np.concatenate([picture.position[0], picture.velocity[0]]) == pytest.approx(mean)
    assert picture.covariance[0] == pytest.approx(covariance)
    assert np.array_equal(picture.position[1], x[1, :3]) and np.array_equal(picture.covariance[1], p[1])
    assert len(join([])) == 0 and len(join([first[:0], second])) == 2
    assert join([first[:0], second]).members.tolist() == [[-1, 0], [-1, 1]]


def test_two_trackers_make_one_picture() -> None:
    """Two radars, a tracker each: nearly every target has one track in the picture of both, and it errs less than the
    first tracker's own does. Control: without association the picture has twice as many.
    """
    second = TrackingSensor("radar", SIGMA, EAST, clutter_density=radar(20.0).clutter_density)
    trackers, counts, simple = (Tracker(radar(20.0)), Tracker(second)), [], []
    errors: dict[str, list[float]] = {"one": [], "both": []}
    g = np.random.default_rng(6)
    for k, (places, plots, _) in enumerate(sky(25, 20.0, 25, seed=5)):
        other = spherical(places - EAST) + g.normal(size=places.shape) * SIGMA
        tables = [trackers[0].scan(PERIOD * k, plots), trackers[1].scan(PERIOD * k, other[g.random(25) < 0.9])]
        if k < 10:
            continue
        picture = join(tables)
        counts.append(len(picture))
        simple.append(sum(map(len, tables)))
        for name, at in (("one", tables[0]["position"]), ("both", picture.position)):
            errors[name] += [float(np.linalg.norm(places[i] - at[j])) for i, j in match(places, at, 1000.0)]
    assert abs(np.mean(counts) - 25.0) < 1.0 and np.mean(simple) > 48.0
    assert np.sqrt(np.mean(np.square(errors["both"]))) < 0.95 * np.sqrt(np.mean(np.square(errors["one"])))


def followed(split: bool, merge: bool) -> list[int]:
    """Confirmed tracks after each scan of a target whose plots come twice for the first five scans (`split`), or of two
    targets 150 m from each other.
    """
    g, counts = np.random.default_rng(7), []
    tracker = Tracker(TrackingSensor("position", (50.0,) * 3, clutter_density=1e-13), logic=Hits(3, 5, misses=15))
    for k in range(40):
        at = np.array([[20e3 + 200.0 * PERIOD * k, 30e3, 8e3]] * 2)
        at[1, 1] += 150.0
        z = at + g.normal(size=at.shape) * 50.0
        z = z[:1] if split and k >= 5 else z[g.random(2) < 0.9]
        tracker.scan(PERIOD * k, z)
        if merge:
            ended = tracker.merge_doubles()
            assert all(kept < gone for kept, gone in ended)
        counts.append(len(tracker.confirmed))
    return counts


def test_doubles_are_merged_and_formations_are_not() -> None:
    merged, left = followed(True, True), followed(True, False)
    assert max(merged) == 2 and merged[12:] == [1] * 28
    # Control: left alone, the second one lives on for as many misses as a track may have.
    assert left[15] == 2 and sum(count == 2 for count in left) > sum(count == 2 for count in merged) + 5
    assert followed(False, True)[10:] == followed(False, False)[10:]


def test_what_merging_refuses() -> None:
    with pytest.raises(ValueError, match="late"):
        Tracker(TrackingSensor(), lateness=5.0).merge_doubles()
    with pytest.raises(ValueError, match="looks"):
        Tracker(TrackingSensor()).merge_doubles(0)
    assert Tracker(TrackingSensor()).merge_doubles() == []
