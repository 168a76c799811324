"""The board of the search: which round is aimed at which target, and what value that leaves.

Assumes   rounds act alone: a target of value V at which rounds with kill probabilities p are aimed keeps V times the
          product of (1 - p). A round held back costs nothing; a used one costs the reserve price of its weapon.
Holds     for any probability from 0 to 1. A sure kill is written as a chance of 1e-30 to miss, so that rounds can be
          taken back by division; what is reported is computed again from the true probabilities.
Source    A. S. Manne, "A target-assignment problem", Operations Research 6 (1958) 346-351: the product form.
Checked   tests/assignment/test_search.py against enumeration.
"""

from typing import NamedTuple

import numpy as np

from vyuha.assignment.linear import LINKS, Floats, Integers
from vyuha.assignment.linear import Work as Linear
from vyuha.assignment.linear import make_work as make_linear_work
from vyuha.base.compile import allocating_kernel, kernel

# The chance to miss is never below this.
LEAST_MISS = 1e-30
# A change that gains less than this part of all values is none.
LEAST_GAIN = 1e-12

# Rows of `Board.round`: the weapon of a round, its target (IDLE: held back), the next round at the same target, the
# target in the best assignment so far.
UNIT, AIM, NEXT, BEST = 0, 1, 2, 3
# Rows of `Board.target`: its first round, the targets that wait to be looked at, whether a target waits.
FIRST, QUEUE, WAITS = 0, 1, 2
# Rows of `Board.weapon`: rounds left, the target that its next round would gain most at.
STOCK, CHOICE = 0, 1
# Rows of `Board.worth`: of targets the value, what survives of it; of weapons the reserve price, the best gain.
VALUE, LEFT, RESERVE, GAIN = 0, 1, 2, 3
IDLE = -1


class Size(NamedTuple):
    """How much of the arrays is in use: weapons, targets and rounds in all [counts]."""

    weapons: int
    targets: int
    rounds: int


class Board(NamedTuple):
    """All that the search works on. `miss` (weapons x targets): chance that a round misses; `loss` (rounds): what
    lifting a round would cost; the other rows are named above.
    """

    miss: Floats
    worth: Floats
    loss: Floats
    round: Integers
    target: Integers
    weapon: Integers
    linear: Linear


@allocating_kernel
def make_board(weapons: int, targets: int, rounds: int) -> Board:
    """Space for up to `weapons` [count], `targets` [count] and `rounds` [count] in all; made once, used again."""
    longest = max(rounds, targets, 1)
    return Board(
        np.empty((max(weapons, 1), max(targets, 1)), np.float64),
        np.empty((4, max(weapons, targets, 1)), np.float64),
        np.empty(max(rounds, 1), np.float64),
        np.empty((4, max(rounds, 1)), np.int64),
        np.empty((3, max(targets, 1)), np.int64),
        np.empty((2, max(weapons, 1)), np.int64),
        make_linear_work(longest, longest, LINKS + 1),
    )


@kernel
def load(values: Floats, kill: Floats, rounds: Integers, reserve: Floats, board: Board, size: Size) -> None:
    """Put a problem on the `board` [arrays], `size` [counts] of it, with all rounds held back: `values` (targets) and
    `reserve` (weapons) in one currency [1], `kill` (weapons x targets) [1], `rounds` (weapons) [count].
    """
    r = 0
    for i in range(size.weapons):
        board.worth[RESERVE, i] = reserve[i]
        for j in range(size.targets):
            board.miss[i, j] = max(1.0 - kill[i, j], LEAST_MISS)
        for _ in range(rounds[i]):
            board.round[UNIT, r] = i
            r += 1
    for j in range(size.targets):
        board.worth[VALUE, j] = values[j]
    clear(board, size)


@kernel
def clear(board: Board, size: Size) -> None:
    """Hold back all rounds on the `board` [arrays] of `size` [counts]."""
    for r in range(size.rounds):
        board.round[AIM, r] = IDLE
        board.loss[r] = 0.0
    for j in range(size.targets):
        board.target[FIRST, j] = IDLE
        board.target[WAITS, j] = 0
        board.worth[LEFT, j] = board.worth[VALUE, j]


@kernel
def aim(board: Board, r: int, j: int) -> None:
    """Aim round `r` [row] on the `board` [arrays] at target `j` [row] (IDLE: hold it back)."""
    before = board.round[AIM, r]
    if before == j:
        return
    if before != IDLE:
        s, last = board.target[FIRST, before], IDLE
        while s != r:
            s, last = board.round[NEXT, s], s
        if last == IDLE:
            board.target[FIRST, before] = board.round[NEXT, r]
        else:
            board.round[NEXT, last] = board.round[NEXT, r]
        _weigh(board, before)
    board.round[AIM, r] = j
    if j == IDLE:
        board.loss[r] = 0.0
        return
    board.round[NEXT, r] = board.target[FIRST, j]
    board.target[FIRST, j] = r
    _weigh(board, j)


@kernel
def _weigh(board: Board, j: int) -> None:
    """What target `j` [row] of the `board` [arrays] keeps, from scratch so that nothing drifts, and what each of its
    rounds adds to that.
    """
    left = board.worth[VALUE, j]
    r = board.target[FIRST, j]
    while r != IDLE:
        left *= board.miss[board.round[UNIT, r], j]
        r = board.round[NEXT, r]
    board.worth[LEFT, j] = left
    r = board.target[FIRST, j]
    while r != IDLE:
        i = board.round[UNIT, r]
        board.loss[r] = left / board.miss[i, j] - left - board.worth[RESERVE, i]
        r = board.round[NEXT, r]


@kernel
def cost_of(board: Board, size: Size) -> float:
    """Value [1] that survives on the `board` [arrays] of `size` [counts], and the price of the rounds used."""
    cost = 0.0
    for j in range(size.targets):
        cost += board.worth[LEFT, j]
    for r in range(size.rounds):
        if board.round[AIM, r] != IDLE:
            cost += board.worth[RESERVE, board.round[UNIT, r]]
    return cost


@kernel
def keep(board: Board, size: Size) -> None:
    """Note the assignment on the `board` [arrays] of `size` [counts] as the best so far."""
    for r in range(size.rounds):
        board.round[BEST, r] = board.round[AIM, r]


@kernel
def restore(board: Board, size: Size) -> None:
    """Put the best assignment so far back on the `board` [arrays] of `size` [counts]."""
    for r in range(size.rounds):
        aim(board, r, board.round[BEST, r])


@kernel
def wake(board: Board, waiting: int, j: int) -> int:
    """Have target `j` [row] of the `board` [arrays] wait behind `waiting` [count] others; returns how many wait now."""
    if j == IDLE or board.target[WAITS, j] == 1:
        return waiting
    board.target[WAITS, j] = 1
    board.target[QUEUE, waiting] = j
    return waiting + 1


@kernel
def tell(board: Board, size: Size, counts: Integers) -> None:
    """Write into `counts` (weapons x targets) how many rounds each weapon aims at each target of the `board` [arrays]
    of `size` [counts].
    """
    for i in range(size.weapons):
        for j in range(size.targets):
            counts[i, j] = 0
    for r in range(size.rounds):
        j = board.round[AIM, r]
        if j != IDLE:
            counts[board.round[UNIT, r], j] += 1
