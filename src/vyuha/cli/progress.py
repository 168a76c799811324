"""The bar on standard error while fights are fought."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


@contextmanager
def fight_bar() -> Generator[Callable[[int, int], None], None, None]:
    """Gives what is to be called with fights done and fights in all; the bar is gone at the end, whatever the end."""
    console = Console(file=sys.stderr)
    columns = (
        TextColumn("fighting"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("fighting", total=None, rate="")
        started: list[float] = []

        def progress(done: int, total: int) -> None:
            now = time.monotonic()
            if not started:
                started.append(now)
            elapsed = now - started[0]
            rate = f"{(done - 1) / elapsed:.1f}/s" if elapsed > 0.5 else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield progress
