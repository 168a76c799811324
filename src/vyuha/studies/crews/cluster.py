"""A crew of the workers of a Dask cluster: one that runs already, or one that is started in jobs of Slurm.

Before anything is spent, every worker says which version of vyuha it has, and one on each machine compiles. Those that
join later are asked by their first task. Dask gives tasks of a worker that went away to others, three times; after that
it counts as lost. Where the scheduler goes away the study stops, and the same call goes on from what was kept.

Whoever reaches the port of a scheduler or a worker runs code there; the manual's page on scaling says how to keep them
to oneself.
"""

import math
import queue
import re
import shutil
import time
from collections.abc import Callable
from typing import Any

from vyuha.studies.crews.crew import Crew, CrewError, Finished
from vyuha.studies.crews.reaching import (
    ANSWER,
    check_versions,
    client_of,
    has_worker,
    hushed,
    imported,
    one_line,
    warm,
    workers_of,
)
from vyuha.studies.task import Task, perform

# Seconds to wait for the first worker.
_FIRST = 10.0
# Seconds between two counts of the workers, and without any until the study stops.
_COUNT, _PATIENCE = 5.0, 120.0
_ADDRESS = re.compile(r"(tcp|tls|ucx)://[^/\s]+:\d{1,5}")
# Tasks that wait for each thread, so that none is idle while the manager writes.
_WAITING = 2
_SETTINGS = "~/.config/dask/jobqueue.yaml"


def connected(address: str, physics: str) -> Crew:
    """The workers of a Dask cluster that runs at an address ("tcp://10.0.0.1:8786"). Raises `CrewError`."""
    if not _ADDRESS.fullmatch(address):
        raise CrewError(f"{address}: no address of a scheduler; give it like tcp://head:8786, or tls://head:8786")
    client = client_of(address, address)
    try:
        if not has_worker(client, f"at {address}", _FIRST):
            raise CrewError(f"the cluster at {address} has no workers; start some (dask worker {address})")
        return DaskCrew(client, f"at {address}", physics)
    except BaseException:
        client.close(timeout=1.0)
        raise


def in_slurm(jobs: int, physics: str) -> Crew:
    """A Dask cluster in so many jobs of Slurm, as Dask's configuration describes them. Raises `CrewError`."""
    jobqueue, dask = imported("dask_jobqueue"), imported("dask")
    for command in ("sbatch", "scancel"):
        if shutil.which(command) is None:
            raise CrewError(f"no {command} here; jobs of Slurm are started on a machine where it is installed")
    for name in ("cores", "memory"):
        if dask.config.get(f"jobqueue.slurm.{name}", None) is None:
            raise CrewError(f"jobs of Slurm need {name}: give jobqueue.slurm.{name} in {_SETTINGS}")
    # The pages on the state of scheduler and workers are for their own machines, unless the configuration says where.
    own = "127.0.0.1:0"
    scheduler = {"dashboard_address": own} | (dask.config.get("jobqueue.slurm.scheduler-options", None) or {})
    worker = ["--dashboard-address", own, *(dask.config.get("jobqueue.slurm.worker-extra-args", None) or [])]
    hushed()
    try:
        cluster = jobqueue.SLURMCluster(scheduler_options=scheduler, worker_extra_args=worker)
    except (ValueError, TypeError, OSError, RuntimeError) as error:
        raise CrewError(f"Slurm: {one_line(error)} (jobqueue.slurm in {_SETTINGS})") from error
    try:
        client = client_of(cluster, "in Slurm")
        cluster.scale(jobs=jobs)
        cluster.sync(_submitted, cluster)
        # A job that ends with its time is followed by another.
        cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)
        where = f"in {jobs} job{'s' if jobs > 1 else ''} of Slurm"
        has_worker(client, where, math.inf)
        return DaskCrew(client, where, physics, cluster.close)
    except (RuntimeError, ValueError) as error:
        _give_up(cluster)
        raise CrewError(f"Slurm does not take the jobs: {one_line(error)}") from error
    except BaseException:
        _give_up(cluster)
        raise


