"""Rules of engagement and zones in a fight: who is shot at under which, and that the same fight comes out every time.

Expected values: the bits of the same fight written another way; the binomial share of airliners whose equipment is
silent, in a sky where nothing else tells them from raiders.
Controls stand beside each: the same fight with the rule or the zone lifted.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.engine.bits import bits
from tests.engine.builders import BATTALION, Case, catalogue, certain_sight, fight, raid
from vyuha.engine.assemble import assemble
from vyuha.engine.picture import picture
from vyuha.engine.replicates import Engine
from vyuha.results.records import Block
from vyuha.scenario import parse
from vyuha.state.engagement import EDGE, LEG, ZONE_CORRIDOR, ZONE_NO_FIRE
from vyuha.state.identity import HOSTILE, NEUTRAL, WEAPONS_HOLD, WEAPONS_TIGHT
from vyuha.state.site import URGENCY, VALUE
from vyuha.state.tables import Setup
from vyuha.state.threat import KILLED

COUNT = 30
RAID = raid(count=3, distance=150.0)
# Flies at the base, and so over the unit beside it, to the very end.
LOW = raid("low", 2, distance=90.0, type="babur", more="lateral: 1 km")
# Keeps the fight going until the last airliner has left.
LATE = raid("late", 1, distance=150.0, more="height: 9 km, start: 22 min")
SEEN = (
    "traffic:\n"
    "  - {id: westway, type: airliner, side: neutral, count: 4, from: {east: -90 km, north: -150 km}, "
    "to: {east: -90 km, north: 150 km}, height: 10.5 km, spacing: 60 s}\n"
)
FAR = "zones:\n  - {id: afar, rule: hold, centre: {east: 0 km, north: 1500 km}, radius: 50 km}\n"
EVERYWHERE = "zones:\n  - {id: all, rule: RULE, centre: {east: 0 km, north: 0 km}, radius: 1000 km}\n"
AIRWAY = (
    "zones:\n  - {id: airway, rule: corridor, route: [{east: -90 km, north: -160 km}, {east: -90 km, north: 160 km}], "
    "width: 20 km, height: {from: 9 km, to: 12 km}}\n"
)


def text(more: str, traffic: str = SEEN, raids: str = RAID) -> str:
    return Case(raids, BATTALION.replace("doctrine: lab", "doctrine: salvo"), kill=None).text + traffic + more


@cache
def setup_of(more: str, raids: str = RAID) -> Setup:
    return assemble(parse(text(more, raids=raids), "lab.yaml"), catalogue()).setup


@cache
def fought(more: str, raids: str = RAID) -> Block:
    return fight(setup_of(more, raids), COUNT)


def outcome_of(block: Block) -> list[list[bytes]]:
    return [bits(part) for part in (block.threats, block.sites, block.shots, block.recognitions)]


def of_side(setup: Setup, side: int) -> Any:
    return np.flatnonzero(np.asarray(setup.threat)["side"] == side)


@pytest.mark.parametrize("rule", ["tight", "free"])
def test_an_order_to_all_is_the_control_of_the_scenario(rule: str) -> None:
    asked = f"identification: {{control: {rule}, declare_at: 0.97}}\n"
    assert len(setup_of(asked).order) == 0
    ordered = fought(f"identification: {{declare_at: 0.97}}\nroe: {rule}\n")
    assert outcome_of(ordered) == outcome_of(fought(asked))
    assert (ordered.shots["rule"] == {"tight": WEAPONS_TIGHT, "free": 0}[rule]).all()


def test_a_zone_far_away_changes_nothing() -> None:
    assert outcome_of(fought(FAR)) == outcome_of(fought(""))
    # Control: one that is not far does.
    assert outcome_of(fought(EVERYWHERE.replace("RULE", "hold"))) != outcome_of(fought(""))


@pytest.mark.parametrize("workers", [1, 3])
def test_bits_do_not_depend_on_workers_with_zones_and_orders(workers: int) -> None:
    more = AIRWAY + "roe: [{from: 0 s, rule: hold}, {from: 2 min, rule: free, certainty: 0.5}]\n"
    assert outcome_of(Engine(setup_of(more), 1, workers).fight_block(0, COUNT)) == outcome_of(fought(more))


def test_on_hold_nobody_shoots_but_in_self_defence() -> None:
    """The raid flies at the base beside the unit: within 5 km and 90 s of it a round may leave, not earlier."""
    held, free = fought("roe: hold\n", LOW), fought("roe: free\n", LOW)
    assert len(free.shots) > 0
    assert (held.shots["rule"] == WEAPONS_HOLD).all()
    raiders = of_side(setup_of("roe: hold\n", LOW), HOSTILE)
    left = held.threats["end"][held.shot_replicate, held.shots["threat"]] - held.shots["launch_time"]
    at_raid = np.isin(held.shots["threat"], raiders)
    assert at_raid.any() and np.nanmax(left[at_raid]) < 100.0
    early = free.threats["end"][free.shot_replicate, free.shots["threat"]] - free.shots["launch_time"]
    assert np.nanmax(early) > 100.0
    assert (held.recognitions["cycles_rule"][:, raiders] > 0).all()
    assert not (free.recognitions["cycles_rule"] > 0).any()


def test_orders_take_effect_at_their_time() -> None:
    block = fought("roe: [{from: 0 s, rule: hold}, {from: 5 min, rule: tight}]\n")
    launches, rules = block.shots["launch_time"], block.shots["rule"]
    assert ((rules == WEAPONS_TIGHT) == (launches >= 300.0)).all()
    assert (rules == WEAPONS_TIGHT).any()
    # Control: without the order the first rounds leave before.
    assert fought("roe: tight\n").shots["launch_time"].min() < 300.0 - 20.0


def test_no_fire_forbids_every_intercept_that_it_covers() -> None:
    covered = fought(EVERYWHERE.replace("RULE", "no-fire"))
    assert len(covered.shots) == 0
    assert covered.recognitions["cycles_rule"].sum() > 0
    high = EVERYWHERE.replace("RULE", "no-fire").replace("radius: 1000 km", "radius: 1000 km, height: {from: 20 km}")
    assert len(fought(high).shots) > 0


SILENT = 0.4


def look_alike(more: str) -> Setup:
    """A sky in which airliners and raiders look the same and every round kills: only answers tell them apart. Answers
    are certain, equipment is silent in two fifths of the airliners, and no raider answers.
    """
    given = text(more + "run: {fixed_kill_probability: 1.0}\n", raids=RAID + LATE)
    setup = assemble(parse(given, "lab.yaml"), catalogue()).setup
    certain_sight(setup)
    rule, kind = setup.identification, setup.kind
    rule.civil_silent[:], rule.civil_reply[:], rule.hostile_civil[:] = SILENT, 1.0, 0.0
    rule.false_civil[:] = rule.false_friend[:] = rule.garble_chance[:] = 0.0
    for name in ("speed", "height", "size"):
        kind[f"{name}_mean"][:], kind[f"{name}_deviation"][:] = 5.0, 50.0
    kind.climb_deviation[:] = 1e3
    return setup


def shot_down(certainty: float) -> tuple[int, int]:
    """Airliners shot down and flown, over all fights, under a tight rule with `certainty`."""
    setup = look_alike(f"roe: {{rule: tight, certainty: {certainty}}}\n")
    block = fight(setup, COUNT)
    outcome = block.threats["outcome"][:, of_side(setup, NEUTRAL)]
    return int((outcome == KILLED).sum()), outcome.size


def test_airliners_shot_down_are_those_whose_equipment_is_silent() -> None:
    """A silent aircraft is hostile with 2 / (2 + 0.4 + 0.01), with the catalogue's share of silent own aircraft: under
    a limit below that all silent airliners are shot down, above it none. Within 4.5 binomial deviations of 0.4.
    """
    silent_own = float(catalogue().interrogators["iff-ssr"].friend_silent.value)
    hostile = 2.0 / (2.0 + SILENT + silent_own)
    lost, flown = shot_down(hostile - 0.02)
    assert abs(lost / flown - SILENT) < 4.5 * math.sqrt(SILENT * (1.0 - SILENT) / flown)
    assert shot_down(hostile + 0.02) == (0, flown)


def test_a_corridor_saves_airliners_that_do_not_answer() -> None:
    """Its odds of ten make a silent airliner hostile with 2 / (2 + 4 + 0.01): below the limit that shot it down."""
    setup = look_alike(AIRWAY + "roe: {rule: tight, certainty: 0.8}\n")
    block = fight(setup, COUNT)
    assert not (block.threats["outcome"][:, of_side(setup, NEUTRAL)] == KILLED).any()
    assert shot_down(0.8)[0] > 0
    # The raid, which does not fly along it, is fought as before.
    assert (block.threats["outcome"][:, of_side(setup, HOSTILE)] == KILLED).mean() > 0.9


def test_zones_and_orders_are_assembled() -> None:
    more = (
        AIRWAY + "  - {id: lake, rule: no-fire, corners: [{east: 0 km, north: 0 km}, {east: 9 km, north: 0 km}, "
        "{east: 0 km, north: 9 km}]}\n"
    )
    setup = setup_of(more)
    assert setup.zone.zone.tolist() == [0, 1, 1, 1]
    assert setup.zone.rule.tolist() == [ZONE_CORRIDOR] + 3 * [ZONE_NO_FIRE]
    assert setup.zone.form.tolist() == [LEG] + 3 * [EDGE]
    assert setup.zone[0].half_width == 10e3
    assert (setup.zone[0].x_1, setup.zone[0].y_1) == pytest.approx((-90e3, -160e3), rel=1e-3)
    assert setup.zone.log_odds[0] == pytest.approx(math.log(10.0))
    own = text(more).replace("doctrine: salvo", "doctrine: salvo, roe: [{from: 60 s, rule: hold}]")
    orders = assemble(parse(own, "lab.yaml"), catalogue()).setup.order
    assert orders.start.tolist() == [0.0, 60.0]
    assert orders.control.tolist() == [WEAPONS_TIGHT, WEAPONS_HOLD]


def test_the_commander_ranks_by_its_doctrine() -> None:
    assert setup_of("").net.ranking.tolist() == [URGENCY]
    case = Case(RAID, BATTALION, "salvo: 1, ranking: value", kill=None)
    setup = assemble(parse(case.text, "lab.yaml"), catalogue()).setup
    assert setup.net.ranking.tolist() == [VALUE]
    assert len(fight(setup, 3).shots) > 0


def test_the_map_shows_the_zones() -> None:
    """The outline of a strip runs half its width beside its legs, and its ends are round."""
    assembled = assemble(parse(text(AIRWAY), "lab.yaml"), catalogue())
    (area,) = picture(assembled, catalogue(), rings=False).zones
    assert (area.id, area.rule, area.lowest, area.end) == ("airway", "corridor", 9e3, None)
    assert (area.east[0], area.north[0]) == (area.east[-1], area.north[-1])
    east, north = np.array(area.east), np.array(area.north)
    off = np.hypot(east + 90e3, np.maximum(np.abs(north) - 160e3, 0.0))
    assert off == pytest.approx(np.full(len(east), 10e3), rel=0.02)
    assert picture(assemble(parse(text(""), "lab.yaml"), catalogue()), catalogue(), rings=False).zones == ()
