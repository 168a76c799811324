"""Factors and designs. Expected values: counted by hand, scipy's own sequences, and properties of the designs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vyuha.catalogue import load
from vyuha.studies.designs import AS_IT_IS, MOST_POINTS, Design, points_of, table_of
from vyuha.studies.factors import Factor, listed, ranged
from vyuha.studies.point import Setting
from vyuha.studies.settings import SettingError

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "scenarios" / "first-raid.yaml").read_text(encoding="utf-8")


def drones() -> Factor:
    return listed("drones", "", "raids.drones.count", ["10", "20", "40"], TEXT, load())


def speed(low: str = "150 km/h", high: str = "250 km/h") -> Factor:
    return ranged("speed", "", "raids.drones.speed", (low, high), 5, TEXT, load())


def test_a_range_is_walked_in_its_own_unit() -> None:
    assert speed().at(0.0) == "150.0 km/h"
    assert speed().at(1.0) == "250.0 km/h"
    assert speed().levels == ("150.0 km/h", "175.0 km/h", "200.0 km/h", "225.0 km/h", "250.0 km/h")


def test_where_only_whole_numbers_may_stand_they_are_whole() -> None:
    counted = ranged("n", "", "raids.drones.count", ("1", "4"), 7, TEXT, load())
    assert counted.whole
    assert counted.levels == ("1", "2", "3", "4")
    share = ranged("p", "", "run.fixed_kill_probability", ("0", "1"), 3, TEXT, load())
    assert not share.whole
    assert share.levels == ("0.0", "0.5", "1.0")


def test_rounding_leads_beyond_no_end() -> None:
    """6.42 + (26.73 - 6.42) is a little more than 26.73 in floating point."""
    factor = replace(speed(), low="6.42 m/s", high="26.73 m/s")
    assert 6.42 + (26.73 - 6.42) > 26.73
    assert factor.at(1.0) == factor.levels[-1] == "26.73 m/s"
    assert all((factor.number(factor.at(share)) or 0.0) <= 26.73 for share in (0.999999999, 1.0 - 2.0**-53))


def test_a_figure_brings_its_own_range_and_keeps_all_digits() -> None:
    figure = load().missiles["48N6E3"].unit_cost
    factor = ranged("cost", "", "catalogue.48N6E3.unit_cost", (None, None), 5, TEXT, load())
    assert factor.figure is figure
    assert factor.number(factor.at(0.0)) == pytest.approx(figure.low / 1e6, rel=1e-15)
    assert factor.number(factor.at(1.0)) == pytest.approx(figure.high / 1e6, rel=1e-15)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (("150 km/h", "60 m/s"), 'different units ("km/h" and "m/s")'),
        (("250 km/h", "150 km/h"), "low must be less than high"),
        ((None, "150 km/h"), "give values, or low and high"),
        (("fast", "faster"), "give a number"),
        (("150 km/h", "9 km/h"), "low must be less than high"),
    ],
)
def test_a_range_that_is_none(ends: tuple[str | None, str | None], said: str) -> None:
    with pytest.raises(SettingError) as refused:
        ranged("speed", "", "raids.drones.speed", ends, 5, TEXT, load())
    assert said in str(refused.value)


def test_a_value_in_a_list_must_be_allowed_there() -> None:
    with pytest.raises(SettingError, match="whole number"):
        listed("n", "", "raids.drones.count", ["10", "ten"], TEXT, load())


def test_a_grid_has_every_value_with_every_other() -> None:
    factors, design = (drones(), speed()), Design(kind="grid")
    levels = design.levels(factors, 1)
    assert len(levels) == len(set(levels)) == design.size(factors) == 15
    points = points_of(factors, levels)
    assert points[0].name == "p00"
    assert points[-1].settings == (Setting("raids.drones.count", "40"), Setting("raids.drones.speed", "250.0 km/h"))
    table = table_of(factors, points, levels)
    assert table["drones"].to_list()[::5] == [10.0, 20.0, 40.0]


def test_one_at_a_time_is_the_scenario_and_each_value_alone() -> None:
    factors, design = (drones(), speed()), Design(kind="one-at-a-time")
    points = points_of(factors, design.levels(factors, 1))
    assert len(points) == design.size(factors) == 9
    assert points[0].name == AS_IT_IS
    assert all(len(point.settings) == 1 for point in points[1:])


def test_a_latin_hypercube_meets_every_strip_once() -> None:
    factors, design = (speed(), speed()), Design(kind="latin-hypercube", points=20)
    levels = design.levels(factors, 7)
    for factor, column in zip(factors, zip(*levels, strict=True), strict=True):
        shares = [(factor.number(value) - 150.0) / 100.0 for value in column]  # type: ignore[operator]
        assert sorted(int(20 * share) for share in shares) == list(range(20))
    assert levels == design.levels(factors, 7)
    assert levels != design.levels(factors, 8)


def test_a_sobol_design_fills_each_quarter_alike_and_random_points_do_not() -> None:
    factors, design = (speed(), speed()), Design(kind="sobol", points=64)
    levels = design.levels(factors, 3)
    numbers = np.array([[factors[0].number(value) for value in row] for row in levels], dtype=np.float64)  # type: ignore[arg-type]
    shares = (numbers - 150.0) / 100.0

    def quarters(points: np.ndarray) -> list[int]:
        return np.bincount((2 * (points[:, 0] > 0.5) + (points[:, 1] > 0.5)).astype(int), minlength=4).tolist()

    assert quarters(shares) == [16, 16, 16, 16]
    assert quarters(np.random.default_rng(3).random((64, 2))) != [16, 16, 16, 16]


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (Design(kind="sobol"), "give the number of points"),
        (Design(kind="sobol", points=100), "powers of two only; give 64 points"),
        (Design(kind="grid", points=100), "leave points out"),
        (Design(kind="latin-hypercube", points=10**12), "1,000,000,000,000 points; at most 100,000 are allowed"),
    ],
)
def test_a_design_that_cannot_be_made(design: Design, said: str) -> None:
    assert said in design.problem((drones(), speed()))


def test_a_design_beyond_all_bounds_is_counted_and_not_made() -> None:
    many = [Factor(f"f{n}", "", "x", tuple(str(k) for k in range(10)), "0", "9", None) for n in range(12)]
    assert Design(kind="grid").size(many) == 10**12 > MOST_POINTS
    assert "1,000,000,000,000 points" in Design(kind="grid").problem(many)
    assert Design().problem(()) == "a design needs factors"
