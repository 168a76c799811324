"""Setting fields by path. Expected values: the scenario with the field written by hand, and what reading refuses."""

from pathlib import Path

import pytest

from vyuha.catalogue import load
from vyuha.scenario import parse
from vyuha.studies.point import Setting
from vyuha.studies.settings import SettingError, parsed, value_at, with_figures, with_settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "scenarios" / "first-raid.yaml").read_text(encoding="utf-8")


def test_nothing_set_is_the_text_itself() -> None:
    assert with_settings(TEXT, [Setting("catalogue.48N6E3.unit_cost", "1 MUSD")]) == TEXT


def test_a_field_of_an_item_is_the_same_as_written_by_hand() -> None:
    by_hand = parse(TEXT.replace("count: 10", "count: 17", 1))
    assert by_hand != parse(TEXT), "the control: there is such a line"
    assert parse(with_settings(TEXT, [Setting("raids.drones.count", "17")])) == by_hand


def test_fields_that_are_only_allowed_there_and_whole_mappings_can_be_set() -> None:
    scenario = parsed(
        TEXT,
        [Setting("raids.drones.speed", "170 km/h"), Setting("defences.alpha.load", {"48N6E3": "4"})],
        load(),
    )
    raid = next(raid for raid in scenario.raids if raid.id == "drones")
    assert raid.speed == pytest.approx(170.0 / 3.6)
    assert next(defence.load for defence in scenario.defences if defence.id == "alpha") == {"48N6E3": 4}


def test_a_unit_or_a_key_can_be_taken_out() -> None:
    six = (ROOT / "scenarios" / "six-battalions.yaml").read_text(encoding="utf-8")
    scenario = parsed(six, [Setting("defences.foxtrot", None), Setting("raids.drones.spacing", None)], load())
    assert [defence.id for defence in scenario.defences] == ["post", "alpha", "bravo", "charlie", "delta", "echo"]
    for path, said in (("defences.echoo", 'did you mean "echo"'), ("raids.drones.speed", 'no "speed" to take out')):
        with pytest.raises(SettingError, match=said):
            parsed(six, [Setting(path, None)], load())


def test_items_go_by_number_too() -> None:
    assert with_settings(TEXT, [Setting("raids.0.count", "5")]) == with_settings(
        TEXT, [Setting(f"raids.{parse(TEXT).raids[0].id}.count", "5")]
    )


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("raids.dronse.count", "3", 'no "dronse" in raids; did you mean "drones"?'),
        ("raids.drones.cuont", "3", 'unknown key; did you mean "count"?'),
        ("radis.drones.count", "3", 'unknown key; did you mean "raids"?'),
        ("raids.drones.count", "0", "must be between 1 and"),
        ("raids.drones.count.more", "3", "a value with nothing inside"),
        ("duration", "20", 'give a unit, for example "20 min"'),
        ("raids..count", "3", "is no path"),
        ("catalogue.48N6E4.cost", "1 MUSD", 'nothing called "48N6E4"; did you mean "catalogue.48N6'),
        ("catalogue.48N6E3.unit_csot", "1 MUSD", 'no figure "unit_csot"; did you mean "unit_cost"?'),
        ("catalogue.48N6E3.unit_cost", "1 km", "unknown unit of money"),
    ],
)
def test_what_cannot_be_set_is_said_with_the_nearest_name(path: str, value: str, said: str) -> None:
    with pytest.raises(SettingError) as refused:
        parsed(TEXT, [Setting(path, value)], load())
    assert said in str(refused.value)


def test_a_figure_is_set_in_its_own_unit() -> None:
    changed = with_figures(load(), [Setting("catalogue.48N6E3.unit_cost", "2.5 MUSD")])
    assert changed.missiles["48N6E3"].unit_cost.value == 2.5e6
    assert load().missiles["48N6E3"].unit_cost.value != 2.5e6


def test_what_stands_at_a_path() -> None:
    assert value_at(TEXT, "raids.drones.count") == "10"
    assert value_at(TEXT, "raids.drones.speed") is None
    assert value_at(TEXT, "raids.nobody.count") is None
