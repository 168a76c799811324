"""Everything that the commands do, as calls from Python."""

import functools
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vyuha.base.stamp import closure_stamp
from vyuha.catalogue.contents import DATA as CATALOGUE_DATA
from vyuha.results.folder import RunFolder, RunFolderError
from vyuha.results.history import History
from vyuha.results.laydown import Laydown
from vyuha.results.manifest import RunPlan, disagreement
from vyuha.results.store import REPORT, SCENARIO, StoredRun
from vyuha.results.summary import Summary, summarise
from vyuha.results.tables import frames
from vyuha.scenario import Scenario

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled

# Called with the number of replicates fought so far in this call and to be fought in all.
Progress = Callable[[int, int], None]


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
    def report(self) -> Path:
        """The report, one file for a browser."""
        return self.folder.path / REPORT


def check(scenario: str | os.PathLike[str]) -> Scenario:
    """Read and check a scenario file. Raises `vyuha.scenario.ScenarioErrors` with every problem, each with file and
    line.
    """
    from vyuha.scenario import load

    return load(scenario)


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

    Raises `vyuha.scenario.ScenarioErrors` for a bad scenario, `vyuha.results.folder.RunFolderError` for a folder that
    holds another run (unless `force` starts it afresh), `vyuha.engine.assemble.AssemblyError` for what cannot be
    fought.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import assemble
    from vyuha.engine.picture import picture
    from vyuha.engine.replicates import Engine
    from vyuha.outputs.report import write_report
    from vyuha.scenario import parse, read_text

    path = Path(scenario)
    text = read_text(path)
    wanted = parse(text, path.name)
    catalogue = load_catalogue()
    assembled = assemble(wanted, catalogue)
    count = wanted.run.replicates if replicates is None else replicates
    used_seed = wanted.run.seed if seed is None else seed
    plan = _plan(assembled, picture(assembled, catalogue), text.encode(), used_seed, command)
    with RunFolder.open_or_create(Path("runs") / path.stem if out is None else Path(out), plan, force) as folder:
        missing = folder.missing(count)
        total, done = sum(len(block) for block in missing), 0

        def one_done() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, total)

        engine = Engine(assembled.setup, used_seed, workers or processors())
        for block in missing:
            folder.write(engine.fight_block(block.start, len(block), one_done))
        summary = folder.finish(count)
        if report:
            write_report(folder, summary, folder.path / REPORT)
    return Run(RunFolder.open(folder.path))


def replay(folder: str | os.PathLike[str], replicate: int) -> History:
    """Fight one replicate of a stored run again, bit for bit, with its full history.

    Raises `vyuha.results.folder.RunFolderError` when the same fight cannot be had: no run folder, no such replicate,
    or a program, catalogue, scenario or machine that gives another outcome than the stored one.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import AssemblyError, assemble
    from vyuha.engine.replay import replay as fight_again
    from vyuha.scenario import ScenarioErrors, parse

    stored = RunFolder.open(Path(folder))
    if not 0 <= replicate < stored.replicates:
        raise RunFolderError(f"{folder}: replicate {replicate}: the run has replicates 0 to {stored.replicates - 1}")
    text, seed = stored.scenario_text, stored.manifest.seed
    try:
        assembled = assemble(parse(text.decode(), SCENARIO), load_catalogue())
    except (ScenarioErrors, AssemblyError, UnicodeDecodeError) as error:
        raise RunFolderError(f"{folder}: its scenario cannot be fought by this version:\n{error}") from error
    difference = disagreement(stored.manifest, _plan(assembled, stored.laydown, text, seed, ""))
    if difference:
        raise RunFolderError(f"{folder}: cannot be replayed: it holds a run of {difference}")
    history = fight_again(assembled.setup, seed, replicate)
    again = frames(history.block, stored.roster, stored.laydown)
    own = pl.col("replicate") == replicate
    if not all(_alike(again[name], stored.table(name).filter(own).collect()) for name in again):
        raise RunFolderError(
            f"{folder}: replicate {replicate} came out otherwise than it is stored: the catalogue, the program or the "
            "machine has changed since; run the scenario again"
        )
    return history


def _alike(again: pl.DataFrame, stored: pl.DataFrame) -> bool:
    """Whether two tables tell the same story: another processor may round the last digits otherwise, no more."""
    if again.shape != stored.shape:
        return False
    for new, old in zip(again, stored, strict=True):
        close = (new - old).abs() <= 1e-4 + 1e-6 * old.abs() if new.dtype.is_float() else new == old
        if not close.all() or not new.is_null().equals(old.is_null()):
            return False
    return True


def _plan(assembled: "Assembled", laydown: Laydown, text: bytes, seed: int, command: str) -> RunPlan:
    """What is going to be fought, as the run folder keeps it."""
    return RunPlan(
        scenario_text=text,
        scenario_hash=hashlib.sha256(text).hexdigest(),
        seed=seed,
        roster=assembled.roster,
        laydown=laydown,
        response_time=assembled.response_time,
        fixed_kill=float(assembled.setup.mission[0].fixed_kill),
        versions={name: version(name) for name in ("vyuha", "numba", "numpy", "polars")},
        physics=_physics(),
        command=command,
    )


@functools.cache
def _physics() -> str:
    """A hash of all that decides an outcome beside the scenario: the catalogue's data and the engine's code."""
    from vyuha.engine import assemble, replicate

    digest = hashlib.sha256()
    for module, name in ((assemble, "assemble"), (replicate, "fight")):
        digest.update(closure_stamp(Path(str(module.__file__)), name).encode())
    for path in sorted(CATALOGUE_DATA.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
