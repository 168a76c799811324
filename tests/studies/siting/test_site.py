"""Asked in a study file, fought for real, drawn: a small case whose ranking fights confirm."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from pydantic import ValidationError

from tests.studies.siting.made_up import TEXT
from vyuha.engine.run import prepare
from vyuha.outputs.study.siting import charts
from vyuha.scenario import parse
from vyuha.studies.outcomes import evaluate
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Work
from vyuha.studies.settings import with_settings
from vyuha.studies.siting.ask import Site
from vyuha.studies.study import Study

ASKED = """
ask: site
place: [alpha, bravo]
candidates:
  - {id: north, east: 0 km, north: 4 km}
  - {id: south, east: 1 km, north: -4 km}
  - {id: far, east: -70 km, north: 0 km}
sectors: [0 deg, 180 deg]
axes: [{id: north, bearing: 0 deg}, {id: south, bearing: 180 deg}]
keep: 2
fights: 12
"""
HERE = Path(__file__).parents[3] / "scenarios" / "studies"


def study_of(text: str = TEXT) -> Study:
    """A study of the plain; both battalions look north."""
    text = text.replace(
        "north: 0 km}\n  - {id: bravo", "north: 0 km, sector: {centre: 0 deg, width: 120 deg}}\n  - {id: bravo"
    )
    text = text.replace(
        "east: -1 km, north: 0 km}", "east: -1 km, north: 0 km, sector: {centre: 0 deg, width: 120 deg}}"
    )
    return Study("t", "", 1, text, "plain", Path(), parse(text), replicates=10)


def site(text: str = ASKED, **other: Any) -> Site:
    """What is asked, with other keys."""
    return Site.model_validate(yaml.load(text, Loader=yaml.BaseLoader) | other)


class Real:
    """Whole fights, at once."""

    def __init__(self, study: Study) -> None:
        self._study, self._tables = study, dict[str, pl.DataFrame]()

    def fight(self, point: Point, work: Work, count: int) -> None:
        """The first trials of a point."""
        ready = prepare(with_settings(self._study.scenario_text, point.settings), "plain")
        self._tables[repr(point)] = work.do(ready, self._study.seed, 0, count, 2)

    def count(self, point: Point, work: Work) -> int:
        """Trials that are there."""
        return self._tables[repr(point)].height if repr(point) in self._tables else 0

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """The outcome of each."""
        return evaluate(outcome, self._tables[repr(point)])


def test_fights_confirm_the_ranking() -> None:
    """Expected: one battalion must look north and one south. The model says so, and in fights the laydown that stands,
    which looks north twice, loses everything to raids from the south, beyond chance; what fights tell apart, the model
    has in the same order.
    """
    study, asked = study_of(), site()
    assert list(asked.problems(study)) == []
    question, real = asked.question(study), Real(study)
    for want in question.wants(real):
        real.fight(want.point, want.work, want.count)
    assert not question.wants(real)
    answer = question.answer(real)
    ranking = answer.tables["ranking"]
    best = ranking["laydown"][0]
    sectors = answer.tables["laydowns"].filter(pl.col("laydown") == best)["sector_deg"].to_list()
    assert sorted(sectors) == pytest.approx([0.0, 180.0])
    last = ranking.row(-1, named=True)
    assert (last["laydown"], last["axis"]) == ("as it stands", "south")
    assert last["more_low"] > 0.0
    words = answer.sentences[-1].text
    assert "the model has" in words
    pairs = [int(word) for word in words.replace(".", " ").split() if word.isdigit()]
    assert pairs[0] == pairs[2] or pairs[0] == pairs[1]
    for chart in charts(answer):
        assert chart.draw(False).startswith("<svg")
        assert chart.draw(True).startswith("<svg")
        assert chart.data.height > 0


@pytest.mark.parametrize(
    ("key", "value", "where", "words"),
    [
        ("place", ["alpha", "charlie"], ("place", 1), "no such defence"),
        ("outcome", "value_lots", ("outcome",), "value_lost"),
        ("outcome", "killed", ("outcome",), "less is better"),
        ("axes", [{"bearing": "0 deg", "raid": "raids"}], ("axes", 0, "raid", 0), 'did you mean "raid"'),
        ("axes", [{"bearing": "0 deg"}, {"bearing": "0 deg"}], ("axes", 1, "id"), "two axes"),
        ("axes", [{"id": "far", "from": {"bearing": "0 deg", "range": "1900 km"}}], ("axes", 0), "reaches at most"),
        ("candidates", [{"id": "a", "east": "0 km", "north": "1 km"}], ("candidates",), "as many sites"),
    ],
)
def test_problems_are_named(key: str, value: Any, where: Any, words: str) -> None:
    """Expected: each mistake alone, at its place, in words that say what is allowed."""
    found = list(site(**{key: value}).problems(study_of()))
    assert [at for at, _ in found] == [where]
    assert words in found[0][1]


def test_an_axis_comes_one_way() -> None:
    """Expected: a refusal to read both a bearing and a place, or a route without a place."""
    place = {"east": "0 km", "north": "90 km"}
    for axis in ({"id": "a", "bearing": "0 deg", "from": place}, {"id": "a", "route": [place]}, {"raid": "raid"}):
        with pytest.raises(ValidationError):
            site(axes=[axis])


def test_the_example_can_be_asked() -> None:
    """Expected: no problems, and five laydowns at the least by three axes."""
    tree = yaml.load((HERE / "siting.yaml").read_text(), Loader=yaml.BaseLoader)
    path = (HERE / tree["scenario"]).resolve()
    text = path.read_text()
    study = Study("t", "", 1, text, path.name, path.parent, parse(text), replicates=10)
    asked = Site.model_validate(tree["questions"][0])
    assert list(asked.problems(study)) == []
