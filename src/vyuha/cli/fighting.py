"""Runs a fight for the command line: the message about compiling, the progress bar, and the errors in words."""

import sys
from pathlib import Path

from vyuha import api
from vyuha.base.units import rough_time
from vyuha.cli.console import refuse, say, say_compiling
from vyuha.cli.progress import fight_bar
from vyuha.engine.assemble import AssemblyError
from vyuha.engine.blame import BlameError
from vyuha.engine.replicate import fight as compiled_fight
from vyuha.engine.sensitivity import SensitivityError
from vyuha.reading.problems import InputErrors
from vyuha.results.blame import Blame
from vyuha.results.files import RunFolderError
from vyuha.results.sensitivity import Sensitivity
from vyuha.results.store import SCENARIO
from vyuha.results.summary import EmptyRunError
from vyuha.scenario import estimate, load

# To put a scenario together once more, as a guess.
_SECONDS_PER_END = 0.25


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
    _say()
    command = " ".join(["vyuha", *sys.argv[1:]])
    try:
        with fight_bar() as progress:
            return api.run(scenario, replicates, seed, workers, out, force, report, progress, command)
    except InputErrors as error:
        refuse(str(error))
    except (RunFolderError, AssemblyError, EmptyRunError) as error:
        refuse(f"vyuha: {error}", code=1 if isinstance(error, EmptyRunError) else 2)


def fight_again(
    folder: Path, replicates: int | None, links: list[str] | None, workers: int | None, report: bool
) -> Blame:
    """Find the blame of each link with a progress bar on standard error; refusals end the command with a message."""
    _say()
    try:
        with fight_bar() as progress:
            return api.blame(folder, replicates, links or None, workers, report, progress)
    except (RunFolderError, BlameError) as error:
        refuse(f"vyuha: {error}")


def fight_at_ends(
    folder: Path,
    replicates: int | None,
    chosen: tuple[list[str], list[str]],
    measure: str,
    workers: int | None,
    report: bool,
) -> Sensitivity:
    """Find the sensitivity to the `chosen` figures and grades with a progress bar on standard error, which says first
    how many fights it takes; refusals end the command with a message.
    """
    _say()
    try:
        with fight_bar() as bar:

            def progress(done: int, total: int) -> None:
                if done == 0:
                    say(_cost(folder, total, replicates or api.FIRST_FIGHTS))
                bar(done, total)

            return api.sensitivity(folder, replicates, *chosen, measure, workers, report, progress)
    except (RunFolderError, SensitivityError) as error:
        refuse(f"vyuha: {error}")


def _cost(folder: Path, fights: int, replicates: int) -> str:
    """What is to be fought before a sensitivity is known, in words."""
    if fights == 0:
        return "nothing new to fight"
    seconds = estimate(load(folder / SCENARIO), fights).seconds + _SECONDS_PER_END * fights / replicates
    return f"at most {fights:,} fights, roughly {rough_time(seconds)} of one core"


def _say() -> None:
    say_compiling(compiled_fight, "the engine", "a minute or two")
