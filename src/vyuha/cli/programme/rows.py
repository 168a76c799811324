"""What the commands of programmes share: dates in cells, rows for programs, files that are not overwritten."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vyuha.cli.console import FAILED, refuse, say
from vyuha.cli.programme.tables import table

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

NOTHING = "-"


def figures(header: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> "Table":
    """A table of which all columns but the first are figures or dates."""
    made = table(header, rows, title)
    for column in made.columns[1:]:
        column.justify = "right"
    return made


def month(date: datetime.date | None) -> str:
    """A date as month and year."""
    if date is None:
        return NOTHING
    from vyuha.base.calendar import show_month

    return show_month(float(date.toordinal()))


def check_output(path: Path | None, force: bool) -> None:
    """Refuse before any work what could not be written at the end."""
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir():
        refuse(f"vyuha: {path}: {'is a folder' if path.is_dir() else f'there is no folder {path.parent}'}")
    if path.exists() and not force:
        refuse(f"vyuha: {path}: exists; --force overwrites it")


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and say so."""
    from vyuha.results.files import RunFolderError, write_whole

    try:
        write_whole(path, data)
    except RunFolderError as error:
        refuse(f"vyuha: {error}", FAILED)
    say(f"wrote {path}")


def rows_of(frame: "pl.DataFrame") -> list[dict[str, Any]]:
    """Rows for JSON: dates as text."""
    return [
        {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]
