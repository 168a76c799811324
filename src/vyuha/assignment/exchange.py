"""Local search: move one round, or let two rounds change places, while that leaves less.

Assumes   as `vyuha.assignment.board`.
Holds     ends at an assignment that no move of one round and no exchange of two betters, or after its share of work.
Source    the neighbourhoods are the smallest two of R. K. Ahuja, A. Kumar, K. C. Jha, J. B. Orlin, "Exact and heuristic
          algorithms for the weapon-target assignment problem", Operations Research 55 (2007) 1136-1146. A target is
          looked at again only after something at it changed.
Checked   tests/assignment/test_search.py: no single change betters the end, by enumeration of them all.
"""

from typing import NamedTuple

from vyuha.assignment.board import (
    AIM,
    FIRST,
    IDLE,
    LEAST_GAIN,
    LEFT,
    NEXT,
    QUEUE,
    RESERVE,
    UNIT,
    VALUE,
    WAITS,
    Board,
    Size,
    aim,
    wake,
)
from vyuha.base.compile import kernel


class Change(NamedTuple):
    """The best change found: by how much [1] it lowers what survives, a round and where it goes, and the round that
    takes its place (IDLE: none).
    """

    gain: float
    round: int
    target: int
    other: int


@kernel
def improve_all(board: Board, size: Size) -> None:
    """Search from every target of the `board` [arrays] of `size` [counts]."""
    waiting = 0
    for j in range(size.targets):
        waiting = wake(board, waiting, j)
    improve(board, size, waiting)


@kernel
def improve(board: Board, size: Size, waiting: int) -> None:
    """Better the `board` [arrays] of `size` [counts] from the `waiting` [count] targets on, until nothing helps."""
    least = 0.0
    for j in range(size.targets):
        least += LEAST_GAIN * board.worth[VALUE, j]
    steps = 20 * (size.rounds + size.targets)
    while waiting > 0:
        waiting -= 1
        j = board.target[QUEUE, waiting]
        board.target[WAITS, j] = 0
        while steps > 0:
            change = _best_change(board, size, j, least)
            if not change.gain > least:
                break
            steps -= 1
            waiting = _make(board, waiting, change, j)


@kernel
def _make(board: Board, waiting: int, change: Change, j: int) -> int:
    """Make a `change` [row] found at target `j` [row] of the `board` [arrays]; the other targets that it touches join
    the `waiting` [count]. Returns how many wait.
    """
    before = board.round[AIM, change.round]
    if change.other != IDLE:
        aim(board, change.other, before)
    aim(board, change.round, change.target)
    if before != j:
        waiting = wake(board, waiting, before)
    if change.target != j:
        waiting = wake(board, waiting, change.target)
    return waiting


@kernel
def _best_change(board: Board, size: Size, j: int, least: float) -> Change:
    """The change at target `j` [row] of the `board` [arrays], `size` [counts], that gains most, above `least` [1]."""
    best = Change(least, IDLE, IDLE, IDLE)
    left = board.worth[LEFT, j]
    for s in range(size.rounds):
        k = board.round[AIM, s]
        if k == j:
            continue
        i = board.round[UNIT, s]
        miss, price = board.miss[i, j], board.worth[RESERVE, i]
        # Round s comes here.
        gain = left * (1.0 - miss) - price - board.loss[s]
        if gain > best.gain:
            best = Change(gain, s, j, IDLE)
        # Round s comes here in place of r, which goes there.
        r = board.target[FIRST, j]
        while r != IDLE:
            u = board.round[UNIT, r]
            if u != i:
                gain = _swap_gain(board, j, k, u, i)
                if gain > best.gain:
                    best = Change(gain, r, k, s)
            r = board.round[NEXT, r]
    return _best_leaving(board, size, j, best)


@kernel
def _swap_gain(board: Board, j: int, k: int, u: int, i: int) -> float:
    """Gain [1] when weapon `u` [row], a round of which is at target `j` [row] of the `board` [arrays], and weapon `i`
    [row], with one at `k` [row] or held back, change places.
    """
    left = board.worth[LEFT, j]
    gain = float(left * (1.0 - board.miss[i, j] / board.miss[u, j]))
    if k == IDLE:
        return gain + float(board.worth[RESERVE, u] - board.worth[RESERVE, i])
    return gain + float(board.worth[LEFT, k] * (1.0 - board.miss[u, k] / board.miss[i, k]))


@kernel
def _best_leaving(board: Board, size: Size, j: int, best: Change) -> Change:
    """The better of the `best` [row] change so far and of the moves away from target `j` [row] of the `board` [arrays]
    of `size` [counts].
    """
    r = board.target[FIRST, j]
    while r != IDLE:
        i, loss = board.round[UNIT, r], board.loss[r]
        if -loss > best.gain:
            best = Change(-loss, r, IDLE, IDLE)
        for k in range(size.targets):
            gain = board.worth[LEFT, k] * (1.0 - board.miss[i, k]) - board.worth[RESERVE, i] - loss
            if k != j and gain > best.gain:
                best = Change(gain, r, k, IDLE)
        r = board.round[NEXT, r]
    return best
