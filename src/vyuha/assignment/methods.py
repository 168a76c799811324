"""The methods by name: how much each searches, and one call that does it."""

from typing import Literal

import numpy as np

from vyuha.assignment.board import AIM, IDLE, UNIT, Board, Size, load, make_board, tell
from vyuha.assignment.instances import Floats, Instance, Integers
from vyuha.assignment.search import Effort, refine, start
from vyuha.assignment.starts import start_by_return

Method = Literal["return", "engine", "planner", "exact"]
METHODS = ("return", "engine", "planner", "exact")
# Steps in large neighbourhoods and kicks. Those of a command cycle keep 16 fire units against 100 threats under 2 ms;
# those of a planner keep 40 against 120 under 200 ms.
ENGINE, PLANNER, BEFORE_PROOF = (0, 60), (40, 1500), (20, 300)


def searched(instance: Instance, reserve: Floats, method: str, seed: int) -> tuple[Integers, Floats]:
    """The assignment that a method finds (weapons, targets), and what the last round of each weapon gains there."""
    weapons, targets = instance.kill_probability.shape
    size = Size(weapons, targets, int(instance.rounds.sum()))
    board = make_board(*size)
    load(instance.values, instance.kill_probability, instance.rounds, reserve, board, size)
    if method == "return":
        start_by_return(board, size)
    else:
        steps, kicks = {"engine": ENGINE, "planner": PLANNER, "exact": BEFORE_PROOF}[method]
        refine(board, size, Effort(steps, kicks, seed), start(board, size))
    counts = np.zeros((weapons, targets), np.int64)
    tell(board, size, counts)
    return counts, _last_gains(board, size)


def _last_gains(board: Board, size: Size) -> Floats:
    """What the least useful round of each weapon gains beyond its reserve price; nothing where one is held back."""
    gains = np.zeros(size.weapons)
    for i in range(size.weapons):
        own = board.round[UNIT, : size.rounds] == i
        if own.any() and (board.round[AIM, : size.rounds][own] != IDLE).all():
            gains[i] = max(0.0, float(board.loss[: size.rounds][own].min()))
    return gains
