"""The search for a defence of assets: whole defences of one asset at a time, then changes of single rounds.

Assumes   as `vyuha.assignment.assets`; targets on the board are worth 1, so that what is left of one is the chance that
          it lives.
Holds     never worse after a step than before. Small cases end at the optimum (see the tests); nothing is proved.
Source    defences are built asset by asset in the order of value saved for each round, then bettered like
          `vyuha.assignment.exchange` and built anew in part, like `vyuha.assignment.kicks`.
Checked   tests/assignment/test_assets.py against enumeration.
"""

from typing import NamedTuple

from vyuha.assignment.board import AIM, IDLE, LEFT, UNIT, Board, Size, aim, clear, keep, restore
from vyuha.assignment.linear import Floats, Integers
from vyuha.base.compile import kernel
from vyuha.base.random import WEAPON_TARGET, uniforms

# Rows of `AssetTable.plan`: round and threat of each step of the defence that is tried, and of the best one.
_ROUND, _THREAT, _BEST_ROUND, _BEST_THREAT = 0, 1, 2, 3
# Steps in the trial of a defence, for each attacker.
_STEPS = 4
_TINY = 1e-9


class AssetTable(NamedTuple):
    """Assets: `worth` and what is saved `now` (assets); `lethality`, asset aimed at `of` (threats); the `first` threat
    of an asset and the `next` of a threat; `plan` (4 x rounds) scratch space.
    """

    worth: Floats
    now: Floats
    lethality: Floats
    of: Integers
    first: Integers
    next: Integers
    plan: Integers


@kernel
def protect(board: Board, size: Size, table: AssetTable, kicks: int, seed: int) -> float:
    """Leave a good defence of the assets in `table` [arrays] on the `board` [arrays] of `size` [counts], after so many
    `kicks` [count] by the random numbers of `seed`; returns what it saves [1].
    """
    for j in range(size.targets):
        a = table.of[j]
        table.next[j] = table.first[a]
        table.first[a] = j
    clear(board, size)
    for a in range(len(table.worth)):
        table.now[a] = value_with(board, table, a, IDLE, 0.0, IDLE, 0.0)
    _build(board, size, table, IDLE)
    _exchange(board, size, table)
    best = _total(table)
    keep(board, size)
    for step in range(kicks):
        a, b, c, d = uniforms(seed, step, 0, 2, WEAPON_TARGET, 0)
        assets = len(table.worth)
        _give_up(board, size, table, min(int(a * assets), assets - 1))
        if d < 0.7:
            _give_up(board, size, table, min(int(b * assets), assets - 1))
        _build(board, size, table, min(int(c * assets), assets - 1))
        _exchange(board, size, table)
        saved = _total(table)
        if saved > best * (1.0 + 1e-12):
            best = saved
            keep(board, size)
        else:
            restore(board, size)
            for one in range(assets):
                table.now[one] = value_with(board, table, one, IDLE, 0.0, IDLE, 0.0)
    return best


@kernel
def _total(table: AssetTable) -> float:
    """What the assets of `table` [arrays] save now [1]."""
    total = 0.0
    for a in range(len(table.worth)):
        total += table.now[a]
    return total


@kernel
def value_with(board: Board, table: AssetTable, a: int, j: int, alive_j: float, k: int, alive_k: float) -> float:
    """Value [1] saved of asset `a` [row] of `table` [arrays] on the `board` [arrays] if threats `j` and `k` [rows]
    lived with chances `alive_j` and `alive_k` [1].
    """
    value = table.worth[a]
    t = table.first[a]
    while t != IDLE:
        alive = alive_j if t == j else (alive_k if t == k else board.worth[LEFT, t])
        value *= 1.0 - table.lethality[t] * alive
        t = table.next[t]
    return float(value)


@kernel
def _gain(board: Board, table: AssetTable, j: int, alive_j: float, k: int, alive_k: float) -> float:
    """Gain [1] on the `board` [arrays] and in `table` [arrays] if threats `j` and `k` [rows] (IDLE: none) lived with
    chances `alive_j` and `alive_k` [1].
    """
    gain, first = 0.0, IDLE
    if j != IDLE:
        first = table.of[j]
        gain += value_with(board, table, first, j, alive_j, k, alive_k) - table.now[first]
    if k != IDLE and table.of[k] != first:
        a = table.of[k]
        gain += value_with(board, table, a, j, alive_j, k, alive_k) - table.now[a]
    return gain


@kernel
def _set(board: Board, table: AssetTable, r: int, j: int) -> None:
    """Aim round `r` [row] on the `board` [arrays] at threat `j` [row], and note in `table` [arrays] what that saves."""
    before = board.round[AIM, r]
    aim(board, r, j)
    if before != IDLE:
        table.now[table.of[before]] = value_with(board, table, table.of[before], IDLE, 0.0, IDLE, 0.0)
    if j != IDLE:
        table.now[table.of[j]] = value_with(board, table, table.of[j], IDLE, 0.0, IDLE, 0.0)


@kernel
def _give_up(board: Board, size: Size, table: AssetTable, a: int) -> None:
    """Hold back all rounds on the `board` [arrays] of `size` [counts] at attackers of asset `a` [row] in `table`
    [arrays].
    """
    for r in range(size.rounds):
        j = board.round[AIM, r]
        if j != IDLE and table.of[j] == a:
            _set(board, table, r, IDLE)


