"""The queue of jobs lives on, whatever becomes of one of them; and how the process of a job ends.

Expected values: the states of `ui/src/types.ts`; the exit status of a program that came to its end.
"""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.server.client import SOURCES
from vyuha.server import children
from vyuha.server.jobs import Jobs
from vyuha.server.live import Live

ASKED = {"kind": "blame", "run": "x"}
DONE = json.dumps({"state": "done", "run": "x", "message": ""})
Process = asyncio.subprocess.Process


async def child(program: str) -> Process:
    """A child as `children.start` gives it, with another program."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(20.0):
        while not what():
            await asyncio.sleep(0.01)


def worked(root: Path, course: Callable[[Jobs], Awaitable[None]]) -> None:
    """Whatever happens in `course`, with somebody who does the jobs."""

    async def run() -> None:
        jobs = Jobs(root, True, Live(1))
        work = asyncio.create_task(jobs.work())
        try:
            await course(jobs)
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            # The loop has to see the ends of the pipes before it goes.
            await asyncio.sleep(0.2)

    asyncio.run(run())


def test_a_job_that_breaks_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    programs = iter(["", "print('{')", f"print({DONE!r})"])

    async def start(what: str, asked: object) -> Process:
        if not (program := next(programs)):
            raise OSError("no more processes")
        return await child(program)

    async def course(jobs: Jobs) -> None:
        for _ in range(3):
            jobs.start(ASKED)
        await until(lambda: jobs.list()[0]["state"] in ("done", "failed"))
        assert [job["state"] for job in reversed(jobs.list())] == ["failed", "failed", "done"]

    monkeypatch.setattr(children, "start", start)
    # A server in the same process would have taken the log for itself.
    monkeypatch.setattr(logging.getLogger("vyuha.server"), "propagate", True)
    worked(tmp_path, course)
    assert "no more processes" in caplog.text
    assert "JSONDecodeError" in caplog.text


def test_a_job_that_is_cancelled_while_it_starts_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Process] = []

    async def course(jobs: Jobs) -> None:
        cancelled = asyncio.Event()

        async def start(what: str, asked: object) -> Process:
            await cancelled.wait()
            begun.append(await child("import time; time.sleep(60)" if not begun else f"print({DONE!r})"))
            return begun[-1]

        monkeypatch.setattr(children, "start", start)
        first, second = jobs.start(ASKED), jobs.start(ASKED)
        await until(lambda: first["state"] == "compiling")
        await jobs.cancel(first["id"])
        cancelled.set()
        await until(lambda: second["state"] == "done")
        assert first["state"] == "cancelled"
        assert begun[0].returncode is not None

    worked(tmp_path, course)


def test_the_process_of_a_job_ends_well(tmp_path: Path) -> None:
    """Though its input is still open, since a thread waits for its end."""
    with subprocess.Popen(
        [sys.executable, "-m", "vyuha.server.worker", "job"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(SOURCES)},
        start_new_session=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(json.dumps({"root": str(tmp_path), **ASKED}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.read())["state"] == "failed"
        assert (process.wait(20), process.stderr.read()) == (0, b"")
