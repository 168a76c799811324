"""Kicks: three rounds are aimed elsewhere at random, local search mends what that spoilt, the better one stays.

Assumes   as `vyuha.assignment.board`.
Holds     never leaves more than before. A kick costs little, as only the targets that it touched are looked at again.
Source    H. R. Lourenco, O. C. Martin, T. Stutzle, "Iterated local search", Handbook of Metaheuristics (2003) 320-353.
Checked   tests/assignment/test_search.py against enumeration; tests/assignment/test_goals.py against proved optima.
"""

from vyuha.assignment.board import AIM, BEST, IDLE, UNIT, Board, Size, aim, cost_of, wake
from vyuha.assignment.exchange import improve
from vyuha.base.compile import kernel
from vyuha.base.random import WEAPON_TARGET, uniforms

# Rounds that a kick aims elsewhere.
_KICKED = 3


@kernel
def kick(board: Board, size: Size, seed: int, step: int, best: float) -> float:
    """One kick of the `board` [arrays] of `size` [counts], which holds its best assignment at cost `best` [1], by the
    random numbers of `seed` and `step` [count]. Returns the cost [1] of what it holds now.
    """
    waiting = 0
    for n in range(_KICKED):
        a, b, c, d = uniforms(seed, step, n, 1, WEAPON_TARGET, 0)
        r = min(int(a * size.rounds), size.rounds - 1)
        k = board.round[AIM, min(int(b * size.rounds), size.rounds - 1)]
        if k == IDLE or board.miss[board.round[UNIT, r], k] == 1.0:
            k = min(int(c * size.targets), size.targets - 1)
        before = board.round[AIM, r]
        if k != before and board.miss[board.round[UNIT, r], k] < 1.0:
            aim(board, r, k)
            waiting = wake(board, wake(board, waiting, before), k)
    improve(board, size, waiting)
    cost = cost_of(board, size)
    if cost < best:
        for r in range(size.rounds):
            board.round[BEST, r] = board.round[AIM, r]
        return cost
    for r in range(size.rounds):
        aim(board, r, board.round[BEST, r])
    return best
