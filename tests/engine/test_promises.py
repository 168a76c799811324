"""What the engine promises: a replicate is a pure function of scenario, seed and number, the same to the bit."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import vyuha
from tests.engine.bits import bits
from tests.engine.builders import BATTALION, Case, build, raid
from vyuha.api import Run
from vyuha.engine.replay import replay
from vyuha.engine.replicates import Engine
from vyuha.results.folder import RunFolder, RunFolderError
from vyuha.results.records import Block
from vyuha.results.tables import TABLES
from vyuha.state.tables import Setup

ROOT = Path(__file__).resolve().parents[2]
FIRST_RAID = ROOT / "scenarios" / "first-raid.yaml"
# Small, and yet with all that draws random numbers: Poisson gaps, dispersion, wander, weave, decoys, false plots,
# endgame, wrong verdicts.
SMALL = Case(
    raid(
        count=8,
        distance=140.0,
        spacing="{mean: 8 s}",
        more="height: 9 km, dispersion: {time: 2 s, cross_track: 1 km, height: 50 m}",
    )
    + raid("low", 4, bearing=300.0, distance=60.0, spacing="5 s", type="babur", more="dispersion: {cross_track: 300 m}")
    + raid("skimmers", 2, bearing=290.0, distance=120.0, type="brahmos")
    + raid("arcs", 2, distance=200.0, type="fatah-2", more="decoys: {type: replica-decoy, each: 2, at: 90 km}"),
    kill=None,
)
COUNT = 24


@pytest.fixture(scope="module")
def setup() -> Setup:
    return build(SMALL).setup


@pytest.fixture(scope="module")
def reference(setup: Setup) -> Block:
    return Engine(setup, 7, 1).fight_block(0, COUNT)


def content(block: Block) -> list[list[bytes]]:
    """Everything in a block, bit for bit."""
    recognised = bits(block.recognitions)
    numbers = [[a.tobytes()] for a in (block.shot_replicate, block.failures, block.events)]
    return [bits(block.threats), bits(block.sites), bits(block.shots), recognised, *numbers]


def join(blocks: list[Block]) -> Block:
    """Blocks in any order as one."""
    parts = sorted(blocks, key=lambda block: block.first)
    names = ("threats", "sites", "shots", "shot_replicate", "failures", "events", "recognitions")
    return Block(parts[0].first, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_number_of_workers_does_not_matter(setup: Setup, reference: Block, workers: int) -> None:
    assert content(Engine(setup, 7, workers).fight_block(0, COUNT)) == content(reference)


@pytest.mark.parametrize("size", [1, 5, 24])
@pytest.mark.parametrize("backwards", [False, True])
def test_neither_do_blocks_and_their_order(setup: Setup, reference: Block, size: int, backwards: bool) -> None:
    engine = Engine(setup, 7, 2)
    starts = list(range(0, COUNT, size))
    blocks = [engine.fight_block(s, min(size, COUNT - s)) for s in (reversed(starts) if backwards else starts)]
    assert content(join(blocks)) == content(reference)


def test_nor_what_was_fought_before(setup: Setup, reference: Block) -> None:
    """A worker's tables are reused: nothing of an earlier replicate, even of another seed, may stay in them."""
    engine = Engine(setup, 7, 1)
    engine.fight_block(1000, 3)
    other = Engine(setup, 8, 1)
    other._states = engine._states  # the tables of the other seed's fights are handed over, used
    other.fight_block(0, 3)
    assert content(engine.fight_block(0, COUNT)) == content(reference)


def test_fighting_leaves_the_setup_alone(setup: Setup) -> None:
    before = [np.asarray(table).tobytes() for table in setup]
    Engine(setup, 7, 2).fight_block(0, 3)
    assert [np.asarray(table).tobytes() for table in setup] == before


def test_control_seed_and_replicate_do_matter(setup: Setup, reference: Block) -> None:
    assert bits(Engine(setup, 8, 1).fight_block(0, COUNT).threats) != bits(reference.threats)
    assert len(np.unique(reference.threats["begin"][:, 5])) == COUNT
    assert len(np.unique(reference.events)) > 1


