"""The forecast of a programme: its tables against the futures they come from, and words that follow the numbers."""

import math
from typing import Any

import numpy as np
import polars as pl
import pytest

from vyuha.base.calendar import MONTH, parse_date
from vyuha.programme.known import known_on
from vyuha.programme.load import load
from vyuha.programme.model import Programme
from vyuha.programme.outcome import TABLES
from vyuha.programme.plan import Slip
from vyuha.studies.plan import forecast as module
from vyuha.studies.plan.forecast import CHANCES, FEWEST, WAITING, forecast, last_units, remaining, year_ends
from vyuha.studies.plan.futures import Futures, draw

NOW = parse_date("2026-11-22").start


@pytest.fixture(scope="module")
def s400() -> Programme:
    return load("s400-india")


def with_arrivals(make: Any) -> Any:
    """`draw`, but whatever is outstanding comes `make(count)` days after the date of the forecast."""

    def drawn(programmes: Any, slip: Slip, as_of: float, seed: int, count: int) -> Futures:
        found = draw(programmes, slip, as_of, seed, count)
        arrival = found.arrival.copy()
        for i in range(arrival.shape[1]):
            if arrival[:, i].max() > as_of:
                arrival[:, i] = as_of + make(count)
        return Futures(found.labels, arrival, arrival, arrival)

    return drawn


def even(count: int) -> np.ndarray:
    return (np.arange(count) + 0.5) / count


def test_what_came_is_dated_and_what_is_out_has_quantiles_of_the_futures(s400: Programme) -> None:
    found = forecast(s400, Slip(), NOW, 1, 500)
    assert dict(found.arrivals.schema) == TABLES["arrivals"]
    assert found.arrivals["delivered"].is_null().to_list() == [False, False, False, False, True]
    assert found.arrivals["p50"].is_null().to_list() == [True, True, True, True, False]
    sample = np.sort(draw([s400], Slip(), NOW, 1, 500).arrival[:, 4])
    # Day 719163 is 1 January 1970.
    assert found.arrivals["p25"].to_physical()[4] == int(sample[124]) - 719163
    assert found.arrivals["p95"].to_physical()[4] == int(sample[474]) - 719163
    # Negative control: another quantile is another day.
    assert found.arrivals["p75"].to_physical()[4] != int(sample[474]) - 719163


def test_nothing_is_expected_before_the_date_of_the_forecast(s400: Programme) -> None:
    for day in ("2019-01-02", "2022-01-01", "2025-06-26"):
        as_of = parse_date(day).start
        found = forecast(s400, Slip(), as_of, 1, 200)
        assert found.arrivals["p05"].drop_nulls().min() >= pl.Series([as_of - 719163]).cast(pl.Int32).cast(pl.Date)[0]
        assert forecast(known_on(s400, as_of), Slip(), as_of, 1, 200).arrivals.equals(found.arrivals)


@pytest.mark.parametrize(("name", "day"), [("t-90s-india", "2011-06"), ("ak-203-india", "2024-06")])
def test_a_line_that_was_fitted_later_is_not_used_on_an_earlier_day(name: str, day: str) -> None:
    programme, as_of = load(name), parse_date(day).last_noon
    found = forecast(programme, Slip(), as_of, 1, 100)
    assert found.arrivals.equals(forecast(known_on(programme, as_of), Slip(), as_of, 1, 100).arrivals)
    # Control: today it is used.
    now = programme.as_of.day
    assert not forecast(programme, Slip(), now, 1, 100).arrivals.equals(
        forecast(known_on(programme, now), Slip(), now, 1, 100).arrivals
    )


def test_chances_are_counts_of_futures(s400: Programme) -> None:
    day = parse_date("2027-06-30").end
    found = forecast(s400, Slip(), NOW, 1, 400, [day])
    assert dict(found.chances.schema) == CHANCES
    sample = draw([s400], Slip(), NOW, 1, 400).arrival[:, 4]
    row = found.chances.row(0, named=True)
    assert row["chance"] == np.mean(sample <= day)
    assert row["low"] < row["chance"] < row["high"]
    assert str(row["date"]) == "2027-06-30"


def test_the_chance_never_falls_with_time(s400: Programme) -> None:
    found = forecast(s400, Slip(stops_per_year=0.2), NOW, 1, 400)
    assert found.chances["chance"].is_sorted()
    assert len(found.chances) == len(year_ends(NOW))


def exponential(count: int) -> np.ndarray:
    return -10.0 * MONTH * np.log1p(-even(count))


def pareto(count: int) -> np.ndarray:
    return 6.0 * MONTH * (1.0 / (1.0 - even(count)) - 1.0)


def uniform(count: int) -> np.ndarray:
    return 36.0 * MONTH * even(count)


