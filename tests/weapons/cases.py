"""Missiles and tables for the tests of this folder."""

from typing import Any, get_args, get_type_hints

import numpy as np

from vyuha.base.table import rows
from vyuha.catalogue import load
from vyuha.state.tables import Setup
from vyuha.state.weapon import Missile
from vyuha.weapons.envelope import fly_out_table
from vyuha.weapons.performance import missile_row
from vyuha.world.frame import make_frame

FRAME = make_frame(0.55, 1.3)
MISSILES = ("40N6E", "48N6E3", "48N6E2", "9M96E2", "9M96E")


def catalogue_missile(name: str) -> Any:
    return missile_row(load().missiles[name])[0]


def point_mass(**columns: float) -> Any:
    """A body of 1,000 kg without air forces or lag that turns as told."""
    table = rows(Missile, 1)
    row = table[0]
    row.launch_mass, row.lift_limit, row.load_limit, row.reference_area = 1000.0, 1e9, 1e9, 1.0
    for name, value in columns.items():
        row[name] = value
    return row


def setup_of(*names: str) -> Setup:
    """A setup that holds nothing but missiles, their tables and the frame."""
    missiles = rows(Missile, len(names))
    for i, name in enumerate(names):
        missiles[i] = catalogue_missile(name)
    times, speeds, ranges, heights = fly_out_table(missiles, FRAME[0])
    given = {
        "frame": FRAME,
        "missile": missiles,
        "flyout_time": times,
        "flyout_speed": speeds,
        "flyout_range": ranges,
        "flyout_height": heights,
    }
    hints = get_type_hints(Setup)
    empty = {
        name: rows(get_args(hints[name])[0], 1) for name in Setup._fields if name not in given and _is_rows(hints[name])
    }
    other = {name: np.zeros(1) for name in Setup._fields if name not in given and name not in empty}
    return Setup(**given, **empty, **other)


def _is_rows(hint: Any) -> bool:
    return getattr(getattr(hint, "__origin__", None), "__name__", "") == "Rows"
