"""Answers of made-up fights: numbers counted by hand, words that name them, failed trials, an honest nothing."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.studies.curves.studies import Made, bare_text, study_of
from vyuha.outputs.study.curves import charts
from vyuha.results.answers import Answer
from vyuha.studies.curves.ask import Curve
from vyuha.studies.curves.measures import median_time
from vyuha.studies.question import Floats
from vyuha.studies.study import Alternative, Study

N = 40
SIZES = (2, 4, 6, 8, 10, 12)


def along_sizes() -> Study:
    return study_of(bare_text(), ("threats", "raids.west.count", [str(n) for n in SIZES]), trials=N)


def made(law: Any) -> Made:
    return Made({f"threats-{n}": law(n) for n in SIZES})


def fights(leakers: Floats, **others: Floats) -> dict[str, Floats]:
    plain = {"shots": np.full(N, 3.0), "value_lost": np.zeros(N), "rounds_cost": np.ones(N)}
    never = {"first_empty": np.full(N, np.nan), "all_empty": np.full(N, np.nan), "raid_cost_lost": np.ones(N)}
    return plain | never | {"armed_leakers": leakers} | others


def answer(study: Study, fought: Made, **keys: Any) -> Answer:
    curve = Curve.model_validate({"ask": "curve", **keys})
    assert list(curve.problems(study)) == []
    return curve.question(study).answer(fought)


def texts(one: Answer) -> str:
    return "\n".join(sentence.text for sentence in one.sentences)


def test_wants_end_when_all_is_there() -> None:
    question = Curve(ask="curve").question(along_sizes())
    assert len(question.wants(Made({}, trials=N - 1))) == len(SIZES)
    assert question.wants(Made({}, trials=N)) == []


def test_a_straight_line_has_no_knee_and_no_mark() -> None:
    random = np.random.default_rng(1)
    one = answer(along_sizes(), made(lambda n: fights(random.normal(0.25 * n, 0.5, N))), of="saturation")
    assert "No knee of armed leakers" in texts(one)
    assert "not full anywhere from 2 to 12 (threats)" in texts(one)
    assert one.tables["knees"].filter(pl.col("told")).height == 0


@pytest.mark.parametrize("of", ["plain", "saturation", "rounds", "exchange"])
@pytest.mark.parametrize("bad", [(2,), (6,), (12,), SIZES])
def test_points_at_which_all_fights_failed_are_no_findings(of: str, bad: tuple[int, ...]) -> None:
    """One more leaker for each threat: full before the first size, whatever failed; of nothing, nothing is said."""

    def law(n: int) -> dict[str, Floats]:
        own = fights(np.arange(N) % 2 + float(n), shots=np.arange(N) % 3 + float(n))
        return {name: np.full(N, np.nan) for name in own} if n in bad else own

    limit = {"limit": "50 %"} if of == "saturation" else {}
    one = answer(along_sizes(), made(law), of=of, **limit)
    assert "nan %" not in texts(one)
    for chart in charts(one):
        chart.draw(False)
    if of == "saturation":
        known = bad != SIZES
        assert ("full before 2 (threats)" in texts(one)) == known
        assert ("Too few fights came to their end to say where the defence is full" in texts(one)) != known
        assert "not full anywhere" not in texts(one)


def test_only_what_counts_threats_makes_a_defence_full() -> None:
    """A cost of 1 for each threat more is not half a threat more."""
    fought = made(lambda n: fights(np.arange(N) % 2 + float(n), rounds_cost=np.arange(N) % 2 + float(n)))
    one = answer(along_sizes(), fought, of="saturation", outcomes=["rounds_cost", "armed_leakers"])
    assert [mark["measure"] for mark in one.tables["knees"].iter_rows(named=True) if mark["kind"] == "full"] == []
    assert texts(one).count("The defence is full before 2 (threats)") == 1
    assert "to the cost of the rounds" not in texts(one)


def test_failed_trials_are_counted_and_said() -> None:
    random = np.random.default_rng(1)

    def law(n: int) -> dict[str, Floats]:
        values = random.normal(max(0.0, n - 6.0), 0.2, N)
        values[: n // 4] = np.nan
        return fights(values)

    one = answer(along_sizes(), made(law))
    assert one.tables["curve"]["failed"].to_list() == [n // 4 for n in SIZES]
    assert any("Up to 3 fights of a point could not be fought" in note for note in one.notes)
    # Control: without failures nothing is said.
    assert not any("could not" in note for note in answer(along_sizes(), made(lambda n: fights(np.ones(N)))).notes)


def test_the_time_to_empty_counts_fights_that_never_are() -> None:
    """Of 40 fights 30 run empty at 1, 2, ... 30 s: half of all have it by 20.5 s; where 10 do, half never have it."""

    def law(n: int) -> dict[str, Floats]:
        times = np.full(N, np.nan)
        empty = 30 if n >= 8 else 10 if n >= 4 else 0
        times[:empty] = np.arange(1.0, empty + 1.0)
        return fights(np.zeros(N), first_empty=times)

    one = answer(along_sizes(), made(law), of="rounds")
    rows = {
        row["x"]: row for row in one.tables["curve"].filter(pl.col("measure") == "time_to_empty_first_empty").to_dicts()
    }
    assert (rows[8.0]["mean"], rows[4.0]["mean"], rows[2.0]["mean"]) == (20.5, None, None)
    assert rows[4.0]["low"] is None and rows[8.0]["low"] == 14.0
    chance = one.tables["curve"].filter(pl.col("measure") == "ran_empty_first_empty")["mean"].to_list()
    assert chance == [0.0, 0.25, 0.25, 0.75, 0.75, 0.75]
    assert "Along threats, the first fire unit runs empty in more than half of the fights from 7 (6 to 8) on." in texts(
        one
    )
    assert "In none of the fights does the last of the fire units run empty" in texts(one)


def test_a_fight_that_failed_is_not_one_in_which_no_unit_ran_empty() -> None:
    def law(n: int) -> dict[str, Floats]:
        shots = np.full(N, 3.0)
        shots[:10] = np.nan
        return fights(np.zeros(N), shots=shots, first_empty=np.where(np.isnan(shots), np.nan, 5.0))

    rows = answer(along_sizes(), made(law), of="rounds").tables["curve"]
    row = rows.filter((pl.col("measure") == "ran_empty_first_empty") & (pl.col("x") == 8.0)).row(0, named=True)
    assert (row["mean"], row["fights"], row["failed"]) == (1.0, 30, 10)


@pytest.mark.parametrize("number", [9, 40, 101])
def test_the_interval_of_a_median_is_that_of_the_signs(number: int) -> None:
    """scipy's quantile_test, which inverts the same binomial. Control: at another confidence it is another."""
    times = np.random.default_rng(2).exponential(100.0, number)
    found = median_time(times)
    expected = stats.quantile_test(times, q=np.median(times), p=0.5).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.mean == pytest.approx(float(np.median(times)))
    other = stats.quantile_test(times, q=np.median(times), p=0.5).confidence_interval(0.5)
    assert found.low != pytest.approx(other.low)


