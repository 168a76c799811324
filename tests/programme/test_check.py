"""Rules between the parts of a programme: one case for each, with the place and the message.

Expected values: the rules of the file format. Control: the text that every case starts from is sound, and so is each
case with its one change taken back.
"""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vyuha.programme import built_in, parse
from vyuha.programme.load import DATA
from vyuha.reading.problems import InputErrors

SOUND = """\
vyuha-programme: 1
id: test
title: A programme
supplier: Ruritania
buyer: Borduria
kind: direct-purchase
unit: battery
as_of: {date: 2020-06-30, source: a report, grade: published}
summary: Three batteries.
approvals:
  - {id: aon, name: Approval, on: {date: 2009-05, source: a report, grade: published}, contract: main}
contracts:
  - id: main
    name: Three batteries
    signed: {date: 2010-01-15, source: a report, grade: published}
    ended: {date: 2020-01, source: a report, grade: published}
    due: {date: 2016, source: a report, grade: published}
    quantity: {value: 3, source: a report, grade: published}
    tranches:
      - id: first
        units: 1
        planned: {after: 24 months, source: a report, grade: published}
        reset:
          - announced: {date: 2011-06, source: a report, grade: published}
            due: {date: 2013, source: a report, grade: published}
          - announced: {date: 2013-06, source: a report, grade: published}
            due: {date: 2014, source: a report, grade: published}
        delivered: {date: 2014-03, source: a report, grade: published}
        operational: {date: 2014-06, source: a report, grade: published}
      - id: rest
        units: 2
        planned_first: {after: 30 months, source: a report, grade: published}
        planned: {after: 36 months, source: a report, grade: published}
        begun: {date: 2014-09, source: a report, grade: published}
        delivered: {date: 2015-03, source: a report, grade: published}
    tallies:
      - by: {date: 2014-12-31, source: a report, grade: published}
        total: {value: 2, source: a report, grade: published}
      - by: {date: 2016-12-31, source: a report, grade: published}
        total: {value: 3, source: a report, grade: published}
    line:
      started: {date: 2012, source: a report, grade: published}
      capacity: {value: 2, source: a report, grade: published}
      ramp: {value: 1 years, source: a report, grade: published}
options:
  - id: more
    name: More of them
    units: {value: 2, source: a report, grade: published}
    stages:
      - {id: asked, name: Asked, passed: {date: 2018, source: a report, grade: published}}
      - {id: approved, name: Approved, passed: {date: 2019, source: a report, grade: published}}
      - id: signed
        name: Signed
        probability: {value: 0.5, grade: assumed, note: "a guess"}
        takes: {value: 1 years, grade: assumed, note: "a guess"}
brings:
  launchers: {value: 4, source: a report, grade: published}
forecasts:
  - said: {date: 2011-01, source: a report, grade: published}
    by: Ministry
    tranche: first
    when: {date: 2012-06, source: a report, grade: published}
trials: {fired: 20, failed: 6, source: a report, grade: published}
"""