class DaskCrew:
    """The workers behind a client of Dask. `where` says which, `also` is called when all is over."""

    def __init__(self, client: Any, where: str, physics: str, also: Callable[[], object] = lambda: None) -> None:
        self._client, self._where, self._also = client, where, also
        self._loud = hushed()
        check_versions(client, where, physics)
        warm(client, where)
        self._told: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._futures: dict[str, Any] = {}
        self._again: dict[str, int] = {}
        self._seen = time.monotonic()
        self._count_workers()

    @property
    def capacity(self) -> int:
        """Two tasks wait for each thread of the workers."""
        return max(self._threads, 1) * (1 + _WAITING)

    @property
    def words(self) -> str:
        """How many, and where."""
        plural = "s" if self._workers > 1 else ""
        return f"{self._workers} Dask worker{plural} ({self._threads} threads) {self._where}"

    def start(self, key: str, task: Task) -> None:
        """Take on a task."""
        # Dask counts tasks of one first name together, and never forgets a first name.
        name = ("vyuha", f"{key}-{self._again[key]}" if key in self._again else key)
        try:
            future = self._client.submit(perform, task, key=name, pure=False)
        except Exception as error:
            raise self._gone() from error
        self._futures[key] = future
        future.add_done_callback(lambda done: self._told.put(key))

    def finished(self, wait: float) -> list[Finished]:
        """What has become of tasks since the last call. Raises `CrewError` where the scheduler or all workers went."""
        keys = self._news(wait)
        if self._client.status != "running":
            raise self._gone()
        if time.monotonic() > self._next_count:
            self._count_workers()
        done = {key: self._futures[key] for key in dict.fromkeys(keys) if key in self._futures}
        data = self._fetched({key: future for key, future in done.items() if future.status == "finished"})
        found = []
        for key, future in done.items():
            if key in data or future.status != "finished":
                found.append(self._became(key, future, data))
                del self._futures[key]
            else:
                # Its worker went away with the data; another does it again.
                future.add_done_callback(lambda done, key=key: self._told.put(key))
        return found

    def close(self) -> None:
        """Let everybody go; tasks under way are forgotten."""
        self._futures.clear()
        try:
            self._client.close(timeout=2.0)
        finally:
            self._also()
            self._loud()

    def _news(self, wait: float) -> list[str]:
        keys = []
        try:
            keys.append(self._told.get(timeout=wait))
            while True:
                keys.append(self._told.get_nowait())
        except queue.Empty:
            return keys

    def _fetched(self, futures: dict[str, Any]) -> dict[str, bytes]:
        """The data of finished tasks; without those whose worker is gone."""
        if not futures:
            return {}
        try:
            gathered: dict[str, bytes] = self._client.sync(
                lambda: self._client.gather(futures, errors="skip", asynchronous=True), callback_timeout=ANSWER
            )
        except TimeoutError:
            return {}
        except Exception as error:
            raise self._gone() from error
        return {key: data for key, data in gathered.items() if data is not None}

    def _became(self, key: str, future: Any, data: dict[str, bytes]) -> Finished:
        if key in data:
            return Finished(key, data[key])
        error = future.exception() if future.status == "error" else None
        if error is None or type(error).__name__ == "KilledWorker":
            # Under the same name Dask would tell again what it told.
            self._again[key] = self._again.get(key, 0) + 1
            return Finished(key, lost=True)
        return Finished(key, error=error)

    def _count_workers(self) -> None:
        threads = workers_of(self._client, self._where)
        now = time.monotonic()
        self._workers, self._threads, self._next_count = len(threads), sum(threads.values()), now + _COUNT
        if threads:
            self._seen = now
        elif now - self._seen > _PATIENCE:
            raise CrewError(f"all workers of the cluster {self._where} are gone; call again to go on with others")

    def _gone(self) -> CrewError:
        return CrewError(f"the scheduler {self._where} is gone; what was fought is kept, call again to go on")


def _give_up(cluster: Any) -> None:
    """Take back what was asked of Slurm."""
    try:
        cluster.close()
    except AssertionError:
        # Dask insists that every job has begun once; by then everything else is closed.
        cluster.status = imported("distributed").Status.closed


async def _submitted(cluster: Any) -> None:
    """Once Slurm has taken all jobs; raises what it says if it does not."""
    await cluster
    for job in list(cluster.workers.values()):
        await job
