"""The line between nodes, against numpy.interp, sample variances and functions whose bend is known."""

import math
from typing import Any

import numpy as np
import pytest

from vyuha.base.table import rows
from vyuha.studies.plan.interpolation import Piece, evaluate_points, interpolate


def pieces(fills: list[float], means: list[float], **columns: float) -> Any:
    table = rows(Piece, len(fills) - 1)
    for i, row in enumerate(table):
        row.start, row.width, row.left, row.right = fills[i], fills[i + 1] - fills[i], means[i], means[i + 1]
        for name, value in columns.items():
            row[name] = value
    return table


def test_line_is_that_of_numpy() -> None:
    fills, means = [0.0, 0.25, 0.5, 1.0], [11.0, 6.0, 5.0, 4.75]
    table, fill = pieces(fills, means), np.linspace(0.0, 1.0, 401)
    mean, error = np.empty(401), np.empty(401)
    evaluate_points(table, np.array([0, 3]), np.zeros(401, np.int64), fill, mean, error)
    np.testing.assert_allclose(mean, np.interp(fill, fills, means), rtol=0, atol=1e-13)
    # At the nodes to the last bit.
    assert [mean[round(400 * at)] for at in fills] == means
    np.testing.assert_array_equal(error, 0.0)


def test_control_another_node_is_seen() -> None:
    fills, fill = [0.0, 0.25, 0.5, 1.0], np.linspace(0.0, 1.0, 401)
    mean, error = np.empty(401), np.empty(401)
    evaluate_points(pieces(fills, [11.0, 6.1, 5.0, 4.75]), np.array([0, 3]), np.zeros(401, np.int64), fill, mean, error)
    assert np.abs(mean - np.interp(fill, fills, [11.0, 6.0, 5.0, 4.75])).max() > 0.09


def test_rows_of_units_do_not_mix() -> None:
    table = np.concatenate([pieces([0.0, 1.0], [1.0, 2.0]), pieces([0.0, 0.5, 1.0], [5.0, 6.0, 8.0])]).view(np.recarray)
    mean, error = np.empty(4), np.empty(4)
    units, fill = np.array([0, 1, 1, 0]), np.array([0.5, 0.5, 0.75, 1.0])
    evaluate_points(table, np.array([0, 1, 3]), units, fill, mean, error)
    assert mean.tolist() == [1.5, 6.0, 7.0, 2.0]


@pytest.mark.parametrize("t", [0.0, 0.3, 0.5, 1.0])
def test_chance_is_the_variance_of_the_mixed_sample(t: float) -> None:
    # Closed form: the mean of (1 - t) a + t b over one sample has the sample variance of that mixture.
    a = np.random.default_rng(1).normal(5.0, 2.0, 50)
    b = a + np.random.default_rng(2).normal(1.0, 1.0, 50)
    covariance = np.cov(a, b) / 50
    table = pieces(
        [0.0, 1.0],
        [a.mean(), b.mean()],
        left_variance=covariance[0, 0],
        right_variance=covariance[1, 1],
        covariance=covariance[0, 1],
    )
    assert interpolate(table[0], t)[1] == pytest.approx(((1 - t) * a + t * b).std(ddof=1) / math.sqrt(50), rel=1e-12)


def deviation(f: Any, fills: list[float], **columns: float) -> float:
    """Largest part of the stated bound (sqrt(3) errors) that the line through `f` is off, on the middle piece."""
    row = pieces(fills, [f(x) for x in fills], **columns)[1]
    inside = np.linspace(fills[1], fills[2], 41)[1:-1]
    return max(abs(interpolate(row, x)[0] - f(x)) / (math.sqrt(3.0) * interpolate(row, x)[1]) for x in inside)


def test_a_monotone_measure_stays_within_the_bound() -> None:
    # A step in the middle of the piece, as steep as is allowed, is the worst that there is; then milder ones.
    def ramp(x: float) -> float:
        return min(max((x - 0.45) / 0.1, 0.0), 1.0)

    fills = [0.2, 0.4, 0.6, 0.8]
    assert deviation(ramp, fills, steep=10.0) <= 1.0
    assert deviation(np.square, fills, steep=1.6) < 1.0
    # Control: the same ramp is steeper than half of what it is.
    early = lambda x: ramp(x + 0.05)  # noqa: E731
    assert deviation(early, fills, steep=10.0) <= 1.0 < deviation(early, fills, steep=5.0)


def test_bend_bounds_a_kink() -> None:
    # The formula in the module's card: a kink in the middle takes all of the bound, a parabola a quarter of it.
    fills = [0.2, 0.4, 0.6, 0.8]
    assert deviation(lambda x: abs(x - 0.5), fills, bend=2.0) == pytest.approx(1.0, rel=1e-9)
    assert deviation(np.square, fills, bend=0.8) == pytest.approx(0.25, rel=1e-9)
    # Control: a bend that is too small by a tenth is seen at the kink.
    assert deviation(lambda x: abs(x - 0.5), fills, bend=1.8) > 1.1


def test_error_is_none_at_the_nodes_and_limited_between() -> None:
    # Of a function that only falls, from 10 to 9, all that is known in the middle is that it lies between.
    row = pieces([0.0, 1.0], [10.0, 9.0], steep=1e6)[0]
    assert interpolate(row, 0.5)[1] == pytest.approx(0.5 / math.sqrt(3.0))
    assert interpolate(row, 0.1)[1] == pytest.approx(0.9 / math.sqrt(3.0))
    assert interpolate(row, 0.0)[1] == interpolate(row, 1.0)[1] == 0.0


def test_error_of_whole_rounds_grows_with_slope_up_to_the_grain() -> None:
    row = pieces([0.0, 1.0], [10.0, 0.0], grain=0.05)[0]
    assert interpolate(row, 0.0)[1] == 0.0
    assert interpolate(row, 0.02)[1] == pytest.approx(0.02 * 10.0 / math.sqrt(3.0))
    assert interpolate(row, 0.5)[1] == pytest.approx(0.05 * 10.0 / math.sqrt(3.0))
