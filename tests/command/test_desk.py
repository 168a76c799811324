"""The desk is as large as what lies on it, and nothing on it lies on anything else. Expected values: counted here."""

import numpy as np

from tests.command.test_allocation import shared
from vyuha.command.desk import desk_for, desk_size, lay_out
from vyuha.state.weapon import BY_ASSIGNMENT


def test_the_parts_fill_the_desk_and_do_not_overlap() -> None:
    for threats, units, rounds in ((1, 1, 1), (2, 3, 4), (40, 2, 6), (3, 16, 6)):
        setup, _ = shared(BY_ASSIGNMENT, threats, units, rounds)
        desk = desk_for(setup)
        plan, board, taken = lay_out.py_func(setup, desk)  # type: ignore[attr-defined]
        parts = [*plan, *board[:-1], *board.linear]
        assert taken == len(desk) == desk_size(setup) == sum(part.size for part in parts)
        for n, part in enumerate(parts):
            part[...] = n
        assert all((part == n).all() for n, part in enumerate(parts))
        assert np.shares_memory(desk, plan.value)
