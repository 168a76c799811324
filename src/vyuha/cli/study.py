"""vyuha study: from a raid to an answer."""

import json
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.base.units import rough_time
from vyuha.cli.console import FAILED, refuse, say, say_compiling, show

if TYPE_CHECKING:
    from vyuha.api import StudyOutcome
    from vyuha.studies.conduct import Cost
    from vyuha.studies.manager import Progress


# Seconds between two lines on the progress where there is no terminal to draw a bar on.
_QUIET = 30.0


def study(
    file: Annotated[Path, typer.Argument(help="Study file (YAML).")],
    out: Annotated[
        str | None, typer.Option("--out", "-o", help="Folder or fsspec address; studies/<study name> unless given.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, max=1024, help="Threads; results do not depend on it.")
    ] = None,
    processes: Annotated[
        bool, typer.Option("--processes", help="Processes instead of threads: faster for many short points.")
    ] = False,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Dask scheduler that is running, for example tcp://head:8786.")
    ] = None,
    slurm: Annotated[
        int | None,
        typer.Option("--slurm", min=1, max=10_000, help="Start so many Slurm jobs of workers, as Dask is configured."),
    ] = None,
    cost_only: Annotated[bool, typer.Option("--cost", help="Say what it would take, and fight nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Throw away what the folder holds and start afresh.")] = False,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw report.html (some seconds).")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
) -> None:
    """Answer questions about a raid: compare, what matters, curves, rare leaks, where to put units.

    A study file names a scenario, what is varied in it (any field, any figure of the catalogue), and what is asked.
    Answers name their intervals and the fights behind them. The same command goes on where it was interrupted, here or
    on a cluster, with the same tables byte for byte. Exit code 0: fine, 1: it failed, 2: the input was refused, 130:
    interrupted.

    Example: vyuha study scenarios/studies/compare.yaml
    """
    from vyuha.reading.problems import InputErrors
    from vyuha.studies.conduct import cost
    from vyuha.studies.file import load
    from vyuha.studies.settings import SettingError

    try:
        read = load(file)
        asked = cost(read)
    except InputErrors as error:
        refuse(str(error))
    except SettingError as error:
        refuse(f"{file}: {error}")
    say(f"{file}: {read.study.title}")
    if cost_only and as_json:
        show(json.dumps(asdict(asked)))
        return
    say(_worded(asked))
    if cost_only:
        return
    if cluster is not None and slurm is not None:
        refuse("vyuha: a running cluster or jobs of Slurm, one of the two")
    made = _conduct(file, out, (workers, processes, cluster, slurm), force, report)
    if as_json:
        show(json.dumps(_as_dict(made), ensure_ascii=False, allow_nan=False))
    else:
        _print(made)
    say(f"tables: {made.folder}/tables")
    if report:
        say(f"report: {made.folder}/report.html")


def _worded(asked: "Cost") -> str:
    points = f"{asked.points:,} point{'s' if asked.points != 1 else ''}"
    return f"at most {asked.fights:,.0f} fights at {points}, roughly {rough_time(asked.seconds)} of one core"


def _conduct(
    file: Path,
    out: str | None,
    who: tuple[int | None, bool, str | None, int | None],
    force: bool,
    report: bool,
) -> "StudyOutcome":
    """The study with a progress bar on standard error; refusals end the command with a message."""
    from vyuha import api
    from vyuha.engine.replicate import fight as compiled_fight
    from vyuha.reading.problems import InputErrors
    from vyuha.results.files import RunFolderError, UnwritableError
    from vyuha.studies.crews.crew import CrewError
    from vyuha.studies.manager import StudyError
    from vyuha.studies.settings import SettingError

    say_compiling(compiled_fight, "the engine", "a minute or two")
    started = time.monotonic()
    try:
        with _bar() as progress:
            command = " ".join(["vyuha", *sys.argv[1:]])
            made = api.study(file, out, *who, force, report, progress, command)
    except InputErrors as error:
        refuse(str(error))
    except (StudyError, UnwritableError) as error:
        refuse(f"vyuha: {error} (what was fought is kept; the same command goes on)", code=FAILED)
    except CrewError as error:
        refuse(f"vyuha: {error}", code=FAILED)
    except (RunFolderError, SettingError) as error:
        refuse(f"vyuha: {error}")
    say(f"done in {rough_time(time.monotonic() - started)}")
    return made


@contextmanager
def _bar() -> "Generator[Callable[[Progress], None], None, None]":
    """A bar over the work of a round, with the time that is left; gone at the end, whatever the end."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(file=sys.stderr)
    columns = (
        TextColumn("fighting"),
        BarColumn(),
        TextColumn("{task.fields[said]} fights, after"),
        TimeElapsedColumn(),
        TextColumn("about"),
        TimeRemainingColumn(),
        TextColumn("left of this round"),
    )
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("fighting", total=None, said="")
        last = time.monotonic()

        def progress(told: "Progress") -> None:
            nonlocal last
            said = f"{told.done:,.0f}/{told.total:,.0f}"
            if not console.is_terminal and time.monotonic() - last > _QUIET:
                # Into the log of a batch job.
                last = time.monotonic()
                say(f"{said} fights of this round")
            if told.done == 0.0:
                # Every round is a bar of its own: what comes after it nobody knows yet.
                bars.reset(task, total=told.seconds_total, said=said)
            bars.update(task, completed=told.seconds_done, said=said)

        yield progress


def _print(made: "StudyOutcome") -> None:
    from vyuha.cli.programme.tables import put

    for answer in made.answers:
        put(answer.title, *(f"  {one.text} [{_behind(one.fights)}]" for one in answer.sentences), "")
        for note in answer.notes:
            put(f"  Note: {note}")
    if made.findings.notice:
        put(made.findings.notice)


def _behind(fights: int) -> str:
    return f"{fights:,} fights" if fights else "no fights: by the model"


def _as_dict(made: "StudyOutcome") -> dict[str, object]:
    return {
        "title": made.findings.title,
        "answers": [
            {
                "ask": answer.ask,
                "name": answer.name,
                "title": answer.title,
                "sentences": [{"text": one.text, "fights": one.fights} for one in answer.sentences],
                "notes": list(answer.notes),
            }
            for answer in made.answers
        ],
        "made": dict(made.findings.made),
    }
