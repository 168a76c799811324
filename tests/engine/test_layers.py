"""Layers in the fight: bursts, guards, fighters from their height, ships and columns that move, the price of drones.

Statistical checks use fixed seeds and |z| < 4.
"""

import math

import numpy as np
import pytest

from tests.engine.bits import bits
from tests.engine.builders import catalogue, certain_sight, fight, z_score
from vyuha.engine.assemble import Assembled, assemble
from vyuha.results.records import Block
from vyuha.scenario import parse
from vyuha.state.shot import KILL, NO_KILL
from vyuha.state.threat import HIT
from vyuha.weapons.burst import burst_kill
from vyuha.weapons.envelope import fly_out, fly_out_table, point_at
from vyuha.weapons.performance import missile_row, thrown_row
from vyuha.world.frame import make_frame

HEAD = """
vyuha: 1
title: layers
duration: 30 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km, hits_to_kill: 1000, radius: 300 m}
"""
DRONES = """
raids:
  - {id: drones, type: shahed-136, count: 12, target: base, from: {bearing: 270 deg, range: 20 km}, spacing: 30 s,
     height: 300 m}
"""
GUNS = "{id: guns, system: l-70/troop, east: 0 km, north: 0.2 km, doctrine: bursts}"
SHORT = "{id: short, system: pantsir-s1/vehicle, command: post, east: -1 km, north: 0 km}"


def made(defences: str, rest: str = DRONES, head: str = HEAD) -> Assembled:
    listed = "\n".join(f"  - {line}" for line in defences.splitlines() if line)
    return assemble(parse(head + (f"defences:\n{listed}\n" if listed else "") + rest, "layers.yaml"), catalogue())


def effective(block: Block) -> np.ndarray:
    return np.isin(block.shots["result"], [KILL, NO_KILL])


def expected_kills(assembled: Assembled, block: Block, aim: bool = True) -> np.ndarray:
    """Closed form of the kill probability of each burst, at the distance at which it met its target."""
    gun, area = assembled.setup.missile[0], assembled.setup.threat[0].presented_area
    area += math.pi * gun.fuze_radius**2
    distance = np.hypot(block.shots["end_range"], block.shots["end_height"])
    return np.array(
        [
            gun.reliability
            * burst_kill(
                float(gun.burst_rounds), gun.hit_kill, area, gun.dispersion * d, gun.aim_error * d if aim else 0.0
            )
            for d in distance
        ]
    )


def test_bursts_of_the_engine_kill_as_the_closed_form_says() -> None:
    """Drones fly straight, so that all that is wrong with a burst is its dispersion and its error of aim."""
    assembled = made(GUNS)
    certain_sight(assembled.setup)
    block = fight(assembled.setup, 60)
    there = effective(block)
    assert there.sum() > 2000
    killed = (block.shots["result"] == KILL)[there].astype(float)
    closed, without = (expected_kills(assembled, block, aim)[there] for aim in (True, False))
    assert abs(z_score(killed - closed, 0.0)) < 4.0
    assert abs(z_score(block.shots["kill_probability"][there] - closed, 0.0)) < 4.0
    # Control: as if every burst were aimed exactly.
    assert abs(z_score(killed - without, 0.0)) > 6.0


def test_a_fight_with_guns_does_not_depend_on_the_number_of_workers() -> None:
    assembled = made(GUNS)
    one, three = (fight(assembled.setup, 6, workers=count) for count in (1, 3))
    assert bits(one.shots) == bits(three.shots) and bits(one.threats) == bits(three.threats)
    assert bits(fight(assembled.setup, 6, seed=2).shots) != bits(one.shots)


def test_guards_stop_little_and_only_close_by() -> None:
    assembled = made("{id: guards, system: guards/ak-203, east: 0.2 km, north: 0 km, doctrine: bursts}")
    block = fight(assembled.setup, 20)
    assert len(block.shots) > 20
    distance = np.hypot(block.shots["end_range"], block.shots["end_height"])
    assert np.nanmax(distance) < 450.0
    far = effective(block) & (distance > 250.0)
    # Beyond a few hundred metres next to nothing is hit (closed form: some 2 % of volleys).
    assert block.shots["kill_probability"][far].mean() < 0.05
    assert (block.threats["outcome"] == HIT).mean() > 0.5


def test_a_missile_thrown_from_height_reaches_farther_than_one_from_the_ground() -> None:
    """Reference: the integrator itself at a tenth of the table's step. More height and speed, thinner air."""
    frame = make_frame(0.54, 1.3)
    item = catalogue().missiles["R-77"]
    high, low = thrown_row(item, 9e3, 250.0), missile_row(item)
    low[0].launch_height, low[0].launch_speed, low[0].turnover_time = 0.0, 0.0, 0.5
    times, _, ranges, heights = fly_out_table(high, frame[0])
    place = (0.0, 0.0, 9e3)

    def reach(row: object, start: tuple[float, float, float]) -> float:
        found = [
            r
            for r in np.arange(5e3, 80e3, 2.5e3)
            if not math.isnan(fly_out(row, frame[0], start, point_at(frame[0], r, 5e3), 0.1)[0])
        ]
        return max(found)

    assert reach(high[0], place) > 1.5 * reach(low[0], (0.0, 0.0, 0.0))
    i, j = 18, int(np.argmin(np.abs(heights[0] + 4e3)))
    fine = fly_out(high[0], frame[0], place, point_at(frame[0], ranges[0, i], 9e3 + heights[0, j]), 0.025)[0]
    assert times[0, i, j] == pytest.approx(fine, rel=0.01)