NEXT = tuple(Alternative(f"n{k}", f"{k} units") for k in (1, 2, 3, 4))


def test_the_next_unit_pays_until_it_does_not() -> None:
    """6, 4, 3 and 3 leakers with the same noise for all: 2 and 1 fewer, then none; the noise they share drops out."""
    random = np.random.default_rng(7)
    noise, own = random.normal(0.0, 3.0, N), random.normal(0.0, 0.1, (4, N))
    columns = {f"n{k + 1}": fights(mean + noise + own[k]) for k, mean in enumerate((6.0, 4.0, 3.0, 3.0))}
    one = answer(study_of(bare_text(), alternatives=NEXT, trials=N), Made(columns), of="marginal")
    steps = one.tables["steps"]
    assert steps["mean"].to_list() == pytest.approx([-2.0, -1.0, 0.0], abs=0.1)
    assert steps["told"].to_list() == [True, True, False]
    assert (steps["high"] - steps["low"]).max() < 0.2
    assert "2 units instead of 1 units: 2.0" in texts(one) and "fewer armed leakers (" in texts(one)
    headline = one.sentences[0].text
    assert headline.startswith("More pays up to 3 units: ") and "fewer armed leakers (" in headline
    assert headline.endswith("per fight than with 2 units. No step after that one betters it beyond chance (95 %).")
    # Control: of other fights, whose noise is not shared, the differences are not told so well.
    shuffled = {name: fights(random.permutation(row["armed_leakers"])) for name, row in columns.items()}
    other = answer(study_of(bare_text(), alternatives=NEXT, trials=N), Made(shuffled), of="marginal")
    assert (other.tables["steps"]["high"] - other.tables["steps"]["low"]).min() > 1.0


