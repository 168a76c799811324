"""`vyuha catalogue`, called as a person calls it; expected texts are those of the data files."""

import json

import pytest
import typer
from typer.testing import CliRunner

from vyuha.catalogue import load
from vyuha.cli.catalogue import catalogue

APP = typer.Typer(rich_markup_mode=None)
APP.command()(catalogue)


def test_the_list_names_every_item() -> None:
    result = CliRunner().invoke(APP, [])
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    for id in load().ids():
        assert f" {id} " in result.stdout


def test_an_item_is_shown_with_range_grade_source_and_note() -> None:
    result = CliRunner().invoke(APP, ["91N6E"])
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "reference range" in line)
    assert "280 km (224 to 336)" in row
    assert "derived" in row
    assert "encyclopaedia articles" in row
    assert "fourth root" in result.stdout
    # Negative control: another radar is another text.
    assert "280 km" not in CliRunner().invoke(APP, ["92N6E"]).stdout


def test_a_system_is_shown_with_its_composition() -> None:
    text = CliRunner().invoke(APP, ["s-400/battalion"]).stdout
    assert "radar 96L6E, mast 40V6M" in text
    assert "32 x 9M96E2" in text
    assert "RIA Novosti" in text


def test_json_is_si() -> None:
    shown = json.loads(CliRunner().invoke(APP, ["40V6M", "--json"]).stdout)
    assert shown["figures"]["emplacement_time"]["value"] == 75 * 60
    assert shown["figures"]["emplacement_time"]["si_unit"] == "s"
    everything = json.loads(CliRunner().invoke(APP, ["--json"]).stdout)
    assert {item["id"] for items in everything.values() for item in items} == set(load().ids())


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    result = CliRunner().invoke(APP, ["92n6"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "vyuha catalogue: nothing is called '92n6'; did you mean 92N6E or 91N6E?\n"


def test_help_has_an_example() -> None:
    assert "vyuha catalogue 91N6E" in CliRunner().invoke(APP, ["--help"]).stdout


def test_colours_are_off_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in CliRunner().invoke(APP, ["96L6E"]).stdout
