"""Every chart of a plan with the rows behind it, for those who draw their own."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from vyuha.outputs.chart import Chart
from vyuha.outputs.plan_charts import plan_charts
from vyuha.programme.outcome import PlanOutcome
from vyuha.results.files import write_whole


class Drawn(NamedTuple):
    """A chart as SVG for the desk and for the phone, its caption, and the rows that are drawn."""

    wide: str
    narrow: str
    caption: str
    data: pl.DataFrame


def charts(outcome: PlanOutcome) -> dict[str, Drawn]:
    """All charts by name, in the order of the report."""
    return {
        chart.name: Drawn(chart.draw(False), chart.draw(True), chart.caption, chart.data)
        for chart in plan_charts(outcome)
    }


def write_chart_data(outcome: PlanOutcome, folder: Path) -> list[Path]:
    """Write the rows of every chart into `folder`, which is made if need be: a CSV file each, whole or not at all."""
    return write_charts(plan_charts(outcome), folder)


def write_charts(charts: Sequence[Chart], folder: Path) -> list[Path]:
    """Write the rows of these charts into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / chart.file_name for chart in charts]
    for chart, path in zip(charts, paths, strict=True):
        write_whole(path, chart.csv)
    return paths
