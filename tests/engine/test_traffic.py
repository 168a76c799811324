"""Traffic in a fight: who flies beside a raid, who is asked, who is shot down, and that raids do not notice the rest.

Expected values: the bits of the same fight without the traffic; shares of the rule against the binomial.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.engine.bits import bits
from tests.engine.builders import BATTALION, Case, build, catalogue, fight, raid
from tests.engine.test_promises import content
from vyuha.engine.assemble import AssemblyError, assemble
from vyuha.engine.replicates import Engine
from vyuha.results.records import Block
from vyuha.scenario import parse
from vyuha.state.identity import HOSTILE, NEUTRAL, OWN, UNTRACKED
from vyuha.state.tables import Setup
from vyuha.state.threat import IN_FLIGHT, KILLED, LEFT

COUNT = 40
RAID = raid(count=3, distance=150.0) + raid("low", 3, bearing=290.0, distance=90.0, type="babur", more="lateral: 1 km")
SEEN = (
    "traffic:\n"
    "  - {id: westway, type: airliner, side: neutral, count: 3, from: {east: -90 km, north: -150 km}, "
    "to: {east: -90 km, north: 150 km}, height: 10.5 km, spacing: 60 s}\n"
    "  - {id: home, type: su-30mki, side: own, count: 4, from: {bearing: 275 deg, range: 80 km}, "
    "to: {east: 0 km, north: 0 km}, height: 8 km, end_height: 400 m, lateral: 6 km}\n"
)
# Beyond what any radar of the battalion covers.
UNSEEN = (
    "traffic:\n"
    "  - {id: afar, type: airliner, side: neutral, count: 5, from: {east: 900 km, north: -400 km}, "
    "to: {east: 900 km, north: 400 km}, height: 10.5 km, spacing: 30 s}\n"
)


def text(traffic: str, rule: str = "") -> str:
    identification = f"identification: {rule}\n" if rule else ""
    return Case(RAID, BATTALION.replace("doctrine: lab", "doctrine: salvo"), kill=None).text + traffic + identification


@cache
def setup_of(traffic: str, rule: str = "") -> Setup:
    return assemble(parse(text(traffic, rule), "lab.yaml"), catalogue()).setup


@cache
def fought(traffic: str, rule: str = "") -> Block:
    return fight(setup_of(traffic, rule), COUNT)


def of_side(setup: Setup, side: int) -> Any:
    return np.flatnonzero(np.asarray(setup.threat)["side"] == side)


def raid_only(block: Block) -> list[list[bytes]]:
    """Everything of the raid in a block: its threats (they stand first), sites, rounds, what it was taken for."""
    raiders = 6
    parts = (block.threats[:, :raiders], block.sites, block.shots, block.recognitions[:, :raiders])
    return [bits(part) for part in parts]


@pytest.mark.parametrize("rule", ["{control: none}", "{control: tight}"])
def test_traffic_far_away_changes_nothing(rule: str) -> None:
    """Bit for bit, with everybody asking and with nobody."""
    alone, shared = fought("", rule), fought(UNSEEN, rule)
    assert raid_only(shared) == raid_only(alone)
    assert (shared.recognitions["identity"][:, 6:] == UNTRACKED).all()


def test_control_traffic_in_sight_does() -> None:
    assert raid_only(fought(SEEN, "{control: none}")) != raid_only(fought("", "{control: none}"))


def test_without_traffic_nobody_asks() -> None:
    assert len(setup_of("").identification) == len(setup_of("").kind) == 0
    assert len(setup_of(SEEN).identification) == 1
    assert raid_only(fought("")) == raid_only(fought("", "{control: none}"))
    assert (fought("").recognitions["identity"] == UNTRACKED).all()


def test_asked_they_live_and_unasked_they_die() -> None:
    setup = setup_of(SEEN)
    others = np.concatenate([of_side(setup, NEUTRAL), of_side(setup, OWN)])
    asked = (fought(SEEN).threats["outcome"][:, others] == KILLED).mean()
    unasked = (fought(SEEN, "{control: none}").threats["outcome"][:, others] == KILLED).mean()
    assert asked < 0.05
    assert unasked > 0.5


def test_flights_leave_and_strike_nothing() -> None:
    setup, block = setup_of(SEEN), fought(SEEN)
    outcome = block.threats["outcome"]
    raiders, others = of_side(setup, HOSTILE), np.concatenate([of_side(setup, NEUTRAL), of_side(setup, OWN)])
    assert not (outcome[:, raiders] == LEFT).any()
    assert np.isin(outcome[:, others], (LEFT, KILLED, IN_FLIGHT)).all()
    # Whose way is over before the raid is leaves the sky; the others are still in it when the fight ends.
    own, last = of_side(setup, OWN), np.nanmax(block.threats["resolved_time"][:, raiders], axis=1)
    over = (block.threats["end"][:, own] < last[:, None]) & (outcome[:, own] != KILLED)
    assert over.any() and (outcome[:, own][over] == LEFT).all()


def test_a_fight_does_not_wait_for_traffic() -> None:
    """It ends with the raid: flights that would end later are still in the sky, and none left after the last raider."""
    setup, block = setup_of(UNSEEN, "{control: none}"), fought(UNSEEN, "{control: none}")
    flights = of_side(setup, NEUTRAL)
    ends, last = block.threats["end"][:, flights], np.nanmax(block.threats["resolved_time"][:, :6], axis=1)
    late = ends > last[:, None]
    assert late.any()
    assert (block.threats["outcome"][:, flights][late] == IN_FLIGHT).all()


def test_silent_own_aircraft_are_taken_for_hostile_as_often_as_their_equipment_fails() -> None:
    """With 30 % that fail, not declared own when engaged or at last: within 4.5 binomial deviations of that share,
    since an own fighter that answers is declared own.
    """
    setup = setup_of(SEEN)
    table = setup.identification.copy()
    table.friend_silent = 0.3
    block = fight(setup._replace(identification=table), 3 * COUNT)
    taken = block.recognitions["identity"][:, of_side(setup, OWN)]
    number, share = taken.size, (taken != OWN).mean()
    assert abs(share - 0.3) < 4.5 * math.sqrt(0.3 * 0.7 / number)
    # Control: what is not switched off is seldom mistaken.
    assert (fought(SEEN).recognitions["identity"][:, of_side(setup, OWN)] != OWN).mean() < 0.1


def test_free_shoots_at_what_is_not_known() -> None:
    """Hostile fighters are engaged no later when doubt is no reason to wait."""
    tight, free = fought(SEEN, "{declare_at: 0.99}"), fought(SEEN, "{declare_at: 0.99, control: free}")
    assert np.nansum(tight.recognitions["cycles_identity"][:, :3]) > 2 * np.nansum(
        free.recognitions["cycles_identity"][:, :3]
    )


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_does_not_matter(workers: int) -> None:
    setup = setup_of(SEEN)
    assert content(Engine(setup, 1, workers).fight_block(0, COUNT)) == content(fought(SEEN))


def test_a_flight_that_cannot_turn_is_refused_by_name() -> None:
    bent = SEEN.replace(
        "to: {east: -90 km, north: 150 km}",
        "route: [{east: -90 km, north: 149 km}, {east: -89.9 km, north: 149 km}], to: {east: -90 km, north: -150 km}",
    )
    with pytest.raises(AssemblyError, match="traffic westway"):
        assemble(parse(text(bent), "lab.yaml"), catalogue())


def test_builders_have_no_traffic() -> None:
    assert (np.asarray(build(Case(RAID)).setup.threat)["side"] == HOSTILE).all()
