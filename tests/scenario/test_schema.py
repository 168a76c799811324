"""The JSON Schema: accepts what the loader accepts and refuses the structural mistakes that it refuses.

Expected values: the loader itself; the validator is the jsonschema library.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from vyuha.reading.schema import keys_at
from vyuha.scenario import Scenario, json_schema, load, template

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(validator: Draft202012Validator, text: str) -> list[Any]:
    return list(validator.iter_errors(yaml.safe_load(text)))


def test_the_template_and_the_sound_scenario_validate(validator: Draft202012Validator, sound: str) -> None:
    assert faults(validator, template()) == []
    assert faults(validator, sound) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_the_examples_validate_and_load(validator: Draft202012Validator, path: Path) -> None:
    assert faults(validator, path.read_text(encoding="utf-8")) == []
    assert load(path).vyuha == 1


BAD = [
    ("speed: 185 km/h", "speed: 185"),
    ("speed: 185 km/h", "speed: 185 kg"),
    ("speed: 185 km/h", "sped: 185 km/h"),
    ("count: 30", "count: 0"),
    ("count: 30", "count: many"),
    ("vyuha: 1", "vyuha: 2"),
    ("title: A test\n", ""),
    ("duration: 20 min", "duration: 20"),
    ("target: [base, alpha]", "target: []"),
    ("id: alpha", "id: 9alpha"),
    ("bearing: 300 deg\n", "east: 3 km\n"),
    ("range: 50 km}", "range: 50 km, east: 1 km, north: 1 km}"),
    ("spacing: 20 s", "spacing: {median: 20 s}"),
    ("salvo: 2", "salvo: 9"),
    ("48N6E3: 24,", "48N6E3: -1,"),
]


@pytest.mark.parametrize(("old", "new"), BAD)
def test_structural_mistakes_do_not_validate(validator: Draft202012Validator, sound: str, old: str, new: str) -> None:
    assert sound.count(old) == 1
    assert faults(validator, sound.replace(old, new)) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("spacing: 20 s", "spacing: {mean: 20 s}"),
        ("target: [base, alpha]", "target: base"),
        ("doctrine: mine", "mast: no"),
        ("bearing: 300 deg\n    range: 8 km", "lat: 31 deg\n    lon: 75 deg"),
    ],
)
def test_other_ways_to_write_validate(validator: Draft202012Validator, sound: str, old: str, new: str) -> None:
    assert faults(validator, sound.replace(old, new)) == []


def test_defaults_are_shown_as_one_writes_them() -> None:
    asset = json_schema()["$defs"]["Asset"]["properties"]
    assert asset["radius"]["default"] == "500 m"
    assert "place" not in asset
    assert asset["east"]["examples"] == ["-6 km"]


def test_every_key_of_the_models_is_known_to_suggestions() -> None:
    assert {"id", "from", "spacing", "dispersion", "lateral"} <= set(keys_at(Scenario, ("raids", 3)))
    assert keys_at(Scenario, ("raids", 0, "dispersion")) == ["time", "cross_track", "height"]
    assert {"bearing", "lat", "east"} <= set(keys_at(Scenario, ("raids", 0, "route", 1)))
    assert keys_at(Scenario, ("raids", 0, "spacing")) == []
