"""Pictures of schedules: every mark lies where the table puts it."""

import datetime
from typing import Any

import polars as pl
import pytest

from tests.outputs.plan_builders import arrivals, day, frame, outcome
from vyuha.outputs import plots_schedule
from vyuha.outputs.axes import year_of
from vyuha.outputs.plan_charts import delivery_rows, plan_charts
from vyuha.outputs.plots_schedule import arrival_words, delivery_svg, vintages_svg

AS_OF = datetime.date(2026, 11, 22)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures that were drawn, before they become SVG."""
    figures: list[Any] = []

    def keep(figure: Any, name: str, alt: str) -> str:
        figures.append(figure)
        return name + alt

    monkeypatch.setattr(plots_schedule, "to_svg", keep)
    return figures


def points(figure: Any, colour: str, filled: bool) -> set[tuple[float, float]]:
    """Coordinates of all markers of a colour (fill or edge)."""
    found = set()
    for axes in figure.axes:
        for line in axes.lines:
            shown = line.get_markerfacecolor() if filled else line.get_markeredgecolor()
            if line.get_marker() not in ("None", "") and shown == colour:
                found |= {(round(float(x), 6), float(y)) for x, y in zip(*line.get_data(), strict=True)}
    return found


@pytest.mark.parametrize("narrow", [False, True])
def test_marks_lie_on_their_dates(narrow: bool, drawn: list[Any]) -> None:
    rows, labels = delivery_rows(outcome(), "s400-india")
    delivery_svg(rows, labels, AS_OF, "x", narrow, "")
    expected: dict[str, set[tuple[float, float]]] = {"planned": set(), "delivered": set()}
    for row, line in enumerate(rows.iter_rows(named=True)):
        for key, found in expected.items():
            if line[key] is not None:
                found.add((round(year_of(line[key]), 6), float(row)))
    assert points(drawn[0], plots_schedule.GREEN, False) == expected["planned"]
    assert points(drawn[0], plots_schedule.BLUE, True) == expected["delivered"]
    assert len(expected["delivered"]) == 4
    moved = rows.with_columns(pl.col("delivered").dt.offset_by("1mo"))
    delivery_svg(moved, labels, AS_OF, "x", narrow, "")
    assert points(drawn[1], plots_schedule.BLUE, True) != expected["delivered"]  # control: the check notices a shift


def test_the_fan_spans_the_quantiles(drawn: list[Any]) -> None:
    """Bars from p05 to p95 and from p25 to p75 for what has not come, none for what has."""
    rows = frame("arrivals", [row for row in arrivals() if row["alternative"] == "delivered"])
    delivery_svg(rows, rows["tranche"].to_list(), AS_OF, "x", False, "")
    bars = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in drawn[0].axes[0].patches]
    last = rows.row(4, named=True)
    spans = [(year_of(last["p05"]), year_of(last["p95"])), (year_of(last["p25"]), year_of(last["p75"]))]
    assert bars == [pytest.approx(span) for span in spans]


def test_what_an_alternative_changes_is_told_once() -> None:
    """Deliveries that are the same in all courses stand once; a course as contracted is not repeated."""
    rows, labels = delivery_rows(outcome(), "s400-india")
    assert rows.height == 5 + 1 + 5 + 1
    assert labels[4:6] == ["Squadron 5", "Squadron 5 (Fifth squadron one more year late)"]
    assert "contracted" not in set(rows["alternative"])


def test_words_for_arrivals() -> None:
    """Expected texts: written by hand."""
    nothing = dict.fromkeys(("delivered", "p05", "p25", "p50", "p75", "p95"))
    assert arrival_words(nothing | {"never": 1.0}) == "never"
    assert arrival_words(nothing | {"never": 0.93, "p05": day("2026-12")}) == "never in 93 %"
    assert arrival_words(nothing | {"never": 0.9997, "p05": day("2026-12")}) == "practically never"
    some = nothing | {"never": 0.25, "p05": day("2027-01"), "p50": day("2028-02")}
    assert arrival_words(some) == "Feb 2028 (from Jan 2027 on, never in 25 %)"
    assert arrival_words(some | {"p95": day("2031-03"), "never": 0.0}) == "Feb 2028 (Jan 2027 to Mar 2031)"


@pytest.mark.parametrize("narrow", [False, True])
def test_forecasts_lie_at_the_middle_of_what_was_said(narrow: bool, drawn: list[Any]) -> None:
    rows = outcome().tables["vintages"]
    vintages_svg(rows, [(id, id) for id in ("squadron-1", "squadron-4", "squadron-5")], "x", narrow, "")
    expected = {
        (round(year_of(line["said"]), 6), 0.5 * (year_of(line["first"]) + year_of(line["last"])))
        for line in rows.iter_rows(named=True)
    }
    assert points(drawn[0], plots_schedule.ORANGE, True) == expected
    assert len(expected) == rows.height - 1  # two tranches share one forecast


def test_a_deluge_of_deliveries_is_cut_and_said_so() -> None:
    first = next(row for row in arrivals() if row["alternative"] == "delivered")
    many = frame("arrivals", [first | {"tranche": f"lot-{n}"} for n in range(60)])
    made = outcome()
    tables = made.tables | {"arrivals": many}
    chart = plan_charts(type(made)(made.plan, made.programmes, tables, ()))[0]
    assert chart.data.height == 40
    assert "20 further rows are not shown." in chart.caption
