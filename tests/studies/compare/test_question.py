"""Comparisons of alternatives whose laws are known."""

import math
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from tests.studies.laws import FakeFought, FakeWork, Law
from vyuha.scenario import parse, read_text
from vyuha.studies.compare.ask import Compare
from vyuha.studies.compare.question import ALTERNATIVES, DIFFERENCES, Comparison, variance_ratio
from vyuha.studies.compare.selection import Selection
from vyuha.studies.point import Point
from vyuha.studies.stopping import Stop
from vyuha.studies.study import Alternative, Study

DEMO = Path("scenarios/first-raid.yaml")
NAMES = ("As it is", "Fewer rounds", "No decoys")


def _raid(own: float, shift: float, seed: int) -> Law:
    """Leakers that have 4 in common with every other alternative, fight for fight, and some of their `own`."""

    def law(count: int) -> dict[str, np.ndarray]:
        common = np.random.default_rng(1).poisson(4.0, count)
        return {"armed_leakers": common + np.random.default_rng(seed).poisson(own + shift, count)}

    return law


LAWS = {"base": _raid(0.5, 0.0, 2), "fewer": _raid(0.5, 0.5, 3), "decoys": _raid(0.5, -0.3, 4)}


def _comparison(**changes: object) -> Comparison:
    points = tuple(Point(id) for id in LAWS)
    fields = {"name": "compare", "outcome": "armed_leakers", "points": points, "names": NAMES, "work": FakeWork()}
    return Comparison(**(fields | changes))  # type: ignore[arg-type]


def _answered(question: Comparison, laws: dict[str, Law] = LAWS) -> tuple[FakeFought, dict[str, dict[str, object]]]:
    fought = FakeFought(laws)
    fought.until_known(question)
    rows = question.answer(fought).tables[ALTERNATIVES].iter_rows(named=True)
    return fought, {row["alternative"]: row for row in rows}


def test_means_and_paired_differences() -> None:
    # The truth: 4.5, 5.0 and 4.2 leakers; differences of 0.8 and 0.3 from the best.
    question = _comparison(replicates=2000)
    fought = FakeFought(LAWS)
    fought.until_known(question)
    answer = question.answer(fought)
    rows = {row["alternative"]: row for row in answer.tables[ALTERNATIVES].iter_rows(named=True)}
    for id, truth in (("base", 4.5), ("fewer", 5.0), ("decoys", 4.2)):
        assert rows[id]["low"] < truth < rows[id]["high"]
        assert rows[id]["best"] == (id == "decoys")
        assert rows[id]["fights"] == 2000
    apart = {(row["alternative"], row["against"]): row for row in answer.tables[DIFFERENCES].iter_rows(named=True)}
    assert apart["base", "decoys"]["low"] < 0.3 < apart["base", "decoys"]["high"]
    assert apart["fewer", "decoys"]["low"] < 0.8 < apart["fewer", "decoys"]["high"]
    assert apart["fewer", "base"]["low"] < 0.5 < apart["fewer", "base"]["high"]
    assert set(apart) == {("base", "decoys"), ("fewer", "decoys"), ("fewer", "base")}
    # Variances: 4 + own each if independent, the own ones alone in pairs: (4.5 + 5.0) / (0.5 + 1.0) = 6.3.
    assert apart["fewer", "base"]["variance_ratio"] == pytest.approx(9.5 / 1.5, rel=0.1)


def test_independent_numbers_have_no_ratio_to_speak_of() -> None:
    # Negative control: without a common part the pairs are worth nothing, a ratio of 1.
    rng = np.random.default_rng(1)
    assert variance_ratio(rng.normal(size=4000), rng.normal(size=4000)) == pytest.approx(1.0, abs=0.1)
    same = rng.normal(size=10)
    assert variance_ratio(same, same) is None


