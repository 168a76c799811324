"""Runs a fight for the command line: the message about compiling, the progress bar, and the errors in words."""

import sys
from pathlib import Path

from vyuha import api
from vyuha.cli.console import refuse, say_compiling
from vyuha.cli.progress import fight_bar
from vyuha.engine.assemble import AssemblyError
from vyuha.engine.blame import BlameError
from vyuha.engine.replicate import fight as compiled_fight
from vyuha.reading.problems import InputErrors
from vyuha.results.blame import Blame
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


def _say() -> None:
    say_compiling(compiled_fight, "the engine", "a minute or two")
