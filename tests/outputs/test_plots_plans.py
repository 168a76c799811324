"""Pictures over time and comparisons: what is drawn is what the table says, and nought, intervals and units show."""

import datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
from matplotlib.colors import to_rgb

from tests.outputs.plan_builders import outcome
from vyuha.outputs import plots_capability, plots_plans
from vyuha.outputs.axes import marker_of, style_of, tick, years_of
from vyuha.outputs.plan_charts import plan_charts
from vyuha.outputs.plan_text import alternative_names
from vyuha.outputs.plots_capability import Course, bands_svg

Charts = dict[str, Any]


@pytest.fixture(scope="module")
def charts() -> Charts:
    return {chart.name: chart for chart in plan_charts(outcome())}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures that were drawn, before they become SVG."""
    figures: list[Any] = []

    def keep(figure: Any, name: str, alt: str) -> str:
        figures.append(figure)
        return name + alt

    for module in (plots_capability, plots_plans):
        monkeypatch.setattr(module, "to_svg", keep)
    return figures


def marked(axes: Any) -> list[float]:
    """Across values of all error bars' points, in the order drawn."""
    return [float(container[0].get_xdata()[0]) for container in axes.containers if container.has_xerr]


@pytest.mark.parametrize(("name", "count"), [("comparison", 2), ("differences", 2), ("money", 3)])
def test_comparisons_show_means_and_intervals(name: str, count: int, charts: Charts, drawn: list[Any]) -> None:
    rows = charts[name].data
    charts[name].draw(False)
    panels = drawn[0].axes
    assert len(panels) == count
    shown = sorted(value for axes in panels for value in marked(axes))
    assert shown == pytest.approx(sorted(rows["mean"].to_list()))
    assert shown != pytest.approx(sorted((rows["mean"] * 1.02).to_list()))  # control: the check notices 2 per cent
    ends = [
        float(end)
        for axes in panels
        for container in axes.containers
        for end in container.lines[2][0].get_segments()[0][:, 0]
    ]
    assert sorted(ends) == pytest.approx(sorted([*rows["low"], *rows["high"]]))


def test_an_alternative_keeps_its_colour() -> None:
    """Twenty-one alternatives differ in colour or dash; markers tell apart those beside each other."""
    styles = {tuple(style_of(index).values()) for index in range(21)}
    assert len(styles) == 21
    assert all(marker_of(index) != marker_of(index + 1) for index in range(20))


@pytest.mark.parametrize("name", ["ready-s400-india", "raid-leakers", "raid-value-protected"])
def test_bands_hold_mean_interval_and_quantiles(name: str, charts: Charts, drawn: list[Any]) -> None:
    """In each panel: the mean in colour, two bands whose edges are the table's, the others in grey."""
    rows = charts[name].data
    charts[name].draw(True)
    names = alternative_names(outcome())
    for axes, alternative in zip(drawn[0].axes, names, strict=True):
        own = rows.filter(pl.col("alternative") == alternative).sort("date")
        strong = [line for line in axes.lines if line.get_linewidth() == 1.9]
        assert len(strong) == 1
        assert np.array_equal(strong[0].get_ydata(), own["mean"].to_numpy())
        assert np.allclose(strong[0].get_xdata(), years_of(own["date"].to_list()))
        heights = [set(np.round(band.get_paths()[0].vertices[:, 1], 9)) for band in axes.collections[:2]]
        for held, keys in zip(heights, (("p05", "p95"), ("low", "high")), strict=True):
            assert held == {round(value, 9) for key in keys for value in own[key]}


def test_gaps_in_bands_are_gaps(drawn: list[Any]) -> None:
    """A mean without an interval is drawn without a band, and nothing fails."""
    days = [datetime.date(2020, month, 1) for month in (1, 2)]
    rows = pl.DataFrame(
        {"alternative": ["a", "a"], "date": days, "mean": [1.0, 2.0]}
        | {key: pl.Series([None, None], dtype=pl.Float64) for key in ("low", "high", "p05", "p95")}
    )
    bands_svg(rows, Course({"a": "A"}, "units", "count", days[0]), "x", False, "")
    assert [line for line in drawn[0].axes[0].lines if line.get_linewidth() == 1.9][0].get_ydata()[1] == 2.0


def test_hollow_points_are_those_whose_interval_holds_nought(charts: Charts, drawn: list[Any]) -> None:
    charts["marginal"].draw(False)
    rows = charts["marginal"].data
    unclear = rows.filter((pl.col("low") <= 0.0) & (pl.col("high") >= 0.0)).height
    faces = [container[0].get_markerfacecolor() for axes in drawn[0].axes for container in axes.containers]
    assert faces.count(plots_plans.PAPER) == unclear
    assert 0 < unclear < rows.height


def test_curves_and_campaign_are_the_tables(charts: Charts, drawn: list[Any]) -> None:
    charts["surface"].draw(False)
    charts["campaign"].draw(False)
    surface, campaign = charts["surface"].data, charts["campaign"].data
    curves = [line.get_ydata() for axes in drawn[0].axes for line in axes.lines if len(line.get_ydata()) > 2]
    assert sorted(np.concatenate(curves)) == pytest.approx(sorted(surface["mean"]))
    assert len(curves) == 2 * 3  # two measures, three loads
    left, right = drawn[1].axes
    assert sorted(np.concatenate([line.get_ydata() for line in left.lines])) == sorted(campaign["mean"])
    assert sorted(np.concatenate([line.get_ydata() for line in right.lines])) == sorted(campaign["stock_left"])


def test_links_stack_to_all_that_come_through(charts: Charts, drawn: list[Any]) -> None:
    """The tops of the stacks are the sums of the table, at full load."""
    charts["links"].draw(False)
    rows = charts["links"].data
    assert set(rows["fill"]) == {1.0}
    tops = [max(p.get_y() + p.get_height() for p in stack) for stack in zip(*drawn[0].axes[0].containers, strict=True)]
    sums = rows.group_by("units").agg(pl.col("mean").sum()).sort("units")["mean"].to_list()
    assert tops == pytest.approx(sums)


def test_ticks_are_said_in_their_units() -> None:
    """Expected texts: written by hand."""
    assert tick(0.25, "share") == "25 %"
    assert tick(-0.05, "points") == "−5"
    assert tick(3e8, "money") == "300 M"


def test_whiskers_lie_above_their_markers(charts: Charts, drawn: list[Any]) -> None:
    charts["differences"].draw(False)
    for axes in drawn[0].axes:
        for container in axes.containers:
            marker, _, bars = container.lines
            assert all(bar.get_zorder() >= marker.get_zorder() for bar in bars)
            assert all(to_rgb(bar.get_color()[0]) != to_rgb(marker.get_color()) for bar in bars)


def test_no_line_hides_another(charts: Charts, drawn: list[Any]) -> None:
    """Later lines lie above and are narrower, so that coinciding ones all show."""
    charts["brings-s400-india"].draw(False)
    widths = [line.get_linewidth() for line in drawn[0].axes[0].get_lines()[: len(alternative_names(outcome()))]]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths)
