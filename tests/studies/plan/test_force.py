"""What is ready on a day, from futures given by hand.

Expected values: arithmetic on those few deliveries, or a walk through them day by day; the triangular distribution's
mean (low + peak + high) / 3; the same programme drawn as the one that fights.
"""

from dataclasses import replace
from typing import cast

import numpy as np
import polars as pl
import pytest

from tests.studies.plan.plans import NEVER, PROGRAMME, day, futures, plan, programme
from vyuha.base.calendar import YEAR
from vyuha.programme.plan import Slip
from vyuha.studies.plan.force import brought, paths, stock
from vyuha.studies.plan.futures import draw
from vyuha.studies.plan.join import courses, grid, join
from vyuha.studies.plan.surface import Surface
from vyuha.studies.plan.tables import capability

DAYS = np.array([day("2020-06-01"), day("2022-06-01"), day("2026-06-01")])
TWO_FUTURES = futures(
    (1.0, [day("2020-01-01"), day("2022-01-01")]),
    (2.0, [day("2024-01-01"), NEVER]),
)


def test_units_stand_ready_from_their_day_on() -> None:
    made = paths(TWO_FUTURES, programme(), DAYS, 6, 40.0, {"rounds": np.array([50.0, 50.0])})
    assert made.units.tolist() == [[1.0, 0.0], [1.0, 1.0], [3.0, 1.0]]
    assert made.rounds.tolist() == [[50.0, 0.0], [50.0, 50.0], [150.0, 50.0]]
    assert made.fill.tolist() == [[1.0, 1.0]] * 3


def test_units_beyond_the_last_position_do_not_fight_but_their_rounds_do() -> None:
    made = paths(TWO_FUTURES, programme(), DAYS, 2, 60.0, {"rounds": np.array([30.0, 30.0])})
    assert made.fighting[2].tolist() == [2.0, 1.0]
    assert made.fill[2].tolist() == pytest.approx([90.0 / 120.0, 30.0 / 60.0])
    # Control: with a place for all three the same rounds fill less.
    assert paths(TWO_FUTURES, programme(), DAYS, 6, 60.0, {"rounds": np.array([30.0, 30.0])}).fill[2, 0] == 0.5


def test_a_replenishment_adds_rounds_and_no_units() -> None:
    with_rounds = futures((1.0, [day("2020-01-01")]), rounds=100.0)
    made = paths(with_rounds, programme(), DAYS, 6, 200.0, {"rounds": np.array([50.0])})
    assert made.units[:, 0].tolist() == [1.0, 1.0, 1.0]
    assert made.rounds[:, 0].tolist() == [50.0, 50.0, 150.0]
    assert made.fill[:, 0].tolist() == [0.25, 0.25, 0.75]


def test_peacetime_uses_rounds_from_the_first_unit_on_and_never_more_than_there_are() -> None:
    one = futures((1.0, [day("2020-01-01")]))
    one.stock_use["units"] = np.array([12.0])
    made = paths(one, programme(), DAYS, 6, 40.0, {"rounds": np.array([50.0])})
    years = (DAYS - day("2020-01-01")) / YEAR
    assert made.rounds[:, 0] == pytest.approx(np.maximum(50.0 - 12.0 * years, 0.0))
    assert made.rounds[2, 0] == 0.0


def test_an_empty_stock_owes_nothing_when_the_next_unit_comes() -> None:
    # 50 rounds of January 2020 are used up by mid-2022; the 50 of January 2026 are whole on their first day.
    two = futures((1.0, [day("2020-01-01")]), (1.0, [day("2026-01-01")]))
    two.stock_use["units"] = np.array([20.0])
    days = np.array([day("2022-01-01"), day("2025-06-01"), day("2026-01-01"), day("2027-01-01")])
    made = paths(two, programme(), days, 6, 40.0, {"rounds": np.array([50.0])}).rounds[:, 0]
    years = (days[[0, 3]] - [day("2020-01-01"), day("2026-01-01")]) / YEAR
    assert made == pytest.approx([50.0 - 20.0 * years[0], 0.0, 50.0, 50.0 - 20.0 * years[1]])
    # Control: what was there in 2022 is not whole.
    assert made[0] != pytest.approx(50.0)


