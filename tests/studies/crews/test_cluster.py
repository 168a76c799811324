"""The same study on a Dask cluster of this machine leaves the same bytes as threads; what is wrong is told at once."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studies.local_dask import SOURCES, LocalDask, kill, listening
from tests.studies.small import Means, files_of, small
from vyuha.engine.run import physics_hash
from vyuha.studies.conduct import conduct
from vyuha.studies.crews import cluster as cluster_module
from vyuha.studies.crews import reaching
from vyuha.studies.crews.cluster import connected
from vyuha.studies.crews.crew import CrewError
from vyuha.studies.crews.pool import PoolCrew
from vyuha.studies.folder import opened
from vyuha.studies.manager import Progress, StudyError
from vyuha.studies.store import claim

# 127.0.0.1, as the kernel writes it.
LOOPBACK = "0100007F"
EVERYWHERE = "00000000"


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDask]:
    with LocalDask(tmp_path_factory.mktemp("dask")) as running:
        yield running


@pytest.fixture(scope="module")
def by_threads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files_of(PoolCrew(1), tmp_path_factory.mktemp("threads") / "study")


def test_a_cluster_leaves_the_same_bytes_as_one_thread(
    dask: LocalDask, by_threads: dict[str, bytes], tmp_path: Path
) -> None:
    crew = connected(dask.address, physics_hash())
    assert crew.words == f"2 Dask workers (2 threads) at {dask.address}"
    assert crew.capacity == 6
    files = files_of(crew, tmp_path / "study")
    assert files == by_threads
    assert sum(name.startswith("parts/") for name in files) > 10
    # Not because nothing matters: another seed gives other bytes under the same question.
    other = files_of(PoolCrew(1), tmp_path / "other", small(seed=6))
    assert other["tables/means-means.parquet"] != files["tables/means-means.parquet"]


def test_scheduler_and_workers_listen_on_loopback_only_while_a_study_runs(dask: LocalDask, tmp_path: Path) -> None:
    seen: set[str] = set()

    def look(progress: Progress) -> None:
        seen.update(listening({dask.scheduler.pid, *(worker.pid for worker in dask.workers)}))

    crew, read = connected(dask.address, physics_hash()), small()
    with opened(str(tmp_path / "study")) as folder:
        claim(folder, read.study, read.text, physics_hash(), afresh=False)
        conduct(read, folder, crew, physics_hash(), look)
    crew.close()
    assert seen == {LOOPBACK}


def test_without_an_address_for_its_page_a_worker_listens_everywhere(dask: LocalDask) -> None:
    # What the test above would see: the kernel's table does show it.
    worker = dask.add_worker(loopback=False)
    try:
        await_until(lambda: EVERYWHERE in listening({worker.pid}))
    finally:
        dask.workers.remove(worker)
        kill(worker)


def test_a_worker_of_another_version_is_named_before_anything_is_spent(dask: LocalDask, tmp_path: Path) -> None:
    sources = edited_copy(tmp_path)
    worker = dask.add_worker(sources)
    try:
        with pytest.raises(CrewError, match=r"the worker tcp://.* has another version of vyuha, .* not 0\.") as told:
            connected_to_all(dask, 3)
        assert "\n" not in str(told.value)
    finally:
        dask.workers.remove(worker)
        kill(worker)


def test_a_worker_of_another_version_that_joins_late_ends_the_study(dask: LocalDask, tmp_path: Path) -> None:
    sources, late = edited_copy(tmp_path), []
    crew, read = connected(dask.address, physics_hash()), small(0.01, Means(trials=20_000))

    def join(progress: Progress) -> None:
        if progress.done and not late:
            late.append(dask.add_worker(sources))

    try:
        with opened(str(tmp_path / "study")) as folder, pytest.raises(StudyError, match="another version of vyuha"):
            claim(folder, read.study, read.text, physics_hash(), afresh=False)
            conduct(read, folder, crew, physics_hash(), join)
    finally:
        crew.close()
        for worker in late:
            dask.workers.remove(worker)
            kill(worker)


def test_a_worker_without_vyuha_is_named(dask: LocalDask, tmp_path: Path) -> None:
    (tmp_path / "vyuha").mkdir()
    (tmp_path / "vyuha" / "__init__.py").write_text("")
    worker = dask.add_worker(tmp_path)
    try:
        with pytest.raises(CrewError, match="has no vyuha that can study"):
            connected_to_all(dask, 3)
    finally:
        dask.workers.remove(worker)
        kill(worker)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", "no scheduler of Dask can be reached at tcp://127.0.0.1:9 "),
        ("tcp://no-such-host.invalid:8786", "no scheduler of Dask can be reached at tcp://no-such-host.invalid:8786 "),
        ("nonsense", "nonsense: no address of a scheduler; give it like tcp://head:8786"),
        ("pigeon://127.0.0.1:9", "pigeon://127.0.0.1:9: no address of a scheduler"),
    ],
)
def test_an_unreachable_scheduler_is_told_in_one_line_within_seconds(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed  # noqa: F401 (takes its time, once)

    monkeypatch.setattr(reaching, "REACH", 1.0)
    physics = physics_hash()
    start = time.monotonic()
    with pytest.raises(CrewError) as told:
        connected(address, physics)
    assert str(told.value).startswith(said)
    assert "\n" not in str(told.value)
    assert time.monotonic() - start < 15.0


def test_a_cluster_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_FIRST", 0.5)
    with LocalDask(tmp_path, 0) as empty, pytest.raises(CrewError, match="has no workers; start some"):
        connected(empty.address, physics_hash())


def test_a_missing_package_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CrewError, match=r'a cluster needs distributed: pip install "vyuha\[cluster\]"'):
        connected("tcp://127.0.0.1:9", physics_hash())


def test_a_scheduler_that_goes_away_ends_the_study_and_the_same_call_goes_on(
    by_threads: dict[str, bytes], tmp_path: Path
) -> None:
    with LocalDask(tmp_path) as dask:
        crew, read, gone = connected(dask.address, physics_hash()), small(), []

        def go(progress: Progress) -> None:
            if progress.done and not gone:
                gone.append(True)
                dask.close()

        with opened(str(tmp_path / "study")) as folder, pytest.raises(CrewError, match="scheduler at tcp.* is gone"):
            claim(folder, read.study, read.text, physics_hash(), afresh=False)
            conduct(read, folder, crew, physics_hash(), go)
        start = time.monotonic()
        crew.close()
        assert time.monotonic() - start < 5.0
    assert list((tmp_path / "study").rglob("*.parquet"))
    assert files_of(PoolCrew(2), tmp_path / "study") == by_threads


@pytest.mark.slow
def test_a_cluster_that_loses_all_workers_ends_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "_COUNT", 0.2)
    monkeypatch.setattr(cluster_module, "_PATIENCE", 1.0)
    with LocalDask(tmp_path, 1) as dask:
        crew, read = connected(dask.address, physics_hash()), small()

        def go(progress: Progress) -> None:
            if progress.done and dask.workers:
                kill(dask.workers.pop())

        with opened(str(tmp_path / "study")) as folder, pytest.raises(CrewError, match="all workers .* are gone"):
            claim(folder, read.study, read.text, physics_hash(), afresh=False)
            conduct(read, folder, crew, physics_hash(), go)
        crew.close()


def edited_copy(folder: Path) -> Path:
    """The sources with one file of the catalogue edited."""
    copy = folder / "src"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__", "page", "viewer"))
    with (copy / "vyuha" / "catalogue" / "data" / "missiles.yaml").open("a") as file:
        file.write("\n")
    return copy


def connected_to_all(dask: LocalDask, workers: int) -> None:
    """Connect once as many workers are there."""
    from distributed import Client

    with Client(dask.address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)
    connected(dask.address, physics_hash()).close()


def await_until(true: "object", limit: float = 60.0) -> None:
    assert callable(true)
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