def test_sentences_name_their_intervals_and_fights() -> None:
    question = _comparison(replicates=2000)
    fought = FakeFought(LAWS)
    fought.until_known(question)
    said = [sentence.text for sentence in question.answer(fought).sentences]
    assert said[0].startswith('With "No decoys", 4.')
    assert said[0].endswith(", the lowest of 3.")
    assert said[1].startswith('With "As it is" instead of "No decoys", 0.3')
    assert " more armed leakers (" in said[1]
    assert said[3].startswith('With "Fewer rounds" instead of "As it is", 0.')
    assert "variance of a difference is" in said[-1]
    # A difference rests on two fights a pair.
    assert [sentence.fights for sentence in question.answer(fought).sentences] == [2000, 4000, 4000, 4000, 4000]


def test_what_is_not_told_apart_is_said_to_be() -> None:
    laws = {"base": LAWS["base"], "twin": _raid(0.5, 0.0, 9)}
    points = (Point("base"), Point("twin"))
    question = _comparison(points=points, names=("As it is", "Twin"), replicates=300)
    fought = FakeFought(laws)
    fought.until_known(question)
    assert any("do not tell" in sentence.text for sentence in question.answer(fought).sentences)
    # Negative control: ten times the difference is told.
    question = _comparison(replicates=300)
    fought = FakeFought(LAWS)
    fought.until_known(question)
    assert not any("do not tell" in sentence.text for sentence in question.answer(fought).sentences)


def test_two_that_never_differ() -> None:
    laws = {"base": LAWS["base"], "twin": LAWS["base"]}
    question = _comparison(points=(Point("base"), Point("twin")), names=("As it is", "Twin"), replicates=300)
    fought = FakeFought(laws)
    fought.until_known(question)
    answer = question.answer(fought)
    row = answer.tables[DIFFERENCES].row(0, named=True)
    # Three of three hundred may still differ by one, either way.
    assert (row["mean"], row["variance_ratio"]) == (0.0, None)
    assert row["high"] == pytest.approx(3.0 / 300, rel=0.01)
    said = [sentence.text for sentence in answer.sentences]
    assert said[0].endswith('); "Twin" came out equal.')
    assert said[1].startswith('In each of 300 pairs of fights "Twin" and "As it is" came out equal: the difference in ')
    assert len(said) == 2
    assert answer.tables[ALTERNATIVES]["best"].to_list() == [True, True]


def test_a_best_that_is_shared_is_said_to_be() -> None:
    laws = {"base": LAWS["base"], "twin": LAWS["base"], "fewer": LAWS["fewer"]}
    points, names = tuple(Point(id) for id in laws), ("As it is", "Twin", "Fewer rounds")
    question, fought = _comparison(points=points, names=names, replicates=500), FakeFought(laws)
    fought.until_known(question)
    assert question.answer(fought).sentences[0].text.endswith(', the lowest of 3, shared with "Twin".')
    # Negative control: the other way round there is one greatest.
    question = _comparison(points=points, names=names, replicates=500, less=False)
    answer = question.answer(fought)
    assert answer.sentences[0].text.endswith(", the highest of 3.")
    assert answer.tables[ALTERNATIVES]["best"].to_list() == [False, False, True]


def _worth(first: np.ndarray, second: np.ndarray) -> str:
    """What is said of the same random numbers, of two alternatives that came out so."""
    laws = {"one": lambda n: {"armed_leakers": first[:n]}, "other": lambda n: {"armed_leakers": second[:n]}}
    points = (Point("one"), Point("other"))
    question = _comparison(points=points, names=("One", "Other"), replicates=400)
    fought = FakeFought(laws, 400)
    fought.until_known(question)
    return question.answer(fought).sentences[-1].text


def test_where_the_same_random_numbers_do_not_help_it_is_said() -> None:
    # Two that share nothing: a ratio of 1; one that goes up where the other goes down: 1/2.
    values = np.random.default_rng(3).normal(5.0, 1.0, (2, 400))
    assert "do not help here: the variance of a difference is no smaller than on" in _worth(*values)
    assert "do not help here: the variance of a difference is up to 2.0 times as large as" in _worth(
        values[0], 10.0 - values[0] + 1e-3 * values[1]
    )
    # Negative control: the second is the first and a tenth of chance: (1 + 1.01) / 0.01 = 201.
    assert "is 2" in _worth(values[0], values[0] + 0.1 * values[1])
    assert "times smaller than on random numbers" in _worth(values[0], values[0] + 0.1 * values[1])


