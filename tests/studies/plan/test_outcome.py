"""The join: alternatives on the same futures, pushed through a surface in closed form.

Expected values: the surface's formula (`tests.studies.plan.fakes`), and limits that hold whatever the surface is.
Fights are tested end to end in tests/cli/test_programme_outcome.py.
"""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from tests.studies.plan.fakes import ARMED, FakeSurface
from tests.studies.plan.plans import PROGRAMME, plan, programme
from vyuha.base.calendar import YEAR, parse_date
from vyuha.programme.outcome import MEASURES, TABLES
from vyuha.programme.plan import Plan
from vyuha.studies.plan import tables as plan_tables
from vyuha.studies.plan.answers_courses import delay
from vyuha.studies.plan.answers_surface import course_of
from vyuha.studies.plan.join import Joined, courses, grid, join, spread
from vyuha.studies.plan.outcome import besieged, caution, held_out, visited
from vyuha.studies.plan.response import Z, change, respond

LOAD = 40.0


def joined(asked: Plan, surface: FakeSurface | None = None, text: str = PROGRAMME) -> Joined:
    programmes = [programme(text)]
    return join(asked, programmes, surface or FakeSurface(), LOAD, courses(asked, programmes, LOAD))


def of(table: pl.DataFrame, **equal: object) -> pl.DataFrame:
    for key, value in equal.items():
        table = table.filter(pl.col(key) == value)
    return table


@pytest.fixture(scope="module")
def whole() -> Joined:
    return joined(plan())


def test_the_grid_holds_months_dates_and_today() -> None:
    days, marks, now = grid(plan())
    assert len(days) == 16 * 12 + 1  # all dates but one are the first of a month
    assert [days[row] for row in marks] == [
        parse_date(text).start for text in ("2022-06-01", "2026-01-15", "2030-01-01")
    ]
    assert days[now] == parse_date("2026-01-15").start


def test_tables_have_the_columns_that_were_agreed(whole: Joined) -> None:
    outcomes, differences = plan_tables.outcomes(whole)
    made = {
        "arrivals": plan_tables.arrivals(whole),
        "capability": plan_tables.capability(whole),
        "outcomes": outcomes,
        "differences": differences,
        "vintages": plan_tables.vintages(whole.programmes),
    }
    for name, table in made.items():
        assert dict(table.schema) == TABLES[name], name


def test_a_plan_against_itself_differs_by_exactly_zero_on_every_path() -> None:
    made = joined(plan(["actual", "again"]))
    table = of(plan_tables.outcomes(made)[1], alternative="again")
    assert (table["same"] == 1.0).all()
    assert (table["mean"] == 0.0).all()
    assert (table["low"] == 0.0).all() and (table["high"] == 0.0).all()
    for name in ("fighting", "fill", "rounds"):
        one, other = (getattr(course.paths, name) for course in made.courses)
        assert one.tobytes() == other.tobytes()
    # Control: a year later is not the same.
    assert (of(plan_tables.outcomes(joined(plan(["actual", "late"])))[1], alternative="late")["same"] < 1.0).any()


PUNCTUAL = (
    PROGRAMME.replace("delivered: {date: 2021-01-01", "delivered: {date: 2020-01-01")
    .replace("delivered: {date: 2023-01-01", "delivered: {date: 2021-01-01")
    .replace("{id: three, units: 1,", "{id: three, units: 1, delivered: {date: 2022-01-01, grade: assumed, note: x},")
    .replace("{id: four, units: 1,", "{id: four, units: 1, delivered: {date: 2023-01-01, grade: assumed, note: x},")
)


def test_no_delay_no_loss() -> None:
    """Where every tranche came on the day that the contract promised, the delay cost nothing on any day."""
    made = joined(plan(["planned", "actual"]), text=PUNCTUAL)
    table = of(plan_tables.outcomes(made)[1], alternative="actual")
    assert (table["same"] == 1.0).all() and (table["mean"] == 0.0).all()
    lost, leaked = delay(made).values[:2]
    assert leaked.value == leaked.low == leaked.high == 0.0
    # A promise holds until its day ends, and what comes on that day comes at noon: half a day for each of three.
    assert lost.low == lost.high
    assert lost.value == pytest.approx(-1.5 / YEAR, abs=1e-9)
    # Control: one tranche came a month late, which one day shows.
    late = PUNCTUAL.replace("delivered: {date: 2021-01-01", "delivered: {date: 2021-02-01")
    made = joined(plan(["planned", "actual"]), text=late)
    assert (of(plan_tables.outcomes(made)[1], alternative="actual")["same"] < 1.0).any()
    assert delay(made).values[0].value > 0.0


