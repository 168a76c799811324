"""Futures of programmes: nothing of the future leaks, alternatives share draws, and promises kept are kept exactly.

Expected values: the dates in the programme files; properties (identical bits, order); arithmetic by hand;
Kolmogorov-Smirnov with false alarm 1e-4 (fixed seed).
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from vyuha.base.calendar import YEAR, parse_date
from vyuha.base.random import entity_id
from vyuha.programme.load import load, parse
from vyuha.programme.model import Contract, Programme, Tranche
from vyuha.programme.plan import Alternative, Late, Slip, Stop
from vyuha.studies.plan import futures as module
from vyuha.studies.plan.futures import REFERENCES, Futures, draw, rounds_added, units_ready

ROOT = Path(__file__).resolve().parents[3]
S400 = load("s400-india")
TODAY = parse_date("2026-11-22").middle
OPTIONS = ("five-more", "missiles-288")
SEED = 3


def alternative(**parts: Any) -> Alternative:
    return Alternative(id="other", name="Other", **parts)


def futures(
    course: Alternative | None = None, count: int = 300, as_of: float = TODAY, slip: Slip | None = None
) -> Futures:
    return draw([S400], slip or Slip(), as_of, SEED, count, course)


def column(found: Futures, tranche: str) -> int:
    return next(i for i, label in enumerate(found.labels) if label.tranche == tranche)


def same(left: Futures, right: Futures) -> bool:
    grids = [(left.begun, right.begun), (left.arrival, right.arrival), (left.ready, right.ready)]
    return repr(left.labels) == repr(right.labels) and all(np.array_equal(a, b) for a, b in grids)


def test_facts_stand_and_the_rest_is_still_to_come() -> None:
    found = futures()
    for tranche in S400.contracts[0].tranches[:4]:
        i = column(found, tranche.id)
        assert tranche.delivered is not None
        assert (
            np.all(found.arrival[:, i] == tranche.delivered.day) and found.labels[i].delivered == tranche.delivered.day
        )
    fifth = column(found, "squadron-5")
    assert found.arrival[:, fifth].min() > TODAY and np.isnan(found.labels[fifth].delivered)
    first = column(found, "squadron-1")
    operational = S400.contracts[0].tranches[0].operational
    assert operational is not None and np.all(found.ready[:, first] == operational.day)


def test_training_lies_in_its_range() -> None:
    found = futures(count=2000)
    assert S400.training is not None
    lag = (found.ready - found.arrival)[:, column(found, "squadron-5")]
    assert S400.training.low <= lag.min() < lag.max() <= S400.training.high
    mean = (S400.training.low + S400.training.value + S400.training.high) / 3.0
    assert lag.mean() == pytest.approx(mean, rel=0.02)


def test_no_delay_no_loss() -> None:
    planned = futures(alternative(deliveries="planned"))
    for i, label in enumerate(planned.labels):
        assert np.all(planned.arrival[:, i] == label.planned)
    days = np.array([parse_date(str(year)).start for year in range(2018, 2031)])
    kept = S400.model_copy(update={"contracts": tuple(map(as_promised, S400.contracts))})
    expected = draw([kept], Slip(), TODAY, SEED, 300)
    lost = units_ready(planned, S400.id, days) - units_ready(expected, S400.id, days)
    assert np.all(lost == 0.0)
    # Control: what really came does lose.
    assert np.any(units_ready(planned, S400.id, days) - units_ready(futures(), S400.id, days) != 0.0)


def as_promised(contract: Contract) -> Contract:
    """The contract as if each tranche had come on the very day of its promise."""
    tranches = []
    for tranche in contract.tranches:
        assert tranche.planned is not None and contract.tranches[0].delivered is not None
        day = tranche.planned.day(contract.signed.day)
        span = contract.tranches[0].delivered.span._replace(start=day, end=day)
        fact = type(contract.tranches[0].delivered)("", span, "", "assumed", "for the test")
        tranches.append(tranche.model_copy(update={"delivered": fact, "operational": None}))
    return contract.model_copy(update={"tranches": tuple(tranches)})


def test_the_reset_course_takes_the_last_reset() -> None:
    reset = futures(alternative(deliveries="reset"))
    first = column(reset, "squadron-1")
    assert np.all(reset.arrival[:, first] == parse_date("2021-12").end)
    assert np.all(reset.arrival[:, column(reset, "squadron-5")] == reset.labels[-1].planned)
    before = futures(alternative(deliveries="reset"), as_of=parse_date("2021-06").middle)
    assert np.all(before.arrival[:, first] == before.labels[first].planned)


def test_nothing_comes_of_nothing() -> None:
    found = futures(alternative(deliveries="none", options=OPTIONS))
    assert np.all(np.isinf(found.arrival)) and np.all(
        units_ready(found, S400.id, np.array([TODAY, TODAY + 1e4])) == 0.0
    )


def strip(programme: Programme, as_of: float) -> Programme:
    """The programme without anything that was said, fitted or judged after `as_of`."""

    def told(tranche: Tranche) -> Tranche:
        facts = {name: getattr(tranche, name) for name in ("begun", "delivered", "operational")}
        kept = {name: fact if fact is not None and fact.day <= as_of else None for name, fact in facts.items()}
        resets = tuple(reset for reset in tranche.reset if reset.announced.day <= as_of)
        return tranche.model_copy(update=kept | {"reset": resets})

    def signed(contract: Contract) -> Contract:
        ended = contract.ended if contract.ended is not None and contract.ended.day <= as_of else None
        line = contract.line if programme.as_of.span.start <= as_of else None
        tallies = tuple(tally for tally in contract.tallies if tally.by.day <= as_of)
        parts = {"tranches": tuple(map(told, contract.tranches)), "ended": ended, "line": line, "tallies": tallies}
        return contract.model_copy(update=parts)

    contracts = tuple(signed(contract) for contract in programme.contracts if contract.signed.day <= as_of)
    options = programme.options if programme.as_of.span.start <= as_of else ()
    return programme.model_copy(update={"contracts": contracts, "options": options, "forecasts": (), "meanwhile": ()})


@pytest.mark.parametrize("name", ["s400-india", "ak-203-india", "t-90s-india", "su-30mki-india", "akash-india"])
@pytest.mark.parametrize("day", ["2016-05", "2019-01-02", "2022-04", "2024-04-23", "2026-02"])
def test_nothing_of_the_future_leaks_into_an_old_forecast(name: str, day: str) -> None:
    programme, as_of = load(name), parse_date(day).middle
    assert same(draw([programme], Slip(), as_of, SEED, 50), draw([strip(programme, as_of)], Slip(), as_of, SEED, 50))


@pytest.mark.parametrize(("name", "day"), [("t-90s-india", "2011-06"), ("ak-203-india", "2024-06")])
def test_a_line_fitted_later_is_not_known_on_an_earlier_day(name: str, day: str) -> None:
    programme, as_of = load(name), parse_date(day).last_noon
    without = tuple(contract.model_copy(update={"line": None}) for contract in programme.contracts)
    bare = programme.model_copy(update={"contracts": without})
    assert same(draw([programme], Slip(), as_of, SEED, 50), draw([bare], Slip(), as_of, SEED, 50))
    # Control: on the day of the file it counts.
    now = programme.as_of.day
    assert not same(draw([programme], Slip(), now, SEED, 50), draw([bare], Slip(), now, SEED, 50))


def test_an_option_judged_later_is_refused_on_an_earlier_day() -> None:
    with pytest.raises(ValueError, match='"five-more" of s400-india stands as of 2026-11-22.*2024-06-30'):
        futures(alternative(options=("five-more",)), as_of=parse_date("2024-06").last_noon)


def test_control_a_fact_that_was_known_then_does_matter() -> None:
    as_of = parse_date("2022-04").middle
    short = strip(S400, parse_date("2021-06").middle)
    assert not same(draw([S400], Slip(), as_of, SEED, 50), draw([short], Slip(), as_of, SEED, 50))


def test_a_forecast_standing_later_against_rejection_of_the_earlier_one() -> None:
    # Between these days nothing came: the later forecast is the earlier one, given that.
    early, late = (parse_date(day).middle for day in ("2021-12-18", "2022-06-20"))
    slip = Slip(supplier_correlation=0.0)
    before, after = (futures(count=20_000, as_of=day, slip=slip).arrival for day in (early, late))
    second, third = (column(futures(), name) for name in ("squadron-2", "squadron-3"))
    kept = before[before[:, second] > late]
    assert 1_000 < len(kept) < len(before)
    for i in (second, third):
        assert stats.ks_2samp(kept[:, i], after[:, i]).pvalue > 1e-4
        # Control: without the condition they differ.
        assert stats.ks_2samp(before[:, i], after[:, i]).pvalue < 1e-4


def test_the_same_question_twice_gives_the_same_bits() -> None:
    course = alternative(options=OPTIONS, late=(Late(tranche="squadron-5", by="1 years"),))
    slip = Slip(reference="blend", stops_per_year=0.2)
    assert same(futures(course, slip=slip), futures(course, slip=slip))
    other = draw([S400], slip, TODAY, SEED + 1, 300, course)
    assert not same(futures(course, slip=slip), other)


def test_an_option_leaves_all_else_as_it_was() -> None:
    base, more = futures(), futures(alternative(options=OPTIONS))
    for grid in ("begun", "arrival", "ready"):
        assert np.array_equal(getattr(more, grid)[:, : len(base.labels)], getattr(base, grid))
    missiles = futures(alternative(options=("missiles-288",)))
    assert np.array_equal(missiles.arrival[:, -1], more.arrival[:, -1])
    # Control: other options have draws of their own.
    assert not np.array_equal(more.arrival[:, -1], more.arrival[:, -2])


def test_another_programme_leaves_all_else_as_it_was() -> None:
    both = draw([load("ak-203-india"), S400], Slip(), TODAY, SEED, 100)
    assert np.array_equal(both.arrival[:, -5:], futures(count=100).arrival)


def test_more_futures_extend_the_first_ones() -> None:
    course = alternative(options=OPTIONS)
    few, many = futures(course, 40), futures(course, 130)
    assert np.array_equal(few.arrival, many.arrival[:40]) and np.array_equal(few.ready, many.ready[:40])


def test_late_moves_one_tranche_by_just_that() -> None:
    base, late = futures(), futures(alternative(late=(Late(tranche="squadron-5", by="1 years"),)))
    fifth = column(base, "squadron-5")
    assert np.all(late.arrival[:, fifth] == base.arrival[:, fifth] + YEAR)
    assert np.array_equal(late.arrival[:, :fifth], base.arrival[:, :fifth])


def test_late_moves_what_waits_for_it_and_no_fact() -> None:
    as_of = parse_date("2024-06").last_noon
    moved = alternative(late=(Late(tranche="squadron-4", by="9 years"),))
    base, late = (futures(course, as_of=as_of) for course in (None, moved))
    fourth = column(base, "squadron-4")
    for i in (fourth, column(base, "squadron-5")):
        assert late.arrival[:, i] == pytest.approx(base.arrival[:, i] + 9.0 * YEAR)
    assert np.array_equal(late.arrival[:, :fourth], base.arrival[:, :fourth])
    # In November 2026 the fourth has come.
    with pytest.raises(ValueError, match='"squadron-4": has come'):
        futures(moved)
    # As contracted it had not, and each promise stands alone.
    promised, planned = (futures(alternative(deliveries="planned", late=moved.late if x else ())) for x in (1, 0))
    assert np.array_equal(promised.arrival - planned.arrival, np.tile([0.0, 0.0, 0.0, 9.0 * YEAR, 0.0], (300, 1)))


def test_late_moves_all_of_an_option_or_the_rest_of_it() -> None:
    base = futures(alternative(options=("five-more",)))
    come = np.isfinite(base.arrival[:, -1])
    columns = [column(base, f"five-more-{n}") for n in range(1, 6)]
    for name, first in (("five-more", 0), ("five-more-3", 2)):
        late = futures(alternative(options=("five-more",), late=(Late(tranche=name, by="2 years"),)))
        shift = (late.arrival[come] - base.arrival[come])[:, columns]
        assert shift == pytest.approx(np.tile([2.0 * YEAR * (n >= first) for n in range(5)], (int(come.sum()), 1)))


def test_late_asks_whose_where_two_programmes_use_one_name() -> None:
    other = S400.model_copy(update={"id": "other", "options": ()})
    named = [Late(tranche="squadron-5", by="1 years"), Late(tranche="squadron-5", by="1 years", programme="other")]
    with pytest.raises(ValueError, match="in other/main, s400-india/main"):
        draw([S400, other], Slip(), TODAY, SEED, 20, alternative(late=(named[0],)))
    base, late = (draw([S400, other], Slip(), TODAY, SEED, 20, alternative(late=late)) for late in ((), (named[1],)))
    assert np.all((late.arrival - base.arrival)[:, -1] == YEAR)
    assert np.array_equal(late.arrival[:, :-1], base.arrival[:, :-1])


def test_late_holds_up_a_line() -> None:
    programme, as_of = made(), parse_date("2011-02-01").last_noon
    moved = alternative(late=(Late(tranche="first", by="3 years"),))
    base, late = (draw([programme], Slip(), as_of, SEED, 50, course) for course in (None, moved))
    assert np.array_equal(late.arrival[:, 0], base.arrival[:, 0]) and np.array_equal(
        late.begun[:, :2], base.begun[:, :2]
    )
    assert late.arrival[:, 1:] == pytest.approx(base.arrival[:, 1:] + 3.0 * YEAR)


def stop(since: str, **parts: Any) -> tuple[Stop, ...]:
    return (Stop.model_validate({"supplier": "Russia", "from": since} | parts),)


def test_a_stop_for_good_means_never() -> None:
    found = futures(alternative(stops=stop("2026-11-23"), options=OPTIONS))
    late = [column(found, name) for name in ("squadron-5", "five-more-1", "missiles-288-1")]
    assert np.all(np.isinf(found.arrival[:, late]))
    assert np.all(np.isfinite(found.arrival[:, :4]))


def test_a_stop_delays_by_its_length_and_an_old_one_by_nothing() -> None:
    base, held = futures(), futures(alternative(stops=stop("2026-11-23", lasts="1 years")))
    fifth = column(base, "squadron-5")
    day = parse_date("2026-11-23").start
    assert np.all(base.arrival[:, fifth] > day)
    assert held.arrival[:, fifth] == pytest.approx(base.arrival[:, fifth] + YEAR, abs=1e-6)
    assert same(futures(alternative(stops=stop("2020", lasts="1 years"))), base)


def test_random_stops_delay_and_none_is_none() -> None:
    base, held = futures(slip=Slip()), futures(slip=Slip(stops_per_year=0.5, stop_length="2 years"))
    fifth = column(base, "squadron-5")
    assert np.all(held.arrival >= base.arrival) and np.any(held.arrival[:, fifth] > base.arrival[:, fifth])
    assert same(futures(slip=Slip(stops_per_year=0.0, stop_length="9 years")), base)


def test_tranches_of_a_supplier_are_late_together_when_correlated() -> None:
    as_of = parse_date("2019-01-02").middle

    def steps(correlation: float) -> np.ndarray:
        arrival = futures(count=10_000, as_of=as_of, slip=Slip(supplier_correlation=correlation)).arrival
        return np.diff(arrival, axis=1)

    def joint(step: np.ndarray) -> float:
        late = step > np.quantile(step, 0.8, axis=0)
        return float(np.mean(late[:, 0] & late[:, 1]))

    assert joint(steps(0.0)) == pytest.approx(0.04, abs=0.01)
    assert joint(steps(0.9)) > 0.1
    quantiles = [np.quantile(steps(r), (0.25, 0.5, 0.75), axis=0) for r in (0.0, 0.9)]
    assert quantiles[0] == pytest.approx(quantiles[1], rel=0.05)


@pytest.mark.parametrize("reference", sorted(REFERENCES))
def test_every_class_gives_futures(reference: str) -> None:
    found = futures(count=50, slip=Slip(reference=reference))
    assert np.all(np.isfinite(found.arrival)) and found.arrival[:, -1].min() > TODAY


MADE = """
vyuha-programme: 1
id: made
title: Made under licence
supplier: Russia
buyer: India
kind: licensed-production
unit: tank
as_of: {{date: 2011-02-01, grade: assumed, note: test}}
summary: A line for tests.
contracts:
  - id: licence
    name: Licence
    signed: {{date: 2006-01-01, grade: assumed, note: test}}
    quantity: {{value: 300, grade: assumed, note: test}}
    tranches:
      - {{id: first, units: 100, begun: {{date: 2009-01-01, grade: assumed, note: test}}}}
      - {{id: second, units: 200}}
    tallies:
      - {{by: {{date: 2010-01-01, grade: assumed, note: test}}, total: {{value: 24, grade: assumed, note: test}}}}
      - {{by: {{date: 2011-01-01, grade: assumed, note: test}}, total: {{value: 75, grade: assumed, note: test}}}}
    line:
      started: {{date: 2009-01-01, grade: assumed, note: test}}
      capacity: {{value: 52, grade: assumed, note: test}}
      ramp: {{value: 4 months, grade: assumed, note: test}}
      {more}
{upkeep}
"""


def made(more: str = "", upkeep: str = "") -> Programme:
    return parse(MADE.format(more=more, upkeep=upkeep))


def test_a_line_goes_on_from_its_last_tally() -> None:
    as_of = parse_date("2011-02-01").start
    found = draw([made()], Slip(), as_of, SEED, 400)
    assert [label.units for label in found.labels] == [75.0, 25.0, 200.0]
    tally = parse_date("2011-01-01").middle
    assert np.all(found.arrival[:, 0] == tally) and np.all(found.begun[:, 1] == tally)
    assert np.array_equal(found.begun[:, 2], found.arrival[:, 1])
    # 25 tanks at 52 a year take just under half a year on schedule; median growth is 1.12.
    assert np.median(found.arrival[:, 1]) - tally == pytest.approx(25 / 52 * YEAR * 1.12, rel=0.08)
    ready = units_ready(found, "made", np.array([parse_date("2010-01-01").middle, tally, tally + 40 * YEAR]))
    assert ready[:, 0] == pytest.approx(24.0) and ready[:, 1] == pytest.approx(75.0) and np.all(ready[:, 2] == 300.0)


def test_nothing_beyond_the_indent_comes() -> None:
    as_of = parse_date("2011-02-01").start
    capped = draw([made("indent: {value: 150, grade: assumed, note: test}")], Slip(), as_of, SEED, 50)
    at_last = units_ready(capped, "made", np.array([as_of + 200 * YEAR]))
    assert np.all(at_last == 150.0)
    assert np.isinf(capped.arrival[:, -1]).all()
    # Control: 75 have been handed over, so an indent of 50 must be an old one.
    old = draw([made("indent: {value: 50, grade: assumed, note: test}")], Slip(), as_of, SEED, 50)
    assert np.all(units_ready(old, "made", np.array([as_of + 200 * YEAR])) == 300.0)


def test_learning_on_a_line_makes_the_first_units_slower() -> None:
    as_of = parse_date("2011-02-01").start
    plain = draw([made()], Slip(), as_of, SEED, 50)
    learning = draw([made("learning: {value: 85 %, grade: assumed, note: test}")], Slip(), as_of, SEED, 50)
    assert np.all(learning.arrival[:, 1] > plain.arrival[:, 1])


def test_attrition_and_availability_of_spread_units() -> None:
    as_of = parse_date("2011-02-01").start
    upkeep = """
