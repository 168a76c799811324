"""Jobs: what is started from the page and takes a while, one after the other, each in a process of its own."""

import asyncio
import json
import logging
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vyuha.server import children
from vyuha.server.job_asked import ASKED, checked
from vyuha.server.live import Live
from vyuha.server.refusal import Refused, failed, missing, reading_only

if TYPE_CHECKING:
    from vyuha.server.content import Job

_LOG = logging.getLogger("vyuha.server")
# Jobs that are over are remembered, so many of them.
_REMEMBERED = 50
_OVER = ("done", "failed", "cancelled")


class Jobs:
    """The jobs of a server; nothing can be started unless `edit` holds."""

    def __init__(self, root: Path, edit: bool, live: Live, most_waiting: int = 8) -> None:
        self._root, self._edit, self._live, self._most = root, edit, live, most_waiting
        self._jobs: dict[str, Job] = {}
        self._waiting: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self._child: tuple[str, asyncio.subprocess.Process] | None = None

    def list(self) -> "list[Job]":
        """All that is known, the latest first."""
        return list(reversed(self._jobs.values()))

    def start(self, asked: Any) -> "Job":
        """Put a job into the queue. Raises `Refused`."""
        if not self._edit:
            raise reading_only()
        wanted = checked(asked)
        if sum(job["state"] not in _OVER for job in self._jobs.values()) >= self._most:
            raise Refused(429, f"{self._most} jobs wait already.", "Wait until one is over, or cancel one.")
        id = secrets.token_hex(8)
        title = wanted.get("name") or ASKED[wanted["kind"]].title
        job: Job = {
            "id": id,
            "kind": wanted["kind"],
            "title": title,
            "state": "queued",
            "done": 0,
            "total": 0,
            "left": None,
            "message": "",
            "run": wanted.get("run"),
        }
        self._jobs[id] = job
        self._waiting.put_nowait((id, wanted))
        self._tell(job)
        return job

    async def cancel(self, id: str) -> None:
        """End a job, with whatever it started. What it has fought stays. Raises `Refused`."""
        if not self._edit:
            raise reading_only()
        job = self._jobs.get(id)
        if job is None:
            raise missing()
        if job["state"] in _OVER:
            return
        job["state"], job["left"], job["message"] = "cancelled", None, "What was fought is kept."
        if self._child is not None and self._child[0] == id:
            await children.end(self._child[1])
        self._tell(job)

    async def work(self) -> None:
        """Do the jobs of the queue, for ever."""
        while True:
            id, asked = await self._waiting.get()
            job = self._jobs[id]
            if job["state"] == "queued":
                await self._do_or_fail(job, asked)
                self._live.say({"type": "index"})
            over = [key for key, one in self._jobs.items() if one["state"] in _OVER]
            for key in over[:-_REMEMBERED]:
                del self._jobs[key]

    async def _do_or_fail(self, job: "Job", asked: dict[str, Any]) -> None:
        """Do a job; whatever goes wrong ends this one and not those behind it."""
        try:
            await self._do(job, asked)
        except Exception:
            _LOG.exception("a job failed")
            if job["state"] not in _OVER:
                self._change(job, {"state": "failed", "left": None, "message": str(failed())})

    async def _do(self, job: "Job", asked: dict[str, Any]) -> None:
        self._change(job, {"state": "compiling"})
        child = await children.start("job", asked | {"root": str(self._root)})
        if job["state"] == "cancelled":  # while it was being started
            await children.end(child)
            return
        self._child = job["id"], child
        started = 0.0
        try:
            assert child.stdout is not None
            async for line in child.stdout:
                said = json.loads(line)
                if said["state"] == "running":
                    started = started or time.monotonic()
                    said["left"] = _left(said["done"], said["total"], time.monotonic() - started)
                self._change(job, said | ({"left": None} if said["state"] in _OVER else {}))
            if job["state"] not in _OVER:
                self._change(job, {"state": "failed", "left": None, "message": "Its process ended before its time."})
        finally:
            self._child = None
            await children.end(child)

    def _change(self, job: "Job", said: dict[str, Any]) -> None:
        # What was cancelled stays so, whatever was still in the pipe.
        if job["state"] != "cancelled":
            job.update(said)  # type: ignore[typeddict-item]
            self._tell(job)

    def _tell(self, job: "Job") -> None:
        self._live.say({"type": "job", "job": job})


def _left(done: int, total: int, seconds: float) -> float | None:
    """Seconds to the last fight, once that can be told; what comes after it, as the report, is not known."""
    return round(seconds / (done - 1) * (total - done), 1) if 1 < done < total else None
