"""Real fights against a closed form: M rounds that never miss, one at each threat: max(0, n - M) come through."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from tests.engine.builders import Case, catalogue, raid
from tests.studies.curves.studies import Fresh, study_of
from vyuha.engine.assemble import assemble
from vyuha.results.answers import Answer
from vyuha.studies.curves.ask import Curve
from vyuha.studies.fights import Fights
from vyuha.studies.study import Study

ROUNDS, TRIALS = 8, 12
SIZES = (2, 4, 6, 8, 10, 12, 14, 16)


@cache
def magazine(rounds: int) -> tuple[Study, Fresh]:
    """A battalion with so many rounds against raids of all sizes, well apart."""
    battalion = (
        "  - {id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, doctrine: lab, hits_to_kill: 10000, "
        f"load: {{48N6E3: {rounds}}}}}\n"
    )
    doctrine = "salvo: 1, most_rounds: 1, false_alive: 0, false_dead: 0"
    text = Case(raid(spacing="30 s", distance=250.0), battalion, doctrine, kill=1.0).text
    study = study_of(text, ("threats", "raids.west.count", [str(n) for n in SIZES]), trials=TRIALS)
    return study, Fresh(study, TRIALS)


def asked(of: str, rounds: int = ROUNDS, **more: object) -> Answer:
    study, fought = magazine(rounds)
    curve = Curve.model_validate({"ask": "curve", "of": of, **more})
    assert list(curve.problems(study)) == []
    return curve.question(study).answer(fought)


def means(answer: Answer, measure: str) -> list[float]:
    return answer.tables["curve"].filter(pl.col("measure") == measure)["mean"].to_list()


@pytest.mark.parametrize("rounds", [8, 11])
def test_leakers_are_those_for_whom_there_is_no_round(rounds: int) -> None:
    """The curve, its knee and the size that saturates, exactly, also between the sizes fought (11). Control: the knee
    of the other magazine is another.
    """
    answer = asked("saturation", rounds)
    assert means(answer, "armed_leakers") == [max(0, n - rounds) for n in SIZES]
    marks = {row["kind"]: row for row in answer.tables["knees"].iter_rows(named=True)}
    for kind in ("knee", "full"):
        assert (marks[kind]["at"], marks[kind]["low"], marks[kind]["high"]) == pytest.approx((rounds,) * 3)
    assert (marks["knee"]["before"], marks["knee"]["after"]) == pytest.approx((0.0, 1.0))
    assert marks["knee"]["at"] != pytest.approx(19 - rounds)
    assert (
        f"Along threats, the defence is full from {rounds} (no spread: all fights agree) on" in answer.sentences[0].text
    )
    assert answer.sentences[0].fights == TRIALS * len(SIZES)


def test_any_leak_is_sure_from_one_threat_too_many() -> None:
    mark = asked("saturation", limit="50 %").tables["knees"].filter(pl.col("kind") == "limit").row(0, named=True)
    assert (mark["low"], mark["high"]) == (8.0, 10.0)


def test_rounds_and_the_time_at_which_the_last_one_leaves() -> None:
    """min(n, M) rounds; empty in all fights of n >= M, at the launch of round M, and in none below."""
    answer = asked("rounds")
    assert means(answer, "shots") == [min(n, ROUNDS) for n in SIZES]
    assert means(answer, "ran_empty_first_empty") == [float(n >= ROUNDS) for n in SIZES]
    study, fought = magazine(ROUNDS)
    point = Curve(ask="curve").question(study).at_most()[SIZES.index(12)].point
    times = fought.table(point, Fights())["first_empty"].to_numpy()
    assert means(answer, "time_to_empty_first_empty")[SIZES.index(12)] == pytest.approx(float(np.median(times)))
    # A threat each 30 s: the eighth is met about 210 s after the first. Control: not at the pace of another raid.
    assert 210.0 < times.min() < times.max() < 320.0


def test_the_exchange_is_the_price_of_a_round_over_that_of_a_threat() -> None:
    """Each round brings down one: the ratio is that of the two prices, whatever the size."""
    roster = assemble(magazine(ROUNDS)[0].scenario, catalogue()).roster
    price = roster.missiles[0].cost / roster.threats[0].cost
    ratios = means(asked("exchange"), "exchange")
    assert ratios == pytest.approx([price] * len(SIZES))
    assert means(asked("exchange"), "value_protected") == [1.0] * len(SIZES)
