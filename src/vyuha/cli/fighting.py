"""Runs a fight for the command line: the message about compiling, the progress bar, and the errors in words."""

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from vyuha import api
from vyuha.cli.console import refuse, say_compiling
from vyuha.engine.assemble import AssemblyError
from vyuha.engine.replicate import fight as compiled_fight
from vyuha.reading.problems import InputErrors
from vyuha.results.files import RunFolderError
from vyuha.results.summary import EmptyRunError


def fight(
    scenario: Path,
    replicates: int | None,
    seed: int | None,
    workers: int | None,
    out: Path | None,
    force: bool,
    report: bool,
) -> api.Run:
    """Run with a progress bar on standard error; refusals end the command with a message."""
    say_compiling(compiled_fight, "the engine", "about a minute")
    console = Console(file=sys.stderr)
    rate = TextColumn("{task.fields[rate]}")
    columns = (
        TextColumn("fighting"),
        BarColumn(),
        MofNCompleteColumn(),
        rate,
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

        command = " ".join(["vyuha", *sys.argv[1:]])
        try:
            return api.run(scenario, replicates, seed, workers, out, force, report, progress, command)
        except InputErrors as error:
            bar.stop()
            refuse(str(error))
        except (RunFolderError, AssemblyError, EmptyRunError) as error:
            bar.stop()
            refuse(f"vyuha: {error}", code=1 if isinstance(error, EmptyRunError) else 2)
