"""What every command shares: where results and messages go, and how a refusal ends."""

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NoReturn

OK, FAILED, REFUSED = 0, 1, 2


def say(message: str) -> None:
    """A message for the person at the terminal; results go to standard output, messages to standard error."""
    sys.stderr.write(message + "\n")


def say_compiling(kernel: Callable[..., Any], what: str, lasts: str) -> None:
    """Say that the first use compiles, unless this `kernel` lies compiled on the disk."""
    from vyuha.base.compile import is_cached

    if not is_cached(kernel):
        say(f"compiling {what} for this machine, once: this takes {lasts} ...")


def show(result: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(result + "\n")


def show_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int], piped_width: int
) -> None:
    """A table on standard output, its columns `right` (by number) flush right; `piped_width` characters wide in a file
    or a pipe.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(header):
        table.add_column(heading, justify="right" if n in right else "left")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else piped_width
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)


def refuse(message: str, code: int = REFUSED) -> NoReturn:
    """End the command with a message and an exit code."""
    say(message)
    raise SystemExit(code)
