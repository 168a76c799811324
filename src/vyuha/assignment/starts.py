"""Two starts: the greatest marginal return first, and linear assignment layer by layer.

Assumes   as `vyuha.assignment.board`; all rounds are held back at the beginning.
Holds     the first is optimal where kill probabilities depend on the target alone, and 20 to 30 % off where few weapons
          with many rounds reach some targets each; the second is optimal where every weapon has one round and there
          are no more rounds than targets worth one each. Neither is safe alone.
Source    G. G. den Broeder, R. E. Ellison, L. Emerling, "On optimum target assignments", Operations Research 7 (1959)
          322-326: maximum marginal return. Layers: linear assignment of the rounds left on their marginal gains, again
          and again.
Checked   tests/assignment/test_starts.py: optimal where the theorem says so, against enumeration.
"""

import math

from vyuha.assignment.board import (
    AIM,
    CHOICE,
    GAIN,
    IDLE,
    LEFT,
    RESERVE,
    STOCK,
    UNIT,
    Board,
    Size,
    aim,
    clear,
)
from vyuha.assignment.linear import LINKS, MATE, assign
from vyuha.base.compile import kernel

# Row of `Board.linear.link`: the round that a row of the linear assignment stands for.
ROUND = LINKS


@kernel
def start_by_return(board: Board, size: Size) -> None:
    """Aim the round that gains most, then the next, until no round on the `board` [arrays] of `size` [counts] gains
    more than its reserve price.
    """
    clear(board, size)
    for i in range(size.weapons):
        board.weapon[STOCK, i] = 0
    for r in range(size.rounds):
        board.weapon[STOCK, board.round[UNIT, r]] += 1
    for i in range(size.weapons):
        _choose(board, size, i)
    end = 0
    while True:
        best = IDLE
        for i in range(size.weapons):
            if board.weapon[STOCK, i] > 0 and (best == IDLE or board.worth[GAIN, i] > board.worth[GAIN, best]):
                best = i
        if best == IDLE or not board.worth[GAIN, best] > 0.0:
            return
        end, j = _last_of(board, size, best), board.weapon[CHOICE, best]
        board.weapon[STOCK, best] -= 1
        aim(board, end - board.weapon[STOCK, best], j)
        for i in range(size.weapons):
            if board.weapon[STOCK, i] > 0 and board.weapon[CHOICE, i] == j:
                _choose(board, size, i)


@kernel
def _choose(board: Board, size: Size, i: int) -> None:
    """Note where on the `board` [arrays] of `size` [counts] weapon `i` [row] gains most, less its price."""
    best, most = 0, -math.inf
    for j in range(size.targets):
        gain = board.worth[LEFT, j] * (1.0 - board.miss[i, j])
        if gain > most:
            best, most = j, gain
    board.weapon[CHOICE, i], board.worth[GAIN, i] = best, most - board.worth[RESERVE, i]


@kernel
def _last_of(board: Board, size: Size, i: int) -> int:
    """The last round [row] of weapon `i` [row] on the `board` [arrays] of `size` [counts]; rounds stand in the order of
    their weapons.
    """
    low, high = 0, size.rounds
    while low < high:
        middle = (low + high) // 2
        if board.round[UNIT, middle] <= i:
            low = middle + 1
        else:
            high = middle
    return low - 1


@kernel
def start_by_layers(board: Board, size: Size) -> None:
    """Give each target at most one of the rounds held back, the best for all together, and again with those left, until
    no round on the `board` [arrays] of `size` [counts] gains more than its reserve price.
    """
    clear(board, size)
    while True:
        left = 0
        for r in range(size.rounds):
            if board.round[AIM, r] == IDLE and _gains(board, size, board.round[UNIT, r]):
                board.linear.link[ROUND, left] = r
                left += 1
        if left == 0:
            return
        # The exact assignment is quicker with few rows.
        if left > size.targets:
            _layer_by_target(board, size, left)
        else:
            _layer_by_round(board, size, left)


@kernel
def _gains(board: Board, size: Size, i: int) -> bool:
    """Whether a round of weapon `i` [row] on the `board` [arrays] of `size` [counts] is worth its price anywhere."""
    gains = False
    for j in range(size.targets):
        gains |= board.worth[LEFT, j] * (1.0 - board.miss[i, j]) > board.worth[RESERVE, i]
    return gains


@kernel
def _layer_by_round(board: Board, size: Size, left: int) -> None:
    """One layer on the `board` [arrays] of `size` [counts]: the `left` [count] rounds listed choose among targets."""
    for row in range(left):
        price_row(board, size, row, board.linear.link[ROUND, row])
    assign(board.linear, left, size.targets, 0.0)
    for row in range(left):
        j = board.linear.link[MATE, row]
        if j != IDLE:
            aim(board, board.linear.link[ROUND, row], j)


@kernel
def _layer_by_target(board: Board, size: Size, left: int) -> None:
    """One layer on the `board` [arrays] of `size` [counts]: targets choose among the `left` [count] rounds listed."""
    for n in range(left):
        i = board.round[UNIT, board.linear.link[ROUND, n]]
        for j in range(size.targets):
            change = board.worth[LEFT, j] * (board.miss[i, j] - 1.0) + board.worth[RESERVE, i]
            board.linear.cost[j, n] = change if change < 0.0 else math.inf
    assign(board.linear, size.targets, left, 0.0)
    for j in range(size.targets):
        n = board.linear.link[MATE, j]
        if n != IDLE:
            aim(board, board.linear.link[ROUND, n], j)


@kernel
def price_row(board: Board, size: Size, row: int, r: int) -> bool:
    """Fill `row` [row] of the linear assignment on the `board` [arrays] of `size` [counts] for round `r` [row]: what it
    would change at each target, infinite where that is no gain. Returns whether it gains anywhere.
    """
    i, useful = board.round[UNIT, r], False
    board.linear.link[ROUND, row] = r
    for j in range(size.targets):
        change = board.worth[LEFT, j] * (board.miss[i, j] - 1.0) + board.worth[RESERVE, i]
        board.linear.cost[row, j] = change if change < 0.0 else math.inf
        useful |= change < 0.0
    return useful
