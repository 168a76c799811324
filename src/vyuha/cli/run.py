"""vyuha run: fight a scenario many times."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import refuse, say, show

if TYPE_CHECKING:
    from vyuha.api import Run


def run(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML).")],
    replicates: Annotated[
        int | None, typer.Option("--replicates", "-n", min=1, max=10_000_000, help="How often to fight it.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", "-s", min=0, max=2**63 - 1, help="Seed of the random numbers.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, max=1024, help="Threads; results do not depend on it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Run folder; runs/<scenario name> unless given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Start afresh in a folder that holds another run.")] = False,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw report.html (some seconds).")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Fight a scenario many times: a table here, and a run folder with tables and report.html.

    Running again on the same folder with a larger -n goes on from there. The table goes to standard output, progress
    and messages to standard error. Exit code 0: fine, 1: the run failed, 2: the input was refused.

    Example: vyuha run scenarios/first-raid.yaml -n 1000 -o runs/first-raid
    """
    from vyuha.scenario import InputErrors, load

    try:
        wanted = load(scenario)
    except InputErrors as error:
        refuse(str(error))
    say(f"{scenario}: {wanted.title}")
    from vyuha.cli.fighting import fight

    done = fight(scenario, replicates, seed, workers, out, force, report)
    if as_json:
        show(json.dumps(asdict(done.summary), allow_nan=False))
    else:
        print_tables(done)
    stored = done.summary.replicates + done.summary.failed
    if stored > (replicates or wanted.run.replicates):
        say(f"note: the folder held {stored:,} replicates already; all of them are counted")
    if done.summary.failures:
        reasons = ", ".join(f"{n} x {text}" for text, n in done.summary.failures.items())
        say(f"warning: some replicates failed and are not counted: {reasons}")
    if report:
        say(f"report: {done.report}")
    say(f"look at one: vyuha replay {done.folder.path} -r {done.summary.typical} --to acmi")


def print_tables(done: "Run") -> None:
    """The summary as tables that a person can read."""
    from rich.console import Console
    from rich.table import Table

    from vyuha.results.summary_text import summary_table

    # Into a file or a pipe nothing needs to be folded.
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 140)
    for section in summary_table(done.summary):
        table = Table(title=section.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for i, heading in enumerate(section.header):
            table.add_column(heading, justify="left" if i == 0 else "right")
        for row in section.rows:
            table.add_row(*row)
        console.print(table)
        console.print()
