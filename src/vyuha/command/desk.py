"""The desk: one row of numbers, made once for each worker, on which a commander's plan and its search are laid out.

Assumes   nothing on it is kept from one cycle to the next.
Holds     for the rounds that the magazines begin with, and twice the threats as tracks; of more tracks those that
          endanger most.
Source    logic; kernels allocate nothing.
Checked   tests/command/test_desk.py: the parts fill the desk and do not overlap.
"""

from typing import NamedTuple

import numpy as np

from vyuha.assignment.board import Board
from vyuha.assignment.linear import LINKS, Floats, Integers, Work
from vyuha.base.compile import kernel
from vyuha.state.tables import Setup
from vyuha.state.weapon import BY_URGENCY

_MOST_TARGETS = 256
# Rounds of a magazine that are shared out for each target, on average.
MOST_EACH = 4


class Plan(NamedTuple):
    """The problem of one cycle. By target: what it endangers, its track (-1: has been ordered), the furthest that an
    option got. By magazine and target: kill probability, time until the intercept (infinite: not now). By magazine:
    rounds, price of a round. What comes out: rounds of each magazine for each target.
    """

    value: Floats
    kill: Floats
    due: Floats
    price: Floats
    track: Integers
    code: Integers
    stock: Integers
    counts: Integers


@kernel
def most_targets(setup: Setup) -> int:
    """Tracks [count] that a plan of `setup` [tables] has room for."""
    return min(2 * len(setup.threat) + 16, _MOST_TARGETS)


@kernel
def most_rounds(setup: Setup) -> int:
    """Rounds [count] that a plan of `setup` [tables] has room for."""
    total = 0
    for g in range(len(setup.magazine)):
        total += min(setup.magazine[g].rounds, MOST_EACH * most_targets(setup))
    return total


def desk_for(setup: Setup) -> Floats:
    """Space for the plans of `setup`; none where everybody decides by urgency."""
    ways = [setup.doctrine[d].allocation for d in range(len(setup.doctrine))]
    return np.zeros(desk_size(setup) if any(way != BY_URGENCY for way in ways) else 0)


@kernel
def desk_size(setup: Setup) -> int:
    """Numbers [count] that the plan and the search of `setup` [tables] work on."""
    g, t, r = len(setup.magazine), most_targets(setup), max(most_rounds(setup), 1)
    wide, long = max(g, t), max(r, t)
    plan = 3 * t + 3 * g * t + 2 * g
    board = g * t + 4 * wide + r + 4 * r + 3 * t + 2 * g
    return plan + board + t * long + 3 * long + (LINKS + 1) * long


@kernel
def lay_out(setup: Setup, desk: Floats) -> tuple[Plan, Board, int]:
    """The parts of a `desk` [numbers] of `setup` [tables]: the plan, the board of the search, and how many numbers both
    take [count].
    """
    g, t, r = len(setup.magazine), most_targets(setup), max(most_rounds(setup), 1)
    wide, long = max(g, t), max(r, t)
    a = 0
    value = desk[a : a + t]
    a += t
    kill = desk[a : a + g * t].reshape((g, t))
    a += g * t
    due = desk[a : a + g * t].reshape((g, t))
    a += g * t
    price = desk[a : a + g]
    a += g
    track = desk[a : a + t].view(np.int64)
    a += t
    code = desk[a : a + t].view(np.int64)
    a += t
    stock = desk[a : a + g].view(np.int64)
    a += g
    counts = desk[a : a + g * t].view(np.int64).reshape((g, t))
    a += g * t
    plan = Plan(value, kill, due, price, track, code, stock, counts)
    miss = desk[a : a + g * t].reshape((g, t))
    a += g * t
    worth = desk[a : a + 4 * wide].reshape((4, wide))
    a += 4 * wide
    loss = desk[a : a + r]
    a += r
    rounds = desk[a : a + 4 * r].view(np.int64).reshape((4, r))
    a += 4 * r
    target = desk[a : a + 3 * t].view(np.int64).reshape((3, t))
    a += 3 * t
    weapon = desk[a : a + 2 * g].view(np.int64).reshape((2, g))
    a += 2 * g
    # Rounds choose among targets where they are fewer, else targets among rounds.
    cost = desk[a : a + t * long].reshape((t, long))
    a += t * long
    dual = desk[a : a + 3 * long].reshape((3, long))
    a += 3 * long
    link = desk[a : a + (LINKS + 1) * long].view(np.int64).reshape((LINKS + 1, long))
    board = Board(miss, worth, loss, rounds, target, weapon, Work(cost, dual, link))
    return plan, board, a + (LINKS + 1) * long
