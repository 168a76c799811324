"""An interrupt that waits for a good moment."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def held_interrupts() -> Iterator[None]:
    """Put off what Ctrl-C does to the end of the block, where `KeyboardInterrupt` is raised.

    A call of compiled code that is interrupted while Numba takes its arguments apart ends the process (a segmentation
    fault), and a record would be left in the middle of a line. Outside the main thread, where no interrupt arrives,
    nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal came
        came = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt
