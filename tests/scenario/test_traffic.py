"""Traffic in a scenario: values in SI, and everything that is refused or remarked upon."""

import math
from collections.abc import Callable

import pytest

from vyuha.scenario import Place, estimate, parse, remarks
from vyuha.scenario.model import Identification

Refusals = Callable[[str], list[str]]
FLIGHT = (
    "  - {id: west, type: airliner, side: neutral, count: 3, from: {east: -90 km, north: -100 km}, "
    "to: {bearing: 340 deg, range: 150 km}, height: 10 km, spacing: 2 min}\n"
)
PATROL = (
    "  - {id: patrol, type: su-30mki, side: own, from: {east: -150 km, north: 0 km}, to: {east: 0 km, north: 0 km}, "
    "height: 8 km, end_height: 300 m}\n"
)


def with_traffic(sound: str, flights: str = FLIGHT + PATROL, more: str = "") -> str:
    return sound + "traffic:\n" + flights + more


def test_values_are_si(sound: str) -> None:
    scenario = parse(with_traffic(sound))
    west, patrol = scenario.traffic
    assert (west.side, west.count, west.height, west.gap.fixed) == ("neutral", 3, 10e3, 120.0)
    assert west.origin == Place("offset", -90e3, -100e3)
    assert west.destination == Place("polar", math.radians(340.0), 150e3)
    assert (patrol.side, patrol.end_height, patrol.transponder) == ("own", 300.0, True)
    assert scenario.raids[0].transponder is False


def test_somebody_asks_only_with_traffic_or_on_demand(sound: str) -> None:
    assert parse(sound).asks is None
    assert parse(with_traffic(sound)).asks == Identification()
    assert parse(sound + "identification: {control: free}\n").asks == Identification(control="free")
    assert parse(with_traffic(sound, more="identification: {control: none}\n")).asks is None


def test_traffic_costs_looks_but_is_no_threat(sound: str) -> None:
    alone, shared = estimate(parse(sound)), estimate(parse(with_traffic(sound)))
    assert shared.threats == alone.threats
    assert shared.seconds > alone.seconds


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: airliner", "type: airlinr", 'no such threat in the catalogue; did you mean "airliner"?'),
        ("type: airliner", "type: babur", "neutral traffic flies airliners; these are: airliner"),
        ("type: su-30mki", "type: airliner", "own traffic flies fighters; these are: su-30mki, mig-29k"),
        ("type: su-30mki", "type: fatah-2", "own traffic flies fighters"),
        ("side: own", "side: friend", "must be neutral or own"),
        ("height: 8 km, ", "", "height: this key is required"),
        ("height: 10 km", "height: -10 km", "height"),
        ("height: 10 km", "height: 10", "unit"),
        ("end_height: 300 m", "end_height: 9 km", "it comes in at 8000 m; it can only end lower"),
        ("id: patrol", "id: west", "is the id of another raid or flight"),
        ("id: patrol", "id: drones", "is the id of another raid or flight"),
        (
            "to: {east: 0 km, north: 0 km}",
            "to: {east: -150 km, north: 0 km}",
            "two points on its way are the same place",
        ),
        ("spacing: 2 min", "spacing: 20 min", "the last of 3 would start at 2400 s; the scenario ends at 1200 s"),
        ("spacing: 2 min", "start: 20 min", "is not before the end of the scenario"),
        ("count: 3", "count: 4990", "raids and traffic are 5021 aircraft in all; at most 5000 are allowed"),
        ("count: 3", "count: 0", "between 1 and 5000"),
    ],
)
def test_refused(sound: str, refusals: Refusals, old: str, new: str, said: str) -> None:
    text = with_traffic(sound)
    assert old in text
    lines = refusals(text.replace(old, new))
    assert any("traffic" in line and said in line for line in lines), lines


def test_an_airliner_is_no_raid(sound: str, refusals: Refusals) -> None:
    lines = refusals(sound.replace("type: shahed-136", "type: airliner").replace("speed: 185 km/h", "height: 9 km"))
    assert any("raids[0].type: airliner: airliner flies in traffic; it attacks nothing" in line for line in lines), (
        lines
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{interrogator: iff}", "no such interrogator in the catalogue"),
        ("{control: loose}", "must be tight, free or none"),
        ("{declare_at: 1.5}", "declare_at"),
        ("{declare_at: 0.2}", "declare_at"),
        ("{expect: {hostile: 0}}", "hostile"),
        ("{expect: {foe: 1}}", "foe"),
    ],
)
def test_rules_refused(sound: str, refusals: Refusals, given: str, said: str) -> None:
    lines = refusals(with_traffic(sound, more=f"identification: {given}\n"))
    assert any("identification" in line and said in line for line in lines), lines


def test_remarks(sound: str) -> None:
    assert not [line for line in remarks(parse(with_traffic(sound))) if "traffic" in line]
    low = remarks(parse(with_traffic(sound).replace("height: 10 km", "height: 1 km")))
    assert any("traffic west: flies at 1000 m; airliner is known for" in line for line in low)
    slow = remarks(parse(with_traffic(sound).replace("height: 10 km", "height: 10 km, speed: 90 m/s")))
    assert any("traffic west: flies at 90 m/s" in line for line in slow)
    blind = remarks(parse(with_traffic(sound, more="identification: {control: none}\n")))
    assert any("nobody asks who is who" in line for line in blind)
    idle = remarks(parse(sound.replace("spacing: 20 s", "spacing: 20 s\n    transponder: true")))
    assert any("raid drones: transponder does nothing" in line for line in idle)
