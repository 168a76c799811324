"""Raids as flown: they arrive when they should, end on their targets, wait, and keep the limits of their types.

Expected values: the scenario's own times and places; the catalogue's limits, against differences of what is flown.
Controls: a raid that starts at its time arrives later; a type with half the load breaks the bound that it is held to.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.layouts import catalogue
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled, AssemblyError, assemble
from vyuha.engine.assemble_courses import profile_of
from vyuha.scenario import InputErrors, parse
from vyuha.scenario.model import Raid
from vyuha.state.threat import IN_FLIGHT, KILLED
from vyuha.threats.motion import motion
from vyuha.threats.system import draw_raid, lose_load
from vyuha.world.geodesy import vertical

Floats = npt.NDArray[np.float64]
TEXT = """\
vyuha: 1
title: Arrivals
duration: 30 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 1 km, north: 2 km}
  - {id: town, east: 0 km, north: -30 km}
raids:
"""
BENT = "route: [{bearing: 310 deg, range: 60 km}]"
KINDS = {"babur": 150, "brahmos": 250, "su-30mki": 200, "shahed-136": 50, "fatah-2": 300}


@cache
def built(*raids: str) -> Assembled:
    return assemble(parse(TEXT + "".join(f"  - {{{raid}}}\n" for raid in raids)), catalogue())


def first_raid(text: str) -> Raid:
    return parse(TEXT + f"  - {{{text}}}\n", catalogue=catalogue()).raids[0]


def raid(kind: str, more: str, distance: float = 150.0) -> str:
    return f"id: r-{kind}, type: {kind}, target: [base, town], from: {{bearing: 280 deg, range: {distance} km}}, {more}"


def ends(found: Assembled) -> list[float]:
    """When each threat comes down [s], without any dispersion."""
    state = allocate(found.setup)
    draw_raid(found.setup, state, 1, 0)
    return [float(row.end) for row in state.threat]


def flown(found: Assembled, i: int, step: float = 0.1, replicate: int = 0) -> Floats:
    """Places and velocities (n, 6) of threat `i` every `step` [s]."""
    state = allocate(found.setup)
    draw_raid(found.setup, state, 1, replicate)
    now = state.threat[i]
    return np.array([motion(found.setup, state, i, float(t)) for t in np.arange(now.begin, now.end, step)])


def test_all_types_arrive_on_time() -> None:
    raids = tuple(raid(kind, "count: 4, spacing: 5 s, arrive: 20 min", far) for kind, far in KINDS.items())
    # The drone takes longer than 20 min.
    raids = tuple(text.replace("arrive: 20 min", "arrive: 24 min") if "shahed" in text else text for text in raids)
    found = built(*raids)
    for n, (name, end) in enumerate(zip((row.id for row in found.roster.threats), ends(found), strict=True)):
        wanted = (1440.0 if "shahed" in name else 1200.0) + 5.0 * (n % 4)
        assert end == pytest.approx(wanted, abs=1e-9), name
    # Control: with one start for all the way to the town takes longer than that to the base.
    late = ends(built(raid("babur", "count: 2, start: 60 s")))
    assert late[1] > late[0] + 10.0


def test_a_time_that_cannot_be_met_is_refused() -> None:
    with pytest.raises(InputErrors, match=r"raids\[0\].arrive: 500 s: its flight to base takes at least 61\d s"):
        built(raid("babur", "count: 1, arrive: 500 s"))
    # What the rough check cannot know is refused when the flight is planned.
    with pytest.raises(
        AssemblyError, match=r"raid r-fatah-2: number 1 cannot arrive at 140 s; its flight takes 2\d\d s"
    ):
        built(raid("fatah-2", "count: 1, arrive: 140 s", 300.0))
    # 300 km at 2,200 m/s are 136 s.
    with pytest.raises(InputErrors, match=r"raids\[0\].arrive: 100 s: base is 30\d km away; fatah-2 is never faster"):
        built(raid("fatah-2", "count: 1, arrive: 100 s", 300.0))


def test_a_route_with_legs_too_short_is_refused_by_name() -> None:
    short = "count: 1, route: [{bearing: 0 deg, range: 4 km}]"
    with pytest.raises(AssemblyError, match=r"raid r-brahmos on its way to base: leg 2 is 4.0 km long; its turns of 1"):
        built(raid("brahmos", short))


@pytest.mark.parametrize("kind", KINDS)
def test_a_threat_ends_on_its_target(kind: str) -> None:
    found = built(raid(kind, "count: 2", KINDS[kind]))
    state = allocate(found.setup)
    for replicate in range(3):
        draw_raid(found.setup, state, 5, replicate)
        for i, row in enumerate(found.setup.threat):
            now, site = state.threat[i], found.setup.site[row.target]
            x, y, z = motion(found.setup, state, i, float(now.end))[:3]
            gone = found.roster.threats[i].kind == "su-30mki"
            miss = math.dist((x, y), (site.x + now.aim_x, site.y + now.aim_y))
            # What releases a weapon ends as far away as it releases it.
            assert miss == pytest.approx(50e3, rel=0.01) if gone else miss < 0.1
            assert gone or abs(z - site.z) < 0.1


@pytest.mark.parametrize("kind", ["babur", "brahmos", "shahed-136", "gerbera", "su-30mki"])
def test_loads_slopes_and_speeds_keep_the_limits_of_the_type(kind: str) -> None:
    item = catalogue().threats[kind]
    assert item.load_factor and item.steepest_path
    distance = KINDS.get(kind, 50)
    bend = f"route: [{{bearing: 310 deg, range: {0.6 * distance} km}}]"
    found = built(
        f"id: r-{kind}, type: {kind}, count: 1, target: base, from: {{bearing: 280 deg, range: {distance} km}}, {bend}"
    )
    step = 0.05 if kind == "brahmos" else 0.2
    rows = flown(found, 0, step)
    speed = np.linalg.norm(rows[:, 3:], axis=1)
    turning = np.linalg.norm(np.diff(rows[:, 3:], axis=0), axis=1) / step / 9.80665
    sideways = math.sqrt(item.load_factor.value**2 - 1.0)
    # A bend of the path takes n - 1, a weave its own load; the level turn is the most of all.
    assert turning.max() < 1.05 * max(sideways, 1.08 * (item.weave_load.value if item.weave_load else 0.0))
    assert turning.max() > 0.5 * sideways, "the turn is flown as tight as it may be"
    low = item.terminal_speed or item.speed
    # Across a bent course the wander is not quite square to the way.
    assert low.value * 0.97 < speed.min() and speed.max() < item.speed.value * 1.03
    up = np.array([vertical(found.setup.frame[0], *(float(v) for v in row[:3]))[:3] for row in rows[::10]])
    slope = np.degrees(np.arcsin(np.sum(up * rows[::10, 3:], axis=1) / speed[::10]))
    assert np.abs(slope).max() < math.degrees(item.steepest_path.value) + 0.5


def test_waiting_delays_the_arrival_by_just_that() -> None:
    plain = ends(built(raid("shahed-136", f"count: 1, {BENT}", 65.0)))[0]
    circling = ends(built(raid("shahed-136", f"count: 1, {BENT}, loiter: 4 min", 65.0)))[0]
    assert circling - plain == pytest.approx(240.0, rel=1e-3)
    rows = flown(built(raid("shahed-136", f"count: 1, {BENT}, loiter: 4 min", 65.0)), 0, 1.0)
    # While it circles it comes back to where it was.
    away = np.linalg.norm(rows[:, None, :2] - rows[None, :, :2], axis=2)
    apart = np.abs(np.arange(len(rows))[:, None] - np.arange(len(rows))[None, :])
    assert away[apart > 30].min() < 60.0


def test_what_cannot_wait_is_refused() -> None:
    with pytest.raises(InputErrors, match="loiter: 4 min: needs a way point"):
        built(raid("babur", "count: 1, loiter: 4 min"))
    with pytest.raises(InputErrors, match="loiter: 4 min: fatah-2 flies a ballistic path"):
        built(raid("fatah-2", "count: 1, loiter: 4 min"))
    # 2 pi 260 / (9.80665 sqrt(15)).
    with pytest.raises(InputErrors, match="loiter: 3 s: su-30mki takes 43 s for one circle"):
        built(raid("su-30mki", f"count: 1, {BENT}, loiter: 3 s"))


def test_a_start_and_an_arrival_contradict_each_other() -> None:
    with pytest.raises(InputErrors, match=r"raids\[0\].arrive: 25 min: give start or arrive, not both"):
        built(raid("babur", "count: 1, start: 0 s, arrive: 25 min"))
    with pytest.raises(InputErrors, match=r"raids\[0\].arrive: .*is not before the end of the scenario"):
        built(raid("babur", "count: 1, arrive: 30 min"))
    with pytest.raises(InputErrors, match="the last of 4 would arrive at 1860 s"):
        built(raid("babur", "count: 4, arrive: 26 min, spacing: 100 s"))


def test_wander_and_weave_are_those_of_the_catalogue() -> None:
    found = built(
        raid("shahed-136", "count: 1", 50.0), raid("brahmos", "count: 1", 150.0), raid("su-30mki", "count: 1")
    )
    drone, skimmer, fighter = found.setup.threat
    assert drone.wander == pytest.approx(0.002 * 50e3, rel=0.01) and drone.weave_amplitude == 0.0
    item = catalogue().threats["brahmos"]
    assert item.weave_load and item.weave_period and item.weave_range and item.terminal_speed
    assert skimmer.weave_amplitude * skimmer.weave_rate**2 / 9.80665 == pytest.approx(item.weave_load.value)
    assert 2.0 * math.pi / skimmer.weave_rate == pytest.approx(item.weave_period.value)
    left = float(found.setup.knot[skimmer.last_knot].time) - skimmer.weave_begin
    assert left * item.terminal_speed.value == pytest.approx(item.weave_range.value, rel=1e-3)
    assert (fighter.wander, fighter.weave_amplitude) == (0.0, 0.0)
    # Control: it makes a difference to where it is.
    one, other = (flown(found, 1, 1.0, replicate)[-12:, :2] for replicate in (0, 1))
    assert np.abs(one - other).max() > 20.0


def test_a_low_skimmer_is_slow_all_the_way() -> None:
    item = catalogue().threats["brahmos"]
    assert item.terminal_speed
    profile = profile_of(item, first_raid(raid("brahmos", "count: 1, height: 12 m")))
    assert profile.speed_at(12.0) == item.terminal_speed.value < item.speed.value
    assert profile_of(item, first_raid(raid("brahmos", "count: 1, speed: 500 m/s"))).terminal_speed == 500.0


def test_a_raid_pops_up_as_it_says() -> None:
    """60 m all the way, or up to 900 m from 8 km on."""
    tops = {}
    for more in ("height: 60 m", "height: 60 m, pop_up: {height: 900 m, range: 8 km}"):
        found = built(raid("babur", f"count: 1, {more}"))
        knots = found.courses["r-babur", "base"].knots
        heights = [vertical(found.setup.frame[0], *(float(v) for v in row[1:4]))[3] for row in knots]
        tops[more] = max(heights)
        away = np.linalg.norm(knots[:, 1:4] - knots[-1, 1:4], axis=1)
        assert max(high for high, far in zip(heights, away, strict=True) if far > 8.1e3) < 60.1
    assert list(tops.values()) == pytest.approx([60.0, 900.0], abs=0.5)


FORMATIONS = {
    "count: 5, spacing: 4 s, lateral: 300 m": [(0, -600), (1, -300), (2, 0), (3, 300), (4, 600)],
    "count: 5, spacing: 4 s, lateral: 300 m, formation: wedge": [(0, 0), (1, 300), (1, -300), (2, 600), (2, -600)],
    "count: 5, spacing: 4 s, lateral: 300 m, formation: ranks, abreast: 2": [
        *[(0, -150), (0, 150), (1, -150), (1, 150), (2, 0)]
    ],
}


@pytest.mark.parametrize("more", FORMATIONS)
def test_formations_as_drawn_on_paper(more: str) -> None:
    found = built(raid("shahed-136", more, 50.0))
    rows = [(float(row.start_time) / 4.0, float(row.formation_offset)) for row in found.setup.threat]
    assert rows == FORMATIONS[more]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("formation: ranks", r"raids\[0\].formation: ranks: ranks needs abreast: how many in a rank"),
        ("abreast: 2", r"raids\[0\].abreast: 2: goes with formation: ranks"),
        ("formation: wedge, spacing: {mean: 5 s}", "a raid whose threats come at random times has none"),
        ("formation: box", "line, wedge or ranks"),
        ("decoys: {type: gerbra, at: 20 km}", "no such threat in the catalogue; did you mean .gerbera"),
        (
            "decoys: {type: babur, at: 20 km}",
            "is no decoy of what flies like an aircraft; these are: gerbera, air-decoy",
        ),
        (
            "decoys: {type: replica-decoy, at: 20 km}",
            "is no decoy of what flies like an aircraft; these are: gerbera, air-decoy",
        ),
    ],
)
def test_formations_and_decoys_that_cannot_be(more: str, message: str) -> None:
    with pytest.raises(InputErrors, match=message):
        built(raid("shahed-136", f"count: 5, {more}", 50.0))


def test_decoys_leave_where_their_carrier_is_and_spread() -> None:
    """Each begins at the place and time where its carrier is 60 km from the target, errors of the carrier included."""
    decoys = "decoys: {type: replica-decoy, each: 3, at: 60 km, spread: 4 km}"
    found = built(raid("fatah-2", f"count: 2, {decoys}", 300.0))
    state = allocate(found.setup)
    draw_raid(found.setup, state, 1, 5)
    assert [threat.id for threat in found.roster.threats][2:4] == ["r-fatah-2/1/decoy-1", "r-fatah-2/1/decoy-2"]
    assert [threat.group for threat in found.roster.threats] == ["r-fatah-2"] * 2 + ["r-fatah-2 decoys"] * 6
    for j in range(2, 8):
        i = int(found.setup.threat[j].carrier)
        assert i == (j - 2) // 3 and found.setup.threat[i].carrier == -1
        begin = float(state.threat[j].begin)
        mine, carriers = (np.array(motion(found.setup, state, row, begin)) for row in (j, i))
        assert mine[:3] == pytest.approx(carriers[:3], abs=1e-6)
        # It goes on with the carrier's speed, but for the drift that takes it apart.
        assert np.linalg.norm(mine[3:] - carriers[3:]) < 60.0 < np.linalg.norm(carriers[3:])
        site = ("base", "town")[i]
        aim = found.courses["r-fatah-2", site].knots[-1, 1:4]
        leaves = found.courses["r-fatah-2 decoys", site].knots[0, 1:4]
        assert np.linalg.norm(leaves - aim) == pytest.approx(60e3, abs=1.0)
    # A light body comes down later than the missile.
    assert float(state.threat[2].end) > float(state.threat[0].end) + 5.0
    assert [float(found.setup.threat[j].fan) for j in (2, 3, 4)] == [-2e3, 0.0, 2e3]


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        (
            "fatah-2",
            "type: replica-decoy, at: 400 km",
            r"raids\[0\].decoys.at: 400 km: r-fatah-2 only starts 30. km from",
        ),
        ("su-30mki", "type: air-decoy, at: 20 km", r"decoys.at: 20 km: su-30mki turns away 50 km before the target"),
        (
            "su-30mki",
            "type: air-decoy, at: 80 km, spread: 40 km",
            r"decoys.spread: 40 km: .* at most 32 km, not to 40 km",
        ),
        (
            "babur",
            "type: gerbera, at: 60 km",
            "gerbera: flies 35 to 45 m/s and cannot pass for .* 244 m/s; .*: air-decoy",
        ),
    ],
)
def test_decoys_that_cannot_leave_are_refused(kind: str, more: str, message: str) -> None:
    with pytest.raises(InputErrors, match=message):
        built(raid(kind, f"count: 1, decoys: {{{more}}}", 300.0))


def test_what_the_rough_check_lets_pass_in_doubt_is_refused_when_the_flight_is_planned() -> None:
    """Just beyond the start, and just as far as the release: the rough distances are good to a percent."""
    town = "id: r, type: {}, count: 1, target: town, from: {{bearing: 280 deg, range: 300 km}}, decoys: {{{}}}"
    with pytest.raises(AssemblyError, match="raid r on its way to town: .* where it only starts 300 km from it"):
        built(town.format("fatah-2", "type: replica-decoy, at: 302 km"))
    with pytest.raises(AssemblyError, match="its own flight ends .* km from it"):
        built(town.format("su-30mki", "type: air-decoy, at: 50 km"))


POP_UPS = [
    ("babur", "{height: 40 m, range: 8 km}", r"pop_up.height: 40 m: it comes in at 40 m already"),
    ("babur", "{height: 900 m, range: 170 km}", r"pop_up.range: 170 km: its whole way to base is only 15\d km long"),
    ("su-30mki", "{height: 9 km, range: 40 km}", r"pop_up.range: 40 km: su-30mki turns away 50 km before the target"),
]


@pytest.mark.parametrize(("kind", "climb", "message"), POP_UPS)
def test_pop_ups_that_cannot_be_are_refused(kind: str, climb: str, message: str) -> None:
    with pytest.raises(InputErrors, match=message):
        built(raid(kind, f"count: 1, pop_up: {climb}", 150.0))


def test_a_raid_wider_than_a_theatre_is_refused() -> None:
    with pytest.raises(InputErrors, match=r"lateral: 60 km: makes the raid 240 km wide; at most 200 km"):
        built(raid("babur", "count: 5, lateral: 60 km"))
    # Control: the same five in ranks of two are 60 km wide.
    assert len(built(raid("babur", "count: 5, lateral: 60 km, formation: ranks, abreast: 2")).setup.threat) == 5


def test_a_carrier_that_is_killed_takes_its_decoys_with_it() -> None:
    """Those that are out fly on."""
    found = built(raid("babur", "count: 2, decoys: {type: air-decoy, each: 2, at: 60 km}", 150.0))
    state = allocate(found.setup)
    for early, lost in ((True, 2), (False, 0)):
        draw_raid(found.setup, state, 1, 0)
        time = float(state.threat[2].begin) + (-1.0 if early else 1.0)
        assert lose_load(found.setup, state, 0, time) == lost
        outcomes = [int(row.outcome) for row in state.threat]
        assert outcomes == [IN_FLIGHT] * 2 + [KILLED if early else IN_FLIGHT] * 2 + [IN_FLIGHT] * 2
