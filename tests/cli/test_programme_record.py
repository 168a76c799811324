"""`vyuha programme list, record, check, schema`: what they print, and how they end (exit codes 0 and 2).

Expected values: the figures of `tests/programme/test_record.py`; the schema is checked by another library (jsonschema).
"""

import csv
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from tests.programme.test_check import SOUND
from tests.rules.test_lazy import COMMAND, fresh
from vyuha.cli.app import app
from vyuha.programme import built_in
from vyuha.programme.load import DATA


def programme(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["programme", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_help_teaches_with_an_example() -> None:
    code, out, _ = programme("--help")
    assert code == 0
    assert "vyuha programme record s400-india" in out
    for command in ("list", "record", "check", "schema"):
        assert "Example: vyuha programme" in programme(command, "--help")[1]


def test_list_names_every_programme() -> None:
    code, out, _ = programme("list")
    assert code == 0
    for name in built_in():
        assert f" {name} " in out
    listed = json.loads(programme("list", "--json")[1])
    assert {one["id"] for one in listed} == set(built_in())
    s400 = next(one for one in listed if one["id"] == "s400-india")
    assert (s400["ordered"], s400["delivered"], s400["as_of"]) == (5.0, 4.0, "2026-11-22")


def test_the_card_shows_figures_and_numbered_sources() -> None:
    code, out, err = programme("record", "s400-india")
    assert (code, err) == (0, "")
    for text in ("1.60 times", "1.80 times", "1.62 times", "10.9 squadron-years", "USD 5.43 billion", "[1]"):
        assert text in out
    assert "Claims of one side (no figure above rests on them)" in out
    assert "armyrecognition.com, September 2018" in out
    assert "\x1b" not in out


def test_the_card_of_vikramaditya() -> None:
    out = programme("record", "ins-vikramaditya")[1]
    for text in ("2.13 times", "2.36 times", "1.31 times", "USD 974.28 million", "62.5 months"):
        assert text in out


def test_on_a_date_and_with_an_assumed_delivery() -> None:
    code, out, _ = programme("record", "s400-india", "--on", "2025-05-07", "--json")
    assert code == 0
    totals = {figure["id"]: figure["value"] for figure in json.loads(out)["totals"]}
    assert (totals["planned"], totals["delivered"]) == (5.0, 3.0)
    out = programme("record", "s400-india", "--assume", "squadron-5=2027-07", "--json")[1]
    growth = next(f for f in json.loads(out)["contracts"][0]["schedule"] if f["id"] == "main.growth_last")
    assert growth["value"] == pytest.approx(1.95, abs=0.005)
    assert growth["grade"] == "assumed"


def test_csv(tmp_path: Path) -> None:
    file = tmp_path / "card.csv"
    code, out, err = programme("record", "s400-india", "--csv", str(file))
    assert (code, out, err) == (0, "", f"wrote {file}\n")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    first = next(row for row in rows if row["id"] == "main.growth_first")
    assert float(first["value"]) == pytest.approx(1.60, abs=0.005)
    assert first["grade"] == "published"
    assert "armyrecognition" in first["sources"]
    kept = file.read_bytes()
    assert kept.endswith(b"\n") and not list(tmp_path.glob(".*"))
    code, _, err = programme("record", "akash-india", "--csv", str(file))
    assert code == 2 and "--force overwrites it" in err
    assert file.read_bytes() == kept
    assert programme("record", "akash-india", "--csv", str(file), "--force")[0] == 0
    assert file.read_bytes() != kept


def test_html(tmp_path: Path) -> None:
    file = tmp_path / "card.html"
    code, out, err = programme("record", "s400-india", "--html", str(file))
    assert (code, out, err) == (0, "", f"wrote {file}\n")
    page = file.read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "S-400 for the Indian Air Force" in page and "<svg" in page
    assert programme("record", "s400-india", "--html", str(file))[0] == 2
    # On an earlier day the charts show no more than the card; control: the whole one has August 2025.
    assert "Babushkin" in page
    assert programme("record", "s400-india", "--html", str(file), "--on", "2024-01-01", "--force")[0] == 0
    assert "Babushkin" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("record", "s400"), "s400: no such programme, and no such file"),
        (("record", "none.yaml"), "none.yaml: cannot be read: no such file or directory"),
        (("record", "s400-india", "--on", "soon"), "--on 'soon': give a date: 2018-10-05, 2018-10"),
        (("record", "s400-india", "--assume", "squadron-5"), "give a delivery and a date, e.g. squadron-5=2026-11"),
        (("record", "s400-india", "--assume", "squadron-9=2026"), 'no contract has a tranche "squadron-9"'),
        (
            ("record", "s400-india", "--csv", "no/such/folder/x.csv"),
            "x.csv: there is no folder no/such/folder",
        ),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_refusals_name_what_is_allowed(arguments: tuple[str, ...], message: str) -> None:
    code, out, err = programme(*arguments)
    assert code == 2
    assert out == ""
    assert message in err
    assert len(err.splitlines()) == 1


def test_check_says_what_is_sound_odd_and_wrong(tmp_path: Path) -> None:
    good, odd, bad, fight = (tmp_path / f"{name}.yaml" for name in ("good", "odd", "bad", "fight"))
    good.write_text(SOUND)
    odd.write_text(SOUND.replace("on: {date: 2009-05", "on: {date: 2010-05"))
    bad.write_text(SOUND.replace("failed: 6", "failed: 21"))
    fight.write_text("vyuha: 1\n")
    assert programme("check", str(good)) == (0, f"{good}: sound: a programme: 1 contract, 1 option\n", "")
    code, out, err = programme("check", str(odd))
    assert code == 0
    assert "odd: odd.yaml:11: approvals[0].on: lies after Three batteries was signed" in err
    assert "(1 oddity)" in out
    code, out, err = programme("check", str(good), str(bad))
    assert code == 2
    assert "good.yaml: sound" in out
    assert "bad.yaml" not in out
    assert "trials.failed: 21: more failed than were fired (20)" in err
    assert "this is a scenario" in programme("check", str(fight))[2]
    told = json.loads(programme("check", str(bad), "--json")[1])
    assert told[0]["sound"] is False
    assert (
        told[0]["problems"][0]["line"]
        == SOUND.splitlines().index(next(x for x in SOUND.splitlines() if "trials" in x)) + 1
    )


def test_the_schema_accepts_what_we_read_and_refuses_what_we_refuse() -> None:
    schema = json.loads(programme("schema")[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for name in built_in():
        tree = as_text((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(tree)] == []
    wrong = as_text(SOUND.replace("signed: {date: 2010-01-15", "signed: {data: 2010-01-15"))
    assert list(validator.iter_errors(wrong))
    plan = json.loads(programme("schema", "--plan")[1])
    jsonschema.Draft202012Validator.check_schema(plan)
    assert "vyuha-plan" in plan["required"]


def as_text(text: str) -> object:
    """The tree as an editor sees it (YAML 1.2): numbers are numbers, dates and words such as "on" stay text."""

    class Loader(yaml.SafeLoader):
        pass

    kept = {
        key: [one for one in found if one[0].rpartition(":")[2] in ("int", "float")]
        for key, found in Loader.yaml_implicit_resolvers.items()
    }
    Loader.yaml_implicit_resolvers = kept
    return yaml.load(text, Loader)


@pytest.mark.parametrize(
    "arguments", [["list"], ["record", "s400-india"], ["check", "s400-india"], ["--help"]], ids=" ".join
)
def test_no_compiler_is_loaded(arguments: list[str]) -> None:
    assert fresh(COMMAND.format(arguments=["programme", *arguments])).stderr.endswith("no compiler")
