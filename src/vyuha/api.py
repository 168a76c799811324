"""Everything that the commands do, as calls from Python."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from vyuha.programme.outcome import PlanOutcome
from vyuha.results.blame import Blame
from vyuha.results.coverage import Coverage
from vyuha.results.envelope import Envelope
from vyuha.results.folder import Progress, RunFolder, RunFolderError
from vyuha.results.history import History
from vyuha.results.manifest import disagreement
from vyuha.results.rounds import with_fates
from vyuha.results.store import REPORT, SCENARIO, StoredRun
from vyuha.results.summary import Summary, summarise
from vyuha.results.tables import frames
from vyuha.scenario import Scenario

if TYPE_CHECKING:
    from vyuha.assignment.assets import Assets
    from vyuha.assignment.assigned import Assignment, assign
    from vyuha.assignment.looks import Later
    from vyuha.assignment.methods import Method
    from vyuha.engine.assemble import Assembled
    from vyuha.engine.ground import Ground
    from vyuha.recordings.asterix_read import Station
    from vyuha.tracker.options import Hits, Motion, Score, TrackingSensor
    from vyuha.tracker.tracker import Tracker
    from vyuha.tracks.options import TrackOptions
    from vyuha.tracks.tracked import Tracked

# The assignment of rounds to targets, and the tracker as a tool of its own: these load the compiler, so only when they
# are asked for.
_LAZY = {
    "Assets": "vyuha.assignment.assets",
    "Assignment": "vyuha.assignment.assigned",
    "Later": "vyuha.assignment.looks",
    "assign": "vyuha.assignment.assigned",
    "Hits": "vyuha.tracker.options",
    "Motion": "vyuha.tracker.options",
    "Score": "vyuha.tracker.options",
    "Tracker": "vyuha.tracker.tracker",
    "TrackingSensor": "vyuha.tracker.options",
}
__all__ = ["Hits", "Motion", "PlanOutcome", "Run", "Score", "Tracker", "TrackingSensor", "check", "check_ground"]
__all__ += [
    "Assets",
    "Assignment",
    "Later",
    "assign",
    "assign_file",
    "blame",
    "coverage",
    "coverage_folder",
    "envelope",
    "envelope_folder",
    "plan",
    "processors",
    "replay",
    "run",
    "track",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'vyuha.api' has no attribute {name!r}")


# Fights that blame asks for unless told otherwise.
BLAME_REPLICATES = 100


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
    return check_ground(scenario)[0]


def check_ground(scenario: str | os.PathLike[str]) -> tuple[Scenario, "Ground | None"]:
    """The checked scenario of a file as `check` gives it, and its ground; None on a smooth earth."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.scenario import parse, read_text
    from vyuha.scenario.code import code_problems
    from vyuha.scenario.doubt import in_doubt

    path, name = Path(scenario), os.fspath(scenario)
    text = read_text(path)
    checked, catalogue = parse(text, name), load_catalogue()
    code_problems(checked, path.parent, text, name)
    if not in_doubt(checked, catalogue):
        return checked, None
    # Brings the compiler, which takes a moment to load.
    from vyuha.engine.assemble import AssemblyError, planned
    from vyuha.engine.ground import find_ground
    from vyuha.engine.refusal import located

    ground = find_ground(checked, path.parent, text, name)
    try:
        planned(checked, catalogue, ground)
    except AssemblyError as error:
        raise located(error, checked, text, name) from error
    return checked, ground


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
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.compiling import helped
    from vyuha.engine.run import fight_into, prepare
    from vyuha.engine.seen import make_seen
    from vyuha.outputs.report import write_report
    from vyuha.scenario import read_text

    path = Path(scenario)
    folder = Path("runs") / path.stem if out is None else Path(out)
    text = read_text(path)
    cores = workers or processors()
    with helped():
        ready = prepare(text, path.name, path.parent)
        summary = fight_into(folder, text, path.name, replicates, seed, cores, force, progress, command, prepared=ready)
    done = Run(RunFolder.open(folder))
    if report:
        write_report(done.folder, summary, done.report, make_seen(ready, load_catalogue()))
    return done


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
    from vyuha.study import store
    from vyuha.study.outcome import outcome

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


