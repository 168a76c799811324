"""From names and texts to programmes: what is found, what is refused, and with which words.

Expected values: the rules of the strict reader (`tests/reading`) and of the file format.
"""

import re
from pathlib import Path

import pytest

from tests.programme.test_check import SOUND
from vyuha.base.calendar import parse_date
from vyuha.programme import built_in, load, parse
from vyuha.programme.load import examine, find
from vyuha.programme.schema import plan_schema, programme_schema
from vyuha.reading.problems import InputErrors

NINE = {
    "ak-203-india",
    "akash-india",
    "brahmos",
    "ins-vikramaditya",
    "kamov-india",
    "mig-29-india",
    "s400-india",
    "su-30mki-india",
    "t-90s-india",
}


def refusal(text: str) -> str:
    with pytest.raises(InputErrors) as caught:
        parse(text, "x.yaml")
    return str(caught.value)


def test_built_in_programmes_are_found_by_id() -> None:
    assert set(built_in()) >= NINE
    assert load("s400-india").id == "s400-india"
    assert all(load(name).id == name for name in built_in())


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SOUND, encoding="utf-8")
    assert load(file).title == "A programme"
    assert find(str(file)) == file


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputErrors, match=r'no such programme, and no such file; did you mean "s400-india"\?'):
        load("s400-indai")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_dates_and_their_range_are_kept() -> None:
    programme = parse(
        SOUND.replace("delivered: {date: 2014-03,", "delivered: {date: 2014-03, low: 2014-02, high: 2014-04,")
    )
    came = programme.contracts[0].tranches[0].delivered
    assert came is not None
    assert came.span == parse_date("2014-03")
    assert came.range == (parse_date("2014-02").start, parse_date("2014-04").end)
    # Control: without a range it is the month itself.
    plain = parse(SOUND).contracts[0].tranches[0].delivered
    assert plain is not None
    assert plain.range == plain.span


def test_source_keys_are_replaced_by_their_text() -> None:
    text = SOUND.replace("approvals:", 'sources:\n  paper: "a paper of 2001"\napprovals:', 1)
    text = text.replace("on: {date: 2009-05, source: a report", "on: {date: 2009-05, source: paper; a letter of 2002")
    assert parse(text).approvals[0].on.source == "a paper of 2001; a letter of 2002"
    assert 'unknown source key "papr"; did you mean "paper"?' in refusal(text.replace("source: paper", "source: papr"))


# What is changed -> what is said.
REFUSED = {
    ("vyuha-programme: 1", "vyuha-programme: 2"): "x.yaml:1: vyuha-programme: 2: must be equal to 1",
    ("kind: direct-purchase", "kind: gift"): "x.yaml:6: kind: gift: ",
    ("unit: battery\n", ""): "x.yaml:1: unit: this key is required",
    ("unit: battery", "unti: battery"): 'x.yaml:7: unti: battery: unknown key; did you mean "unit"?',
    ("signed: {date: 2010-01-15", "signed: {date: 2010-13"): "contracts[0].signed: there is no such day",
    ("signed: {date: 2010-01-15", "signed: {date: soon"): "contracts[0].signed: give a date: 2018-10-05, 2018-10",
    ("signed: {date: 2010-01-15,", "signed: {data: 2010-01-15,"): 'unknown key "data" in a dated fact',
    (
        "launchers: {value: 4, source: a report",
        "launchers: {value: 4",
    ): "brings.launchers: a published figure needs a source",
    ("units: 1\n", "units: 1.5\n"): "contracts[0].tranches[0].units: 1.5: give a whole number",
    ("as_of: {date: 2020-06-30, source: a report, grade: published}", "as_of: {date: 2020, grade: assumed}"): (
        "as_of: an assumed figure needs a note that says why this value"
    ),
    (
        "planned: {after: 24 months",
        "planned: {after: 24",
    ): 'contracts[0].tranches[0].planned: give a unit, for example "1 months"',
    (
        "planned: {after: 24 months,",
        "planned: {after: 24 months, date: 2012,",
    ): 'give "date" or "after", one of the two',
    ("fired: 20", "fired: many"): "trials.fired: many: give a whole number",
}


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change[1][:40].strip())
def test_what_cannot_be_read_is_named_with_line_and_remedy(change: tuple[str, str]) -> None:
    old, new = change
    assert SOUND.count(old) == 1, old
    said = refusal(SOUND.replace(old, new))
    assert REFUSED[change] in said, said


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "a: [1, 2", "a: &b c"])
def test_what_is_no_programme_at_all_is_refused(text: str) -> None:
    assert refusal(text).startswith("x.yaml")


PAGE = Path(__file__).resolve().parents[2] / "docs" / "programme.md"


def test_the_example_of_the_manual_is_sound() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.M | re.S)
    programme, odd = examine(example, "page")
    assert odd == ()
    assert len(programme.contracts[0].tranches) == 2


def missing_keys(page: str) -> set[str]:
    """Keys of programme and plan files that a page does not name."""
    named = set(re.findall(r"`([a-z_-]+)`", page))
    schemas = (programme_schema(), plan_schema())
    parts = [schema for whole in schemas for schema in (whole, *whole["$defs"].values())]
    return {key for part in parts for key in part.get("properties", {})} - named - {"likely", "date", "value", "after"}


def test_the_manual_names_every_key() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert missing_keys(page) == set()
    # Control: a key that is taken out is missed.
    assert missing_keys(page.replace("`planned_first`", "")) == {"planned_first"}