@kernel
def _build(board: Board, size: Size, table: AssetTable, first: int) -> None:
    """Add defences to the `board` [arrays] of `size` [counts], that of asset `first` [row] (IDLE: none) in `table`
    [arrays] before others, then always the one that saves most for each of its rounds, while one saves anything.
    """
    forced = first
    while True:
        best, steps, chosen = 0.0, 0, IDLE
        for a in range(len(table.worth)):
            if forced not in (IDLE, a):
                continue
            ratio, length = _try(board, size, table, a)
            if ratio > best * (1.0 + 1e-12):
                best, steps, chosen = ratio, length, a
                for n in range(length):
                    table.plan[_BEST_ROUND, n] = table.plan[_ROUND, n]
                    table.plan[_BEST_THREAT, n] = table.plan[_THREAT, n]
        if chosen == IDLE and forced == IDLE:
            return
        for n in range(steps):
            _set(board, table, table.plan[_BEST_ROUND, n], table.plan[_BEST_THREAT, n])
        forced = IDLE


@kernel
def _try(board: Board, size: Size, table: AssetTable, a: int) -> tuple[float, int]:
    """The most value [1] for each round that a longer defence of asset `a` [row] in `table` [arrays] would save on the
    `board` [arrays] of `size` [counts], and how many rounds [count] that takes; they are left in `table.plan`.
    """
    before, best, steps, taken = table.now[a], 0.0, 0, 0
    attackers, t = 0, table.first[a]
    while t != IDLE:
        attackers += 1
        t = table.next[t]
    for n in range(min(_STEPS * attackers, size.rounds)):
        r, j = _most_helpful(board, size, table, a)
        if r == IDLE:
            break
        _set(board, table, r, j)
        table.plan[_ROUND, n], table.plan[_THREAT, n] = r, j
        taken += 1
        ratio = (table.now[a] - before) / taken
        if ratio > best:
            best, steps = ratio, taken
    for n in range(taken):
        _set(board, table, table.plan[_ROUND, n], IDLE)
    return best, steps


@kernel
def _most_helpful(board: Board, size: Size, table: AssetTable, a: int) -> tuple[int, int]:
    """The round held back on the `board` [arrays] of `size` [counts], and the attacker of asset `a` [row] in `table`
    [arrays], that raise the chance of the asset by the greatest factor.
    """
    best, chosen, at, last = 1.0 + _TINY, IDLE, IDLE, IDLE
    for r in range(size.rounds):
        i = board.round[UNIT, r]
        if board.round[AIM, r] != IDLE or i == last:
            continue
        last = i
        j = table.first[a]
        while j != IDLE:
            threat = table.lethality[j] * board.worth[LEFT, j]
            factor = (1.0 - threat * board.miss[i, j] + _TINY) / (1.0 - threat + _TINY)
            if factor > best:
                best, chosen, at = factor, r, j
            j = table.next[j]
    return chosen, at


@kernel
def _exchange(board: Board, size: Size, table: AssetTable) -> None:
    """Move single rounds and let two change places on the `board` [arrays] of `size` [counts] while that saves more of
    the assets in `table` [arrays].
    """
    better, passes = True, 0
    while better and passes < 100:
        better, passes = False, passes + 1
        for r in range(size.rounds):
            better |= _move(board, size, table, r)
            better |= _swap(board, size, table, r)


@kernel
def _alive_without(board: Board, r: int) -> float:
    """Chance [1] that the threat at which round `r` [row] on the `board` [arrays] is aimed lives without it."""
    j = board.round[AIM, r]
    if j == IDLE:
        return 0.0
    return float(board.worth[LEFT, j] / board.miss[board.round[UNIT, r], j])


@kernel
def _move(board: Board, size: Size, table: AssetTable, r: int) -> bool:
    """Aim round `r` [row] on the `board` [arrays] of `size` [counts] where it saves most of `table` [arrays]; whether
    that is elsewhere.
    """
    j, i, without = board.round[AIM, r], board.round[UNIT, r], _alive_without(board, r)
    best, target = _TINY * _TINY + 1e-12 * _total(table), j
    for k in range(size.targets):
        if k != j and board.miss[i, k] < 1.0:
            gain = _gain(board, table, j, without, k, board.worth[LEFT, k] * board.miss[i, k])
            if gain > best:
                best, target = gain, k
    if target == j:
        return False
    _set(board, table, r, target)
    return True


@kernel
def _swap(board: Board, size: Size, table: AssetTable, r: int) -> bool:
    """Let round `r` [row] on the `board` [arrays] of `size` [counts] change places with the round with which that saves
    most of `table` [arrays]; whether there is one.
    """
    j, i, without = board.round[AIM, r], board.round[UNIT, r], _alive_without(board, r)
    best, other = _TINY * _TINY + 1e-12 * _total(table), IDLE
    for s in range(size.rounds):
        k, u = board.round[AIM, s], board.round[UNIT, s]
        if k == j or u == i:
            continue
        alive_j = without * board.miss[u, j] if j != IDLE else 0.0
        alive_k = _alive_without(board, s) * board.miss[i, k] if k != IDLE else 0.0
        gain = _gain(board, table, j, alive_j, k, alive_k)
        if gain > best:
            best, other = gain, s
    if other == IDLE:
        return False
    k = board.round[AIM, other]
    _set(board, table, other, j)
    _set(board, table, r, k)
    return True
