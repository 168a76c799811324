"""The best laydown against enumeration, closed cases, and instances of known optimum."""

from dataclasses import replace

import numpy as np
import pytest

from tests.studies.siting.laydowns import attacked, every, mixed, plain
from vyuha.studies.siting.model import Solved, solve
from vyuha.studies.siting.problem import Siting, SitingError, greedy, laydown


def off(siting: Siting, solved: Solved) -> list[str]:
    """What is wrong with an answer, by trying everything."""
    known, found = sorted(every(siting)), []
    for k, best in enumerate(solved.best):
        if abs(best.objective - attacked(siting, best.options)) > 1e-9:
            found.append("another loss")
        if abs(best.objective - known[k][0]) > 1e-6 * known[k][0]:
            found.append(f"number {k + 1} costs {best.objective}, not {known[k][0]}")
    if solved.bound > known[0][0] + 1e-9:
        found.append("the bound lies above the optimum")
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_best_laydowns_are_those_of_enumeration(seed: int) -> None:
    """Expected: all laydowns tried by plain loops; two kinds, sectors, pairs that exclude each other."""
    siting = mixed(seed, whole=True)
    solved = solve(siting, keep=3)
    assert off(siting, solved) == []
    assert solved.proved
    assert solved.ordered


@pytest.mark.parametrize("seed", range(8))
def test_engagements_need_not_be_whole(seed: int) -> None:
    """Expected: enumeration; tangents never lie above the loss, so the bound holds whether or not it is reached."""
    siting = mixed(seed, whole=False)
    solved = solve(siting)
    assert off(siting, solved) == []
    assert solved.gap < 0.01


def test_more_engagements_than_any_number_can_tell() -> None:
    """Hundreds of engagements leave 1e-400, which is nought; the best two of three are the two with most of them."""
    effort = np.array([[400.5, 1.5], [390.25, 1.5], [1.5, 1.25]])
    one_kind = np.zeros(3, np.int64)
    siting = Siting(effort, 0.9, np.array([10.0, 1.0]), np.arange(3), one_kind, (2,))
    solved = solve(siting)
    assert solved.best[0].options == (0, 1)
    assert off(siting, solved) == []


def test_enumeration_would_notice() -> None:
    """Negative control: a laydown that is not the best, and a bound that is none."""
    siting = mixed(1, whole=True)
    solved = solve(siting)
    worst = max(every(siting))[1]
    assert off(siting, replace(solved, best=(laydown(siting, worst),)))
    assert off(siting, replace(solved, bound=2.0 * solved.best[0].objective))


def test_no_more_engagements_count_than_are_told() -> None:
    """Expected: with one that counts, 0.3 of the value is lost wherever anybody covers."""
    siting = Siting(np.ones((3, 1)), 0.7, np.array([10.0]), np.arange(3), np.zeros(3, np.int64), (3,), most=1.0)
    assert solve(siting).best[0].objective == pytest.approx(3.0)
    assert solve(replace(siting, most=2.0)).best[0].objective == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("sites", "points", "units", "strikes", "least", "naive"),
    [(40, 20, 4, 3, 78.40, 81.10), (60, 40, 6, 5, 175.40, 0.0)],
)
def test_what_is_left_to_an_attacker_who_picks(
    sites: int, points: int, units: int, strikes: int, least: float, naive: float
) -> None:
    """Expected: optima of these instances, found before by a program of their own. Negative control: the laydown that
    covers most value leaves more to one who picks.
    """
    covering = plain(sites, points, units, 25.0, 0)
    siting = replace(covering, kill=0.7, strikes=strikes, most=4.0)
    solved = solve(siting)
    assert solved.best[0].objective == pytest.approx(least, abs=1e-6)
    assert solved.proved
    if naive:
        assert siting.objective(solve(covering).best[0].options) == pytest.approx(naive, abs=1e-6)


@pytest.mark.parametrize("size", [(100, 500, 8, 15.0), (200, 1000, 10, 12.0), (400, 2000, 15, 10.0)])
@pytest.mark.parametrize("seed", [0, 1])
def test_most_value_covered_is_proved_in_seconds(size: tuple[int, int, int, float], seed: int) -> None:
    """Expected: a closed gap, on up to 400 sites by 2,000 points. Negative control: what greedy covers is not the most,
    so that a bound that closes on any laydown would show.
    """
    solved = solve(plain(*size, seed))
    assert solved.proved
    assert solved.greedy is not None
    assert solved.greedy.objective > solved.best[0].objective
    assert solved.seconds < 60.0


def test_never_worse_than_greedy_however_little_is_searched() -> None:
    """Property: with hardly any search the greedy laydown is the answer, with a bound that does not claim more than it
    knows.
    """
    siting = replace(plain(100, 60, 8, 25.0, 0), kill=0.7, strikes=8, most=4.0)
    easy = greedy(siting)
    assert easy is not None
    for nodes in (1, 20):
        solved = solve(siting, nodes=nodes)
        assert solve(siting, nodes=nodes).best == solved.best
        assert solved.best[0].objective <= easy.objective
        assert solved.bound <= 182.70
        assert not solved.proved


def test_too_many_units() -> None:
    """Two units want two sites; and a pair that excludes each other leaves none."""
    effort, ones, none = np.ones((2, 1)), np.ones(1), np.zeros(2, np.int64)
    with pytest.raises(SitingError, match="3 units want 2 sites"):
        Siting(effort, 0.5, ones, np.arange(2), none, (3,))
    with pytest.raises(SitingError, match="keeps the rules"):
        solve(Siting(effort, 0.5, ones, np.arange(2), none, (2,), apart=((0, 1),)))
    with pytest.raises(SitingError, match="whole engagements"):
        Siting(0.5 * effort, 1.0, ones, np.arange(2), none, (1,))
