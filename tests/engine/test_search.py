"""Searches of an engagement radar between its looks at targets.

Expected values: the catalogue's time of one search in closed form while nobody is engaged; never more than that when
targets take their share, and a tenth of the searches at least. Controls: a scenario that does not ask for a search.
"""

import math

import numpy as np
import pytest

from tests.engine.builders import BATTALION, Case, build, catalogue, certain_sight, raid
from vyuha.engine.allocate import allocate
from vyuha.engine.replicate import fight
from vyuha.state.tables import Setup, State

FRAME = 12.0
END = 600.0
SEARCHING = BATTALION.replace("doctrine: lab", "doctrine: lab, search: true")
JETS = raid(count=8, distance=150.0, spacing="5 s")


def fought(defences: str, dwell: float) -> tuple[Setup, State]:
    """A fight in which nobody is ever hit, up to its end; row 0 is the engagement radar, row 1 is blind."""
    setup = build(Case(JETS, defences, kill=0.0, duration=END)).setup
    certain_sight(setup)
    setup.radar[0].dwell = dwell
    setup.radar[1].instrumented_range = 1.0
    state = allocate(setup)
    fight(setup, state, 3, 0)
    return setup, state


def frames(setup: Setup, state: State) -> int:
    """Searches that fit in while somebody is in the air: a fight ends with its last threat."""
    over = float(np.max(np.asarray(state.threat["resolved_time"])))
    return math.floor((over - float(setup.radar[0].phase)) / FRAME) + 1


def test_undisturbed_it_searches_once_a_frame() -> None:
    frame = catalogue().radars["92N6E"].search_frame
    assert frame is not None and frame.value == FRAME
    setup, state = fought(SEARCHING.replace("{48N6E3: 32}", "{48N6E3: 0}"), 0.02)
    assert state.antenna[0].searches == pytest.approx(frames(setup, state), abs=1)
    # It sees them without the search radar; who does not ask for a search sees nothing.
    assert (np.asarray(state.threat["detections"]) > 5).all()
    _, state = fought(BATTALION, 0.02)
    assert state.antenna[0].searches == 0 and not np.asarray(state.threat["detections"]).any()


def test_targets_take_time_from_the_search() -> None:
    """Eight targets at a fifth of a second each of two: four fifths of the time, so that a search takes five times as
    long while all are engaged.
    """
    (setup, free), (_, busy) = (fought(SEARCHING, dwell) for dwell in (1e-6, 0.2))
    assert free.antenna[0].searches == pytest.approx(frames(setup, free), abs=1)
    assert 0.1 * free.antenna[0].searches <= busy.antenna[0].searches < 0.75 * free.antenna[0].searches
