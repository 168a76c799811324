"""What is odd in a programme and read all the same: one case for each, with the place and what was assumed.

Expected values: the rules of the file format. Control: the sound text of `test_check` has no remark.
"""

import pytest

from tests.programme.test_check import SOUND
from vyuha.programme import built_in
from vyuha.programme.load import DATA, examine

SAID = "source: a report, grade: published}"

# Name of the case -> (what is changed, what is said).
ODD: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "re-set due before it was announced": (
        ((f"due: {{date: 2014, {SAID}", f"due: {{date: 2013-05, {SAID}"),),
        "contracts[0].tranches[0].reset[1].due: lies before the re-set was announced (2013-06); months late",
    ),
    "re-set to an earlier day": (
        ((f"due: {{date: 2014, {SAID}", f"due: {{date: 2013-08, {SAID}"),),
        "contracts[0].tranches[0].reset[1].due: is no later than the promise before it (2013); it is not counted",
    ),
    "re-set after the delivery": (
        (("announced: {date: 2013-06", "announced: {date: 2014-05"), ("due: {date: 2014,", "due: {date: 2015,")),
        "contracts[0].tranches[0].reset[1].announced: lies after the delivery (2014-03)",
    ),
    "approved after the contract": (
        (("on: {date: 2009-05", "on: {date: 2010-05"),),
        "approvals[0].on: lies after Three batteries was signed (2010-01-15); it is kept, and not counted",
    ),
    "forecast after the delivery": (
        (("said: {date: 2011-01", "said: {date: 2016-01"), ("when: {date: 2012-06", "when: {date: 2017")),
        "forecasts[0].said: lies after the delivery (2014-03); the forecast is not used",
    ),
    "forecast of the past": (
        (("when: {date: 2012-06", "when: {date: 2010-06"),),
        "forecasts[0].when: lies before it was said (2011-01); it is kept as it stands",
    ),
    "delivered after the end": (
        (("ended: {date: 2020-01", "ended: {date: 2015-01"),),
        "contracts[0].tranches[1].delivered: lies after the contract had ended (2015-01); it is counted all the same",
    ),
    "a first promise without a last": (
        ((f"        planned: {{after: 36 months, {SAID}\n", ""),),
        'contracts[0].tranches[1].planned_first: there is no "planned" for the last unit; the promise is not used',
    ),
    "tallies that stop short": (
        (("total: {value: 3", "total: {value: 2"), ("by: {date: 2016-12-31", "by: {date: 2015-02")),
        "contracts[0].tallies: the last tally is less than was ordered although all has come; the rest is taken",
    ),
    "an option without stages": (
        ((SOUND[SOUND.index("    stages:\n") : SOUND.index("brings:")], ""),),
        "options[0]: has no stages; a contract is taken to be certain and immediate",
    ),
    "an option of no units": (
        (("    units: {value: 2", "    units: {value: 0"),),
        "options[0].units: adds no unit; it is kept on the record card and changes nothing",
    ),
    "long training": (
        (("brings:", f"training: {{value: 6 years, {SAID}\nbrings:"),),
        "training: is more than 5 years; it is used as it stands",
    ),
    "a source that nobody cites": (
        (("approvals:", 'sources:\n  paper: "a paper of 2001"\napprovals:'),),
        "sources.paper: a paper of 2001: is cited by nothing in the file",
    ),
}


def said_of(*changes: tuple[str, str]) -> list[str]:
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [str(problem) for problem in examine(text, "x.yaml")[1]]


def test_the_sound_text_has_no_remark() -> None:
    assert said_of() == []


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_read_and_named_with_what_was_assumed(case: str) -> None:
    changes, message = ODD[case]
    assert any(message in line for line in said_of(*changes)), said_of(*changes)


def test_a_programme_of_nothing_is_odd() -> None:
    text = SOUND[: SOUND.index("approvals:")]
    assert [problem.message for problem in examine(text, "x")[1]] == [
        "there is neither a contract nor an option; the record card will be empty"
    ]


@pytest.mark.parametrize("name", built_in())
def test_programmes_of_the_package_are_not_odd(name: str) -> None:
    assert examine((DATA / f"{name}.yaml").read_text(encoding="utf-8"), name)[1] == ()
