"""Rules of engagement and zones in a scenario: values in SI, and everything that is refused.

Expected values: the text itself.
"""

import math
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import yaml

from vyuha.scenario import json_schema, parse, remarks
from vyuha.scenario.engagement import Order

Refusals = Callable[[str], list[str]]
CORRIDOR = (
    "  - {id: airway, rule: corridor, route: [{east: -90 km, north: -90 km}, {east: -90 km, north: 90 km}], "
    "width: 18.5 km, height: {from: 9 km, to: 12 km}, speed: {from: 180 m/s, to: 290 m/s}, odds: 20}\n"
)
LAKE = (
    "  - {id: lake, rule: no-fire, corners: [{east: 0 km, north: 0 km}, {east: 30 km, north: 0 km}, "
    "{east: 30 km, north: 20 km}], from: 2 min, to: 9 min}\n"
)
CITY = "  - {id: city, rule: hold, centre: {bearing: 90 deg, range: 30 km}, radius: 10 km}\n"


def with_zones(sound: str, given: str = CORRIDOR + LAKE + CITY, more: str = "") -> str:
    return sound + "zones:\n" + given + more


def test_values_are_si(sound: str) -> None:
    airway, lake, city = parse(with_zones(sound)).zones
    assert airway.route is not None and len(airway.route) == 2
    assert (airway.width, airway.height.low, airway.height.high, airway.odds) == (18.5e3, 9e3, 12e3, 20.0)
    assert (airway.speed.low, airway.speed.high, airway.heading) == (180.0, 290.0, pytest.approx(math.radians(20.0)))
    assert lake.corners is not None and (len(lake.corners), lake.start, lake.end) == (3, 120.0, 540.0)
    assert (city.radius, city.start, city.end, city.height.high) == (10e3, 0.0, None, 100e3)


@pytest.mark.parametrize(
    "given, expected",
    [
        ("tight", [(0.0, "tight", None)]),
        ("{rule: hold, self_defence: 8 km}", [(0.0, "hold", None)]),
        ("{rule: free, certainty: 0.6}", [(0.0, "free", 0.6)]),
        ("[{from: 0 s, rule: hold}, {from: 5 min, rule: tight}]", [(0.0, "hold", None), (300.0, "tight", None)]),
    ],
)
def test_orders_are_a_word_one_or_a_list(sound: str, given: str, expected: list[tuple[float, str, Any]]) -> None:
    for text, roe in (
        (sound + f"roe: {given}\n", lambda scenario: scenario.roe),
        (sound.replace("doctrine: mine", f"doctrine: mine\n    roe: {given}"), lambda s: s.defences[1].roe),
    ):
        found = roe(parse(text))
        assert [(order.start, order.rule, order.certainty) for order in found] == expected
    assert parse(sound).roe is None
    if "8 km" in given:
        assert parse(sound + f"roe: {given}\n").roe == (Order(rule="hold", self_defence=8e3),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule: corridor", "rule: lane", "must be free, tight, hold, no-fire or corridor"),
        ("width: 18.5 km, ", "", "give centre and radius, or route and width, or corners"),
        ("radius: 10 km", "radius: 10 km, width: 5 km", "give centre and radius, or route and width, or corners"),
        ("radius: 10 km", "radius: 10", "unit"),
        ("rule: hold", "rule: corridor", "a corridor has a direction: give route and width"),
        ("radius: 10 km", "radius: 10 km, odds: 3", "odds goes with rule: corridor"),
        ("from: 9 km, to: 12 km", "from: 12 km, to: 9 km", "it must end higher than it begins"),
        ("from: 180 m/s, to: 290 m/s", "from: 290 m/s, to: 180 m/s", "the span must end faster than it begins"),
        ("from: 2 min, to: 9 min", "from: 9 min, to: 9 min", "a zone must end later than it begins"),
        ("from: 2 min, to: 9 min", "from: 20 min", "is not before the end of the scenario (1200 s)"),
        ("id: lake", "id: airway", "is the id of another zone"),
        ("{east: 30 km, north: 0 km}", "{east: 0 km, north: 0 km}", "two points that follow each other are the same"),
        (
            "{east: 30 km, north: 20 km}]",
            "{east: 0 km, north: 20 km}, {east: 30 km, north: 20 km}]",
            "the edges cross each other",
        ),
        ("{east: -90 km, north: 90 km}]", "{east: -90 km, nord: 90 km}]", "nord"),
    ],
)
def test_zones_refused(sound: str, refusals: Refusals, old: str, new: str, said: str) -> None:
    text = with_zones(sound)
    assert old in text
    if "{east: 0 km, north: 20 km}, " in new:
        # Corners in the wrong order: the first edge and the third one cross.
        new = "{east: 0 km, north: 20 km}, {east: 30 km, north: 20 km}]"
        text = text.replace("{east: 30 km, north: 0 km}, ", "{east: 30 km, north: 20 km}, ", 1)
        old, new = "{east: 30 km, north: 20 km}]", "{east: 30 km, north: 0 km}, {east: 0 km, north: 20 km}]"
    lines = refusals(text.replace(old, new))
    assert any("zones" in line and said in line for line in lines), lines
    # Each with its line.
    assert all(line.split(":")[1].isdigit() for line in lines)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("loose", "must be hold, tight or free"),
        ("[]", "roe"),
        ("{certainty: 0.5}", "rule: this key is required"),
        ("{rule: tight, certainty: 1.5}", "certainty"),
        ("[{from: 60 s, rule: hold}, {from: 60 s, rule: tight}]", "must be later than that of the order before it"),
        ("{rule: hold, self_defence: 0 m}", "self_defence"),
    ],
)
def test_orders_refused(sound: str, refusals: Refusals, given: str, said: str) -> None:
    for text in (sound + f"roe: {given}\n", sound.replace("doctrine: mine", f"doctrine: mine\n    roe: {given}")):
        lines = refusals(text)
        assert any("roe" in line and said in line for line in lines), lines