def complaints(*changes: tuple[str, str]) -> str:
    """What is said of the sound text after some changes; empty for nothing."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    try:
        parse(text, "x.yaml")
    except InputErrors as errors:
        return str(errors)
    return ""


def test_the_text_that_all_cases_start_from_is_sound() -> None:
    assert complaints() == ""


# Name of the case -> (what is changed, what is said).
WRONG: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "tranches do not add up": (
        (("quantity: {value: 3", "quantity: {value: 4"),),
        "x.yaml:18: contracts[0].quantity: the tranches add up to 3, 4 were ordered",
    ),
    "delivered before the contract": (
        (("delivered: {date: 2014-03", "delivered: {date: 2009-12"),),
        "contracts[0].tranches[0].delivered: lies before the contract was signed (2010-01-15)",
    ),
    "operational before the delivery": (
        (("operational: {date: 2014-06", "operational: {date: 2014-02"),),
        "contracts[0].tranches[0].operational: lies before the delivery (2014-03)",
    ),
    "operational without a delivery": (
        (("        delivered: {date: 2014-03, source: a report, grade: published}\n", ""),),
        "contracts[0].tranches[0].operational: units that have not been delivered cannot be operational; give",
    ),
    "begun after the delivery": (
        (("begun: {date: 2014-09", "begun: {date: 2015-04"),),
        "contracts[0].tranches[1].begun: lies after the last unit was delivered (2015-03)",
    ),
    "begun before the contract": (
        (("begun: {date: 2014-09", "begun: {date: 2009"),),
        "contracts[0].tranches[1].begun: lies before the contract was signed",
    ),
    "a promise of two million years": (
        (("planned: {after: 24 months", "planned: {after: 24000000 months"),),
        "x.yaml:22: contracts[0].tranches[0].planned.after",
    ),
    "training of a thousand years": (
        (("trials: {fired", "training: {value: 1000 years, source: a report, grade: published}\ntrials: {fired"),),
        "x.yaml:63: training: is longer than 100 years (1,000 years)",
    ),
    "promised before the contract": (
        (("planned: {after: 24 months", "planned: {date: 2009-12"),),
        "contracts[0].tranches[0].planned: lies before the contract was signed (2010-01-15)",
    ),
    "the whole promised before the contract": (
        (("due: {date: 2016,", "due: {date: 2009,"),),
        "contracts[0].due: lies before the contract was signed (2010-01-15)",
    ),
    "first unit promised after the last": (
        (("planned_first: {after: 30", "planned_first: {after: 40"),),
        "contracts[0].tranches[1].planned_first: lies after the last unit was promised (36 months after signature)",
    ),
    "re-set before signature": (
        (("announced: {date: 2011-06", "announced: {date: 2009-06"),),
        "contracts[0].tranches[0].reset[0].announced: lies before the contract was signed (2010-01-15)",
    ),
    "baselines out of order": (
        (("announced: {date: 2011-06", "announced: {date: 2013-07"),),
        "contracts[0].tranches[0].reset[1].announced: lies before the baseline above it was announced (2013-07)",
    ),
    "baselines that overlap": (
        (("announced: {date: 2011-06", "announced: {date: 2013"),),
        "contracts[0].tranches[0].reset[1].announced: overlaps the baseline above it (2013); give dates that tell",
    ),
    "tally above what was ordered": (
        (("total: {value: 3", "total: {value: 4"),),
        "contracts[0].tallies[1].total: is more than was ordered (3)",
    ),
    "tallies that fall": (
        (("total: {value: 3", "total: {value: 1"),),
        "contracts[0].tallies[1].total: is less than the tally above it (2)",
    ),
    "tallies out of order": (
        (("by: {date: 2016-12-31", "by: {date: 2013-12-31"),),
        "contracts[0].tallies[1].by: lies before the tally above it (2014-12-31)",
    ),
    "tally against tranches": (
        (("total: {value: 2", "total: {value: 0"),),
        "contracts[0].tallies[0].total: disagrees with the tranches, which give 1 to 3 by then",
    ),
    "ended before it was signed": (
        (("ended: {date: 2020-01", "ended: {date: 2009"),),
        "contracts[0].ended: lies before the contract was signed (2010-01-15)",
    ),
    "a line that makes nothing": (
        (("capacity: {value: 2", "capacity: {value: 0"),),
        "contracts[0].line.capacity: a line that makes nothing delivers nothing",
    ),
    "delivered in the future": (
        (("delivered: {date: 2015-03", "delivered: {date: 2020-07"),),
        "contracts[0].tranches[1].delivered: lies after as_of (2020-06-30); what is still to come is a promise",
    ),
    "a stage passed in the future": (
        (("passed: {date: 2019", "passed: {date: 2021"),),
        "options[0].stages[1].passed: lies after as_of (2020-06-30)",
    ),
    "a forecast made in the future": (
        (("said: {date: 2011-01", "said: {date: 2020-08"),),
        "forecasts[0].said: lies after as_of (2020-06-30)",
    ),
    "stages out of order": (
        (("passed: {date: 2018", "passed: {date: 2019-06"), ("passed: {date: 2019,", "passed: {date: 2017,")),
        "options[0].stages[1].passed: lies before the stage above it (2019-06); give stages in order",
    ),
    "a stage passed after an open one": (
        (
            (
                "passed: {date: 2018, source: a report, grade: published}",
                "probability: {value: 1, grade: assumed, note: x}, takes: {value: 1 years, grade: assumed, note: x}",
            ),
        ),
        'options[0].stages[1].passed: stands after "asked", which is still open; give stages in order',
    ),
    "a stage after a refusal": (
        (("passed: {date: 2019", "refused: {date: 2019"),),
        'options[0].stages[2]: stands after "approved", which was refused; nothing comes after that',
    ),
    "an option of nothing": (
        (("    units: {value: 2, source: a report, grade: published}\n    stages", "    stages"),),
        'options[0]: an option adds something: give "units" or "rounds"',
    ),
    "a unit that brings nothing": (
        (("launchers: {value: 4", "launchers: {value: 0"),),
        "brings.launchers: a unit brings at least 1 of what is named",
    ),
    "a unit that brings too much": (
        (("launchers: {value: 4", "launchers: {value: 400000"),),
        "brings.launchers: one unit brings at most 100,000; is this the number of all units together?",
    ),
    "two tranches of one name": (
        (("id: rest", "id: first"),),
        "contracts[0].tranches[1].id: first: another tranche or option has this id",
    ),
    "an option named like a tranche": (
        (("- id: more", "- id: rest"),),
        "options[0].id: rest: another tranche or option has this id",
    ),
    "two stages of one name": (
        (("id: approved,", "id: asked,"),),
        "options[0].stages[1].id: asked: another stage of more has this id",
    ),
    "a forecast of no tranche": (
        (("tranche: first", "tranche: frist"),),
        'forecasts[0].tranche: frist: no contract has such a tranche; did you mean "first"?',
    ),
    "an approval of no contract": (
        (("contract: main", "contract: mian"),),
        'approvals[0].contract: mian: there is no such contract; did you mean "main"?',
    ),
    "more failures than shots": (
        (("failed: 6", "failed: 21"),),
        "trials.failed: 21: more failed than were fired (20)",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_named_with_its_place(case: str) -> None:
    changes, message = WRONG[case]
    said = complaints(*changes)
    assert message in said
    # One line for one mistake; only the tallies know that a changed delivery does not suit them either.
    assert [line for line in said.splitlines() if message not in line and "disagrees with the" not in line] == []


def test_several_mistakes_are_named_together_in_the_order_of_lines() -> None:
    said = complaints(("quantity: {value: 3", "quantity: {value: 5"), ("failed: 6", "failed: 30"))
    lines = [int(line.split(":")[1]) for line in said.splitlines()]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_dates_known_to_the_year_are_given_the_benefit_of_the_doubt() -> None:
    # Delivered "in 2010", signed in the middle of January 2010: it may have been later in the year.
    assert (
        complaints(
            ("delivered: {date: 2014-03", "delivered: {date: 2010"),
            ("announced: {date: 2011-06", "announced: {date: 2010-06"),
            ("operational: {date: 2014-06", "operational: {date: 2010"),
        )
        == ""
    )
    # Control: in 2009 it cannot.
    assert "lies before" in complaints(("delivered: {date: 2014-03", "delivered: {date: 2009"))


@pytest.mark.parametrize("name", built_in())
def test_programmes_of_the_package_are_sound(name: str) -> None:
    parse((DATA / f"{name}.yaml").read_text(encoding="utf-8"), name)


WORDS = (
    "2019-02-30",
    "2199",
    "1900",
    "-1",
    "0",
    "1e9",
    "nan",
    "{",
    "}",
    "[",
    "]",
    ":",
    "- ",
    "\t",
    "&a ",
    "*a",
    "!!x ",
    "\x00",
)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(built_in()), st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_any_mangled_file_is_read_or_refused_in_order(name: str, seed: int, cuts: int) -> None:
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    mangled = mangle(text, seed, cuts)
    try:
        parse(mangled, name)
    except InputErrors as errors:
        assert errors.problems


def mangle(text: str, seed: int, cuts: int) -> str:
    """Lines dropped, doubled and swapped, dates and numbers changed, pieces cut and put elsewhere."""
    chance = random.Random(seed)
    for _ in range(cuts):
        lines = text.splitlines(keepends=True)
        i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
        where = chance.randrange(len(text))
        kind = chance.randrange(6)
        if kind == 0:
            del lines[i]
            text = "".join(lines)
        elif kind == 1:
            lines.insert(j, lines[i])
            text = "".join(lines)
        elif kind == 2:
            lines[i], lines[j] = lines[j], lines[i]
            text = "".join(lines)
        elif kind == 3:
            text = text[:where] + chance.choice(WORDS) + text[where:]
        elif kind == 4:
            text = text[:where] + text[where + chance.randrange(1, 40) :]
        else:
            years = [k for k in range(len(text) - 4) if text[k : k + 4].isdigit()]
            k = chance.choice(years or [0])
            text = text[:k] + str(chance.randrange(1850, 2250)) + text[k + 4 :]
    return text


def test_a_promise_runs_out_before_dates_end() -> None:
    """95 years from 2110 end in 2205. Control: 85 years end in 2195."""
    signed = ("signed: {date: 2010-01-15", "signed: {date: 2110-01-15")
    told = "planned.after: 95 years: counted from 2110-01-15 it ends after 2199, the last year that dates may have"
    assert told in complaints(signed, ("planned: {after: 24 months", "planned: {after: 95 years"))
    assert "it ends after" not in complaints(signed, ("planned: {after: 24 months", "planned: {after: 85 years"))


def test_mangling_does_break_files() -> None:
    """Control of the test above: many mangled files are refused, and some are read."""
    refused = 0
    for seed in range(60):
        try:
            parse(mangle(SOUND, seed, 1), "x")
        except InputErrors:
            refused += 1
    assert 10 <= refused < 60
