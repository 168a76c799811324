"""A replicate that is fought in pieces is the same, bit for bit, as one that is fought at once.

Expected values: the property itself.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.bits import bits
from vyuha.engine.allocate import allocate
from vyuha.engine.compiling import compile_engine
from vyuha.engine.replicate import advance, begin, fight, finish
from vyuha.engine.run import prepare
from vyuha.state.tables import Setup, State

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def in_pieces(setup: Setup, length: float) -> State:
    state, clock = allocate(setup), 0.0
    begin(setup, state, 1, 0)
    for until in [*np.arange(length, setup.mission[0].duration, length), math.inf]:
        clock = max(clock, advance(setup, state, 1, 0, float(until)))
    finish(setup, state, clock)
    return state


@pytest.mark.parametrize("scenario", ["one-on-one", "radar-hunt"])
@pytest.mark.parametrize("length", [0.25, 37.0])
def test_pieces_make_the_whole(scenario: str, length: float) -> None:
    compile_engine()
    text = (SCENARIOS / f"{scenario}.yaml").read_text()
    setup = prepare(text, scenario, SCENARIOS).setup
    whole = allocate(setup)
    fight(setup, whole, 1, 0)
    cut: Any = in_pieces(setup, length)
    assert whole.progress[0].shots > 0
    for name in ("threat", "shot", "site", "track", "magazine", "progress", "engagement", "conduct"):
        assert bits(getattr(cut, name)) == bits(getattr(whole, name)), name


def test_nothing_happens_before_its_time() -> None:
    compile_engine()
    setup = prepare((SCENARIOS / "one-on-one.yaml").read_text(), "one-on-one", SCENARIOS).setup
    state: Any = allocate(setup)
    begin(setup, state, 1, 0)
    latest = advance(setup, state, 1, 0, 100.0)
    assert 90.0 < latest < 100.0 <= state.queue[0].time
    # Asked again for the same time there is nothing left to do.
    before = int(state.progress[0].events)
    assert advance(setup, state, 1, 0, 100.0) == 0.0 and state.progress[0].events == before
