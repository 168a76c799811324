"""Stored runs fought again: one replicate to look at it, many with a link of the chain made perfect, or with a figure
of the catalogue at the ends of its range.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vyuha.api.machine import processors
from vyuha.results.blame import Blame
from vyuha.results.folder import Progress, RunFolder, RunFolderError
from vyuha.results.history import History
from vyuha.results.manifest import Manifest, disagreement
from vyuha.results.sensitivity import MEASURE, Sensitivity
from vyuha.results.store import SCENARIO, StoredRun
from vyuha.results.summary import summarise
from vyuha.results.tables import frames

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled

# Fights that blame and sensitivity ask for unless told otherwise.
FIRST_FIGHTS = 100


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
    try:
        alike = all(_alike(again[name], stored.table(name).filter(own).collect()) for name in again)
    except pl.exceptions.PolarsError as error:
        raise RunFolderError(f"{folder}: a damaged table; fight it again (--force): {error}") from error
    if not alike:
        raise RunFolderError(
            f"{stored.path}: replicate {replicate} came out otherwise than it is stored: the catalogue, the program or "
            "the machine has changed since; run the scenario again"
        )
    return history


def assembled_again(stored: StoredRun) -> "Assembled":
    """The scenario of a stored run, ready to be fought again. RunFolderError if it would be another fight."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import AssemblyError, assemble
    from vyuha.engine.code import CodeChanged, find_code
    from vyuha.engine.ground import find_ground
    from vyuha.engine.recorded import PathsChanged, find_paths
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
        ground, catalogue = find_ground(scenario, home, text.decode(), SCENARIO), load_catalogue()
        named, digest = Path(stored.manifest.home), stored.manifest.paths
        recorded = find_paths(scenario, catalogue, ground, named, text.decode(), SCENARIO, digest)
        assembled = assemble(scenario, catalogue, ground, code, recorded)
    except (CodeChanged, PathsChanged) as error:
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
    from vyuha.api.drawing import draw_report
    from vyuha.engine.blame import fight_perfected, links_of
    from vyuha.results.blame import blame_of, write_blame

    stored = RunFolder.open(Path(folder))
    assembled = assembled_again(stored)
    base = _first_fights(stored, replicates)
    setup, seed, names = assembled.setup, stored.manifest.seed, (stored.roster, stored.laydown)
    fought = fight_perfected(setup, seed, base, links_of(setup, links), names, workers or processors(), progress)
    made = blame_of(fought, seed)
    write_blame(stored.path, made, fought)
    if report:
        draw_report(stored, summarise(stored), assembled)
    return made


def sensitivity(
    folder: str | os.PathLike[str],
    replicates: int | None = None,
    figures: Sequence[str] = (),
    grades: Sequence[str] = (),
    measure: str = MEASURE,
    workers: int | None = None,
    report: bool = True,
    progress: Progress | None = None,
) -> Sensitivity:
    """How much a stored run's outcome depends on figures of the catalogue: its first `replicates` fights (100, or all
    if it has fewer) again with one figure after the other at the low and at the high end of its range, on the same
    random numbers.

    `figures` are named `item.figure`; without any all in use of these `grades` are varied, or the `assumed` ones.
    `measure` is one of `vyuha.results.blame.MEASURES`. The outcome is kept in the run folder with all fights behind it,
    so that a call that was interrupted, or asks for more, goes on from there; the report is drawn again unless `report`
    is false. It does not depend on `workers`. `progress` is called once before the first fight, with how many there
    are at most.

    Raises `vyuha.results.folder.RunFolderError` where the fights cannot be fought again as stored (see `replay`) or
    the folder has no good replicate, `vyuha.engine.sensitivity.SensitivityError` for a figure, a grade or a measure
    that there is not.
    """
    from vyuha.api.drawing import draw_report
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.sensitivity import Again, check_measure, fight_ends, figures_of
    from vyuha.results.sensitivity import read_fought, sensitivity_of, write_fought, write_sensitivity

    check_measure(measure)
    stored, catalogue = RunFolder.open(Path(folder)), load_catalogue()
    assembled = assembled_again(stored)
    chosen = figures_of(assembled, catalogue, figures, grades)
    base, run, seed = _first_fights(stored, replicates), _of_run(stored.manifest), stored.manifest.seed
    text = stored.scenario_text.decode()
    again = Again(assembled, catalogue, text, stored.laydown, seed, workers or processors(), run)
    known, path = read_fought(stored.path, run), stored.path
    told = progress or (lambda done, total: None)
    fought, unfought = fight_ends(again, chosen, base, known, lambda fights: write_fought(path, fights), told)
    made = sensitivity_of(fought, chosen, unfought, measure, seed)
    write_sensitivity(path, made)
    if report:
        draw_report(stored, summarise(stored), assembled)
    return made


def _first_fights(stored: StoredRun, replicates: int | None) -> pl.DataFrame:
    """The first rows of a run's `replicates`. RunFolderError if none came to its end."""
    base = stored.table("replicates").head(min(replicates or FIRST_FIGHTS, stored.replicates)).collect()
    if base["failure"].is_null().sum() == 0:
        raise RunFolderError(f"{stored.path}: no replicate is stored that came to its end; go on with vyuha run")
    return base


def _of_run(manifest: Manifest) -> str:
    """A short name for all that decides the outcome of a run's fights."""
    parts = (manifest.scenario_hash, manifest.seed, manifest.physics, manifest.terrain, manifest.code, manifest.paths)
    return hashlib.sha256(repr((*parts, manifest.versions["vyuha"])).encode()).hexdigest()[:16]


def _alike(again: pl.DataFrame, stored: pl.DataFrame) -> bool:
    """Whether two tables tell the same story: another processor may round the last digits otherwise, no more."""
    if again.shape != stored.shape:
        return False
    for new, old in zip(again, stored, strict=True):
        close = (new - old).abs() <= 1e-4 + 1e-6 * old.abs() if new.dtype.is_float() else new == old
        if not close.all() or not new.is_null().equals(old.is_null()):
            return False
    return True
