"""What may stand in a study file, and what becomes of it: properties of the reading itself."""

import pytest
from pydantic import ValidationError

from tests.studies.matters.fake import study as made
from vyuha.studies.designs import AS_IT_IS
from vyuha.studies.point import Point, Setting
from vyuha.studies.rare.ask import Rare
from vyuha.studies.rare.question import RareQuestion
from vyuha.studies.study import Alternative, Study

SOUTH = Alternative("south", "The southern site", (Setting("defences.alpha.north", "-9 km"),))


def study(**changed: object) -> Study:
    return made(**({"alternatives": (SOUTH,), "replicates": 400} | changed))


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


@pytest.mark.parametrize(
    ("event", "bound"),
    [
        # One fighter against one battalion and an air base worth 100 (scenarios/one-on-one.yaml).
        ("armed_leakers > 1", "the scenario has 1 armed threat; give at most armed_leakers >= 1"),
        ("leakers >= 2", "the scenario has 1 threat;"),
        ("assets_lost > 1", "the scenario has 1 asset;"),
        ("value_lost > 100", "assets that are worth 100 together"),
    ],
)
def test_what_can_never_be_is_refused(event: str, bound: str) -> None:
    ((place, text),) = Rare.model_validate({"ask": "rare", "event": event}).problems(study())
    assert place == ("event",) and bound in text
    # Negative control: the most that there is may be asked for.
    most = event.replace(" > ", " >= ").replace("2", "1")
    assert not list(Rare.model_validate({"ask": "rare", "event": most}).problems(study()))


def test_an_alternative_has_a_bound_of_its_own() -> None:
    many = Alternative("many", "Many", (Setting("raids.fighter.count", "15"),))
    ask = {"ask": "rare", "event": "armed_leakers > 5"}
    assert list(Rare.model_validate(ask).problems(study(alternatives=(many,))))
    assert not list(Rare.model_validate(ask | {"alternative": "many"}).problems(study(alternatives=(many,))))


@pytest.mark.parametrize("given", [{"size": 5}, {"within": 0}, {"runs": 1}, {"sise": 300}])
def test_what_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Rare.model_validate({"ask": "rare"} | given)
