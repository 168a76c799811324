"""A Dask cluster on this machine, on loopback only, whose processes can be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src"
_LISTENING = "0A"


class LocalDask:
    """A scheduler and some workers, each a process; each worker has one thread."""

    def __init__(self, folder: Path, workers: int = 2, sources: Path = SOURCES) -> None:
        self.folder, self._sources = folder, sources
        self.scheduler, self.address = self._scheduler()
        self.workers: list[subprocess.Popen[bytes]] = []
        for _ in range(workers):
            self.add_worker()

    def add_worker(self, sources: Path | None = None, loopback: bool = True) -> "subprocess.Popen[bytes]":
        # Without the address a worker serves its state on all interfaces, with --no-dashboard too.
        web = ("--dashboard-address", "127.0.0.1:0") if loopback else ("--no-dashboard",)
        options = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--memory-limit", "0", *web)
        end = ("--death-timeout", "30")
        worker = self._start("dask_worker", self.address, *options, *end, sources=sources)
        self.workers.append(worker)
        return worker

    def kill_worker(self, n: int) -> None:
        """At once, and another takes its place."""
        kill(self.workers.pop(n % len(self.workers)))
        self.add_worker()

    def restart(self) -> None:
        """The scheduler is killed and started again at its address, and so are the workers."""
        count = len(self.workers)
        self.close()
        port = self.address.rpartition(":")[2]
        self.scheduler, self.address = self._scheduler(port)
        for _ in range(count):
            self.add_worker()

    def close(self) -> None:
        kill(self.scheduler)
        for worker in self.workers:
            kill(worker)
        self.workers = []

    def __enter__(self) -> "LocalDask":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _scheduler(self, port: str = "0") -> "tuple[subprocess.Popen[bytes], str]":
        said = self.folder / f"scheduler-{time.monotonic_ns()}"
        options = ("--host", "127.0.0.1", "--port", port, "--dashboard-address", "127.0.0.1:0", "--idle-timeout", "600")
        started = self._start("dask_scheduler", *options, "--scheduler-file", str(said))
        end = time.monotonic() + 60.0
        while not (said.exists() and '"address"' in said.read_text()):
            if time.monotonic() > end or started.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)
        address = said.read_text().partition('"address": "')[2].partition('"')[0]
        return started, address

    def _start(self, module: str, *arguments: str, sources: Path | None = None) -> "subprocess.Popen[bytes]":
        paths = os.pathsep.join([str(sources or self._sources), str(ROOT)])
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
                env=os.environ | {"PYTHONPATH": paths, "DASK_TEMPORARY_DIRECTORY": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


def kill(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def listening(pids: set[int]) -> set[str]:
    """Addresses, in the words of the kernel, at which processes listen."""
    inodes = set()
    for pid in pids:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = os.readlink(entry)
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[len("socket:[") : -1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == _LISTENING and words[9] in inodes:
                found.add(words[1].partition(":")[0])
    return found