def test_the_remaining_time_of_an_exponential_stays_the_same(s400: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed form: the median wait is 10 ln 2 months, however long one has waited."""
    monkeypatch.setattr(module, "draw", with_arrivals(exponential))
    found = forecast(s400, Slip(), NOW, 1, 20_000)
    assert dict(found.waiting.schema) == WAITING
    assert found.waiting["waited_months"].to_list()[:4] == [0.0, 6.0, 12.0, 24.0]
    assert found.waiting["p50_months"][:4].to_list() == pytest.approx([10 * math.log(2)] * 4, rel=0.02)
    assert found.waiting["left"][:4].to_list() == pytest.approx([math.exp(-w / 10) for w in (0, 6, 12, 24)], rel=0.02)
    assert "the rest stays as long as it was" in found.answers[0].reasons[0]


def test_control_that_of_a_pareto_grows_and_that_of_a_uniform_shrinks(
    s400: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed forms: after w months a Pareto tail of index 1 and scale 6 months has a median wait of 6 + w; a uniform
    over 36 months leaves half of what remains.
    """
    monkeypatch.setattr(module, "draw", with_arrivals(pareto))
    longer = forecast(s400, Slip(), NOW, 1, 20_000)
    assert longer.waiting["p50_months"][:3].to_list() == pytest.approx([6.0, 12.0, 18.0], rel=0.03)
    assert "the longer it stays out, the longer" in longer.answers[0].reasons[0]
    monkeypatch.setattr(module, "draw", with_arrivals(pareto_shift))
    assert "not overdue yet" in forecast(s400, Slip(), NOW, 1, 2000).answers[0].reasons[0]
    monkeypatch.setattr(module, "draw", with_arrivals(uniform))
    assert "more slowly than time passes" in forecast(s400, Slip(), NOW, 1, 20_000).answers[0].reasons[0]


def pareto_shift(count: int) -> np.ndarray:
    return pareto(count) + 48.0 * MONTH


def test_what_may_never_come_is_said(s400: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "draw", with_arrivals(lambda count: np.where(even(count) < 0.3, 100.0, math.inf)))
    found = forecast(s400, Slip(), NOW, 1, 1000)
    assert found.arrivals["never"][4] == pytest.approx(0.7)
    assert found.arrivals["p50"][4] is None
    assert "more likely than not never; it comes in 30% of the futures" in found.answers[0].verdict.lower()
    monkeypatch.setattr(module, "draw", with_arrivals(lambda count: np.full(count, math.inf)))
    assert forecast(s400, Slip(), NOW, 1, 1000).answers[0].verdict.startswith("No forecast")


def test_too_few_futures_say_nothing_of_long_waits(s400: Programme) -> None:
    found = forecast(s400, Slip(), NOW, 1, FEWEST - 1)
    assert found.waiting.is_empty()
    assert "cannot be said" in found.answers[0].reasons[0]


def test_remaining_time_by_hand() -> None:
    assert remaining(np.array([10.0, 30.0, math.inf]), 5.0, 20.0).tolist() == [5.0, math.inf]


def test_units_that_have_come_by_a_tally_are_not_forecast_again() -> None:
    """AK-203: 47,516 rifles had been handed over by 18 July 2025; the rest stands in a row of its own."""
    programme = load("ak-203-india")
    found = forecast(programme, Slip(), NOW, 1, 200)
    rows = found.arrivals.filter(pl.col("tranche") == "production")
    assert rows["units"].to_list() == [47516.0, 601427.0 - 47516.0]
    assert rows["delivered"].is_null().to_list() == [False, True]
    assert rows["p50"].is_null().to_list() == [True, False]
    assert len(found.answers) == 1
    labels = [label.tranche for label, _ in last_units(draw([programme], Slip(), NOW, 1, 20))]
    assert labels.count("production") == 1


def test_the_whole_time_since_signature_is_told_beside_the_step(s400: Programme) -> None:
    """The promise of 54 months stretched as a whole reaches further than a step of 7.5 months."""
    told = forecast(s400, Slip(), NOW, 1, 1000).answers[0]
    assert any("since signature" in reason for reason in told.reasons)
    # Negative control: where nothing has come, both are the same and only one is told.
    first = forecast(s400, Slip(), parse_date("2019-01-02").start, 1, 1000).answers[0]
    assert not any("since signature" in reason for reason in first.reasons)


def test_contracts_without_any_date_of_delivery_are_named() -> None:
    # Property: ordered units are either in a row of the table or in an answer that says that there is no forecast.
    for name, missing in (("kamov-india", "all 10"), ("su-30mki-india", "all 12"), ("mig-29-india", "")):
        programme = load(name)
        found = forecast(programme, Slip(), NOW, 1, 200)
        said = [answer for answer in found.answers if answer.verdict.startswith("No forecast")]
        units = {contract.id: contract.quantity.value for contract in programme.contracts}
        told = float(found.arrivals["units"].sum())
        assert said, name
        assert missing in " ".join(answer.verdict for answer in said)
        assert told < sum(units.values())
    # Control: where every unit is accounted for nothing of the kind is said.
    assert all("No forecast" not in one.verdict for one in forecast(load("s400-india"), Slip(), NOW, 1, 200).answers)


def test_a_day_after_the_file_ends_is_warned_of(s400: Programme) -> None:
    assert "only up to 2026-11-22" in forecast(s400, Slip(), parse_date("2030").start, 1, 200).made["warning"]
    assert "warning" not in forecast(s400, Slip(), NOW, 1, 200).made