def test_no_units_and_all_leak(whole: Joined) -> None:
    outcomes, _ = plan_tables.outcomes(whole)
    none = of(outcomes, alternative="none", measure="leakers")
    for column in ("mean", "low", "high", "p05", "p95"):
        assert (none[column] == ARMED).all(), column
    # Control: with units fewer leak in the end.
    assert of(outcomes, alternative="planned", measure="leakers")["mean"].to_list()[-1] < 0.5 * ARMED


def test_one_more_year_never_helps(whole: Joined) -> None:
    """Each future of the late course has as few units or fewer, so none of its raids leaks less."""
    by_id = {course.alternative.id: course for course in whole.courses}
    late, actual = (whole.raided(by_id[name], "leakers").value for name in ("late", "actual"))
    assert (late >= actual).all()
    assert (late > actual).any()


def test_more_units_never_harm(whole: Joined) -> None:
    by_id = {course.alternative.id: course for course in whole.courses}
    more, actual = (whole.raided(by_id[name], "leakers").value for name in ("more", "actual"))
    assert (more <= actual).all()
    assert (more < actual).any()


def test_means_are_those_of_the_formula(whole: Joined) -> None:
    """On contract terms all four units are there in 2030, in every future: the surface's own value and error."""
    outcomes, _ = plan_tables.outcomes(whole)
    row = of(outcomes, alternative="planned", measure="leakers", date=pl.date(2030, 1, 1)).row(0, named=True)
    value = ARMED * 0.7**4
    assert row["mean"] == pytest.approx(value)
    assert row["high"] - row["mean"] == pytest.approx(Z * 0.02 * value)
    assert row["p05"] == row["p95"] == pytest.approx(value)


def test_the_error_of_the_surface_does_not_average_out() -> None:
    few, many = (spread(np.full((1, n), 3.0) + np.arange(n) % 2, np.full((1, n), 0.5)) for n in (10, 100_000))
    assert many.high[0] - many.mean[0] == pytest.approx(Z * 0.5, rel=1e-4)
    # Control: the part that is chance in the futures does.
    assert few.high[0] - few.mean[0] > 1.04 * Z * 0.5


def test_means_stay_within_what_a_measure_can_be() -> None:
    outcomes, _ = plan_tables.outcomes(joined(plan(["planned", "none"]), FakeSurface(sigma=5.0)))
    for measure in ("leak_share", "value_protected"):
        table = of(outcomes, measure=measure)
        assert table["low"].min() == 0.0
        assert table["high"].max() == 1.0
    assert (outcomes["low"] >= 0.0).all()


def test_between_whole_units_values_are_mixed() -> None:
    surface = FakeSurface()
    found = respond(surface, np.array([2.25]), np.array([1.0]), "leakers")
    assert found.value[0] == pytest.approx(ARMED * (0.75 * 0.7**2 + 0.25 * 0.7**3))
    at_end = respond(surface, np.array([6.0]), np.array([1.0]), "leakers")
    assert at_end.value[0] == pytest.approx(ARMED * 0.7**6)


def test_differences_of_fought_points_are_taken_raid_by_raid() -> None:
    surface = FakeSurface()
    one, other = (respond(surface, np.array([k, k]), np.array([1.0, 0.5]), "leakers") for k in (3.0, 2.0))
    found, error = change(surface, one, other, "leakers")
    assert found[0] == pytest.approx(ARMED * (0.7**3 - 0.7**2))
    # The fake halves the error on the same raids; where loads are half they count as independent.
    assert error[0] == pytest.approx(0.5 * np.hypot(one.error[0], other.error[0]), rel=1e-3)
    assert error[1] == pytest.approx(np.hypot(one.error[1], other.error[1]))
    # Of a share too, and of a state less half of itself half is left.
    found, error = change(surface, one, other, "leakers", 0.5)
    assert found[0] == pytest.approx(ARMED * (0.7**3 - 0.5 * 0.7**2))
    assert error[0] == pytest.approx(0.5 * np.hypot(one.error[0], 0.5 * other.error[0]), rel=1e-3)
    found, error = change(surface, one, one, "leakers", 0.5)
    assert found == pytest.approx(0.5 * one.value) and error == pytest.approx(0.5 * one.error)


