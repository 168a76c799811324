"""The search of the engine and of the planner: two starts, large neighbourhoods, kicks; all work is counted.

`assign_into` is what an engine calls in a command cycle. It allocates nothing: the caller makes the board once
(`make_board` with the most weapons, targets and rounds in all that can come) and an array for the answer, and hands
them in each time.

Assumes   as `vyuha.assignment.board`. Arrays may be larger than the problem; `size` says what is in use, and
          `size.rounds` is the sum of `rounds`.
Holds     the same answer for the same input. How good it is depends on `Effort`; docs/assignment.md has the figures.
Source    the parts are in `starts`, `exchange`, `neighbourhood` and `kicks`.
Checked   tests/assignment/test_search.py against enumeration; tests/assignment/test_goals.py against proved optima.
"""

from typing import NamedTuple

from vyuha.assignment.board import Board, Size, cost_of, keep, load, restore, tell
from vyuha.assignment.exchange import improve_all
from vyuha.assignment.kicks import kick
from vyuha.assignment.linear import Floats, Integers
from vyuha.assignment.neighbourhood import reassign
from vyuha.assignment.starts import start_by_layers, start_by_return
from vyuha.base.compile import kernel


class Effort(NamedTuple):
    """How much work: steps in large neighbourhoods, kicks in all [counts], and the seed of the random numbers."""

    neighbourhoods: int
    kicks: int
    seed: int


@kernel
def assign_into(
    values: Floats,
    kill: Floats,
    rounds: Integers,
    reserve: Floats,
    counts: Integers,
    board: Board,
    size: Size,
    effort: Effort,
) -> float:
    """Leave in `counts` (weapons x targets) how many rounds each weapon aims at each target; returns what survives,
    with the reserve prices of the rounds used [1].

    `values` (targets) [1], `kill` (weapons x targets) single-shot kill probabilities [1], `rounds` (weapons) [count],
    `reserve` (weapons) the gain below which a round is held back [1]; `board` [arrays] is scratch space.
    """
    load(values, kill, rounds, reserve, board, size)
    best = start(board, size)
    best = refine(board, size, effort, best)
    tell(board, size, counts)
    return best


@kernel
def start(board: Board, size: Size) -> float:
    """Leave the better of the two starts, each bettered by local search, on the `board` [arrays] of `size` [counts];
    returns its cost [1].
    """
    start_by_return(board, size)
    improve_all(board, size)
    best = cost_of(board, size)
    keep(board, size)
    start_by_layers(board, size)
    improve_all(board, size)
    cost = cost_of(board, size)
    if cost < best:
        keep(board, size)
        return cost
    restore(board, size)
    return best


@kernel
def refine(board: Board, size: Size, effort: Effort, best: float) -> float:
    """Better the `board` [arrays] of `size` [counts], which holds its best assignment at cost `best` [1], with
    `effort` [counts]; returns the cost [1] it ends at.
    """
    if size.rounds == 0 or size.targets == 0:
        return best
    done = 0
    for step in range(effort.neighbourhoods):
        reassign(board, size, effort.seed, step)
        cost = cost_of(board, size)
        if cost < best:
            best = cost
            keep(board, size)
        # The kicks are spread evenly over the steps.
        until = effort.kicks * (step + 1) // effort.neighbourhoods
        while done < until:
            best = kick(board, size, effort.seed, done, best)
            done += 1
    while done < effort.kicks:
        best = kick(board, size, effort.seed, done, best)
        done += 1
    return best
