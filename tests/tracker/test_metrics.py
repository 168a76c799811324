"""Expected values: closed forms, all assignments of small sets, a history counted by hand."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import chi2

from vyuha.tracker.metrics import AirPicture, consistency_bounds, gospa, match, nees, ospa


def by_enumeration(x: Any, y: Any, c: float, p: float) -> tuple[float, float]:
    """OSPA and GOSPA to the p-th power over all partial assignments."""
    n, m = len(x), len(y)
    best_ospa, best_gospa = math.inf, math.inf
    for size in range(min(n, m) + 1):
        for rows in itertools.combinations(range(n), size):
            for columns in itertools.permutations(range(m), size):
                d = [float(np.linalg.norm(x[i] - y[j])) for i, j in zip(rows, columns, strict=True)]
                if size == min(n, m):
                    best_ospa = min(best_ospa, sum(min(v, c) ** p for v in d) + c**p * abs(n - m))
                if all(v < c for v in d):
                    best_gospa = min(best_gospa, sum(v**p for v in d) + c**p / 2.0 * (n + m - 2 * size))
    return best_ospa / max(n, m, 1), best_gospa


@pytest.mark.parametrize("order", [1.0, 2.0, 3.5])
def test_small_sets_against_all_assignments(order: float) -> None:
    g = np.random.default_rng(7)
    shortcut_worse = 0
    for _ in range(60):
        x, y = g.uniform(0.0, 10.0, (g.integers(1, 5), 2)), g.uniform(0.0, 10.0, (g.integers(1, 5), 2))
        low, split = by_enumeration(x, y, 4.0, order)
        found, parts = ospa(x, y, 4.0, order), gospa(x, y, 4.0, order)
        assert found.distance**order == pytest.approx(low)
        assert found.distance**order == pytest.approx(found.localisation**order + found.cardinality**order)
        assert parts.distance**order == pytest.approx(split)
        assert parts.localisation + parts.missed + parts.false == pytest.approx(split)
        # Control: assigning on distances and raising to the power afterwards, a known shortcut, is worse at times.
        d = np.minimum(np.linalg.norm(x[:, None] - y[None], axis=2), 4.0)
        i, j = linear_sum_assignment(d)
        late = ((d[i, j] ** order).sum() + 4.0**order * abs(len(x) - len(y))) / max(len(x), len(y))
        shortcut_worse += late > low + 1e-9
    assert shortcut_worse > 0 or order == 1.0


def test_closed_forms() -> None:
    none, one = np.zeros((0, 3)), np.zeros((1, 3))
    assert ospa(none, none, 5.0).distance == 0.0 and gospa(none, none, 5.0).distance == 0.0
    assert ospa(one, none, 5.0).distance == pytest.approx(5.0)
    assert gospa(one, none, 5.0, 2.0).distance == pytest.approx(5.0 / math.sqrt(2.0))
    assert gospa(none, one, 5.0, 1.0).false == pytest.approx(2.5)
    shifted = ospa(np.zeros((3, 3)) + [[0.0], [50.0], [90.0]], np.zeros((3, 3)) + [[1.0], [51.0], [91.0]], 10.0)
    assert (shifted.distance, shifted.cardinality) == (pytest.approx(math.sqrt(3.0)), 0.0)
    # One of two found, 3 m away: OSPA mixes 3 and 10, GOSPA adds half a cut-off for the other.
    found = ospa([[0.0, 0.0], [100.0, 0.0]], [[0.0, 3.0]], 10.0, 1.0)
    assert found.distance == pytest.approx(6.5)
    assert gospa([[0.0, 0.0], [100.0, 0.0]], [[0.0, 3.0]], 10.0, 1.0).distance == pytest.approx(8.0)
    with pytest.raises(ValueError, match="cutoff"):
        ospa(one, one, 0.0)
    with pytest.raises(ValueError, match="order"):
        gospa(one, one, 1.0, 0.5)


def test_nees_and_its_bounds() -> None:
    p = np.array([[4.0, 1.0], [1.0, 2.0]])
    e = np.array([1.0, -2.0])
    assert nees(e[None], np.zeros((1, 2)), p[None])[0] == pytest.approx(e @ np.linalg.inv(p) @ e)
    # The published table for 200 runs, 95 % (section 5.4 of Bar-Shalom et al. by the quantiles of chi-square).
    assert consistency_bounds(6, 200) == pytest.approx((5.529, 6.490), abs=1e-3)
    assert consistency_bounds(3, 50, 0.01)[1] == pytest.approx(chi2.ppf(0.995, 150) / 50)


def test_as_many_pairs_as_possible() -> None:
    """The nearest pair first would leave one of them alone."""
    assert match([[0.0], [4.0]], [[3.0], [7.5]], 5.0) == [(0, 0), (1, 1)]
    assert match([[0.0], [4.0]], [[100.0]], 5.0) == []


TRACK = np.dtype([("number", "i8"), ("position", "f8", (3,)), ("velocity", "f8", (3,))])


def tracks(*rows: tuple[int, float]) -> Any:
    made = np.zeros(len(rows), TRACK)
    for row, (number, x) in zip(made, rows, strict=True):
        row["number"], row["position"][0], row["velocity"][0] = number, x, 2.0
    return made


def test_a_history_counted_by_hand() -> None:
    """Two targets at 0 and 1000 m for scans at 0, 10, ..., 50 s. Track 1 holds the first, but not at 20 s; track 2
    holds the second from 10 s on, and from 40 s the two have changed places. Track 9 is false; at 0 s track 8
    doubles 1.
    """
    quality = AirPicture(cutoff=100.0)
    history = [
        tracks((1, 10.0), (8, 20.0)),
        tracks((1, 10.0), (2, 1010.0)),
        tracks((2, 1010.0), (9, 5000.0)),
        tracks((1, 10.0), (2, 1010.0)),
        tracks((1, 1010.0), (2, 10.0)),
        tracks((1, 1010.0), (2, 10.0)),
    ]
    for k, found in enumerate(history):
        places = np.array([[0.0, 0.0, 0.0], [1000.0, 0.0, 0.0]])
        quality.add(10.0 * k, [100, 200], places, np.zeros((2, 3)), found)
    result = quality.result()
    assert result.completeness == pytest.approx(10.0 / 12.0)
    assert result.ambiguity == pytest.approx(11.0 / 10.0)
    assert result.spuriousness == pytest.approx(1.0 / 12.0)
    assert (result.position_error, result.velocity_error) == (pytest.approx(10.0), pytest.approx(2.0))
    assert (result.breaks, result.swaps, result.unseen) == (1, 2, 0)
    # One change each over 40 s for which either was held; the longest spells are 20 s (0 to 20) and 30 s (10 to 40).
    assert result.number_changes == pytest.approx(2.0 / 80.0)
    assert result.longest_segment == pytest.approx(50.0 / 100.0)
    assert result.confirm_time == pytest.approx(5.0)
    assert result.purity == pytest.approx((3.0 / 5.0 + 3.0 / 5.0) / 2.0)


def test_an_empty_sky() -> None:
    quality = AirPicture(cutoff=100.0)
    quality.add(0.0, [], np.zeros((0, 3)), np.zeros((0, 3)), tracks((1, 0.0)))
    result = quality.result()
    assert math.isnan(result.completeness) and result.spuriousness == 1.0 and result.breaks == 0
