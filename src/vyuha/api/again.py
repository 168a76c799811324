"""Stored runs fought again: one replicate to look at it, many with a link of the chain made perfect."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vyuha.api.machine import processors
from vyuha.results.blame import Blame
from vyuha.results.folder import Progress, RunFolder, RunFolderError
from vyuha.results.history import History
from vyuha.results.manifest import disagreement
from vyuha.results.store import REPORT, SCENARIO, StoredRun
from vyuha.results.summary import summarise
from vyuha.results.tables import frames

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled

# Fights that blame asks for unless told otherwise.
BLAME_REPLICATES = 100


def replay(folder: str | os.PathLike[str], replicate: int) -> History:
    """Fight one replicate of a stored run again, bit for bit, with its full history.

    Raises `vyuha.results.folder.RunFolderError` when the same fight cannot be had: no run folder, no such replicate,
    or a program, catalogue, scenario or machine that gives another outcome than the stored one.
    """
    stored = RunFolder.open(Path(folder))
    return history_of(stored, replicate, lambda: assembled_again(stored))


def history_of(stored: StoredRun, replicate: int, assembled: Callable[[], "Assembled"]) -> History:
    """As `replay`, of a run that is open; `assembled` gives its scenario as `assembled_again` does."""
    from vyuha.engine.replay import replay as fight_again

    folder = stored.path
    if not 0 <= replicate < stored.replicates:
        raise RunFolderError(f"{folder}: replicate {replicate}: the run has replicates 0 to {stored.replicates - 1}")
    history = fight_again(assembled().setup, stored.manifest.seed, replicate)
    again = frames(history.block, stored.roster, stored.laydown)
    own = pl.col("replicate") == replicate
    if not all(_alike(again[name], stored.table(name).filter(own).collect()) for name in again):
        raise RunFolderError(
            f"{folder}: replicate {replicate} came out otherwise than it is stored: the catalogue, the program or the "
            "machine has changed since; run the scenario again"
        )
    return history


def assembled_again(stored: StoredRun) -> "Assembled":
    """The scenario of a stored run, ready to be fought again. RunFolderError if it would be another fight."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import AssemblyError, assemble
    from vyuha.engine.code import CodeChanged, find_code
    from vyuha.engine.ground import find_ground
    from vyuha.engine.run import run_plan
    from vyuha.scenario import InputErrors, parse

    folder, text = stored.path, stored.scenario_text
    try:
        scenario = parse(text.decode(), SCENARIO)
        # Terrain that was put into the run folder goes before that beside the scenario.
        file = scenario.terrain.file if scenario.terrain else None
        home = folder if file and (folder / file).exists() else Path(stored.manifest.home)
        # Only code that the run was fought with is run.
        code = find_code(scenario, Path(stored.manifest.home), text.decode(), SCENARIO, stored.manifest.code)
        ground = find_ground(scenario, home, text.decode(), SCENARIO)
        assembled = assemble(scenario, load_catalogue(), ground, code)
    except CodeChanged as error:
        raise RunFolderError(f"{folder}: cannot be replayed: {error}") from error
    except (InputErrors, AssemblyError, UnicodeDecodeError) as error:
        raise RunFolderError(f"{folder}: its scenario cannot be fought by this version:\n{error}") from error
    difference = disagreement(stored.manifest, run_plan(assembled, stored.laydown, text, stored.manifest.seed, ""))
    if difference:
        raise RunFolderError(f"{folder}: cannot be replayed: it holds a run of {difference}")
    return assembled


def blame(
    folder: str | os.PathLike[str],
    replicates: int | None = None,
    links: Sequence[str] | None = None,
    workers: int | None = None,
    report: bool = True,
    progress: Progress | None = None,
) -> Blame:
    """How much of a stored run's leakage each link of the chain is to blame for: its first `replicates` fights (100, or
    all if it has fewer) again with one link after the other made perfect, on the same random numbers.

    `links` are names of `vyuha.results.blame.PERFECT`, all unless given. The outcome is kept in the run folder, whose
    report is drawn again unless `report` is false. It does not depend on `workers`.

    Raises `vyuha.results.folder.RunFolderError` where the fights cannot be fought again as stored (see `replay`) or
    the folder has no good replicate, `vyuha.engine.blame.BlameError` for a link that there is not.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.blame import fight_perfected, links_of
    from vyuha.engine.seen import make_seen
    from vyuha.outputs.report import write_report
    from vyuha.results.blame import blame_of, write_blame

    stored = RunFolder.open(Path(folder))
    assembled = assembled_again(stored)
    base = stored.table("replicates").head(min(replicates or BLAME_REPLICATES, stored.replicates)).collect()
    if base["failure"].is_null().sum() == 0:
        raise RunFolderError(f"{folder}: no replicate is stored that came to its end; go on with vyuha run")
    setup, seed, names = assembled.setup, stored.manifest.seed, (stored.roster, stored.laydown)
    fought = fight_perfected(setup, seed, base, links_of(setup, links), names, workers or processors(), progress)
    made = blame_of(fought, seed)
    write_blame(stored.path, made, fought)
    if report:
        write_report(stored, summarise(stored), stored.path / REPORT, make_seen(assembled, load_catalogue()))
    return made


def _alike(again: pl.DataFrame, stored: pl.DataFrame) -> bool:
    """Whether two tables tell the same story: another processor may round the last digits otherwise, no more."""
    if again.shape != stored.shape:
        return False
    for new, old in zip(again, stored, strict=True):
        close = (new - old).abs() <= 1e-4 + 1e-6 * old.abs() if new.dtype.is_float() else new == old
        if not close.all() or not new.is_null().equals(old.is_null()):
            return False
    return True
