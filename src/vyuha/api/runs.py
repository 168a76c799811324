"""Scenarios: checking one, fighting it, and a stored run as data frames."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vyuha.api.machine import processors
from vyuha.results.folder import Progress, RunFolder
from vyuha.results.rounds import with_fates
from vyuha.results.store import REPORT, StoredRun
from vyuha.results.summary import Summary, summarise
from vyuha.scenario import Scenario

if TYPE_CHECKING:
    from vyuha.engine.ground import Ground


@dataclass(frozen=True)
class Run:
    """A stored run: its tables as Polars data frames, its summary, and where its files lie."""

    folder: StoredRun

    @cached_property
    def summary(self) -> Summary:
        """Outcomes over all replicates, each probability with its interval."""
        return summarise(self.folder)

    @property
    def replicates(self) -> pl.DataFrame:
        """One row per replicate."""
        return self.folder.table("replicates").collect()

    @property
    def threats(self) -> pl.DataFrame:
        """One row per threat and replicate: what became of it, and when each link of the chain first held."""
        return self.folder.table("threats").collect()

    @property
    def shots(self) -> pl.DataFrame:
        """One row per round fired."""
        return self.folder.table("shots").collect()

    @property
    def sites(self) -> pl.DataFrame:
        """One row per site and replicate: hits and loss."""
        return self.folder.table("sites").collect()

    @property
    def fates(self) -> pl.DataFrame:
        """The rounds with what each flew at (`at`), and whether one of another engagement was in flight (`double`)."""
        return with_fates(self.shots, self.threats)

    @property
    def report(self) -> Path:
        """The report, one file for a browser."""
        return self.folder.path / REPORT


def check(scenario: str | os.PathLike[str]) -> Scenario:
    """Read and check a scenario file; where rough figures leave doubt whether it can be fought, the engine plans it.

    Raises `vyuha.scenario.InputErrors` with the problems that were found, each with file and line.
    """
    return checked(scenario).scenario


@dataclass(frozen=True)
class Checked:
    """A sound scenario, filled by its files of recorded paths; its ground (None: a smooth earth); and what the files
    that it names give reason to say.
    """

    scenario: Scenario
    ground: "Ground | None" = None
    remarks: tuple[str, ...] = ()


def checked(scenario: str | os.PathLike[str]) -> Checked:
    """A scenario file, read and checked as by `check`, with all that was found in the files that it names."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.scenario import parse, read_text
    from vyuha.scenario.code import code_problems
    from vyuha.scenario.doubt import in_doubt

    path, name = Path(scenario), os.fspath(scenario)
    text = read_text(path)
    parsed, catalogue = parse(text, name), load_catalogue()
    code_problems(parsed, path.parent, text, name)
    if not in_doubt(parsed, catalogue):
        return Checked(parsed)
    # Brings the compiler, which takes a moment to load.
    from vyuha.engine.assemble import AssemblyError, planned
    from vyuha.engine.assemble_recorded import endings
    from vyuha.engine.ground import find_ground
    from vyuha.engine.recorded import find_paths
    from vyuha.engine.refusal import located

    ground = find_ground(parsed, path.parent, text, name)
    recorded = find_paths(parsed, catalogue, ground, path.parent, text, name)
    filled = recorded.filled(parsed)
    try:
        plan = planned(filled, catalogue, ground, recorded)
    except AssemblyError as error:
        raise located(error, parsed, text, name) from error
    of_ground = ground.remarks if ground else ()
    return Checked(filled, ground, (*of_ground, *recorded.remarks, *endings(filled, plan.entries)))


def run(  # noqa: PLR0913 (one call does all that the command does; everything but the scenario has a default)
    scenario: str | os.PathLike[str],
    replicates: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    report: bool = True,
    progress: Progress | None = None,
    command: str = "",
) -> Run:
    """Fight a scenario many times and store the outcome in a run folder, which a later call continues.

    `replicates` and `seed` are those of the scenario unless given; `workers` is the number of processors unless given;
    `out` is `runs/<name of the scenario file>` unless given. The results do not depend on `workers`. `report` says
    whether to draw report.html, which takes some seconds.

    Raises `vyuha.scenario.InputErrors` for a bad scenario, `vyuha.results.folder.RunFolderError` for a folder that
    holds another run (unless `force` starts it afresh).
    """
    from vyuha.scenario import read_text

    path = Path(scenario)
    folder = Path("runs") / path.stem if out is None else Path(out)
    text = read_text(path)
    return run_text(text, path.name, path.parent, folder, replicates, seed, workers, force, report, progress, command)


def run_text(  # noqa: PLR0913 (as `run`)
    text: str,
    name: str,
    home: Path,
    folder: Path,
    replicates: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    force: bool = False,
    report: bool = True,
    progress: Progress | None = None,
    command: str = "",
) -> Run:
    """As `run`, of a scenario that need not be a file: `name` is what messages call it, and what it names lies in
    `home`.
    """
    from vyuha.api.drawing import draw_report
    from vyuha.engine.compiling import helped
    from vyuha.engine.run import fight_into, prepare

    cores = workers or processors()
    with helped():
        ready = prepare(text, name, home)
        summary = fight_into(folder, text, name, replicates, seed, cores, force, progress, command, prepared=ready)
    done = Run(RunFolder.open(folder))
    if report:
        draw_report(done.folder, summary, ready)
    return done
