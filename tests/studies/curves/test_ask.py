"""How a curve is asked for: defaults, and what is wrong, in words."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.engine.builders import Case, raid
from tests.studies.curves.studies import bare_text, study_of
from vyuha.studies.curves.ask import Curve
from vyuha.studies.curves.question import CurveQuestion
from vyuha.studies.point import Setting
from vyuha.studies.study import Alternative, Study

SIZES = ("threats", "raids.west.count", ["8", "2", "4"])
ALTERNATIVES = (
    Alternative("one", "1 unit"),
    Alternative("two", "2 units", (Setting("raids.west.count", "5"),)),
)


def ask(**keys: Any) -> Curve:
    return Curve.model_validate({"ask": "curve", **keys})


def problems(curve: Curve, study: Study) -> list[str]:
    return [f"{'.'.join(map(str, at))}: {message}" for at, message in curve.problems(study)]


def question(curve: Curve, study: Study) -> CurveQuestion:
    assert problems(curve, study) == []
    made = curve.question(study)
    assert isinstance(made, CurveQuestion)
    return made


def test_alone_it_runs_along_the_only_factor_from_the_least_to_the_most() -> None:
    made = question(ask(), study_of(bare_text(), SIZES, trials=7))
    assert made.asked.axis.x.tolist() == [2.0, 4.0, 8.0]
    assert made.asked.outcomes == ("armed_leakers",)
    assert [(want.point.name, want.count) for want in made.at_most()] == [
        ("threats-2", 7),
        ("threats-4", 7),
        ("threats-8", 7),
    ]
    assert made.at_most()[0].point.settings == (Setting("raids.west.count", "2"),)


def test_the_next_one_runs_along_the_alternatives() -> None:
    made = question(ask(of="marginal"), study_of(bare_text(), SIZES, ALTERNATIVES))
    assert made.asked.axis.places == ("1 unit", "2 units")
    assert [want.point.name for want in made.at_most()] == ["one", "two"]


def test_the_worth_of_all_assets_and_where_it_is_not_one() -> None:
    """One base of 100. Control: where a point changes what an asset is worth there is no one value."""
    assert question(ask(), study_of(bare_text(), SIZES)).asked.worth == 100.0
    changed = study_of(bare_text(), ("worth", "assets.base.value", ["10", "20"]))
    assert question(ask(), changed).asked.worth == 0.0


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"along": "threat"}, 'along: no such factor; did you mean "threats"?'),
        ({"outcomes": ["armed_leaker"]}, "outcomes.0: no column"),
        ({"of": "exchange", "outcomes": ["shots"]}, "outcomes: an exchange has its own outcomes"),
        ({"outcomes": ["first_empty"]}, "outcomes.0: a time that may never come has no mean"),
        ({"limit": "50 %"}, "limit: a limit is for a curve of saturation"),
        ({"of": "marginal"}, "along: a curve along alternatives takes at least two"),
    ],
)
def test_what_is_wrong_is_said(keys: dict[str, Any], message: str) -> None:
    found = problems(ask(**keys), study_of(bare_text(), SIZES))
    assert len(found) == 1 and found[0].startswith(message)


def test_what_is_wrong_with_the_study_is_said() -> None:
    assert problems(ask(), study_of(bare_text())) == ["along: the study has no factors"]
    words = study_of(bare_text(), ("kind", "raids.west.type", ["su-30mki", "mig-29k"]))
    assert problems(ask(along="kind"), words) == ["along: the values of kind are not all numbers"]
    mixed = study_of(Case(raid(count=2)).text, ("apart", "raids.west.spacing", ["20 s", "1 min"]))
    assert problems(ask(along="apart"), mixed)[0] == (
        "along: the values of apart have different units (s, min); write all in one"
    )
    twice = study_of(bare_text(), ("threats", "raids.west.count", ["2", "4", "02"]))
    assert problems(ask(), twice) == ["along: no factor of the study will do: threats has the value 02 twice"]
    assert problems(ask(along="threats"), twice) == ["along: threats has the value 02 twice"]
    seconds = study_of(Case(raid(count=2)).text, ("apart", "raids.west.spacing", ["20 s", "40 s"]))
    assert problems(ask(of="saturation"), seconds)[0].startswith("along: saturation is by numbers of threats")
    assert problems(ask(along="apart"), seconds) == []
    both = study_of(bare_text(), SIZES, ALTERNATIVES)
    assert problems(ask(of="saturation", along="alternatives"), both) == [
        "along: a curve of saturation runs along a factor with numbers for values"
    ]


def test_control_what_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError):
        ask(off="saturation")
    with pytest.raises(ValidationError):
        ask(of="knee")
    with pytest.raises(ValidationError):
        ask(of="saturation", limit="120 %")
