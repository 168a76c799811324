"""A chart: its picture in two widths, what it says in words, and the rows that are drawn."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vyuha.outputs.page import details, download, picture, table
from vyuha.results.files import write_whole


@dataclass(frozen=True)
class Chart:
    """A picture that can be drawn for the desk (`draw(False)`) or the phone (`draw(True)`) from the rows in `data`."""

    name: str
    section: str
    title: str
    caption: str
    data: pl.DataFrame
    draw: Callable[[bool], str]
    tall: bool = False

    def _repr_svg_(self) -> str:
        """How a notebook shows it."""
        return self.draw(False)

    @property
    def file_name(self) -> str:
        """The file of its rows."""
        return f"{self.name}.csv"

    @property
    def csv(self) -> bytes:
        """Its rows as CSV, dates as 2026-11-01, empty where nothing is known."""
        return self.data.write_csv().encode("utf-8")

    @property
    def html(self) -> str:
        """The figure with a link to its rows, and the rows themselves where they are few."""
        label = f"Data of this chart ({self.data.height:,} {'row' if self.data.height == 1 else 'rows'}, CSV)"
        below = download(label, self.file_name, self.csv)
        if self.data.height <= _FEW:
            header = [column.replace("_", " ") for column in self.data.columns]
            rows = [tuple(_cell(cell) for cell in row) for row in self.data.iter_rows()]
            below += details("Show the rows", table(self.file_name, header, rows))
        return picture(self.draw(False), self.draw(True), self.caption, self.tall, below)


# Tables of more rows are only in the file.
_FEW = 24


def write_charts(charts: Sequence[Chart], folder: Path) -> list[Path]:
    """Write the rows of these charts into `folder`, which is made if need be: a CSV file each, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / chart.file_name for chart in charts]
    for chart, path in zip(charts, paths, strict=True):
        write_whole(path, chart.csv)
    return paths


def safe_name(*parts: str) -> str:
    """A name for files and ids from any text.

    >>> safe_name("ready", "S-400 <India>")
    'ready-s-400-india'
    """
    return "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
