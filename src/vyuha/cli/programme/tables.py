"""Tables of text on the terminal, for the commands that show what is on record."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

# Output that goes to a file or a pipe is not squeezed into 80 columns.
_PIPED_WIDTH = 160


def table(header: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> "Table":
    """A table with a bold title; an empty header is not shown."""
    from rich import box
    from rich.table import Table

    kept = [tuple(row) for row in rows]
    made = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    made.show_header = bool(header)
    width = len(header) if header else len(kept[0]) if kept else 0
    for index in range(width):
        made.add_column(header[index] if header else "", overflow="fold")
    for row in kept:
        made.add_row(*row)
    return made


def put(*parts: object) -> None:
    """Write tables and lines to standard output."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
