"""The event queue: comes out as Python sorts it, whatever went in, in whatever order.

Expected values: `sorted` on tuples (time, kind, subject).
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.engine.queue import EVENTS, pop, push
from vyuha.state.mission import FAILURE_NONE, FAILURE_QUEUE
from vyuha.state.tables import State

Event = tuple[float, int, int]
# Few different values, so that ties abound.
EVENTS_OF = st.lists(st.tuples(st.integers(0, 5).map(float), st.integers(0, 3), st.integers(0, 3)), max_size=40)


def empty(threats: int = 64) -> State:
    return allocate(blank_setup(threat=threats))


STATE = empty()


def fill(state: State, events: list[Event]) -> None:
    state.fill[EVENTS] = 0
    for event in events:
        push(state, *event)


def drain(state: State) -> list[Event]:
    return [pop(state) for _ in range(int(state.fill[EVENTS]))]


@given(EVENTS_OF)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_events_come_out_sorted(events: list[Event]) -> None:
    fill(STATE, events)
    assert drain(STATE) == sorted(events)


@given(st.lists(st.one_of(st.none(), st.tuples(st.floats(0, 10), st.integers(0, 3), st.integers(0, 9))), max_size=60))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_pushes_and_pops_in_turn(steps: list[Event | None]) -> None:
    """None takes one out; the model is a sorted list."""
    STATE.fill[EVENTS] = 0
    model: list[Event] = []
    for step in steps:
        if step is not None:
            push(STATE, *step)
            model.append(step)
        elif model:
            model.sort()
            assert pop(STATE) == model.pop(0)
    assert drain(STATE) == sorted(model)


def test_ties_go_by_kind_then_subject() -> None:
    fill(STATE, [(5.0, 2, 0), (5.0, 1, 9), (5.0, 1, 3), (4.0, 6, 6)])
    assert drain(STATE) == [(4.0, 6, 6), (5.0, 1, 3), (5.0, 1, 9), (5.0, 2, 0)]


def test_a_full_queue_marks_the_replicate_and_keeps_what_it_has() -> None:
    state = empty(0)
    room = len(state.queue)
    for n in range(room):
        push(state, float(room - n), 0, n)
    assert state.progress[0].failure == FAILURE_NONE
    push(state, 0.0, 0, 99)
    assert state.progress[0].failure == FAILURE_QUEUE
    assert [time for time, _, _ in drain(state)] == [float(n + 1) for n in range(room)]
