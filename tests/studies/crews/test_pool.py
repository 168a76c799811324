"""Threads and processes of this machine, however many: the same bytes; they bear with a kill and end when told to."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.studies.calls import await_parts, call, contents, parts_of
from tests.studies.small import Means, files_of, small
from vyuha.engine.run import physics_hash
from vyuha.studies.conduct import conduct
from vyuha.studies.crews.pool import PoolCrew
from vyuha.studies.folder import opened
from vyuha.studies.manager import Progress
from vyuha.studies.store import claim


@pytest.fixture(scope="module")
def by_one_thread(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files_of(PoolCrew(1), tmp_path_factory.mktemp("one") / "study")


@pytest.mark.parametrize(("workers", "processes"), [(2, False), (3, False), (1, True), (2, True), (3, True)])
def test_the_bytes_do_not_depend_on_how_many_fight_nor_how(
    workers: int, processes: bool, by_one_thread: dict[str, bytes], tmp_path: Path
) -> None:
    assert files_of(PoolCrew(workers, processes), tmp_path / "study") == by_one_thread


@pytest.mark.parametrize("seconds", [0.002, 0.05, 10.0])
def test_tables_do_not_depend_on_the_size_of_the_parts(
    seconds: float, by_one_thread: dict[str, bytes], tmp_path: Path
) -> None:
    files = files_of(PoolCrew(2), tmp_path / "study", small(seconds))
    tables = {name: data for name, data in by_one_thread.items() if not name.startswith("parts/")}
    assert {name: files[name] for name in tables} == tables
    assert set(files) != set(by_one_thread)


def test_another_size_of_part_goes_on_from_parts_of_the_first(by_one_thread: dict[str, bytes], tmp_path: Path) -> None:
    files_of(PoolCrew(2), tmp_path / "study")
    # A hole, behind which parts of the old size are in the way of larger ones.
    for hole in sorted(tmp_path.glob("study/parts/*/*/0000000[12]0-*.parquet")):
        hole.unlink()
    files = files_of(PoolCrew(2), tmp_path / "study", small(0.06))
    name = "tables/means-means.parquet"
    assert files[name] == by_one_thread[name]


def test_a_process_that_is_killed_is_replaced_and_nothing_is_lost(
    by_one_thread: dict[str, bytes], tmp_path: Path
) -> None:
    crew, read, killed = PoolCrew(2, processes=True), small(), list[int]()

    def kill(progress: Progress) -> None:
        if progress.done and not killed:
            killed.append(next(iter(crew._pool._processes)))  # type: ignore[attr-defined]
            os.kill(killed[0], signal.SIGKILL)

    with opened(str(tmp_path / "study")) as folder:
        claim(folder, read.study, read.text, physics_hash(), afresh=False)
        conduct(read, folder, crew, physics_hash(), kill)
        crew.close()
        files = {name: folder.read(name) for name in folder.names() if name != ".lock"}
    assert killed
    assert files == by_one_thread


@pytest.mark.parametrize("crew", ["threads:2", "processes:2"])
def test_an_interrupt_ends_within_seconds_in_the_middle_of_long_parts(crew: str, tmp_path: Path) -> None:
    # Parts of a minute and more, so that none would end by itself.
    running = call(tmp_path / "study", crew, 3600, 500_000, own_group=True)
    await_begun(tmp_path / "study", running)
    time.sleep(3.0)
    start = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 6, said
    assert time.monotonic() - start < 5.0
    assert parts_of(tmp_path / "study") == 0
    assert "Traceback" not in said


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    running = call(tmp_path / "study", "processes:2", 3600, 500_000)
    await_begun(tmp_path / "study", running)
    time.sleep(3.0)
    children = children_of(running.pid)
    assert len(children) >= 2
    running.kill()
    running.communicate()
    end = time.monotonic() + 5.0
    while any(alive(child) for child in children):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_call_that_is_killed_goes_on_without_doing_again_what_is_there(tmp_path: Path) -> None:
    whole = files_of(PoolCrew(1), tmp_path / "whole", small(0.02, Means(trials=400)))
    running = call(tmp_path / "study", "threads:2", 0.02, 400)
    assert await_parts(tmp_path / "study", 5, running)
    running.kill()
    running.communicate()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "study" / "parts").rglob("[0-9]*.parquet")}
    again = call(tmp_path / "study", "threads:2", 0.02, 400)
    assert again.wait() == 0, again.communicate()
    again.communicate()
    assert contents(tmp_path / "study") == whole
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())


def await_begun(folder: Path, running: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + 120.0
    while not (folder / ".begun").exists():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """Processes that a process has started, of which some resource tracker may be one."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