def test_a_doctrine_ranks_by_one_of_two(sound: str, changed: Callable[[str, str], list[str]]) -> None:
    assert parse(sound).doctrines[0].ranking == "urgency"
    assert parse(sound.replace("salvo: 2,", "salvo: 2, ranking: value,")).doctrines[0].ranking == "value"
    assert any("must be urgency or value" in line for line in changed("salvo: 2,", "salvo: 2, ranking: fear,"))


def test_the_schema_says_the_same(sound: str) -> None:
    check = jsonschema.Draft202012Validator(json_schema())
    good = yaml.safe_load(with_zones(sound, more="roe: [{from: 0 s, rule: hold}, {from: 5 min, rule: tight}]\n"))
    assert list(check.iter_errors(good)) == []
    assert list(check.iter_errors(good | {"roe": "tight"})) == []
    for wrong in (
        {"roe": "loose"},
        {"zones": [good["zones"][0] | {"radius": "5 km"}]},
        {"zones": [{"id": "a", "rule": "hold"}]},
    ):
        assert list(check.iter_errors(good | wrong)) != [], wrong


def test_remarks_on_what_does_nothing(sound: str) -> None:
    assert any("nobody asks" in line for line in remarks(parse(sound + "roe: tight\n")))
    assert not any("roe" in line for line in remarks(parse(sound + "roe: free\n")))
    assert not any("roe" in line for line in remarks(parse(sound + "roe: tight\nidentification: {control: free}\n")))
    ranked = sound.replace("salvo: 2,", "salvo: 2, ranking: value,")
    assert any("alpha: the ranking of its doctrine does nothing" in line for line in remarks(parse(ranked)))
    commanded = ranked.replace("{id: post, ", "{id: post, doctrine: mine, ")
    assert not any("ranking" in line for line in remarks(parse(commanded)))
