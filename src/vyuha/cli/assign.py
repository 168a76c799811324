"""`vyuha assign`: aims the rounds of weapons at targets, from a file, so that least value survives."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import refuse, say, show, show_table

if TYPE_CHECKING:
    from vyuha.assignment.assigned import Assignment
    from vyuha.assignment.instances import Instance

# Targets that the table shows unless all are asked for.
_SHOWN = 20


class Way(StrEnum):
    """How to assign."""

    RETURN = "return"
    ENGINE = "engine"
    PLANNER = "planner"
    EXACT = "exact"


def assign(
    file: Annotated[Path, typer.Argument(help="A problem: `W T rounds`, T values, then lines `weapon target p`.")],
    method: Annotated[
        Way,
        typer.Option(
            "--method",
            "-m",
            help="return: greatest gain first. engine: about a millisecond. planner: better, up to seconds. "
            "exact: the proved optimum.",
        ),
    ] = Way.PLANNER,
    exact: Annotated[bool, typer.Option("--exact", help="The same as --method exact.")] = False,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="The most that a proof may take.")] = 60.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the random numbers of the search.")] = 0,
    every: Annotated[bool, typer.Option("--all", help=f"Show all targets, not the {_SHOWN} that keep most.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Aim rounds at targets so that the least value survives, and say how far that is from the best there can be.

    The file begins with the numbers of weapons and targets and the rounds of each weapon; one value for each target
    follows, then lines with weapon, target (both counted from 0) and the kill probability of one round. Pairs that are
    left out have none. Two weapons with two rounds each against three targets:

    \b
    2 3 2
    10
    5
    8
    0 0 0.7
    0 1 0.6
    1 1 0.9
    1 2 0.5

    --exact proves its answer, or says after --seconds why not, with a bound on what could still be gained.

    Example: vyuha assign problem.txt --exact
    """
    from vyuha import api
    from vyuha.assignment.files import read_instance
    from vyuha.reading.problems import InputErrors

    try:
        instance = read_instance(file)
    except InputErrors as errors:
        refuse(str(errors))
    way = Way.EXACT if exact else method
    made = api.assign(*instance, way.value, seconds=seconds, seed=seed)
    if as_json:
        show(json.dumps(_as_dict(instance, made), indent=2))
    else:
        _print(instance, made, every)
    if made.open:
        say(f"note: not proved: {made.open}")


def _as_dict(instance: "Instance", made: "Assignment") -> dict[str, object]:
    weapons, targets = instance.kill_probability.shape
    return {
        "weapons": weapons,
        "targets": targets,
        "rounds": int(instance.rounds.sum()),
        "method": made.method,
        "value": float(instance.values.sum()),
        "survives": made.survives,
        "bound": made.bound,
        "gap": made.gap,
        "proved": made.proved,
        "open": made.open,
        "cpu_seconds": made.seconds,
        "shots": [
            {"weapon": i, "target": j, "rounds": int(n)}
            for i, row in enumerate(made.counts.tolist())
            for j, n in enumerate(row)
            if n
        ],
    }


def _print(instance: "Instance", made: "Assignment", every: bool) -> None:
    import numpy as np

    alive = instance.alive(made.counts)
    left = instance.values * alive
    order = np.argsort(-left, kind="stable")
    listed = order if every else order[:_SHOWN]
    rows = [
        (str(j), f"{instance.values[j]:g}", _shooters(made.counts[:, j].tolist()), f"{alive[j]:.4g}", f"{left[j]:.4g}")
        for j in listed.tolist()
    ]
    header = ("target", "value", "rounds from weapons", "chance alive", "survives")
    show_table("Targets, those that keep most first", header, rows, (0, 1, 3, 4), 120)
    if len(listed) < len(order):
        show(f"{len(order) - len(listed)} more targets: --all or --json")
    total = float(instance.values.sum())
    used, there = int(made.counts.sum()), int(instance.rounds.sum())
    show(f"survives: {made.survives:.6g} of {total:.6g}, with {used:,} of {there:,} rounds")
    show(f"how good: {_how_good(made)}")
    show(f"method: {made.method}, {made.seconds:.3g} s of CPU time")


def _shooters(counts: list[int]) -> str:
    """The weapons of the rounds at a target: `3, 7 x2`."""
    return ", ".join(f"{i}" + (f" x{n}" if n > 1 else "") for i, n in enumerate(counts) if n) or "-"


def _how_good(made: "Assignment") -> str:
    if made.proved:
        return "proved: no assignment leaves less"
    if made.bound is None or made.gap is None:
        return "not known; --exact proves it"
    return f"at most {100.0 * made.gap:.3g} % above the best there can be ({made.bound:.6g})"
