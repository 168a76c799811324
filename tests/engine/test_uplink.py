"""The data link: updates arrive in order, each when it is due, and no more are under way than there is room for.

Expected values: by construction.
"""

import math

from tests.command.cases import battle
from vyuha.engine.uplink import next_arrival, receive, send
from vyuha.state.tables import State
from vyuha.state.weapon import UPLINKS


def told(state: State, k: int, time: float) -> float:
    """The x [m] of the aim that interceptor `k` has at `time` [s]."""
    receive(state, k, time)
    return float(state.interceptor[k].aim_x)


def test_each_arrives_when_it_is_due_and_the_newest_counts() -> None:
    _, state = battle()
    for n in range(1, 4):
        send(state, 0, 10.0 + n, (float(n), 0.0, 0.0))
    assert next_arrival(state, 0) == 11.0
    assert [told(state, 0, time) for time in (10.9, 11.0, 11.9, 13.5)] == [0.0, 1.0, 1.0, 3.0]
    assert math.isinf(next_arrival(state, 0))


def test_interceptors_have_links_of_their_own() -> None:
    _, state = battle()
    send(state, 0, 1.0, (7.0, 0.0, 0.0))
    send(state, 1, 1.0, (8.0, 0.0, 0.0))
    assert (told(state, 0, 1.0), told(state, 1, 1.0), told(state, 2, 1.0)) == (7.0, 8.0, 0.0)


def test_one_more_than_there_is_room_for_is_lost_and_the_room_comes_back() -> None:
    _, state = battle()
    for n in range(UPLINKS + 1):
        send(state, 0, float(n), (float(n), 0.0, 0.0))
    assert told(state, 0, 100.0) == UPLINKS - 1
    for n in range(20, 20 + UPLINKS):
        send(state, 0, 200.0 + n, (float(n), 0.0, 0.0))
        assert told(state, 0, 200.0 + n) == n
