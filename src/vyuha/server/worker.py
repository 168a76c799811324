"""What a child process of the server does: `python -m vyuha.server.worker answers|job`, with the rest on its input.

A line of JSON comes in for each question; a line of JSON goes out, after it as many bytes as it says. A child is alone
in a process group with whatever it starts; when its input ends, the server is gone, and the whole group ends with it.
"""

import json
import os
import queue
import resource
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from vyuha.server.refusal import Refused, failed

# Address space [bytes]: a damaged table may claim any size. The compiler and the libraries reserve much and use little.
MOST_MEMORY = 8 << 30


def main() -> None:
    """Answer questions, or do a job, until there is nothing left to do."""
    out = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    _limit_memory()
    lines = _lines()
    asked = json.loads(lines.get())
    if sys.argv[1:] == ["job"]:
        from vyuha.server.job_kinds import do

        do(asked, lambda said: _say(out, said))
        return
    _answer(asked, lines, out)


def _answer(first: dict[str, Any], lines: "queue.Queue[bytes]", out: BinaryIO) -> None:
    from vyuha.server.answers import Answers
    from vyuha.server.packing import Answer

    answers = Answers(Path(first["root"]), bool(first["edit"]))
    while True:
        asked = json.loads(lines.get())
        try:
            answer, status = answers(asked["name"], asked["asked"]), 200
        except Refused as refused:
            answer, status = Answer(refused.body), refused.status
        except BaseException:  # also what compiled libraries raise when they panic
            traceback.print_exc()
            answer, status = Answer(failed().body), failed().status
        about = {"status": status, "length": len(answer.body), "packed": answer.packed, "file": answer.file}
        _say(out, about, answer.body)


def _say(out: BinaryIO, said: dict[str, Any], body: bytes = b"") -> None:
    out.write(json.dumps(said).encode() + b"\n" + body)
    out.flush()


def _lines() -> "queue.Queue[bytes]":
    """The lines of the input, read by a thread that sees its end at once, whatever else goes on."""
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        rest = b""
        # Not through `sys.stdin`: the interpreter cannot end while a thread holds its lock.
        while piece := os.read(0, 1 << 16):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                lines.put(line)
        _end()

    threading.Thread(target=read, daemon=True).start()
    return lines


def _end() -> None:
    """End this process and what it started."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _limit_memory() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = MOST_MEMORY if most == resource.RLIM_INFINITY else min(MOST_MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


if __name__ == "__main__":
    main()