availability: {value: 60 %, low: 50 %, high: 75 %, grade: assumed, note: test}
attrition: {value: 2 %, grade: assumed, note: test}
"""
    found = draw([made(upkeep=upkeep)], Slip(), as_of, SEED, 200)
    share = found.availability["made"]
    assert 0.5 <= share.min() < share.max() <= 0.75
    begun, done = found.begun[0, 0], found.arrival[0, 0]
    ready = units_ready(found, "made", np.array([done]))[:, 0]
    assert ready == pytest.approx(75.0 * 0.98 ** (0.5 * (done - begun) / YEAR) * share)


def test_rounds_of_an_option_come_to_the_stock() -> None:
    found = futures(alternative(options=("missiles-288",)), count=2000)
    days = np.array([TODAY, TODAY + 60 * YEAR])
    assert np.all(units_ready(found, S400.id, days)[:, 1] == 5.0)
    rounds = rounds_added(found, S400.id, days)
    assert np.all(rounds[:, 0] == 0.0) and set(np.unique(rounds[:, 1])) == {0.0, 288.0}
    chances = [stage.probability for stage in S400.options[1].stages if stage.probability is not None]
    # Each chance is drawn from its range: the triangular's mean is (low + peak + high) / 3.
    means = [(chance.low + chance.value + chance.high) / 3.0 for chance in chances]
    assert np.mean(rounds[:, 1] > 0.0) == pytest.approx(float(np.prod(means)), abs=0.04)


def test_promised_times_of_an_option_are_drawn_from_their_ranges() -> None:
    option = S400.options[0]
    assert option.first is not None and option.interval is not None
    narrow = option.model_copy(
        update={
            "first": replace(option.first, low=option.first.value, high=option.first.value),
            "interval": replace(option.interval, low=option.interval.value, high=option.interval.value),
        }
    )
    course = alternative(options=("five-more",))
    wide, fixed = (
        draw([S400.model_copy(update={"options": (one,)})], Slip(), TODAY, SEED, 300, course)
        for one in (option, narrow)
    )
    come = np.isfinite(fixed.arrival[:, -1])
    ratio = np.diff(wide.arrival[come][:, -5:], axis=1) / np.diff(fixed.arrival[come][:, -5:], axis=1)
    # The interval is the same one four times over in a future, and not the same in all.
    assert ratio == pytest.approx(np.repeat(ratio[:, :1], 4, axis=1), rel=1e-9)
    low, high = option.interval.low / option.interval.value, option.interval.high / option.interval.value
    assert low <= ratio.min() < 0.99 < 1.01 < ratio.max() <= high


def test_options_signed_on_time_in_a_planned_course() -> None:
    found = futures(alternative(deliveries="planned", options=("five-more",)))
    columns = [column(found, f"five-more-{n}") for n in range(1, 6)]
    option = S400.options[0]
    assert option.first is not None and option.interval is not None
    assert np.all(np.diff(found.arrival[:, columns], axis=1) == pytest.approx(option.interval.value))
    waits = sum(stage.takes.value for stage in option.stages if stage.takes is not None)
    assert np.all(found.arrival[:, columns[0]] == pytest.approx(TODAY + waits + option.first.value))


@pytest.mark.parametrize(
    ("course", "says"),
    [
        (lambda: alternative(options=("ten-more",)), 'no programme has an option "ten-more"'),
        (lambda: alternative(late=(Late(tranche="squadron-9", by="1 years"),)), '"squadron-9": nothing'),
        (
            lambda: alternative(stops=(Stop.model_validate({"supplier": "Ruritania", "from": "2027"}),)),
            "there are: Russia",
        ),
    ],
)
def test_names_that_nobody_has_are_refused(course: Callable[[], Alternative], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        futures(course())


def test_a_programme_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be told apart"):
        draw([S400, S400], Slip(), TODAY, SEED, 10)


def test_figures_that_would_share_their_draws_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "entity_id", lambda name: 7 if "rounds" in name else entity_id(name))
    with pytest.raises(ValueError, match="brings/.*brings/.*cannot be told apart"):
        futures(count=10)


PROGRAM = """
import numpy as np
from vyuha.programme.load import load
from vyuha.programme.plan import Alternative, Slip
from vyuha.studies.plan.futures import draw
course = Alternative(id="x", name="x", options=("five-more",))
slip = Slip(reference="blend", stops_per_year=0.5)
found = draw([load("s400-india")], slip, {day!r}, {seed}, 6, course)
print(" ".join(repr(float(day)) for day in found.ready.ravel()))
"""


def test_interpreted_and_compiled_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(day=TODAY, seed=SEED)],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    plain = np.array([float(word) for word in done.stdout.split()])
    slip = Slip(reference="blend", stops_per_year=0.5)
    compiled = futures(alternative(options=("five-more",)), count=6, slip=slip).ready.ravel()
    # The two use different logarithms and exponentials: equal to a millionth of a day.
    assert plain == pytest.approx(compiled, abs=1e-6)
    assert plain != pytest.approx(compiled + 1e-5, abs=1e-6)
