"""An interrupt waits for the end of what must not be cut in two."""

import os
import signal
import threading

import pytest

from vyuha.live.interrupt import held_interrupts


def test_it_waits_for_the_end_of_the_block() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), held_interrupts():
        os.kill(os.getpid(), signal.SIGINT)
        done.append("all")
    assert done == ["all"]
    # Control: outside it comes at once.
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        signal.sigtimedwait([], 1.0)
        done.append("not reached")
    assert done == ["all"]


def test_without_one_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGINT)
    with held_interrupts():
        pass
    with pytest.raises(ZeroDivisionError), held_interrupts():
        _ = 1 / 0
    assert signal.getsignal(signal.SIGINT) is before


def test_in_other_threads_it_does_nothing() -> None:
    seen = []

    def work() -> None:
        with held_interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
