"""What may stand in a study file, and what becomes of it: properties of the reading itself."""

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from vyuha.studies.designs import AS_IT_IS
from vyuha.studies.point import Point, Setting
from vyuha.studies.rare.ask import Rare
from vyuha.studies.rare.question import RareQuestion
from vyuha.studies.study import Alternative

SOUTH = Alternative("south", "The southern site", (Setting("defences.alpha.north", "-9 km"),))


def study() -> Any:
    return SimpleNamespace(alternatives=(SOUTH,), replicates=400, point=Point)


def test_it_stands_alone() -> None:
    ask = Rare(ask="rare")
    question = ask.question(study())
    assert not list(ask.problems(study()))
    assert isinstance(question, RareQuestion)
    assert question.event.text == "armed_leakers > 0" and question.point == Point(AS_IT_IS)
    assert question.plain == 400 and question.size == 300


def test_an_alternative() -> None:
    question = Rare(ask="rare", alternative="south", event="assets_lost > 0", plain=50).question(study())
    assert isinstance(question, RareQuestion)
    assert question.point == SOUTH.point() and question.of == "The southern site" and question.plain == 50


@pytest.mark.parametrize(
    ("given", "place", "message"),
    [
        ({"event": "shots > 9"}, ("event",), "shots does not count them"),
        ({"event": "armed_leakers == 0"}, ("event",), "give > or >="),
        ({"alternative": "sooth"}, ("alternative",), 'did you mean "south"'),
    ],
)
def test_problems(given: dict[str, str], place: tuple[str, ...], message: str) -> None:
    (found,) = Rare.model_validate({"ask": "rare"} | given).problems(study())
    assert found[0] == place and message in found[1]


@pytest.mark.parametrize("given", [{"size": 5}, {"within": 0}, {"runs": 1}, {"sise": 300}])
def test_what_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Rare.model_validate({"ask": "rare"} | given)
