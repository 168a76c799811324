"""vyuha blame: fight a run again with one link of the chain made perfect after the other."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vyuha.cli.console import say, show, show_table


def blame(
    folder: Annotated[Path, typer.Argument(help="Run folder.")],
    replicates: Annotated[
        int | None,
        typer.Option("--replicates", "-n", min=1, help="How many of its fights, from the first; 100 unless given."),
    ] = None,
    link: Annotated[
        list[str] | None, typer.Option("--link", "-l", help="Only this link (again for more); all unless given.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, max=1024, help="Threads; results do not depend on it.")
    ] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw report.html again.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """How much of a run's leakage each link of the chain is to blame for.

    The run's fights are fought again, with the same random numbers, once for each link with that link made perfect.
    What then comes through less is the link's share. Shares do not add up: see docs/ledger.md. The outcome is kept in
    the run folder (blame.json, blame.parquet).

    Example: vyuha blame runs/first-raid -n 200
    """
    from vyuha.cli.fighting import fight_again
    from vyuha.results.blame_text import HEADER, NOTE, blame_rows, blame_title

    made = fight_again(folder, replicates, link, workers, report)
    if as_json:
        show(json.dumps(asdict(made), allow_nan=False))
        return
    show_table(blame_title(made), HEADER, blame_rows(made), range(1, len(HEADER)), 140)
    say(NOTE)
    if report:
        say(f"report: {folder / 'report.html'}")
