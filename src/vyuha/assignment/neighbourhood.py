"""Large neighbourhoods: one round of every target is freed, all of them are assigned again, the best for all together.

Assumes   as `vyuha.assignment.board`.
Holds     a step never leaves more than before: what was there is among what it chooses from. It finds every cyclic
          exchange among the freed rounds.
Source    the cyclic exchanges of Ahuja, Kumar, Jha and Orlin (2007), searched exactly by linear assignment in place of
          their shortest paths.
Checked   tests/assignment/test_search.py: never worse, and against enumeration.
"""

from vyuha.assignment.board import AIM, FIRST, IDLE, NEXT, UNIT, Board, Size, aim, wake
from vyuha.assignment.exchange import improve
from vyuha.assignment.linear import MATE, assign
from vyuha.assignment.starts import ROUND, price_row
from vyuha.base.compile import kernel
from vyuha.base.random import WEAPON_TARGET, uniforms


@kernel
def reassign(board: Board, size: Size, seed: int, step: int) -> None:
    """Free one round of each target of the `board` [arrays] of `size` [counts], chosen by the random numbers of `seed`
    and `step` [count], and the first round that each weapon holds back; assign them anew, then search locally.
    """
    freed = _free(board, size, seed, step)
    rows, waiting = 0, 0
    for n in range(freed):
        r = board.linear.link[ROUND, n]
        if price_row(board, size, rows, r):
            rows += 1
    assign(board.linear, rows, size.targets, 0.0)
    for row in range(rows):
        j = board.linear.link[MATE, row]
        if j != IDLE:
            aim(board, board.linear.link[ROUND, row], j)
            waiting = wake(board, waiting, j)
    improve(board, size, waiting)


@kernel
def _free(board: Board, size: Size, seed: int, step: int) -> int:
    """Hold back a round of each target of the `board` [arrays] of `size` [counts] by the random numbers of `seed` and
    `step` [count], and list all that take part; returns how many.
    """
    freed, last = 0, IDLE
    for r in range(size.rounds):
        if board.round[AIM, r] == IDLE and board.round[UNIT, r] != last:
            last = board.round[UNIT, r]
            board.linear.link[ROUND, freed] = r
            freed += 1
    for j in range(size.targets):
        there, r = 0, board.target[FIRST, j]
        while r != IDLE:
            there += 1
            r = board.round[NEXT, r]
        if there == 0:
            continue
        ahead = int(there * uniforms(seed, step, j, 0, WEAPON_TARGET, 0)[0])
        r = board.target[FIRST, j]
        for _ in range(min(ahead, there - 1)):
            r = board.round[NEXT, r]
        aim(board, r, IDLE)
        board.linear.link[ROUND, freed] = r
        freed += 1
    return freed
