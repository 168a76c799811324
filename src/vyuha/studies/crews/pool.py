"""A crew on this machine: threads, which share what is compiled and prepared, or processes."""

import multiprocessing
import os
import queue
import signal
import threading
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from vyuha.studies.crews.crew import Finished
from vyuha.studies.halting import until
from vyuha.studies.task import Task, perform

# Tasks that wait for each worker, so that none is idle while the manager writes.
_WAITING = 2


class PoolCrew:
    """Threads fight side by side, since compiled code lets the interpreter go; preparing many short points they wait
    for each other, and processes do not.
    """

    def __init__(self, workers: int, processes: bool = False) -> None:
        from vyuha.engine.compiling import compile_engine

        # Once, before several would do it at the same time.
        compile_engine()
        self._workers, self._processes = workers, processes
        self._halt = threading.Event()
        self._told: queue.SimpleQueue[Finished] = queue.SimpleQueue()
        self._pool = self._made()

    @property
    def capacity(self) -> int:
        """Two tasks wait for each worker."""
        return self._workers * (1 + _WAITING)

    @property
    def words(self) -> str:
        """How many, of which kind."""
        kind = "process" if self._processes else "thread"
        plural = "es" if self._processes else "s"
        return f"{self._workers} {kind}{plural if self._workers > 1 else ''}"

    def start(self, key: str, task: Task) -> None:
        """Take on a task."""
        try:
            future = self._submitted(task)
        except BrokenProcessPool:
            self._pool = self._made()
            future = self._submitted(task)
        future.add_done_callback(lambda done: self._tell(key, done))

    def finished(self, wait: float) -> list[Finished]:
        """What has become of tasks since the last call."""
        found = []
        try:
            found.append(self._told.get(timeout=wait))
            while True:
                found.append(self._told.get_nowait())
        except queue.Empty:
            return found

    def close(self) -> None:
        """What is being fought is given up within a fight; what waits is dropped."""
        self._halt.set()
        for process in list((getattr(self._pool, "_processes", None) or {}).values()):
            process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submitted(self, task: Task) -> "Future[bytes]":
        return self._pool.submit(perform, task) if self._processes else self._pool.submit(_perform, task, self._halt)

    def _made(self) -> Executor:
        if not self._processes:
            return ThreadPoolExecutor(self._workers, "study")
        # A process that is copied from one with threads may hang.
        return ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"), _follow_parent)

    def _tell(self, key: str, done: "Future[bytes]") -> None:
        try:
            self._told.put(Finished(key, done.result()))
        except (BrokenProcessPool, CancelledError):
            self._told.put(Finished(key, lost=True))
        except BaseException as error:
            self._told.put(Finished(key, error=error))


def _perform(task: Task, halt: threading.Event) -> bytes:
    with until(halt):
        return perform(task)


def _follow_parent() -> None:
    """An interrupt at the terminal is for the parent alone; a process without its parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
