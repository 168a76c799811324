"""A sweep over points whose laws are known."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.studies.laws import FakeFought, FakeWork, Law
from vyuha.scenario import parse, read_text
from vyuha.studies.designs import Design
from vyuha.studies.factors import ranged
from vyuha.studies.point import Point
from vyuha.studies.stopping import Stop
from vyuha.studies.study import Study
from vyuha.studies.sweep.ask import Sweep
from vyuha.studies.sweep.question import FACTORS, POINTS, Sweeping

DRONES = (10.0, 20.0, 40.0)
DEMO = Path("scenarios/first-raid.yaml")


def _law(drones: float) -> Law:
    def law(count: int) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(int(drones))
        return {"armed_leakers": rng.poisson(0.01 * drones, count), "rounds_cost": 1e6 * rng.exponential(drones, count)}

    return law


def _sweeping(**changes: object) -> Sweeping:
    fields = {
        "name": "sweep",
        "outcomes": ("armed_leakers", "armed_leakers > 0", "rounds_cost"),
        "points": tuple(Point(f"p{n}") for n in range(len(DRONES))),
        "rows": pl.DataFrame({"point": ["p0", "p1", "p2"], "drones": DRONES}),
        "labels": ("drones",),
        "work": FakeWork(),
    }
    return Sweeping(**(fields | changes))  # type: ignore[arg-type]


LAWS = {f"p{n}": _law(drones) for n, drones in enumerate(DRONES)}


def test_every_point_and_outcome() -> None:
    # The truth: 0.01 leakers for each drone, a chance of 1 - exp(-mean), a cost of 1e6 USD for each.
    question, fought = _sweeping(replicates=2000), FakeFought(LAWS)
    fought.until_known(question)
    assert fought.rounds == 1
    table = question.answer(fought).tables[POINTS]
    assert table.height == 9
    truth = {"armed_leakers": lambda d: 0.01 * d, "armed_leakers > 0": lambda d: 1.0 - math.exp(-0.01 * d)}
    inside = 0
    for row in table.iter_rows(named=True):
        expected = truth.get(row["outcome"], lambda d: 1e6 * d)(row["drones"])
        inside += row["low"] <= expected <= row["high"]
        assert (row["fights"], row["failed"], row["narrow"]) == (2000, 0, None)
    # Of nine intervals of 95 %, three outside has a chance of one in a hundred and twenty.
    assert inside >= 7


def test_the_least_and_the_greatest_are_said() -> None:
    question, fought = _sweeping(replicates=2000), FakeFought(LAWS)
    fought.until_known(question)
    said = [sentence.text for sentence in question.answer(fought).sentences]
    assert len(said) == 6
    assert "armed leakers (" in said[0]
    assert said[0].endswith("with drones 10, the lowest of 3 points.")
    assert said[1].endswith("with drones 40, the highest of 3 points.")
    assert said[5].startswith("A cost of the rounds fired of USD ")


def test_the_stop_rule_of_the_study() -> None:
    # Poisson counts: the interval's width is 3.92 * sqrt(mean / n), so that 40 drones take four times the fights of 10.
    question, fought = _sweeping(stop=Stop(width=0.05)), FakeFought(LAWS)
    fought.until_known(question)
    table = question.answer(fought).tables[POINTS].filter(outcome="armed_leakers")
    assert table["narrow"].all()
    for row in table.iter_rows(named=True):
        assert row["high"] - row["low"] <= 0.05
        expected = (3.92 / 0.05) ** 2 * 0.01 * row["drones"]
        assert 0.9 * expected <= row["fights"] <= 1.8 * expected
    missed, fought = _sweeping(stop=Stop(width=0.001, most=300)), FakeFought(LAWS)
    fought.until_known(missed)
    answer = missed.answer(fought)
    assert not answer.tables[POINTS]["narrow"].any()
    assert any("not met at 3 of 3 points" in note for note in answer.notes)


def test_failed_fights_are_counted() -> None:
    def failing(count: int) -> dict[str, np.ndarray]:
        found = {name: np.array(column, dtype=float) for name, column in LAWS["p0"](count).items()}
        for column in found.values():
            column[::20] = math.nan
        return found

    question, fought = _sweeping(replicates=200), FakeFought(LAWS | {"p0": failing})
    fought.until_known(question)
    answer = question.answer(fought)
    assert answer.tables[POINTS].filter(point="p0")["failed"].to_list() == [10, 10, 10]
    assert any(note.startswith("10 fights did not") for note in answer.notes)


def _said(laws: dict[str, Law], **changes: object) -> list[str]:
    question, fought = _sweeping(outcomes=("armed_leakers > 0",), replicates=200, **changes), FakeFought(laws)
    fought.until_known(question)
    return [sentence.text for sentence in question.answer(fought).sentences]


def _always(found: float) -> Law:
    return lambda count: {"armed_leakers": np.full(count, found)}


def test_an_end_that_several_points_share_is_said_to_be_shared() -> None:
    some, none = _always(1.0), _always(0.0)
    said = _said({"p0": none, "p1": some, "p2": some})
    assert said[0].endswith(" with drones 10, the lowest of 3 points.")
    assert said[1].endswith(" with drones 20, the highest, shared by 2 of 3 points.")
    (said_once,) = _said({"p0": some, "p1": some, "p2": some})
    assert said_once.startswith("A 100 % ")
    assert said_once.endswith(" at each of 3 points.")
    # Negative control: one point has no place among others.
    alone = {"points": (Point("p0"),), "rows": pl.DataFrame({"point": ["p0"], "drones": [10.0]})}
    (said_once,) = _said({"p0": some}, **alone)
    assert said_once.endswith(" with drones 10.")


def test_values_have_their_units() -> None:
    rows = pl.DataFrame({"point": ["p0", "p1", "p2"], "north": [-2.0, 0.0, 2.0], "radius": [5.0, 7.0, 9.0]})
    factors = {"rows": rows, "labels": ("Alpha to the north", "lethal radius"), "units": ("km", "m")}
    assert _said(LAWS, **factors)[0].endswith(
        "with Alpha to the north −2 km and lethal radius 5 m, the lowest of 3 points."
    )
    question, fought = _sweeping(**factors), FakeFought(LAWS)
    fought.until_known(question)
    assert question.answer(fought).tables[FACTORS].rows() == [
        ("north", "Alpha to the north", "km"),
        ("radius", "lethal radius", "m"),
    ]


def test_a_unit_holds_for_all_values_or_is_not_said() -> None:
    from vyuha.catalogue import load
    from vyuha.studies.factors import listed

    def units(*values: str, kind: str = "one-at-a-time") -> tuple[str, ...]:
        factor = listed("north", "north", "defences.bravo.north", values, read_text(DEMO), load())
        return (
            Sweep.model_validate({"ask": "sweep"})
            .question(_study(factors=(factor,), design=Design.model_validate({"kind": kind})))
            .units
        )

    assert units("8 km", "10 km") == ("km",)
    # Negative control: with two units, or another one than the scenario's where this is a point too, none can be said.
    assert units("8 km", "9500 m") == ("",)
    assert units("8000 m", "9500 m") == ("",)
    assert units("8000 m", "9500 m", kind="grid") == ("m",)


def test_the_scenario_as_it_is_has_no_values_to_name() -> None:
    points = (Point("as-it-is"), Point("p1"))
    rows = pl.DataFrame({"point": ["as-it-is", "p1"], "drones": [10.0, 20.0]})
    said = _said({"as-it-is": _always(0.0), "p1": _always(1.0)}, points=points, rows=rows)
    assert said[0].endswith(" in the scenario as it is, the lowest of 2 points.")
    assert said[1].endswith(" with drones 20, the highest of 2 points.")


def test_a_factor_may_have_any_name() -> None:
    rows = pl.DataFrame({"point": ["p0", "p1", "p2"], "mean": DRONES})
    question, fought = _sweeping(rows=rows, replicates=200), FakeFought(LAWS)
    fought.until_known(question)
    assert question.answer(fought).tables[POINTS]["factor_mean"].to_list()[::3] == list(DRONES)


def _study(**changes: object) -> Study:
    from vyuha.catalogue import load

    text = read_text(DEMO)
    path = "raids.drones.count"
    factor = ranged("drones", path, path, ("10", "40"), 3, text, load())
    study = Study(
        title="Study",
        notice="",
        seed=1,
        scenario_text=text,
        scenario_name=DEMO.name,
        home=DEMO.parent,
        scenario=parse(text, DEMO.name),
        factors=(factor,),
        design=Design(),
        outcomes=("armed_leakers", "shots"),
    )
    return replace(study, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"design": None}, "give the study a design, for example design: {kind: grid}"),
        ({"design": None, "factors": ()}, "give the study factors and a design, for example design: {kind: grid}"),
    ],
)
def test_only_what_is_missing_is_asked_for(changes: dict[str, object], said: str) -> None:
    problems = list(Sweep.model_validate({"ask": "sweep"}).problems(_study(**changes)))
    assert problems == [((), f"needs points to sweep; {said}")]


def test_the_question_of_a_study() -> None:
    study = _study()
    ask = Sweep.model_validate({"ask": "sweep"})
    assert list(ask.problems(study)) == []
    question = ask.question(study)
    assert question.outcomes == ("armed_leakers", "shots")
    # No name was given to it: its path is none.
    assert (question.labels, question.units) == (("drones",), ("",))
    assert [str(point.settings[0].value) for point in question.points] == ["10", "25", "40"]
    wrong = Sweep.model_validate({"ask": "sweep", "outcomes": ["shot"]})
    assert [at for at, _ in wrong.problems(study)] == [("outcomes", 0)]
