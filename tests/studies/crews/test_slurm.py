"""Jobs of Slurm, with `sbatch` and `scancel` that run the same scripts here: same bytes, clear errors, no leftovers."""

import os
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studies.local_dask import ROOT, SOURCES, listening
from tests.studies.small import files_of
from vyuha.engine.run import physics_hash
from vyuha.studies.crews.cluster import in_slurm
from vyuha.studies.crews.crew import CrewError
from vyuha.studies.crews.pool import PoolCrew

LOOPBACK = "0100007F"
SBATCH = """#!/bin/sh
cp "$1" "{folder}/script-$$"
setsid /bin/bash "{folder}/script-$$" >>"{folder}/job.log" 2>&1 </dev/null &
echo $! >>"{folder}/jobs"
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
echo "$1" >>"{folder}/cancelled"
kill -TERM -- "-$1"
"""


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a Slurm that has no other machines than this."""
    import dask
    import dask_jobqueue  # noqa: F401 (brings its settings along, which are not to be undone with ours)

    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        script(tmp_path / "bin" / name, text.format(folder=tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(SOURCES), str(ROOT)]))
    settings = {
        "jobqueue.slurm.cores": 1,
        "jobqueue.slurm.memory": "1 GB",
        "jobqueue.slurm.scheduler-options": {"host": "127.0.0.1"},
        "jobqueue.slurm.worker-extra-args": ["--host", "127.0.0.1"],
        "jobqueue.slurm.local-directory": str(tmp_path),
    }
    with dask.config.set(settings):
        yield tmp_path


def script(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_jobs_of_slurm_leave_the_same_bytes_and_nothing_behind(slurm: Path) -> None:
    crew = in_slurm(2, physics_hash())
    assert "in 2 jobs of Slurm" in crew.words
    jobs = [int(word) for word in (slurm / "jobs").read_text().split()]
    assert len(jobs) == 2
    assert listening({os.getpid(), *family(jobs)}) == {LOOPBACK}
    files = files_of(crew, slurm / "study")
    assert files == files_of(PoolCrew(1), slurm / "alone")
    assert set((slurm / "cancelled").read_text().split()) == {str(job) for job in jobs}
    end = time.monotonic() + 10.0
    while family(jobs):
        assert time.monotonic() < end, "jobs go on"
        time.sleep(0.1)


def test_without_slurm_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CrewError, match="no sbatch here"):
        in_slurm(1, physics_hash())


@pytest.mark.parametrize("name", ["cores", "memory"])
def test_without_cores_or_memory_it_is_said_where_they_are_given(name: str, slurm: Path) -> None:
    import dask

    said = rf"jobs of Slurm need {name}: give jobqueue\.slurm\.{name} in .*jobqueue\.yaml"
    with dask.config.set({f"jobqueue.slurm.{name}": None}), pytest.raises(CrewError, match=said):
        in_slurm(1, physics_hash())


def test_a_slurm_that_takes_no_jobs_is_told(slurm: Path) -> None:
    script(slurm / "bin" / "sbatch", "#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\nexit 1\n")
    with pytest.raises(CrewError, match=r"Slurm does not take the jobs: .*invalid partition") as told:
        in_slurm(1, physics_hash())
    assert "\n" not in str(told.value)


def family(groups: list[int]) -> set[int]:
    """Processes of some process groups that still run."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if words[0] != "Z" and int(words[2]) in groups:
                found.add(int(entry.name))
    return found


@pytest.mark.slow
def test_a_job_that_ends_is_followed_by_another(slurm: Path) -> None:
    crew = in_slurm(1, physics_hash())
    first = int((slurm / "jobs").read_text())
    os.killpg(first, signal.SIGKILL)
    try:
        end = time.monotonic() + 60.0
        while len((slurm / "jobs").read_text().split()) < 2:
            assert time.monotonic() < end, "no other job"
            time.sleep(0.2)
    finally:
        crew.close()