def test_selection_spends_fights_where_the_doubt_is() -> None:
    question = _comparison(selection=Selection(0.2))
    fought, rows = _answered(question)
    assert rows["decoys"]["best"]
    assert rows["fewer"]["dropped_for"] == "decoys"
    assert rows["fewer"]["dropped_after"] == rows["fewer"]["fights"]
    assert int(str(rows["fewer"]["fights"])) <= int(str(rows["base"]["fights"]))
    # An uncommon interval of looks would want other trials: nothing was fought that is not in the answer.
    assert fought.count(Point("fewer"), FakeWork()) == rows["fewer"]["fights"]
    said = [sentence.text for sentence in question.answer(fought).sentences]
    assert said[0].startswith('The selection picks "No decoys" as the best.')
    assert "0.20 armed leakers or more" in said[0]
    assert "95.0 %" in said[0]


def test_selection_that_runs_out_says_so() -> None:
    question = _comparison(selection=Selection(0.001, most=300))
    fought = FakeFought(LAWS)
    fought.until_known(question)
    assert "is not known" in question.answer(fought).sentences[0].text


def test_the_stop_rule_of_the_study() -> None:
    question = _comparison(stop=Stop(width=0.4))
    fought, rows = _answered(question)
    counts = {row["fights"] for row in rows.values()}
    # Pairs need as many of each; the variance is 4.2 to 5.0: 16 * 4.6 / 0.4 ** 2 = 460 and what caution adds.
    assert len(counts) == 1
    assert 400 <= int(str(counts.pop())) <= 900
    for row in rows.values():
        assert float(str(row["high"])) - float(str(row["low"])) <= 0.4
    assert question.answer(fought).notes[0].startswith("Trial k")
    missed = _comparison(stop=Stop(width=0.01, most=500))
    fought = FakeFought(LAWS)
    fought.until_known(missed)
    assert any("not met" in note for note in missed.answer(fought).notes)


def test_failed_fights_are_counted() -> None:
    def failing(count: int) -> dict[str, np.ndarray]:
        found = np.array(LAWS["fewer"](count)["armed_leakers"], dtype=float)
        found[::50] = math.nan
        return {"armed_leakers": found}

    question = _comparison(replicates=500)
    fought, rows = _answered(question, LAWS | {"fewer": failing})
    assert (rows["fewer"]["fights"], rows["fewer"]["failed"]) == (500, 10)
    answer = question.answer(fought)
    apart = answer.tables[DIFFERENCES].filter(alternative="fewer")
    assert apart["pairs"].to_list() == [500, 500]
    assert apart["failed"].to_list() == [10, 10]
    assert any("10 fights did not come to an end" in note for note in answer.notes)
    # Negative control: without failures the difference is known better.
    whole = _comparison(replicates=500)
    other = FakeFought(LAWS)
    other.until_known(whole)
    sure = whole.answer(other).tables[DIFFERENCES].filter(alternative="fewer")
    assert apart["high"][0] - apart["low"][0] > 1.2 * (sure["high"][0] - sure["low"][0])


def test_chances_are_said_in_points() -> None:
    question = _comparison(outcome="armed_leakers >= 6", replicates=2000)
    fought = FakeFought(LAWS)
    fought.until_known(question)
    said = [sentence.text for sentence in question.answer(fought).sentences]
    assert "chance of at least 6 armed leakers" in said[0]
    assert " points higher (" in said[2]


def test_an_interruption_changes_nothing() -> None:
    # One trial at a time in place of all that is wanted: the same looks, the same answer.
    question = _comparison(selection=Selection(0.4, first=200, block=100))
    whole, pieces = FakeFought(LAWS), FakeFought(LAWS)
    whole.until_known(question)
    while wants := question.wants(pieces):
        want = wants[-1]
        step = min(want.count, pieces.count(want.point, want.work) + 150)
        pieces.fight(type(want)(want.point, step, want.work))
    first, second = question.answer(whole), question.answer(pieces)
    assert first.sentences == second.sentences
    assert first.tables[ALTERNATIVES].equals(second.tables[ALTERNATIVES])


