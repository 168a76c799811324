"""The shipped plan from end to end, as the issue of plans promises it: what it compares, and what must hold in it.

Expected values: dates and numbers of squadrons are those of the programme file; the rest are limits that hold whatever
the fights say. Fewer fights at a point than shipped: intervals are wider, the work is the same.
"""

from pathlib import Path

import polars as pl
import pytest

import vyuha
from vyuha.programme.outcome import PlanOutcome

PLAN = Path(__file__).parents[3] / "scenarios" / "plans" / "india-s400.yaml"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("india") / "plan"


@pytest.fixture(scope="module")
def made(folder: Path) -> PlanOutcome:
    return vyuha.plan(PLAN, replicates=20, out=folder)


def at(made: PlanOutcome, table: str, alternative: str, date: str, name: str) -> float:
    column = "quantity" if table == "capability" else "measure"
    own = (pl.col("alternative") == alternative) & (pl.col("date") == pl.lit(date).str.to_date())
    return float(made.tables[table].filter(own & (pl.col(column) == name))["mean"].item())


def test_squadrons_ready_in_may_2025_are_those_on_record(made: PlanOutcome) -> None:
    """Five by the contract, three in fact; control: on 1 January 2018 none."""
    assert at(made, "capability", "contracted", "2025-05-07", "units") == 5.0
    assert at(made, "capability", "delivered", "2025-05-07", "units") == 3.0
    assert at(made, "capability", "contracted", "2018-01-01", "units") == 0.0


def test_what_came_late_let_more_through_and_without_units_all_comes_through(made: PlanOutcome) -> None:
    late, contracted = (at(made, "outcomes", one, "2025-05-07", "leakers") for one in ("delivered", "contracted"))
    assert late > contracted + 1.0
    assert at(made, "outcomes", "delivered", "2018-01-01", "leak_share") == 1.0
    assert at(made, "outcomes", "five-more", "2035-12-01", "leakers") <= at(
        made, "outcomes", "delivered", "2035-12-01", "leakers"
    )


def test_alternatives_share_their_futures(made: PlanOutcome) -> None:
    """A year more on the fifth squadron changes no bit in May 2025; control: by 2028 it does."""
    early, late = (
        [at(made, "outcomes", one, day, "leakers") for one in ("delivered", "year-late")]
        for day in ("2025-05-07", "2028-01-01")
    )
    assert early[0] == early[1]
    assert late[0] < late[1]


def test_most_checks_of_the_surface_hold_and_every_answer_is_given(made: PlanOutcome, folder: Path) -> None:
    """Intervals of 95 %: of some dozens a few may fail. Control: of intervals a tenth as wide most would."""
    checks = made.tables["checks"]
    off = (pl.col("surface") - pl.col("direct")).abs()
    width = (pl.col("direct_high") - pl.col("direct_low")) / 2 + pl.col("error")
    assert checks.filter("inside").height > 0.85 * checks.height
    assert checks.filter(off <= 0.1 * width).height < 0.85 * checks.height
    assert len(made.answers) == 8
    assert all(answer.verdict for answer in made.answers)
    assert "<svg" in (folder / "report.html").read_text()
