"""The event queue: a binary heap in a table, ordered by time, then kind, then subject, so that ties never depend on
history.
"""

from vyuha.base.compile import kernel
from vyuha.state.mission import FAILURE_QUEUE
from vyuha.state.tables import State

# Kinds of events; at the same moment they happen in this order.
SET_OUT = -1
IMPACT = 0
INTERCEPT = 1
SCAN = 2
WORK = 3
COMMAND = 4
GUIDE = 5
VERDICT = 6
NETWORK = 7
LOADED = 8
SUPPLY = 9
MOVE = 10

EVENTS = 0  # cell of `state.fill` that counts the events in the queue


@kernel
def _earlier(state: State, a: int, b: int) -> bool:
    first, second = state.queue[a], state.queue[b]
    if first.time != second.time:
        return bool(first.time < second.time)
    if first.kind != second.kind:
        return bool(first.kind < second.kind)
    return bool(first.subject < second.subject)


@kernel
def _swap(state: State, a: int, b: int) -> None:
    first, second = state.queue[a], state.queue[b]
    time, kind, subject = first.time, first.kind, first.subject
    first.time, first.kind, first.subject = second.time, second.kind, second.subject
    second.time, second.kind, second.subject = time, kind, subject


@kernel
def push(state: State, time: float, kind: int, subject: int) -> None:
    """Add an event at `time` [s] of `kind` [code] about `subject` [row]; a full queue marks the replicate as failed."""
    i = state.fill[EVENTS]
    if i >= len(state.queue):
        state.progress[0].failure = FAILURE_QUEUE
        return
    state.queue[i].time, state.queue[i].kind, state.queue[i].subject = time, kind, subject
    state.fill[EVENTS] = i + 1
    while i > 0 and _earlier(state, i, (i - 1) // 2):
        _swap(state, i, (i - 1) // 2)
        i = (i - 1) // 2


@kernel
def pop(state: State) -> tuple[float, int, int]:
    """Take the earliest event: its time [s], kind [code] and subject [row]. The queue must not be empty."""
    head = state.queue[0]
    time, kind, subject = head.time, head.kind, head.subject
    last = state.fill[EVENTS] - 1
    state.fill[EVENTS] = last
    _swap(state, 0, last)
    i = 0
    while True:
        child = 2 * i + 1
        if child >= last:
            break
        if child + 1 < last and _earlier(state, child + 1, child):
            child += 1
        if not _earlier(state, child, i):
            break
        _swap(state, i, child)
        i = child
    return time, kind, subject