PATROL = "{{id: patrol, system: mig-29k/patrol, east: -10 km, north: 0 km{more}}}"
FIGHTERS = """
raids:
  - {id: fighters, type: su-30mki, count: 4, target: base, from: {bearing: 270 deg, range: 150 km}, spacing: 20 s}
"""


def test_a_patrol_fires_from_its_circle_and_only_while_it_is_on_station() -> None:
    there, gone = (made(PATROL.format(more=more), FIGHTERS) for more in ("", ", station: {from: 0 s, for: 2 min}"))
    block = fight(there.setup, 6)
    assert len(block.shots) > 12 and (block.shots["result"] == KILL).sum() > 6
    radar = there.setup.radar[0]
    assert radar.orbit_radius == pytest.approx(12e3) and there.setup.fire_unit[0].drop == 0.0
    # Rounds are what two aircraft carry.
    assert np.bincount(block.shot_replicate).max() <= 12
    assert len(fight(gone.setup, 6).shots) == 0


SHIP = """
vyuha: 1
title: ship
duration: 40 min
origin: {lat: 15.0 deg, lon: 72.0 deg}
environment: {ground: sea}
assets:
  - {id: hulk, east: 60 km, north: 0 km}
"""
LEGS = "route: [{east: 0 km, north: 15 km}]"
SKIMMERS = """
raids:
  - {{id: skimmers, type: babur, count: 6, target: {target}, from: {{bearing: 270 deg, range: 120 km}},
     spacing: 20 s, aims_at: {aim}}}
"""


@pytest.mark.parametrize(("aim", "hits"), [("meeting", True), ("last-seen", False)])
def test_a_ship_is_struck_where_she_is_or_left_behind(aim: str, hits: bool) -> None:
    """8 m/s for some eight minutes are four kilometres; her length is 280 m and the aim errs by 10 m."""
    ship = "{id: ship, system: ins-vikramaditya/ship, east: 0 km, north: 0 km, radius: 140 m, " + LEGS + "}"
    block = fight(made(ship, SKIMMERS.format(target="ship", aim=aim), SHIP).setup, 4)
    assert ((block.threats["outcome"] == HIT) == hits).all()


def test_what_is_aboard_is_lost_with_the_ship() -> None:
    group = (
        "{id: ship, system: ins-vikramaditya/group, east: 0 km, north: 0 km, hits_to_kill: 1, radius: 140 m, "
        "load: {Barak-1: 0, AK-630: 0}}"
    )
    assembled = made(group, SKIMMERS.format(target="ship", aim="meeting"), SHIP)
    block = fight(assembled.setup, 3)
    names = [site.id for site in assembled.roster.sites]
    ship, barak, hulk = names.index("ship/ship"), names.index("ship/barak"), names.index("hulk")
    assert block.sites["destroyed"][:, ship].all() and block.sites["destroyed"][:, barak].all()
    assert (block.sites["destroyed_time"][:, ship] == block.sites["destroyed_time"][:, barak]).all()
    assert not block.sites["destroyed"][:, hulk].any()


def test_a_hit_on_a_column_ends_one_vehicle() -> None:
    """Circular normal error: a share 1 - 2^-(r / CEP)^2 of those that come through hit; control: half the radius."""
    head = (
        HEAD
        + "  - {id: column, vehicle: t-90, count: 12, east: -3 km, north: 2 km, route: [{east: 3 km, north: 2 km}]}\n"
    )
    raid = DRONES.replace("target: base", "target: column")
    assembled = made("", raid, head)
    row = assembled.setup.site[1]
    item = catalogue().vehicles["t-90"]
    assert (row.hits_to_kill, row.value, row.radius) == (12, 12 * item.value.value, item.radius.value)
    block = fight(assembled.setup, 40)
    cep = catalogue().threats["shahed-136"].cep.value
    hits = block.sites["hits"][:, 1].astype(float)
    assert abs(z_score(hits, 12.0 * (1.0 - 2.0 ** -((row.radius / cep) ** 2)))) < 4.0
    assert abs(z_score(hits, 12.0 * (1.0 - 2.0 ** -((0.5 * row.radius / cep) ** 2)))) > 4.0


def test_a_layered_defence_spends_fewer_big_missiles_on_drones() -> None:
    """Replicate by replicate with the same draws: the S-400 alone, and with a short-range system to which it leaves
    what is slow. Control: with that system there but nothing left to it, the S-400 spends far more.
    """
    big = "{id: alpha, system: s-400/battalion, command: post, east: 1 km, north: 0 km, load: {9M96E2: 40}, doctrine: "
    post = "{id: post, system: s-400/command-post, east: 2 km, north: 0 km}\n"
    sparing = "\ndoctrines:\n  - {id: sparing, spare: {slower_than: 100 m/s, until: 15 s}}\n"
    spent = {}
    for name, rule, more in (
        ("alone", "shoot-look-shoot", ""),
        ("layered", "sparing", SHORT),
        ("unsparing", "shoot-look-shoot", SHORT),
    ):
        assembled = made(post + big + rule + "}\n" + more, DRONES + sparing)
        block = fight(assembled.setup, 8)
        large = [m for m, kind in enumerate(assembled.roster.missiles) if kind.id == "9M96E2"]
        mine = np.isin(block.shots["missile"], large)
        spent[name] = np.bincount(block.shot_replicate[mine], minlength=8)
        assert (block.threats["outcome"] == HIT).mean() < 0.1
    assert (spent["layered"] < spent["alone"]).all()
    assert spent["layered"].sum() < 0.4 * spent["alone"].sum()
    assert spent["unsparing"].sum() > 1.5 * spent["layered"].sum()
