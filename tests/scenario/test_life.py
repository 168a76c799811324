"""Reloads, supply, moves, emission and shutdowns as written: SI values, and what is refused, with line and remedy.

Expected values: the rules of the scenario language.
"""

import math
from collections.abc import Callable

import pytest

from vyuha.scenario import parse

Changed = Callable[[str, str], list[str]]
ALPHA = "    doctrine: mine\n"
POST = "{id: post, system: s-400/command-post, east: -9 km, north: 0 km"
# The line after `doctrine: mine`.
LINE = 16


def test_values_are_si(sound: str) -> None:
    more = """\
    reload: {rounds: {48N6E3: 16}, time: 30 min}
    resupply: {at: 10 min, rounds: {48N6E3: 8}}
    relocate: {after_rounds: 4, to: [{east: 1 km, north: 2 km}, {bearing: 90 deg, range: 3 km}], march: 36 km/h}
    emission: {silent_until: cued, radars: [92N6E]}
"""
    alpha = parse(sound.replace(ALPHA, ALPHA + more)).defences[1]
    assert alpha.reload is not None and alpha.relocate is not None and alpha.emission is not None
    assert (alpha.reload.time, alpha.reload.rounds) == (1800.0, {"48N6E3": 16})
    assert alpha.resupply[0].times(1200.0) == [600.0]
    assert (alpha.relocate.march, alpha.relocate.after_rounds, len(alpha.relocate.to)) == (10.0, 4, 2)
    assert alpha.emission.waits and math.isinf(alpha.emission.silent_until)


def test_nothing_of_it_is_there_unless_written(sound: str) -> None:
    alpha = parse(sound).defences[1]
    assert (alpha.reload, alpha.resupply, alpha.relocate, alpha.emission) == (None, (), None, None)
    assert parse(sound).doctrines[0].shutdown is None


def test_a_supply_that_comes_again_and_again(sound: str) -> None:
    more = "    resupply: [{every: 5 min, rounds: {48N6E3: 8}}]\n"
    supply = parse(sound.replace(ALPHA, ALPHA + more)).defences[1].resupply[0]
    assert supply.times(1200.0) == [300.0, 600.0, 900.0, 1200.0]


REFUSED = [
    (
        "reload: {rounds: {48N6E3: 8}, time: 0 s}",
        "reload.time: 0 s: must be more than 0 s and at most 24 h (a launcher takes time to load",
    ),
    ("reload: {rounds: {48N6E3: -8}}", "reload.rounds.48N6E3: -8: must be between 0 and 10000"),
    ("reload: {rounds: {48N6E4: 8}}", "no such missile in the catalogue"),
    ("reload: {rounds: {40N6E: 8}}", "no launcher of s-400/battalion is loaded with it, so none is reloaded"),
    ("resupply: {rounds: {48N6E3: 8}}", "say when: at, or every; one of them"),
    ("resupply: {at: 30 min, rounds: {48N6E3: 8}}", "is not before the end of the scenario (1200 s)"),
    ("relocate: {to: {east: 1 km, north: 0 km}}", "say when it leaves: after_rounds, or at; one of them"),
    ("relocate: {at: 5 min, to: {east: 90 km, north: 0 km}}", "km away, a march of"),
    ("relocate: {at: 5 min, to: {east: 9000 km, north: 0 km}}", "must be between -2000 km and 2000 km"),
    ("relocate: {at: 5 min, to: {bearing: 300 deg, range: 8 km}}", "is where the unit stands already"),
    (
        "relocate: {at: [6 min, 5 min], to: [{east: 1 km, north: 0 km}, {east: 2 km, north: 0 km}]}",
        "the times in at must grow",
    ),
    ("relocate: {at: [5 min, 6 min], to: {east: 1 km, north: 0 km}}", "2 times for 1 places; give one for each"),
    (
        "relocate: {at: 5 min, to: {east: 1 km, north: 0 km}, march: 30 km/h, time: 10 min}",
        "give march, a speed, or time; not both",
    ),
    ("relocate: {at: 5 min, to: {east: 1 km, north: 0 km}, march: -5 km/h}", "must be between 1 km/h and 100 km/h"),
    ("emission: {silent_until: -5 min}", "must be between 0 s and 6 h"),
    ("emission: {blink: {on: 10 s, off: 0 s}}", "must be more than 0 s and at most 1 h"),
    ("emission: {radars: [91N6E]}", "is no radar of s-400/battalion; these are: 92N6E, 96L6E"),
]


@pytest.mark.parametrize(("key", "message"), REFUSED, ids=[key for key, _ in REFUSED])
def test_what_is_refused(changed: Changed, key: str, message: str) -> None:
    found = changed(ALPHA, f"{ALPHA}    {key}\n")
    assert [line for line in found if line.startswith(f"x.yaml:{LINE}: defences[1].") and message in line], found


def test_a_radar_that_nobody_can_cue(sound: str, refusals: Callable[[str], list[str]]) -> None:
    """The post's radar cues it; if that waits for a cue as well, or is under another command, nobody does."""
    waits = sound.replace(ALPHA, ALPHA + "    emission: {silent_until: cued}\n")
    assert parse(waits)
    for text in (
        waits.replace("    command: post\n", ""),
        waits.replace(POST, POST + ", emission: {silent_until: cued}"),
    ):
        found = refusals(text)
        assert any("nobody can cue it" in line and "emission.silent_until" in line for line in found), found


def test_what_does_not_move(sound: str, changed: Changed) -> None:
    go = ", relocate: {at: 5 min, to: {east: -8 km, north: 0 km}}"
    for system, reason in (("s-400/regiment", "move one by one"), ("ka-31/picket", "moves by itself")):
        found = changed(POST, POST.replace("s-400/command-post", system) + go)
        assert any(reason in line for line in found), found
    found = changed(POST, POST + ", relocate: {after_rounds: 4, to: {east: 1 km, north: 0 km}}")
    assert any("fires nothing" in line for line in found), found
    assert parse(sound.replace(POST, POST + go))


def test_a_missile_that_homes_on_radars_needs_one(changed: Changed) -> None:
    found = changed(
        "    type: shahed-136\n    count: 30\n    target: [base, alpha]\n    from: {bearing: 275 deg, range: 50 km}\n"
        "    route: [{east: -20 km, north: 5 km}]\n    start: 90 s\n    spacing: 20 s\n    speed: 185 km/h\n",
        "    type: mar-1\n    count: 3\n    target: [base, alpha]\n    from: {bearing: 275 deg, range: 50 km}\n",
    )
    assert found == [
        "x.yaml:20: raids[0].target[0]: base: base has no radar and no decoy emitter; mar-1 homes on nothing else"
    ]


def test_a_shutdown_must_outlast_what_it_hides_from(changed: Changed) -> None:
    found = changed("salvo: 2, zone", "salvo: 2, shutdown: {within: 60 s, stay: 30 s}, zone")
    assert any("shutdown.stay" in line and "is less than within (60 s)" in line for line in found), found