def replay(folder: str | os.PathLike[str], replicate: int) -> History:
    """Fight one replicate of a stored run again, bit for bit, with its full history.

    Raises `vyuha.results.folder.RunFolderError` when the same fight cannot be had: no run folder, no such replicate,
    or a program, catalogue, scenario or machine that gives another outcome than the stored one.
    """
    from vyuha.engine.replay import replay as fight_again

    stored = RunFolder.open(Path(folder))
    if not 0 <= replicate < stored.replicates:
        raise RunFolderError(f"{folder}: replicate {replicate}: the run has replicates 0 to {stored.replicates - 1}")
    history = fight_again(_assembled_again(stored).setup, stored.manifest.seed, replicate)
    again = frames(history.block, stored.roster, stored.laydown)
    own = pl.col("replicate") == replicate
    if not all(_alike(again[name], stored.table(name).filter(own).collect()) for name in again):
        raise RunFolderError(
            f"{folder}: replicate {replicate} came out otherwise than it is stored: the catalogue, the program or the "
            "machine has changed since; run the scenario again"
        )
    return history


def _assembled_again(stored: StoredRun) -> "Assembled":
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
    assembled = _assembled_again(stored)
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


def envelope(
    missile: str,
    target: str = "su-30mki",
    speed: float | None = None,
    height: float | None = None,
    antenna: float | None = None,
    workers: int | None = None,
    out: str | os.PathLike[str] | None = None,
    page: bool = True,
) -> Envelope:
    """Where a missile of the catalogue can meet a target that flies level and straight, found by flying it.

    `speed` (m/s) and `height` (m) are the target's in the catalogue unless given; `antenna` (m) is that of the radar
    whose horizon is shown. Nothing is written unless `out` names a folder; `page` says whether to draw envelope.html
    there. The result does not depend on `workers`.

    Raises `vyuha.engine.envelope.EnvelopeError` for what is no missile or no level target and for values that make no
    sense, `vyuha.results.files.RunFolderError` for a folder that cannot be written or holds something else.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.envelope import ANTENNA, make_envelope
    from vyuha.outputs.envelope_page import envelope_page
    from vyuha.results.envelope import PAGE, held_envelope
    from vyuha.results.files import write_together

    if out is not None:
        held_envelope(Path(out))
    above = ANTENNA if antenna is None else antenna
    made = make_envelope(load_catalogue(), missile, target, speed, height, above, workers or processors())
    if out is not None:
        # envelope.json, the last of its files, marks the folder whole.
        drawn = {PAGE: envelope_page(made).encode()} if page else {}
        write_together(Path(out), drawn | made.files(), () if page else (PAGE,))
    return made


def track(
    recording: str | os.PathLike[str],
    *,
    options: "TrackOptions | None" = None,
    stations: "Mapping[str, Station] | None" = None,
    day: dt.date | None = None,
    ports: tuple[int, ...] = (),
    disorder: float | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> "Tracked":
    """Track the plots of a recording (CSV, Parquet, ASTERIX): `.tracks.frame` holds the reports, `.summary` figures.

    `options` are those of `vyuha.tracks.options.TrackOptions` (SI units); `stations`, `day`, `ports` and `disorder` as
    `vyuha.tracks.source.read_recording`. Nothing is written; `vyuha.tracks.write.write_folder` does that. `progress`
    gets looks done and looks in all. Raises `InputErrors` for a recording or options that make no sense.
    """
    from vyuha.tracks.options import TrackOptions
    from vyuha.tracks.source import read_recording
    from vyuha.tracks.tracked import track_source

    places = {name: tuple(place) for name, place in (stations or {}).items()}
    asked = {"stations": places, "day": day and day.isoformat(), "ports": ports, "disorder": disorder}
    chosen = options or TrackOptions()
    source = read_recording(
        Path(recording), stations=stations, day=day, ports=ports, disorder=disorder, period=chosen.period
    )
    return track_source(source, chosen, command=command, asked=asked, progress=progress)


def assign_file(path: str | os.PathLike[str], method: "Method" = "planner", seconds: float = 60.0) -> "Assignment":
    """Solve the weapon-target assignment problem of a file in the format `W T rounds`, T values, lines `i j p`.

    `method` and `seconds` as those of `vyuha.assign`. Raises `vyuha.reading.problems.InputErrors`, each with its line,
    for what is not in the format.
    """
    from vyuha.assignment.assigned import assign as solve
    from vyuha.assignment.files import read_instance

    return solve(*read_instance(path), method, seconds=seconds)


def envelope_folder(missile: str, target: str, out: str | os.PathLike[str] | None = None) -> Path:
    """Where an envelope goes."""
    return Path("envelopes") / f"{missile}-{target}" if out is None else Path(out)


def coverage(  # noqa: PLR0913 (one call does all that the command does; everything but the scenario has a default)
    scenario: str | os.PathLike[str],
    heights: Sequence[float] | None = None,
    target: str | None = None,
    rcs: float | None = None,
    probability: float | None = None,
    nodes: int | None = None,
    out: str | os.PathLike[str] | None = None,
    page: bool = True,
    at: float | None = None,
    jamming: bool = True,
    speed: float | None = None,
) -> Coverage:
    """Where the radars of a scenario detect a target at each of `heights` (m) above the ground.

    `target` is a threat of the catalogue, which gives the cross-section; `rcs` (m2) overrules it, and is 1 m2 without
    either. Heights are the target's own if it flies level, else 100 m, 1 km and 10 km. `probability` (0.5) is that of
    one look; `nodes` (400) is how many the map of the probability has to its longer side. Nothing is written unless
    `out` names a folder; `page` says whether to draw pictures there.

    `at` (s) is a time of the scenario: carried antennas are where they are then, and if anybody jams then, everything
    is there twice, without and with `jamming`. `speed` (m/s) is the target's towards the radar; any unless given.

    Raises `vyuha.scenario.InputErrors` for a bad scenario or terrain, `vyuha.engine.assemble.AssemblyError` for what
    cannot be fought, `vyuha.engine.coverage.CoverageError` for values and ids that make no sense,
    `vyuha.results.files.RunFolderError` for a folder that cannot be written or holds something else.
    """
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.assemble import assemble
    from vyuha.engine.code import find_code
    from vyuha.engine.coverage import make_coverage
    from vyuha.engine.coverage_asked import NODES, PROBABILITY, check_asked
    from vyuha.engine.coverage_moment import check_time
    from vyuha.engine.ground import find_ground
    from vyuha.outputs.coverage_files import map_files
    from vyuha.outputs.coverage_page import coverage_page
    from vyuha.outputs.plots_coverage import coverage_png
    from vyuha.results.coverage import PAGE, PICTURE, held_coverage, is_map
    from vyuha.results.files import write_together
    from vyuha.scenario import parse, read_text

    held = [] if out is None else held_coverage(Path(out))
    path, catalogue = Path(scenario), load_catalogue()
    share, fine = PROBABILITY if probability is None else probability, NODES if nodes is None else nodes
    text = read_text(path)
    parsed = parse(text, os.fspath(scenario))
    check_asked(catalogue, heights, target, rcs, share, fine, speed)
    check_time(parsed.duration, at)
    ground = find_ground(parsed, path.parent, text, os.fspath(scenario))
    assembled = assemble(parsed, catalogue, ground, find_code(parsed, path.parent, text, os.fspath(scenario)))
    made = make_coverage(assembled, catalogue, heights, target, rcs, share, fine, at, jamming, speed)
    made = replace(made, file=os.fspath(scenario), sha256=sha256(path.read_bytes()).hexdigest())
    if out is not None:
        drawn = {PICTURE: coverage_png(made), PAGE: coverage_page(made).encode()} if page else {}
        # coverage.json, the last of its files, marks the folder whole.
        files = map_files(made) | drawn | made.files()
        old = [name for name in held if is_map(name) or name in (PICTURE, PAGE)]
        write_together(Path(out), files, [name for name in old if name not in files])
    return made


def coverage_folder(scenario: str | os.PathLike[str], out: str | os.PathLike[str] | None = None) -> Path:
    """Where a coverage goes."""
    return Path("coverages") / Path(scenario).stem if out is None else Path(out)


def _alike(again: pl.DataFrame, stored: pl.DataFrame) -> bool:
    """Whether two tables tell the same story: another processor may round the last digits otherwise, no more."""
    if again.shape != stored.shape:
        return False
    for new, old in zip(again, stored, strict=True):
        close = (new - old).abs() <= 1e-4 + 1e-6 * old.abs() if new.dtype.is_float() else new == old
        if not close.all() or not new.is_null().equals(old.is_null()):
            return False
    return True


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
