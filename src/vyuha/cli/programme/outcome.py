"""`vyuha programme outcome`: what the alternatives of a plan come to."""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import FAILED, refuse, say, say_compiling, show
from vyuha.cli.programme.tables import put, table

if TYPE_CHECKING:
    import polars as pl

    from vyuha.programme.outcome import PlanOutcome


def outcome(
    plan: Annotated[Path, typer.Argument(help="Plan file (YAML).")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Plan folder; plans/<plan name> unless given.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, max=1024, help="Threads; results do not depend on it.")
    ] = None,
    futures: Annotated[
        int | None, typer.Option("--futures", min=10, max=100_000, help="Futures of the deliveries.")
    ] = None,
    replicates: Annotated[
        int | None, typer.Option("--replicates", "-n", min=10, max=1_000_000, help="Fights at each point.")
    ] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw report.html (some seconds).")] = True,
    force: Annotated[
        bool,
        typer.Option("--force", help="Throw stored fights away, of old scenarios too, and fight."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print answers and compared dates as JSON.")] = False,
) -> None:
    """What deliveries, late or not, mean for a defence: ready units, leakage, stock and cost, by alternative.

    Fights the raid of the plan's scenario with every number of ready units (once: the fights are kept), draws futures
    of the deliveries, and answers the plan's questions with their intervals. The same command again goes on where it
    was interrupted. Exit code 0: fine, 1: it failed, 2: the input was refused.

    Example: vyuha programme outcome scenarios/plans/india-s400.yaml
    """
    from vyuha.programme.plan import load_plan
    from vyuha.reading.problems import InputErrors

    try:
        wanted, _ = load_plan(plan)
    except InputErrors as error:
        refuse(str(error))
    say(f"{plan}: {wanted.title}")
    from vyuha.api import plan_folder

    folder = plan_folder(plan, out)
    made = _push(plan, folder, workers, (futures, replicates), report, force)
    if as_json:
        show(json.dumps(_as_dict(made), indent=2, default=str, allow_nan=False))
    else:
        _print(made)
    say(f"tables: {folder / 'tables'}")
    if report:
        say(f"report: {folder / 'report.html'}")


def _push(
    plan: Path,
    folder: Path,
    workers: int | None,
    counts: tuple[int | None, int | None],
    report: bool,
    force: bool,
) -> "PlanOutcome":
    """Fights, futures and report, with a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from vyuha import api
    from vyuha.engine.assemble import AssemblyError
    from vyuha.engine.replicate import fight as compiled_fight
    from vyuha.engine.run import physics_hash
    from vyuha.reading.problems import InputErrors
    from vyuha.results.files import RunFolderError
    from vyuha.studies.plan.fights import NoOutcomeError
    from vyuha.studies.plan.store import made_before

    say_compiling(compiled_fight, "the engine", "a minute or two")
    console = Console(file=sys.stderr)
    columns = (TextColumn("fights"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    started = time.monotonic()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("fights", total=None)
        try:
            if made_before(folder).get("physics", physics_hash()) != physics_hash():
                say("the catalogue or the engine has changed since this plan was last fought: it is fought again")
            command = " ".join(["vyuha", *sys.argv[1:]])
            made = api.plan(
                plan,
                *counts,
                workers,
                folder,
                force,
                report,
                lambda done, total: bar.update(task, completed=done, total=total),
                command,
            )
        except InputErrors as error:
            bar.stop()
            refuse(str(error))
        except (RunFolderError, AssemblyError) as error:
            bar.stop()
            refuse(f"vyuha: {error}")
        except (NoOutcomeError, ValueError) as error:
            bar.stop()
            refuse(f"vyuha: {error}", code=FAILED)
    say(f"done in {time.monotonic() - started:.0f} s")
    return made


def _print(made: "PlanOutcome") -> None:
    unit = next(one.unit for one in made.programmes if one.id == made.plan.force.programme)
    compared = _compared(made)
    put(
        _by_date(made, compared["ready"], f"Ready {unit}s"),
        _by_date(made, compared["leakers"], "Armed threats that come through, if the raid comes on the day"),
    )
    for answer in made.answers:
        lacks = () if answer.values else answer.reasons
        put(answer.question, f"  {answer.verdict}", *(f"  {lack}" for lack in lacks), "")
    if "caution" in made.made:
        put(f"Caution: {made.made['caution']}.")
    put(
        f"Futures: {made.made['futures']}. Fights: {made.made['fights']}.",
        "In brackets: 95 % intervals of means; of unit-years lost and of days of stock, nine futures in ten.",
    )
    if "caution" in made.made:
        put(f"Caution: {made.made['caution']}.")
    if made.plan.notice:
        put(made.plan.notice)


def _by_date(made: "PlanOutcome", rows: "pl.DataFrame", title: str) -> object:
    dates = rows["date"].unique().sort().to_list()
    lines = []
    for alternative in made.plan.alternatives:
        own = {row["date"]: row for row in rows.iter_rows(named=True) if row["alternative"] == alternative.id}
        lines.append((alternative.name, *(_cell(own[date]) for date in dates)))
    return table(("", *(str(date) for date in dates)), lines, title)


def _cell(row: dict[str, float]) -> str:
    if row["low"] == row["high"]:
        return f"{row['mean']:.2f}"
    return f"{row['mean']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _compared(made: "PlanOutcome") -> dict[str, "pl.DataFrame"]:
    """Ready units and leakers on the plan's dates, or on the first and last day of the tables where it has none."""
    import polars as pl

    from vyuha.studies.plan.tables import dates

    capability, outcomes = made.tables["capability"], made.tables["outcomes"]
    wanted = dates([date.middle for date in made.plan.dates]).to_list()
    wanted = wanted or [outcomes["date"].min(), outcomes["date"].max()]
    own = pl.col("date").is_in(wanted)
    fights = (pl.col("programme") == made.plan.force.programme) & (pl.col("quantity") == "units")
    return {
        "ready": capability.filter(own & fights),
        "leakers": outcomes.filter(own & (pl.col("measure") == "leakers")),
    }


def _as_dict(made: "PlanOutcome") -> dict[str, object]:
    compared = _compared(made)
    return {
        "title": made.plan.title,
        "answers": [asdict(answer) for answer in made.answers],
        **{name: rows.to_dicts() for name, rows in compared.items()},
        "made": made.made,
    }
