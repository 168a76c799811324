"""Scores of past forecasts: no leak from the future, scores as their definitions say, words that follow the numbers."""

import datetime
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from vyuha.base.calendar import MONTH, parse_date
from vyuha.programme.known import known_on
from vyuha.programme.load import load
from vyuha.programme.model import Programme
from vyuha.programme.plan import Slip
from vyuha.studies.plan import backtest as module
from vyuha.studies.plan.backtest import (
    ALL,
    CASES,
    DATED,
    NAIVE,
    OFFICIAL,
    PROMISE,
    SCORES,
    backtest,
    comparable_slips,
    verdict,
)
from vyuha.studies.plan.futures import Futures, draw
from vyuha.studies.plan.standing import standings

MAJOR = Slip()
DAYS = ["2019-01-02", "2021-12-31", "2024-04-23", "2025-06-26", "2026-02-15"]


@pytest.fixture(scope="module")
def s400() -> Programme:
    return load("s400-india")


def arrivals(programme: Programme, day: float, slip: Slip = MAJOR) -> np.ndarray:
    return draw([programme], slip, day, 3, 50).arrival


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ["s400-india", "akash-india", "ins-vikramaditya"])
def test_deleting_the_future_changes_no_forecast(name: str, day: str) -> None:
    """Bit for bit, with the slip that uses most of what is known."""
    slip = Slip(reference="blend", stops_per_year=0.1)
    now, programme = parse_date(day).start, load(name)
    assert np.array_equal(arrivals(programme, now, slip), arrivals(known_on(programme, now), now, slip))


def test_control_deleting_the_past_changes_the_forecast(s400: Programme) -> None:
    now = parse_date("2024-04-23").start
    earlier = known_on(s400, parse_date("2022-01-01").start)
    assert not np.array_equal(arrivals(s400, now), arrivals(earlier, now))


def test_the_back_test_itself_shows_no_later_fact_to_the_model(
    s400: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Programme, float]] = []

    def spy(programmes: Sequence[Programme], slip: Slip, as_of: float, seed: int, count: int) -> Futures:
        seen.extend((programme, as_of) for programme in programmes)
        return draw(programmes, slip, as_of, seed, count)

    monkeypatch.setattr(module, "draw", spy)
    backtest([s400], {"model": MAJOR}, 1, 20)
    later = [
        tranche.delivered.day
        for programme, as_of in seen
        for tranche in programme.contracts[0].tranches
        if tranche.delivered is not None and tranche.delivered.day > as_of
    ]
    assert len(seen) >= 10
    assert later == []


def fixed(offset: float) -> Any:
    """A model that knows the fact and adds `offset` months, or (nan) gives a span that is one year to each side."""
    truth = {
        tranche.id: tranche.delivered.day
        for tranche in load("s400-india").contracts[0].tranches
        if tranche.delivered is not None
    }

    def draw_fixed(programmes: Sequence[Programme], slip: Slip, as_of: float, seed: int, count: int) -> Futures:
        drawn = draw(programmes, slip, as_of, seed, count)
        arrival = drawn.arrival.copy()
        for i, label in enumerate(drawn.labels):
            if label.tranche in truth:
                spread = np.linspace(-12, 12, count) if math.isnan(offset) else np.full(count, offset)
                arrival[:, i] = truth[label.tranche] + spread * MONTH
        return Futures(drawn.labels, arrival, arrival, arrival)

    return draw_fixed


def row(result: Any, forecaster: str, cases: str = ALL) -> dict[str, Any]:
    chosen = result.scores.filter(
        (pl.col("programme") == ALL) & (pl.col("cases") == cases) & (pl.col("forecaster") == forecaster)
    )
    return dict(chosen.row(0, named=True))


@pytest.mark.parametrize(("offset", "loss"), [(0.0, 0.0), (6.0, 3.0), (-6.0, 3.0)])
def test_a_model_that_is_always_off_by_as_much(
    s400: Programme, monkeypatch: pytest.MonkeyPatch, offset: float, loss: float
) -> None:
    """Closed form: a single day scores half its error, and its bias is that error."""
    monkeypatch.setattr(module, "draw", fixed(offset))
    found = row(backtest([s400], {"model": MAJOR}, 1, 21), "model")
    assert found["pinball_months"] == pytest.approx(loss, abs=1e-9)
    assert found["bias_months"] == pytest.approx(offset, abs=1e-9)
    assert found["coverage_80"] is None
    # Negative control: the others do not know the fact.
    assert row(backtest([s400], {"model": MAJOR}, 1, 21), NAIVE)["pinball_months"] > 1.0