def test_use_of_rounds_against_a_simulation_by_the_day() -> None:
    """The stock of a tranche handed over unevenly, another one and a replenishment, walked through day by day."""
    profile = ((0.0, 0.0), (0.5, 0.1), (0.6, 0.7), (1.0, 1.0))
    start, years = day("2020-01-01"), 12
    made = futures((10.0, [start + 2000.0]), (1.0, [start + 3500.0]), rounds=30.0)
    begun = made.begun.copy()
    begun[:, 0] = start
    labels = (replace(made.labels[0], profile=profile), *made.labels[1:])
    made = replace(made, labels=labels, begun=begun, stock_use={"units": np.array([35.0])})
    grid = start + np.arange(int(365.25 * years))
    found = stock(made, programme(), grid, np.array([8.0]))[:, 0]
    times, shares = zip(*profile, strict=True)
    received = 80.0 * np.interp((grid - start) / 2000.0, times, shares) + 8.0 * (grid >= start + 3500.0)
    received += 30.0 * (grid >= day("2025-01-01"))
    left = 0.0
    walked = [left]
    for came in np.diff(received):
        left = max(left + came - 35.0 / YEAR, 0.0)
        walked.append(left)
    assert found == pytest.approx(np.array(walked), abs=0.1)
    # Control: as if use went on with nothing in stock.
    assert np.abs(np.maximum(received - 35.0 / YEAR * (grid - start), 0.0) - walked).max() > 5.0


def test_use_of_rounds_is_drawn_once_in_a_future_from_its_range() -> None:
    use = "stock_use: {value: 12, low: 6, high: 15, grade: assumed, note: an example}\n"
    found = draw([programme(PROGRAMME + use)], Slip(), day("2026-02-01"), 1, 4000).stock_use["units"]
    assert 6.0 <= found.min() < found.max() <= 15.0
    # Standard error of the mean of 4,000 draws is 0.03; the triangular's mean is 11.
    assert found.mean() == pytest.approx(11.0, abs=0.15)


def test_rounds_of_lost_units_stay() -> None:
    lossy = futures((4.0, [day("2020-01-01")]))
    lossy.attrition["units"] = np.array([0.1])
    made = paths(lossy, programme(), DAYS, 6, 40.0, {"rounds": np.array([50.0])})
    assert made.rounds[2, 0] == 200.0
    assert made.units[2, 0] == pytest.approx(4.0 * 0.9 ** ((DAYS[2] - day("2020-01-01")) / YEAR))


OTHERS = (
    PROGRAMME.replace("id: units", "id: others")
    + """\
attrition: {value: 20 %, grade: assumed, note: an example}
availability: {value: 50 %, grade: assumed, note: an example}
stock_use: {value: 10, grade: assumed, note: an example}
"""
)


def test_rounds_of_a_programme_that_does_not_fight_are_counted_like_those_of_one_that_does() -> None:
    programmes = [programme(), programme(OTHERS)]
    shown = {}
    for fights in ("units", "others"):
        asked = plan(["actual"])
        asked = asked.model_copy(update={"force": asked.force.model_copy(update={"programme": fights})})
        made = courses(asked, programmes, 40.0)
        table = capability(join(asked, programmes, cast(Surface, None), 40.0, made))
        shown[fights] = table.filter((pl.col("programme") == "others") & (pl.col("quantity") == "rounds"))
    assert shown["units"].equals(shown["others"])
    # Control: rounds do not go with units that are lost or out of order.
    units = table.filter((pl.col("programme") == "others") & (pl.col("quantity") == "units"))
    assert shown["units"]["mean"][-1] > 40.0 * units["mean"][-1]


def test_as_of_a_month_is_as_of_its_last_day() -> None:
    month, last, middle = (plan(["actual"], as_of=text) for text in ("2024-06", "2024-06-30", "2024-06-16"))
    assert grid(month).days[grid(month).now] == grid(last).days[grid(last).now] == day("2024-06-30")
    drawn_futures = [courses(one, [programme()], 40.0)[0].futures.arrival for one in (month, last, middle)]
    assert np.array_equal(drawn_futures[0], drawn_futures[1])
    # Control: a day in the middle of the month is another one.
    assert not np.array_equal(drawn_futures[0], drawn_futures[2])


def test_without_a_figure_each_unit_brings_one_full_load() -> None:
    made = paths(TWO_FUTURES, programme(), DAYS, 6, 40.0, {})
    assert made.rounds[2].tolist() == [120.0, 40.0]


def test_contradictory_figures_are_drawn_once_in_a_future_from_their_range() -> None:
    found = brought(programme(), 1, 4000)
    assert set(found) == {"launchers", "rounds"}
    assert (found["launchers"] == 8.0).all()
    rounds = found["rounds"]
    assert rounds.min() >= 40.0
    assert rounds.max() <= 100.0
    # Standard error of the mean of 4,000 draws is 0.2; the triangular's mean is 190 / 3.
    assert rounds.mean() == pytest.approx(190.0 / 3.0, abs=0.8)
    assert (brought(programme(), 1, 10)["rounds"] == rounds[:10]).all()
    assert (brought(programme(), 2, 10)["rounds"] != rounds[:10]).any()