def test_a_replay_is_the_replicate(setup: Setup, reference: Block) -> None:
    for number in (0, 11, COUNT - 1):
        again = replay(setup, 7, number)
        assert bits(again.block.threats[0]) == bits(reference.threats[number])
        assert bits(again.block.sites[0]) == bits(reference.sites[number])
        assert bits(again.block.shots) == bits(reference.shots[reference.shot_replicate == number])
        assert again.block.events[0] == reference.events[number]
        assert len(again.samples) > 100
        assert (np.diff(again.samples["time"]) >= 0.0).all()


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text(SMALL.text)
    return path


def stored(folder: Path) -> dict[str, bytes]:
    """The tables and the summary of a run folder by file name."""
    files = [path for name in TABLES for path in sorted((folder / name).iterdir())]
    return {str(path.relative_to(folder)): path.read_bytes() for path in [*files, folder / "summary.json"]}


@pytest.fixture(scope="module")
def at_once(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "once"
    vyuha.run(scenario, replicates=250, seed=3, workers=2, out=folder)
    return folder


def test_a_run_in_parts_is_the_run_at_once(scenario: Path, at_once: Path, tmp_path: Path) -> None:
    vyuha.run(scenario, replicates=120, seed=3, workers=1, out=tmp_path / "parts")
    halfway = stored(tmp_path / "parts")
    vyuha.run(scenario, replicates=250, seed=3, workers=3, out=tmp_path / "parts")
    assert stored(tmp_path / "parts") == stored(at_once)
    assert halfway != stored(at_once)  # control


def test_a_stored_replicate_is_replayed(at_once: Path) -> None:
    """Each column of the stored tables that the replay has under the same name holds the same values."""
    again = vyuha.replay(at_once, 217).block
    run = Run(RunFolder.open(at_once))
    compared = 0
    for stored_table, table in ((run.threats, again.threats[0]), (run.shots, again.shots)):
        mine = stored_table.filter(replicate=217)
        assert len(mine) == len(table)
        for name in table.dtype.names:
            if name in mine.columns and mine[name].dtype.is_numeric() and table[name].dtype.kind in "fi":
                ours = mine[name].cast(float).fill_null(np.nan).to_numpy()
                assert np.array_equal(ours, table[name].astype(ours.dtype), equal_nan=True), name
                compared += 1
    assert compared > 15
    other = run.threats.filter(replicate=216)["detection_time"].to_list()
    assert other != run.threats.filter(replicate=217)["detection_time"].to_list()  # control


@pytest.mark.parametrize("change", ["scenario", "seed"])
def test_a_run_is_not_continued_as_another(change: str, scenario: Path, at_once: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL.text.replace("9 km", "8 km") if change == "scenario" else SMALL.text)
    before = stored(at_once)
    with pytest.raises(RunFolderError, match=change):
        vyuha.run(other, replicates=260, seed=4 if change == "seed" else 3, workers=1, out=at_once)
    assert stored(at_once) == before


MANY, BLOCKS_OF_MANY = 700, 7


def start(scenario: Path, folder: Path) -> "subprocess.Popen[bytes]":
    arguments = ["vyuha", "run", str(scenario), "-n", str(MANY), "-s", "3", "-w", "1", "-o", str(folder)]
    call = f"import sys; sys.argv = {arguments!r}; from vyuha.cli import main; main()"
    silent = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-c", call], stdout=silent, stderr=silent, cwd=ROOT)


def blocks_in(folder: Path) -> int:
    return len(list(folder.glob("replicates/*.parquet")))


def kill_at_work(scenario: Path, folder: Path, chance: random.Random) -> bool:
    """Let a run begin, or go on until it has stored one block more, then a little longer; True if it was killed."""
    wanted = blocks_in(folder) + chance.randrange(2)
    delay = chance.uniform(0.0, 0.5) if wanted > blocks_in(folder) else chance.uniform(0.0, 2.5)
    process = start(scenario, folder)
    deadline = time.monotonic() + 120.0
    while process.poll() is None and blocks_in(folder) < wanted and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_kill_and_go_on(kills: int, scenario: Path, tmp_path: Path) -> None:
    """`kill -9` again and again on one folder, at random moments; what the next call leaves is the run at once."""
    chance = random.Random(20 + kills)
    vyuha.run(scenario, replicates=MANY, seed=3, workers=2, out=tmp_path / "whole")
    whole = stored(tmp_path / "whole")
    caught = unfinished = 0
    for part in range(kills // 5):
        folder = tmp_path / str(part)
        caught += sum(kill_at_work(scenario, folder, chance) for _ in range(5))
        unfinished += blocks_in(folder) < BLOCKS_OF_MANY
        vyuha.run(scenario, replicates=MANY, seed=3, workers=2, out=folder)
        assert stored(folder) == whole
    # Control: they were killed at work, and something was left to do.
    assert caught > kills // 2
    assert unfinished > 0


# A missile of short flight: its table of flight times is the dear part of the interpreted mission.
TINY = Case(
    raid(count=2, distance=60.0, spacing="10 s", type="babur", more="height: 2 km, lateral: 2 km"),
    BATTALION.replace("48N6E3: 32", "9M96E: 8"),
    kill=None,
    duration=400.0,
).text
MISSION = """
import json, sys
import numpy as np
from tests.engine.builders import catalogue
from vyuha.engine.assemble import assemble
from vyuha.engine.replicates import Engine
from vyuha.scenario import parse
setup = assemble(parse(sys.argv[1], "tiny.yaml"), catalogue()).setup
exec(sys.argv[3])
block = Engine(setup, int(sys.argv[2]), 1).fight_block(0, 2)
tables = {"threats": block.threats, "shots": block.shots}
print(json.dumps({
    "events": block.events.tolist(),
    "failures": block.failures.tolist(),
    **{f"{t}.{c}": np.nan_to_num(table[c].astype(float), nan=-1.0).ravel().tolist()
       for t, table in tables.items() for c in table.dtype.names},
}))
"""


def outcome(
    text: str, environment: dict[str, str] | None = None, seed: int = 5, spoil: str = ""
) -> dict[str, list[float]]:
    """The outcome of two replicates, fought in a process of its own after the statement `spoil`."""
    around = os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {})
    done = subprocess.run(
        [sys.executable, "-c", MISSION, text, str(seed), spoil],
        check=True,
        capture_output=True,
        text=True,
        env=around,
        timeout=900,
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def test_interpreted_and_compiled_agree() -> None:
    """The same decisions, and times and distances to rounding: the compiler may fuse or reorder nothing that counts."""
    compiled = outcome(TINY)
    interpreted = outcome(TINY, {"NUMBA_DISABLE_JIT": "1"})
    assert compiled.keys() == interpreted.keys()
    assert compiled["events"] == interpreted["events"]
    assert len(compiled["shots.miss_distance"]) > 0
    for name, values in compiled.items():
        assert values == pytest.approx(interpreted[name], rel=1e-9, abs=1e-9), name
    # Control: another seed is told from this one.
    assert outcome(TINY, seed=6)["threats.detection_time"] != compiled["threats.detection_time"]


@pytest.mark.slow
def test_no_table_is_read_out_of_bounds(tmp_path: Path) -> None:
    """The demonstration with bounds checks: an index out of range would raise. It compiles everything afresh."""
    checked = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    text = FIRST_RAID.read_text()
    assert outcome(text, checked) == outcome(text)
    # Control: a threat whose path ends beyond the table of paths is caught.
    with pytest.raises(subprocess.CalledProcessError) as caught:
        outcome(TINY, checked, spoil="setup.threat[0].last_knot = 1000")
    assert "IndexError" in caught.value.stderr