def test_more_is_better_of_what_is_killed() -> None:
    random = np.random.default_rng(1)
    columns = {f"n{k}": fights(np.zeros(N), killed=k + random.normal(0.0, 0.1, N)) for k in (1, 2, 3, 4)}
    one = answer(study_of(bare_text(), alternatives=NEXT, trials=N), Made(columns), of="marginal", outcomes=["killed"])
    assert one.sentences[0].text.startswith("More pays up to 4 units, the last that was fought: ")
    assert "more threats killed" in one.sentences[0].text
    # More chances of no leaker are better as well, with or without spaces.
    safe = {
        f"n{k}": {**fights(np.zeros(N)), "armed_leakers==0": (np.arange(N) < 10 * k).astype(float)} for k in range(5)
    }
    kept = answer(
        study_of(bare_text(), alternatives=NEXT, trials=N), Made(safe), of="marginal", outcomes=["armed_leakers==0"]
    )
    assert kept.sentences[0].text.startswith("More pays up to 4 units, the last that was fought: a chance of no armed")
    # Control: as many leakers more, none of which pays.
    worse = {f"n{k}": fights(k + random.normal(0.0, 0.1, N)) for k in (1, 2, 3, 4)}
    other = answer(study_of(bare_text(), alternatives=NEXT, trials=N), Made(worse), of="marginal")
    assert other.sentences[0].text == ("No step is told to pay: none betters the armed leakers beyond chance (95 %).")


def test_the_exchange_is_a_ratio_of_sums_beside_the_value() -> None:
    """By hand: sums of 40 costs; the base of 100 loses a quarter of its value in mean."""
    random = np.random.default_rng(1)
    spent, gained = random.uniform(1.0, 3.0, N), random.uniform(0.0, 8.0, N)
    law = fights(np.zeros(N), rounds_cost=spent, raid_cost_lost=gained, value_lost=np.tile([0.0, 50.0], N // 2))
    one = answer(along_sizes(), made(lambda n: law), of="exchange")
    rows = one.tables["curve"].filter(pl.col("x") == 2.0)
    ratio = rows.filter(pl.col("measure") == "exchange").row(0, named=True)
    assert ratio["mean"] == pytest.approx(spent.sum() / gained.sum())
    assert ratio["low"] < ratio["mean"] < ratio["high"]
    # Control: the mean of the ratios is another number.
    assert ratio["mean"] != pytest.approx(float((spent / gained).mean()))
    kept = rows.filter(pl.col("measure") == "value_protected").row(0, named=True)
    assert kept["mean"] == 0.75 and kept["low"] < 0.75 < kept["high"]
    assert "of the value is protected" in texts(one)


def test_where_nothing_is_shot_down_there_is_no_ratio() -> None:
    one = answer(along_sizes(), made(lambda n: fights(np.zeros(N), raid_cost_lost=np.zeros(N))), of="exchange")
    assert "nothing that costs anything is shot down" in texts(one)
    assert one.tables["curve"].filter(pl.col("measure") == "exchange")["mean"].null_count() == len(SIZES)