def _study(**changes: object) -> Study:
    text = read_text(DEMO)
    fields = {
        "title": "Study",
        "notice": "",
        "seed": 1,
        "scenario_text": text,
        "scenario_name": DEMO.name,
        "home": DEMO.parent,
        "scenario": parse(text, DEMO.name),
        "alternatives": tuple(Alternative(id, name) for id, name in zip(LAWS, NAMES, strict=True)),
    }
    return Study(**(fields | changes))  # type: ignore[arg-type]


def test_the_question_of_a_study() -> None:
    study = _study(replicates=50)
    ask = Compare.model_validate({"ask": "compare"})
    assert list(ask.problems(study)) == []
    question = ask.question(study)
    assert [want.point.name for want in question.at_most()] == list(LAWS)
    assert {want.count for want in question.at_most()} == {50}
    chosen = Compare.model_validate(
        {"ask": "compare", "alternatives": ["decoys", "base"], "by": "selection", "indifference": "0.1"}
    )
    assert list(chosen.problems(study)) == []
    assert chosen.question(study).names == ("No decoys", "As it is")
    assert chosen.question(study).selection == Selection(0.1)


@pytest.mark.parametrize(
    ("raw", "at", "said"),
    [
        ({"outcome": "armed_leaker"}, ("outcome",), 'did you mean "armed_leakers"?'),
        ({"outcome": "armed_leakers > many"}, ("outcome",), "give a column"),
        ({"alternatives": ["base", "decoy"]}, ("alternatives", 1), 'did you mean "decoys"?'),
        ({"alternatives": ["base", "base"]}, ("alternatives", 1), "twice"),
        ({"by": "selection"}, (), "needs an indifference"),
        ({"indifference": "0.1"}, ("indifference",), "only a selection"),
    ],
)
def test_problems_are_told(raw: dict[str, object], at: tuple[str | int, ...], said: str) -> None:
    problems = list(Compare.model_validate({"ask": "compare"} | raw).problems(_study()))
    assert len(problems) == 1
    assert problems[0][0] == at
    assert said in problems[0][1]


@pytest.mark.parametrize("selection", [None, Selection(0.5)])
def test_where_all_fights_fail_none_is_the_best(selection: Selection | None) -> None:
    points = (Point("one"), Point("other"))
    fought = FakeFought({point.name: lambda n: {"shots": np.full(n, np.nan)} for point in points})
    question = Comparison("c", "shots", points, ("One", "Other"), FakeWork(), selection=selection)
    fought.until_known(question)
    assert [one.text for one in question.answer(fought).sentences] == [
        "No fight came to its end, so nothing can be said."
    ]


def test_a_failed_fight_is_the_worst_of_a_chance_though_none_was_seen() -> None:
    """One alternative fails in half of its fights, and neither leaks in any other: the second is the surer."""
    chosen = Compare.model_validate(
        {"ask": "compare", "outcome": "armed_leakers > 0", "by": "selection", "indifference": 0.1}
    )
    selection = chosen.question(_study()).selection
    assert selection is not None and selection.worst == 1.0
    failing = np.where(np.arange(2000) % 2 == 0, np.nan, 0.0)
    assert selection.look([failing, np.zeros(2000)]).winner == 1
    # Control: where the worst is not known, they are alike, and the first is taken.
    assert selection._replace(worst=None).look([failing, np.zeros(2000)]).winner == 0


@pytest.mark.parametrize(
    ("raw", "less"),
    [
        ({}, True),
        ({"outcome": "killed"}, False),
        ({"outcome": "armed_leakers == 0"}, False),
        ({"outcome": "killed", "prefer": "less"}, True),
        ({"outcome": "armed_leakers", "prefer": "more"}, False),
    ],
)
def test_the_outcome_says_what_is_better_unless_somebody_does(raw: dict[str, object], less: bool) -> None:
    """By what a defence wants: fewer leakers, more threats killed."""
    assert Compare.model_validate({"ask": "compare"} | raw).question(_study()).less == less


def test_one_alternative_is_not_enough() -> None:
    assert list(Compare().problems(_study(alternatives=())))[0][1].startswith("needs two alternatives")
    with pytest.raises(ValidationError):
        Compare.model_validate({"ask": "compare", "alternatives": ["base"]})