def test_arrivals_say_what_has_come_and_how_often_it_never_does(whole: Joined) -> None:
    table = plan_tables.arrivals(whole)
    actual = of(table, alternative="actual")
    assert actual["delivered"].is_not_null().to_list() == [True, True, False, False]
    assert actual["p50"].is_null().to_list() == [True, True, False, False]
    option = of(table, alternative="more").filter(pl.col("tranche").str.starts_with("more"))
    assert option["tranche"].to_list() == ["more-1", "more-2"]
    # Control: only the alternative that names the option has them.
    assert not actual["tranche"].str.starts_with("more").any()
    # Half of the contracts come: 95 % of 200 draws lie within 0.43 to 0.57.
    assert ((option["never"] > 0.4) & (option["never"] < 0.6)).all()
    assert option["p95"].is_null().all() and option["p05"].is_not_null().all()
    stop = of(table, alternative="stop", tranche="four")
    assert stop["never"].item() == 1.0
    assert (
        of(table, alternative="planned", tranche="one")["p50"].item() == of(table, alternative="planned")["planned"][0]
    )


def test_capability_counts_units_launchers_and_rounds(whole: Joined) -> None:
    table = of(plan_tables.capability(whole), alternative="planned", date=pl.date(2030, 1, 1))
    found = {row["quantity"]: row["mean"] for row in table.iter_rows(named=True)}
    assert found["units"] == 4.0
    assert found["launchers"] == 32.0
    assert found["rounds"] == pytest.approx(4.0 * 190.0 / 3.0, rel=0.05)


def test_visited_points_are_those_of_the_courses(whole: Joined) -> None:
    units, fill = visited([(course.paths.fighting, course.paths.fill) for course in whole.courses])
    assert units.min() >= 1 and units.max() == 6
    assert (fill > 0.0).all() and (fill <= 1.0).all()
    assert len(set(zip(units.tolist(), fill.tolist(), strict=True))) == len(units)


def test_a_row_of_raids_leads_to_emptier_launchers(whole: Joined) -> None:
    units, fill = visited(besieged(whole))
    assert units.max() <= 6
    assert (fill >= 0.0).all() and (fill <= 1.0).all()
    now = course_of(whole).paths.fill[whole.now]
    assert fill.min() < now.min()


@pytest.mark.parametrize("positions", range(1, 21))
def test_held_out_points_are_ten_and_no_nodes_and_cover_all_units(positions: int) -> None:
    points = held_out(positions)
    assert len(set(points)) == 10
    assert all(1 <= units <= positions and 0.1 <= fill <= 0.95 and fill not in (0.25, 0.5) for units, fill in points)
    seen = [units for units, _ in points]
    assert min(seen) == 1 and max(seen) == positions and len(set(seen)) == min(positions, 10)
    # Evenly: none of the numbers in between has more than one point more than another.
    inner = [seen.count(units) for units in set(seen) - {1, positions}]
    assert max(inner, default=1) - min(inner, default=1) <= 1
    # Where one number of units has several points, their fills are apart.
    for units in set(seen):
        fills = sorted(fill for k, fill in points if k == units)
        assert all(right - left > 0.4 / len(fills) for left, right in pairwise(fills))


def test_a_check_that_fails_is_said() -> None:
    checks = pl.DataFrame({"inside": [True, False, True]})
    assert "1 of 3 values" in caution(checks)["caution"]
    assert caution(checks.filter("inside")) == {}


def test_measures_are_all_there(whole: Joined) -> None:
    assert set(plan_tables.outcomes(whole)[0]["measure"].unique()) == set(MEASURES)
