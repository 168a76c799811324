"""The child processes that answer questions: one question at a time each, ended when they take too long."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from vyuha.server.refusal import Refused

_SOURCES = str(Path(__file__).parents[2])


class Said(NamedTuple):
    """An answer as it goes to the browser; `packed`: by gzip; `file`: the name under which to keep it, if at all."""

    status: int
    body: bytes
    packed: bool = False
    file: str = ""


async def start(what: str, asked: dict[str, Any]) -> asyncio.subprocess.Process:
    """A child that does `what`, alone in a process group, told what is asked. It ends when its input does."""
    paths = os.pathsep.join(filter(None, [_SOURCES, os.environ.get("PYTHONPATH")]))
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "vyuha.server.worker",
        what,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": paths},
        start_new_session=True,
        limit=1 << 20,
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(asked).encode() + b"\n")
    return child


async def end(child: asyncio.subprocess.Process) -> None:
    """End a child and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


class Child:
    """A child that answers questions about a folder, each within so many `seconds`; started when it is first asked, and
    again when it ended.
    """

    def __init__(self, root: Path, edit: bool, seconds: float, most_waiting: int = 32) -> None:
        self._asked = {"root": str(root), "edit": edit}
        self._seconds, self._most = seconds, most_waiting
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._child: asyncio.subprocess.Process | None = None

    async def ask(
        self, name: str, asked: dict[str, Any], gone: Callable[[], Awaitable[bool]] | None = None, seconds: float = 0.0
    ) -> Said:
        """The answer to a question, within so many `seconds` if any are given, unless `gone` says meanwhile that
        nobody waits for it. Raises `Refused`.
        """
        if self._waiting >= self._most:
            raise Refused(503, "The server is busy with other questions.", "Try again in a moment.")
        self._waiting += 1
        try:
            async with self._turn:
                if gone is not None and await gone():
                    raise Refused(499, "Nobody waits for this any more.")
                return await self._answer(name, asked, seconds or self._seconds)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the child."""
        if self._child is not None:
            await end(self._child)

    async def _answer(self, name: str, asked: dict[str, Any], seconds: float) -> Said:
        if self._child is None or self._child.returncode is not None:
            self._child = await start("answers", self._asked)
        try:
            return await asyncio.wait_for(_exchange(self._child, {"name": name, "asked": asked}), seconds)
        except TimeoutError:
            await self._drop()
            raise _slow() from None
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            await self._drop()
            raise _ended() from None
        except asyncio.CancelledError:
            # Half an answer may lie in the pipe.
            await self._drop()
            raise

    async def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await end(child)


def _slow() -> Refused:
    return Refused(503, "That took too long and was given up.", "Ask for less, or use the command line.")


def _ended() -> Refused:
    return Refused(
        500,
        "This cannot be shown: the process that read it ended.",
        "A file of the folder may be damaged. Fight the run again: `vyuha run ... --force`.",
    )


async def _exchange(child: asyncio.subprocess.Process, question: dict[str, Any]) -> Said:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(question).encode() + b"\n")
    await child.stdin.drain()
    about = json.loads(await child.stdout.readuntil(b"\n"))
    body = await child.stdout.readexactly(about["length"])
    return Said(about["status"], body, about["packed"], about["file"])
