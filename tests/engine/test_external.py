"""Threats that somebody else flies: they come, turn and go between the pieces of a fight.

Expected values: straight lines; the past as it was; what the same fight makes of an empty sky.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vyuha.catalogue import load
from vyuha.engine.allocate import allocate
from vyuha.engine.compiling import compile_engine
from vyuha.engine.external import GROUP, JOINING, External, Going, with_room
from vyuha.engine.replicate import advance, begin
from vyuha.engine.run import prepare
from vyuha.state.threat import HIT, IN_FLIGHT, KILLED, LEFT, STRAY

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PIECE = 0.25
# 60 km to the west at 3 km, in the middle of the sector, towards the air base.
START, SPEED = np.array([-60e3, 5e3, 2.7e3]), np.array([250.0, -20.0, 0.0])


class Fight:
    """One-on-one without its raid, with room for others."""

    def __init__(self, count: int = 4, raids: bool = False) -> None:
        compile_engine()
        text = (SCENARIOS / "one-on-one.yaml").read_text()
        self.assembled = with_room(prepare(text, "one-on-one", SCENARIOS), count, raids)
        self.setup, self.state = self.assembled.setup, allocate(self.assembled.setup)
        begin(self.setup, self.state, 1, 0)
        self.external = External(self.assembled, self.state)
        self.time = 0.0

    def on(self, until: float) -> None:
        while self.time < until:
            self.time += PIECE
            self.external.wait(self.time)
            advance(self.setup, self.state, 1, 0, self.time)


def going(place: Any, speed: Any, far: float = 30.0) -> Going:
    ends = [(*(place + speed * t), *speed) for t in (0.0, JOINING, far)]
    now, joined, later = (tuple(float(v) for v in end) for end in ends)
    return Going(now, joined, later, far)


def test_an_empty_sky_is_watched() -> None:
    fight = Fight()
    assert [named.group for named in fight.assembled.roster.threats] == [GROUP] * 4
    fight.on(120.0)
    assert fight.state.progress[0].events > 20
    # Scans go on behind the present, and nobody is seen or shot at.
    assert fight.state.queue[0].time >= 120.0 and fight.state.progress[0].shots == 0
    assert all(math.isnan(state.detection_time) for state in fight.state.threat)  # type: ignore[attr-defined]


def test_it_is_detected_tracked_engaged_and_killed() -> None:
    fight = Fight()
    fight.on(30.0)
    i = fight.external.open(30.0, load().threats["su-30mki"], going(START, SPEED, 400.0))
    fight.on(300.0)
    now = fight.state.threat[i]
    assert 30.0 < now.detection_time < now.track_time < now.launch_time
    assert now.outcome == KILLED and fight.external.free == 3
    assert fight.external.roster.threats[i].kind == "su-30mki"
    # Control: nobody else was, and a threat that stays out of reach is not either.
    other = Fight()
    far = other.external.open(0.0, load().threats["su-30mki"], going(START * 10.0, SPEED * 0.0, 400.0))
    other.on(270.0)
    assert other.state.threat[far].outcome == IN_FLIGHT and other.state.progress[0].shots == 0


def test_a_turn_changes_the_future_only() -> None:
    fight = Fight()
    external, i = fight.external, fight.external.open(0.0, load().threats["shahed-136"], going(START, SPEED))
    fight.on(10.0)
    moments = np.linspace(0.0, 10.0, 41)
    before = [external.place(i, float(t)) for t in moments]
    assert np.allclose(before[-1], [*(START + 10.0 * SPEED), *SPEED])
    # It says that it is 100 m farther north, and flies that way.
    north = np.array([0.0, 200.0, 5.0])
    external.turn(i, 10.0, going(START + 10.0 * SPEED + [0.0, 100.0, 0.0], north))
    assert np.allclose([external.place(i, float(t)) for t in moments], before, atol=1e-6)
    # Where it is does not jump; after a second it is where it was said to be, and flies as it was said to.
    assert math.dist(external.place(i, 10.001)[:3], before[-1][:3]) < 1.0
    there = START + 10.0 * SPEED + [0.0, 100.0, 0.0]
    for later in (JOINING, 5.0, 20.0):
        assert np.allclose(external.place(i, 10.0 + later), [*(there + north * later), *north])


def test_many_turns_keep_a_minute_of_the_past() -> None:
    fight = Fight()
    external, i = fight.external, fight.external.open(0.0, load().threats["shahed-136"], going(START, SPEED))
    for n in range(1, 600):
        external.turn(i, n * PIECE, going(START + n * PIECE * SPEED, SPEED))
    now = 599 * PIECE
    for t in np.linspace(now - 60.0, now + 20.0, 50):
        assert np.allclose(external.place(i, float(t)), [*(START + t * SPEED), *SPEED], atol=1e-6)


def test_it_leaves() -> None:
    fight = Fight()
    i = fight.external.open(0.0, load().threats["shahed-136"], going(START, SPEED))
    fight.on(5.0)
    fight.external.leave(i, 5.0)
    fight.on(20.0)
    assert fight.state.threat[i].outcome == LEFT and not fight.external.flies(i)


@pytest.mark.parametrize(("beside", "outcome"), [(5.0, HIT), (5e3, STRAY)])
def test_it_strikes(beside: float, outcome: int) -> None:
    fight = Fight()
    i = fight.external.open(0.0, load().threats["babur"], going(START, SPEED))
    fight.on(1.0)
    site = fight.setup.site[0]
    fight.external.strike(i, 1.0, 0, (site.x + beside, site.y, site.z))
    fight.on(2.0)
    assert fight.state.threat[i].outcome == outcome
    assert (fight.state.site[0].hits > 0) == (outcome == HIT)


def test_beside_a_raid_of_ones_own() -> None:
    """The raid's own fighter is fought as ever; what comes from outside is one more."""
    fight = Fight(raids=True)
    assert len(fight.assembled.roster.threats) == 5
    i = fight.external.open(0.0, load().threats["su-30mki"], going(START, SPEED, 400.0))
    fight.on(1200.0)
    assert i == 1 and [state.outcome for state in fight.state.threat][:2] == [KILLED, KILLED]  # type: ignore[attr-defined]
