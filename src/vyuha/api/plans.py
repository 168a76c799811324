"""Plans: what deliveries come to."""

import os
from pathlib import Path

from vyuha.api.machine import processors
from vyuha.programme.outcome import PlanOutcome
from vyuha.results.folder import Progress
from vyuha.results.store import REPORT


def plan(  # noqa: PLR0913 (one call does all that the command does; everything but the plan has a default)
    path: str | os.PathLike[str],
    futures: int | None = None,
    replicates: int | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    report: bool = True,
    progress: Progress | None = None,
    command: str = "",
) -> PlanOutcome:
    """What the alternatives of a plan file come to, stored in a plan folder with a report.

    `futures` and `replicates` (fights at each point of the response surface) are those of the plan unless given;
    `out` is `plans/<name of the plan file>` unless given. Fights that the folder holds are used again, so that a call
    that was interrupted goes on; `force` throws them away. The outcome does not depend on `workers`.

    Raises `vyuha.scenario.InputErrors` for a bad plan, programme or scenario, `vyuha.results.folder.RunFolderError`
    for a folder that holds something else, `ValueError` for numbers that are not allowed.
    """
    from vyuha.programme.plan import read_plan, with_counts
    from vyuha.studies.plan import store
    from vyuha.studies.plan.outcome import outcome

    inputs = read_plan(path)
    asked = with_counts(inputs.plan, futures, replicates)
    folder = plan_folder(Path(path), out)
    cpus = workers or processors()
    with store.opened(folder, force):
        made = outcome(asked, inputs.programmes, inputs.scenario_text, folder, cpus, progress, command)
        store.store(folder, made, inputs)
        if report:
            from vyuha.outputs.plan_report import write_plan_report

            write_plan_report(made, folder / REPORT)
        store.seal(folder, made, inputs)
    return made


def plan_folder(path: Path, out: str | os.PathLike[str] | None = None) -> Path:
    """Where the outcome of a plan file goes."""
    return Path("plans") / path.stem if out is None else Path(out)
