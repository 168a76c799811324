"""vyuha sensitivity: fight a run again with one figure after the other at the ends of its range."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vyuha.cli.console import say, show, show_table

# Rows of the table on the screen; the report and the file have all.
_MOST = 30


def sensitivity(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    replicates: Annotated[
        int | None,
        typer.Option("--replicates", "-n", min=1, help="How many of its fights, from the first; 100 unless given."),
    ] = None,
    grade: Annotated[
        list[str] | None,
        typer.Option("--grade", "-g", help="Figures of this grade (again for more); assumed unless given."),
    ] = None,
    figures: Annotated[
        list[str] | None, typer.Option("--figures", "-f", help="Only this item.figure (again for more), of any grade.")
    ] = None,
    measure: Annotated[
        str, typer.Option("--measure", "-m", help="armed_leakers, leakers or value_lost.")
    ] = "armed_leakers",
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, max=1024, help="Threads; results do not depend on it.")
    ] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw report.html again.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """How much a run's outcome depends on figures of the catalogue that nobody is sure of.

    The run's fights are fought again, with the same random numbers, with one figure after the other at the low and at
    the high end of its range. That is two fights for each figure and fight: ask for few first. What was fought is kept
    in the run folder (sensitivity.json, sensitivity.parquet); a call that was interrupted goes on from there.

    Example: vyuha sensitivity runs/first-raid -n 20
    """
    from vyuha.cli.fighting import fight_at_ends
    from vyuha.results.sensitivity import SENSITIVITY
    from vyuha.results.sensitivity_text import HEADER, NOTE, sensitivity_rows, sensitivity_sentences, sensitivity_title

    made = fight_at_ends(folder, replicates, (figures or [], grade or []), measure, workers, report)
    if as_json:
        show(json.dumps(asdict(made), allow_nan=False))
        return
    rows = sensitivity_rows(made)
    if rows:
        show_table(sensitivity_title(made), HEADER, rows[:_MOST], (2, 3, 4, 5, 6), 160)
    else:
        show(sensitivity_title(made))
    if len(rows) > _MOST:
        say(f"The {_MOST} widest swings of {len(rows)}; all are in {folder / SENSITIVITY}.")
    for line in (*sensitivity_sentences(made), NOTE):
        say(line)
    if report:
        say(f"report: {folder / 'report.html'}")