def test_a_model_around_the_fact_covers_always(s400: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw", fixed(math.nan))
    result = backtest([s400], {"model": MAJOR}, 1, 101)
    found = row(result, "model")
    assert found["coverage_50"] == found["coverage_80"] == 1.0
    # Four tranches have come: the exact 95 % interval of 4 in 4 starts at 0.398 (Clopper and Pearson's tables).
    assert found["tranches"] == 4
    assert found["coverage_80_low"] == pytest.approx(0.398, abs=0.001)
    assert result.cases.filter(pl.col("forecaster") == "model")["pit"].to_list() == pytest.approx([0.5] * found["n"])


def test_the_carry_forward_by_hand(s400: Programme) -> None:
    """At signature no slip is known: the plan itself; the first squadron, due at 24 months, is 14.3 late."""
    result = backtest([s400], {"model": MAJOR}, 1, 20)
    case = result.cases.filter((pl.col("as_of") == datetime.date(2018, 10, 5)) & (pl.col("tranche") == "squadron-1"))
    late = (parse_date("2021-12").middle - s400.contracts[0].signed.day) / MONTH - 24.0
    for forecaster in (NAIVE, PROMISE, OFFICIAL):
        (error,) = case.filter(pl.col("forecaster") == forecaster)["error_months"]
        assert error == pytest.approx(-late)
        assert case.filter(pl.col("forecaster") == forecaster)["pinball_months"][0] == pytest.approx(late / 2)
    assert late == pytest.approx(14.3, abs=0.1)


def test_tables_have_their_columns_and_every_forecaster_the_same_cases(s400: Programme) -> None:
    result = backtest([s400, load("akash-india")], {"model": MAJOR, "long": Slip(reference="lognormal")}, 1, 50)
    assert dict(result.cases.schema) == CASES
    assert dict(result.scores.schema) == SCORES
    counts = result.scores.group_by("programme", "cases").agg(pl.col("n").n_unique(), pl.len())
    assert counts["n"].to_list() == [1] * counts.height
    assert set(counts["len"]) == {6}
    days = set(standings(s400, s400.contracts[0]))
    assert set(result.cases.filter(pl.col("programme") == "s400-india")["as_of"]) <= {
        datetime.date.fromordinal(int(day)) for day in days
    }
    dated = result.scores.filter((pl.col("cases") == DATED) & (pl.col("programme") == "akash-india"))
    assert dated.is_empty()


def test_the_same_seed_gives_the_same_scores(s400: Programme) -> None:
    first, again, other = (backtest([s400], {"model": MAJOR}, seed, 40) for seed in (1, 1, 2))
    assert first.scores.equals(again.scores)
    assert not first.scores.equals(other.scores)


def test_the_words_follow_the_numbers(s400: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw", fixed(0.0))
    best, *_ = verdict(backtest([s400], {"model": MAJOR}, 1, 21))
    assert best.startswith("Smallest loss: model, 0.0 months")
    monkeypatch.setattr(module, "draw", fixed(90.0))
    result = backtest([s400], {"model": MAJOR}, 1, 21)
    assert not verdict(result)[0].startswith("Smallest loss: model")
    assert "model gives no interval." in verdict(result)
    monkeypatch.setattr(module, "draw", fixed(math.nan))
    said = verdict(backtest([s400], {"model": MAJOR}, 1, 101))
    assert any("80% intervals of model held 100% of the arrivals" in sentence for sentence in said)


def test_nothing_to_score_is_said(s400: Programme) -> None:
    empty = backtest([load("kamov-india").model_copy(update={"contracts": ()})], {"model": MAJOR}, 1, 20)
    assert "nothing to score" in verdict(empty)[0]


def test_the_slips_compared_begin_with_the_default_and_mark_hindsight() -> None:
    slips = comparable_slips()
    assert next(iter(slips.values())) == Slip()
    assert len(slips) == 8
