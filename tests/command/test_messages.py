"""Messages. Expected values: the binomial and the geometric distribution, with the share of 1 in 10^4 by chance at
fixed seeds; who is nearest by hand.
"""

import math

import numpy as np
import pytest
from scipy import stats

from tests.command.cases import battle
from vyuha.command.messages import NOTHING, guidance_arrives, keep_nearest, plots_through
from vyuha.command.system import command_cycle
from vyuha.state.tables import Setup, State


def listening(threats: int = 1) -> tuple[Setup, State]:
    """The battle, whose one unit stands at site 1 and is its own post."""
    return battle(threats=threats)


def through(setup: Setup, state: State, replicate: int, count: int = 1, time: float = 10.0, delay: float = 0.0) -> int:
    return int(plots_through(setup, state, 1, replicate, 0, count, time, delay))


def test_a_perfect_link_lets_everything_through_as_it_is() -> None:
    setup, state = listening()
    state.plot[0].age = 0.25
    assert through(setup, state, 0) == 1
    assert (state.plot[0].age, state.site[1].scans_lost, state.site[1].plots_dropped) == (0.25, 0, 0)


def test_plots_grow_older_on_the_way() -> None:
    setup, state = listening()
    state.plot[0].age = 0.25
    assert through(setup, state, 0, delay=2.0) == 1
    assert state.plot[0].age == 2.25


def test_scans_are_lost_as_often_as_said() -> None:
    setup, state = listening()
    state.site[1].loss = 0.3
    lost = sum(through(setup, state, k) == NOTHING for k in range(2000))
    assert stats.binomtest(lost, 2000, 0.3).pvalue > 1e-4
    assert state.site[1].scans_lost == lost
    # Control: this many draws tell it from a rate a fifth higher.
    assert stats.binomtest(lost, 2000, 0.36).pvalue < 1e-4


def test_who_is_cut_off_or_not_ready_hears_nothing() -> None:
    setup, state = listening()
    state.site[1].ready = 20.0
    assert [through(setup, state, 0, time=time) for time in (19.0, 20.0)] == [NOTHING, 1]
    state.site[1].latency = math.inf
    assert through(setup, state, 0, time=20.0) == NOTHING
    # Neither counts as a message that was lost.
    assert state.site[1].scans_lost == 0


def test_the_nearest_plots_go_first_and_keep_their_order() -> None:
    setup, state = listening(threats=6)
    for p, slant in enumerate((50.0, 10.0, 40.0, 20.0, 20.0, 30.0)):
        state.plot[p].slant, state.plot[p].threat, state.plot[p].x = slant, p, 100.0 * p
    state.site[1].capacity = 3
    assert through(setup, state, 0, count=6) == 3
    assert [(int(state.plot[p].threat), float(state.plot[p].x)) for p in range(3)] == [
        (1, 100.0),
        (3, 300.0),
        (4, 400.0),
    ]
    assert state.site[1].plots_dropped == 3
    # Control: with room for all nobody stays behind.
    state.site[1].capacity = 6
    assert through(setup, state, 0, count=6) == 6
    assert state.site[1].plots_dropped == 3


def test_keeping_all_moves_nothing() -> None:
    _, state = listening(threats=3)
    for p in range(3):
        state.plot[p].slant, state.plot[p].threat = 3.0 - p, p
    assert keep_nearest(state, 3, 3) == 3
    assert [int(state.plot[p].threat) for p in range(3)] == [0, 1, 2]


def cycles_until_ordered(loss: float, replicate: int) -> int:
    setup, state = battle()
    state.site[1].loss = loss
    for n in range(1, 200):
        command_cycle(setup, state, 1, replicate, 0, 0.1 * n)
        if state.track[0].engagement >= 0:
            assert (state.site[1].orders, state.site[1].orders_lost) == (n, n - 1)
            return n
    raise AssertionError("no order came through")


def test_the_cycles_until_an_order_comes_through_are_geometric() -> None:
    loss, count = 0.6, 400
    cycles = np.array([cycles_until_ordered(loss, k) for k in range(count)])

    def fits(share: float) -> float:
        edges = np.arange(1, 8)
        seen = np.append([(cycles == n).sum() for n in edges], (cycles > edges[-1]).sum())
        law = np.append(stats.geom.pmf(edges, 1.0 - share), stats.geom.sf(edges[-1], 1.0 - share))
        return float(stats.chisquare(seen, count * law).pvalue)

    assert fits(loss) > 1e-4
    # Control: other shares are told from it, and without losses the first order comes through.
    assert fits(0.5) < 1e-4 and fits(0.7) < 1e-4
    assert cycles_until_ordered(0.0, 0) == 1


def test_an_order_that_takes_its_time_is_not_worked_on_before() -> None:
    setup, state = battle()
    state.site[1].latency = 3.0
    command_cycle(setup, state, 1, 0, 0, 4.0)
    assert state.engagement[state.track[0].engagement].order_time == 7.0


@pytest.mark.parametrize(("loss", "share"), [(0.0, 0.0), (0.25, 0.25)])
def test_guidance_is_lost_as_often_as_said(loss: float, share: float) -> None:
    setup, state = battle()
    state.site[1].loss = loss
    flyer = state.interceptor[0]
    flyer.fire_unit, flyer.shot, flyer.launch_time = 0, 0, 0.0
    lost = 0
    for k in range(1000):
        flyer.time = float(k % 100)
        lost += not guidance_arrives(setup, state, 1, k // 100, 0)
    assert lost == 0 if share == 0.0 else stats.binomtest(lost, 1000, share).pvalue > 1e-4
    state.site[1].latency = math.inf
    assert not guidance_arrives(setup, state, 1, 0, 0)
