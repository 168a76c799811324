"""Many replicates: a pool of threads, each with its own state, and outcomes gathered in replicate order."""

import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import numpy as np

from vyuha.base.table import dtype_of
from vyuha.engine.allocate import allocate, rounds_at_most
from vyuha.engine.compiling import compile_engine
from vyuha.engine.replicate import fight
from vyuha.results.records import Block
from vyuha.sensors.system import part_time
from vyuha.state.identity import Recognition
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.tables import Setup, State
from vyuha.state.threat import ThreatState


class Engine:
    """Fights replicates of one scenario with a number of worker threads."""

    def __init__(self, setup: Setup, seed: int, workers: int) -> None:
        self._setup = setup
        self._seed = seed
        self._workers = max(workers, 1)
        self._states: list[State] = []
        self._lock = threading.Lock()
        compile_engine()

    def fight_block(self, first: int, count: int, done: Callable[[], None] = lambda: None) -> Block:
        """Fight the replicates `first` to `first + count - 1`; `done` is called after each, by one worker at
        a time."""
        threats = np.zeros((count, len(self._setup.threat)), dtype_of(ThreatState))
        sites = np.zeros((count, len(self._setup.site)), dtype_of(SiteState))
        recognitions = np.zeros((count, len(self._setup.threat)), dtype_of(Recognition))
        shots: list[Any] = [None] * count
        failures, events = np.zeros(count, np.int64), np.zeros(count, np.int64)
        numbers: Iterator[int] = iter(range(count))

        def work() -> None:
            state = self._borrow()
            for n in self._take(numbers):
                fight(self._setup, state, self._seed, first + n)
                progress: Any = state.progress[0]
                threats[n], recognitions[n], sites[n] = state.threat, state.recognition, state.site
                shots[n] = np.array(state.shot)[: progress.shots].copy()
                failures[n], events[n] = progress.failure, progress.events
                with self._lock:
                    done()
            with self._lock:
                self._states.append(state)

        # One worker is a thread too: an interrupt, which comes to the main thread, never meets compiled code there.
        with ThreadPoolExecutor(self._workers) as pool:
            try:
                for future in as_completed([pool.submit(work) for _ in range(self._workers)]):
                    future.result()
            except BaseException:
                # Leave the others nothing to take up, so that an interrupt ends within one replicate.
                self._exhaust(numbers)
                raise
        owner = np.repeat(np.arange(first, first + count), [len(s) for s in shots])
        together = np.concatenate(shots) if shots else np.zeros(0, dtype_of(Shot))
        return Block(first, threats, sites, together, owner, failures, events, recognitions)

    def _exhaust(self, numbers: Iterator[int]) -> None:
        with self._lock:
            for _ in numbers:
                pass

    def _borrow(self) -> State:
        with self._lock:
            if self._states:
                return self._states.pop()
        return allocate(self._setup)

    def _take(self, numbers: Iterator[int]) -> Iterator[int]:
        """The next number not yet taken by another worker, until there is none."""
        while True:
            with self._lock:
                n = next(numbers, None)
            if n is None:
                return
            yield n


def count_samples(setup: Setup) -> int:
    """Room that a history needs, generously: every radar look at every threat, every second of every interceptor's
    flight.
    """
    duration = float(setup.mission[0].duration)
    looks = sum(duration / float(setup.radar[r].period) for r in range(len(setup.radar)))
    parts = sum(duration / part_time(setup, r) for r in range(len(setup.radar)))
    rounds = rounds_at_most(setup)
    # A burst is over in seconds.
    times = [float(setup.missile[m].flight_time) for m in range(len(setup.missile))]
    flights = sum(time for time in times if math.isfinite(time))
    return (
        int(looks * (4 * len(setup.threat) + 32) + parts)
        + int(rounds * (flights + 10))
        + 10 * len(setup.threat)
        + 4 * len(setup.place)
        + 1000
    )
