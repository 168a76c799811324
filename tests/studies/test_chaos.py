"""Studies on a local Dask cluster with seeded accidents: workers, the call and the scheduler are killed with SIGKILL,
and the disk is full for a while. Called again until it ends, a study leaves what an undisturbed one leaves, byte for
byte.
"""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studies.calls import await_parts, call, contents
from tests.studies.local_dask import LocalDask
from tests.studies.small import Means, files_of, small
from vyuha.studies.crews.pool import PoolCrew

PART_SECONDS, TRIALS = 0.02, 160
KINDS = ("worker", "call", "write", "scheduler")
SEEDS, QUICK = 50, 4
# Endings of a call that may be made again: the scheduler is gone, the disk is full.
AGAIN = (3, 4)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDask]:
    with LocalDask(tmp_path_factory.mktemp("dask")) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed") / "study"
    return files_of(PoolCrew(1), folder, small(PART_SECONDS, Means(trials=TRIALS)))


def accidents_of(seed: int) -> list[str]:
    """One of each kind first, then up to three at random."""
    chance = random.Random(seed)
    return [KINDS[seed]] if seed < QUICK else [chance.choice(KINDS) for _ in range(chance.randint(1, 3))]


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=() if seed < QUICK else pytest.mark.slow) for seed in range(SEEDS)]
)
def test_whatever_happens_the_study_leaves_the_same_bytes(
    seed: int, dask: LocalDask, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    happened = disturbed(seed, dask, folder, sum(name.startswith("parts/") for name in undisturbed))
    assert happened, "nothing happened"
    assert contents(folder) == undisturbed
    # A trial that is lost or doubled would show: a part more or less, or in another's place.
    part = next(folder.glob("parts/*/*/000000000-*.parquet"))
    part.rename(part.with_name("000000001-0000001.parquet"))
    assert contents(folder) != undisturbed


def disturbed(seed: int, dask: LocalDask, folder: Path, parts: int) -> list[str]:
    """Call the study until it ends, with accidents when so many parts are there; gives those that happened."""
    chance, accidents = random.Random(seed + 1000), accidents_of(seed)
    marks = sorted(chance.sample(range(1, parts - 8), len(accidents)))
    full: tuple[int, ...] = ()
    if "write" in accidents:
        # One write that fails is tried again; ten end the call.
        first = chance.randint(4, parts // 2)
        full = (first, first + chance.choice((0, 9)))
    running = call(folder, dask.address, PART_SECONDS, TRIALS, *full)
    happened = ["write"] if full else []
    for mark, kind in zip(marks, accidents, strict=True):
        if kind == "write":
            continue
        while not await_parts(folder, mark, running):
            running = once_more(running, dask, folder)
        if kind == "worker":
            dask.kill_worker(chance.randrange(2))
        elif kind == "scheduler":
            dask.restart()
        else:
            running.kill()
            running.communicate()
            running = call(folder, dask.address, PART_SECONDS, TRIALS)
        happened.append(kind)
    while running.wait(timeout=120) != 0:
        running = once_more(running, dask, folder)
    running.communicate()
    return happened


def once_more(running: "subprocess.Popen[str]", dask: LocalDask, folder: Path) -> "subprocess.Popen[str]":
    """The same call again, after one that ended as it may."""
    _, said = running.communicate()
    assert running.returncode in AGAIN, said
    assert len(said.strip().splitlines()) == 1, said
    return call(folder, dask.address, PART_SECONDS, TRIALS)


def test_every_kind_of_accident_is_among_the_seeds() -> None:
    often = [kind for seed in range(SEEDS) for kind in accidents_of(seed)]
    assert all(often.count(kind) >= 10 for kind in KINDS)
