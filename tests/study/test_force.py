"""What is ready on a day, from futures given by hand.

Expected values: arithmetic on those few deliveries; the triangular distribution's mean (low + peak + high) / 3.
"""

import numpy as np
import pytest

from tests.study.plans import NEVER, PROGRAMME, day, futures, programme
from vyuha.base.calendar import YEAR
from vyuha.study.force import brought, paths

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
    used = programme(PROGRAMME + "stock_use: {value: 12, grade: assumed, note: an example}\n")
    one = futures((1.0, [day("2020-01-01")]))
    made = paths(one, used, DAYS, 6, 40.0, {"rounds": np.array([50.0])})
    years = (DAYS - day("2020-01-01")) / YEAR
    assert made.rounds[:, 0] == pytest.approx(np.maximum(50.0 - 12.0 * years, 0.0))
    assert made.rounds[2, 0] == 0.0


def test_rounds_of_lost_units_stay() -> None:
    lossy = futures((4.0, [day("2020-01-01")]))
    lossy.attrition["units"] = np.array([0.1])
    made = paths(lossy, programme(), DAYS, 6, 40.0, {"rounds": np.array([50.0])})
    assert made.rounds[2, 0] == 200.0
    assert made.units[2, 0] == pytest.approx(4.0 * 0.9 ** ((DAYS[2] - day("2020-01-01")) / YEAR))


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
