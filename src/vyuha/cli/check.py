"""`vyuha check`: says what is wrong in scenarios, and what running them would cost."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.base.units import rough_time
from vyuha.cli.console import OK, REFUSED, say, show

if TYPE_CHECKING:
    from vyuha.scenario import Estimate, Scenario


def check(
    files: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Scenario files.")],
    replicates: Annotated[
        int | None, typer.Option("-n", "--replicates", min=1, max=10_000_000, help="Estimate for so many.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say everything that is wrong in a scenario, with line and remedy, and what it would cost to run.

    Example: vyuha check my-raid.yaml -n 10000
    """
    findings = [_examine(file, replicates) for file in files]
    if as_json:
        show(json.dumps([{key: value for key, value in f.items() if key != "text"} for f in findings], indent=2))
    else:
        for finding in findings:
            (show if finding["fine"] else say)(finding["text"])
            for remark in finding["remarks"]:
                say(f"{finding['file']}: note: {remark}")
    raise typer.Exit(OK if all(finding["fine"] for finding in findings) else REFUSED)


def _examine(file: str, replicates: int | None) -> dict[str, Any]:
    """What there is to say about one file."""
    from dataclasses import asdict

    from vyuha import api
    from vyuha.scenario import InputErrors, estimate, remarks

    try:
        made = api.checked(file)
    except InputErrors as errors:
        problems = [asdict(problem) for problem in errors.problems]
        return {"file": file, "fine": False, "problems": problems, "remarks": [], "text": str(errors)}
    scenario, ground = made.scenario, made.ground
    cost = estimate(scenario, replicates)
    count = replicates or scenario.run.replicates
    said = f"{file}: fine: {_summary(scenario, cost, count)}"
    return {
        "file": file,
        "fine": True,
        "problems": [],
        "remarks": [*remarks(scenario), *made.remarks],
        "ground": ground.text if ground else "",
        "replicates": count,
        "estimate": asdict(cost),
        "text": said + (f"\n{file}: ground: {ground.text}" if ground else ""),
    }


def _summary(scenario: "Scenario", cost: "Estimate", replicates: int) -> str:
    threats = _counted(cost.threats, "threat") + " in " + _counted(len(scenario.raids), "raid")
    defences = _counted(len(scenario.defences), "defence") + f" ({_counted(cost.rounds, 'round')})"
    time = rough_time(cost.seconds) + " for " + _counted(replicates, "replicate")
    return f"{threats} against {defences}, about {time} and {max(cost.megabytes, 1.0):.0f} MB of results"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
