"""Leaving off in the middle of a task: who has it done says until when, and the work looks, fight by fight."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_here = threading.local()


class HaltedError(Exception):
    """Nobody waits for the task any more."""


@contextmanager
def until(halt: threading.Event) -> Iterator[None]:
    """What this thread does in the block is given up once `halt` is set."""
    _here.halt = halt
    try:
        yield
    finally:
        _here.halt = None


def check() -> Callable[[], None]:
    """A call that raises `HaltedError` once the work of this thread is to be given up; any thread may call it."""
    halt: threading.Event | None = getattr(_here, "halt", None)

    def look() -> None:
        if halt is not None and halt.is_set():
            raise HaltedError

    return look
