"""From the text of a scenario to a run folder: fights what is missing there, block by block."""

import functools
import hashlib
from importlib.metadata import version
from pathlib import Path

from vyuha.base.stamp import closure_stamp
from vyuha.catalogue import load as load_catalogue
from vyuha.catalogue.contents import DATA as CATALOGUE_DATA
from vyuha.engine import assemble as assemble_module
from vyuha.engine import replicate as replicate_module
from vyuha.engine.assemble import Assembled, AssemblyError, assemble
from vyuha.engine.code import digest_of, find_code
from vyuha.engine.ground import find_ground
from vyuha.engine.picture import picture
from vyuha.engine.recorded import find_paths
from vyuha.engine.refusal import located
from vyuha.engine.replicates import Engine
from vyuha.results.folder import Progress, RunFolder
from vyuha.results.laydown import Laydown
from vyuha.results.manifest import RunPlan
from vyuha.results.summary import Summary
from vyuha.scenario import parse


def fight_into(  # noqa: PLR0913 (what a run is made of, as `vyuha.run` takes it)
    folder: Path,
    text: str,
    name: str,
    replicates: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    force: bool = False,
    progress: Progress | None = None,
    command: str = "",
    rings: bool = True,
    home: Path = Path(),
    prepared: Assembled | None = None,
) -> Summary:
    """Fight the scenario in `text` (`name` is its file in messages) until `folder` holds `replicates` of it.

    `rings` says whether the laydown has the reach of radars and missiles, which takes some time to find and which only
    maps need; `home` is the folder of the scenario, in which its terrain lies; `prepared` is what `prepare` made of the
    same text, if it is there already. Raises what `vyuha.run` raises.
    """
    assembled = prepared or prepare(text, name, home)
    wanted, catalogue = assembled.scenario, load_catalogue()
    count = wanted.run.replicates if replicates is None else replicates
    used_seed = wanted.run.seed if seed is None else seed
    plan = run_plan(assembled, picture(assembled, catalogue, rings), text.encode(), used_seed, command)
    with RunFolder.open_or_create(folder, plan, force) as opened:
        missing = opened.missing(count)
        total, done = sum(len(block) for block in missing), 0

        def one_done() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, total)

        engine = Engine(assembled.setup, used_seed, workers)
        for block in missing:
            opened.write(engine.fight_block(block.start, len(block), one_done))
        return opened.finish(count)


def prepare(text: str, name: str, home: Path = Path()) -> Assembled:
    """The scenario in `text` (`name` is its file in messages, `home` its folder), ready to fight."""
    wanted = parse(text, name)
    try:
        ground, code = find_ground(wanted, home, text, name), find_code(wanted, home, text, name)
        recorded = find_paths(wanted, load_catalogue(), ground, home, text, name)
        return assemble(wanted, load_catalogue(), ground, code, recorded)
    except AssemblyError as error:
        raise located(error, wanted, text, name) from error


def run_plan(assembled: Assembled, laydown: Laydown, text: bytes, seed: int, command: str) -> RunPlan:
    """What is going to be fought, as the run folder keeps it."""
    ground = assembled.ground
    return RunPlan(
        scenario_text=text,
        scenario_hash=hashlib.sha256(text).hexdigest(),
        seed=seed,
        roster=assembled.roster,
        laydown=laydown,
        response_time=assembled.response_time,
        fixed_kill=float(assembled.setup.mission[0].fixed_kill),
        versions={name: version(name) for name in ("vyuha", "numba", "numpy", "polars")},
        physics=physics_hash(),
        command=command,
        terrain=ground.digest if ground else "",
        home=(ground.home if ground else "")
        or next((code.home for code in assembled.code.values()), "")
        or assembled.recorded.home,
        code=digest_of(assembled.code),
        paths=assembled.recorded.digest,
    )


@functools.cache
def physics_hash() -> str:
    """A hash of all that decides an outcome beside the scenario: the catalogue's data and the engine's code."""
    digest = hashlib.sha256()
    for module, name in ((assemble_module, "assemble"), (replicate_module, "fight")):
        digest.update(closure_stamp(Path(str(module.__file__)), name).encode())
    for path in sorted(CATALOGUE_DATA.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
