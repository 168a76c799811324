"""Splitting: fights that come near to something rare are copied, those that cannot come there any more are given up.

Answers how likely it is that at least so many threats come through, where plain fights would hardly ever see it. A
number of fights begins. Each is fought until so many threats have come a given share of their way, or have come
through; a fight in which that never happens is given up, and its place is taken by a copy of one that got there. From
there on it is the same with a larger share. The product of the shares of fights that got there is the chance.

Assumes   levels that were fixed beforehand. A copy goes on with random numbers of its own from where it is; what has
          been drawn lies in its state, and what holds for a whole fight (whose equipment works, who knows an
          anti-radiation missile) is drawn by the number with which the fight began, which copies keep.
Holds     without bias for any levels and any number of fights. It saves fights where threats are fought one round
          after the other on their way in; it does not where all is decided at one moment, at the start, or by what is
          spent on threats that came before (`studies.rare.question` measures it). No history is recorded.
Source    H. Kahn and T. Harris, National Bureau of Standards Applied Mathematics Series 12 (1951) 27; P. L'Ecuyer, V.
          Demers and B. Tuffin, ACM Trans. Modeling and Computer Simulation 17 (2007) 9, "fixed effort"; copies are
          dealt out evenly, the odd ones at random.
Checked   tests/engine/test_splitting.py against shoot-look-shoot in closed form, against plain fights, and against a
          splitting that draws anew what holds for a whole fight, which must fail.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.base.random import SPLITTING, uniforms
from vyuha.base.table import dtype_of
from vyuha.engine.allocate import allocate
from vyuha.engine.compiling import compile_engine
from vyuha.engine.queue import EVENTS
from vyuha.engine.replicate import advance, begin, finish
from vyuha.results.records import Block
from vyuha.state.mission import FAILURE_NONE
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.tables import Setup, State
from vyuha.state.threat import HIT, IN_FLIGHT, STRAY, ThreatState

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

# How finely a pilot looks for levels: so many steps from the start of the way to its end.
STEPS = 250
# A level stands where at most this share of the fights that began at the one before is left.
SHARE = 0.3


@kernel
def fight_in(
    setup: Setup, state: State, seed: int, replicate: int, counted: Mask, need: int, share: float, now: float
) -> tuple[bool, float]:
    """Fight on as `replicate` [number] of `seed` [number] from the time `now` [s] until `need` [count] of the threats
    that are `counted` [yes or no] have come a `share` [1] of their way or have come through: whether that happens in
    `setup` and `state` [tables], and the time then [s].
    """
    while True:
        deep, flying, following = 0, 0, math.inf
        for i in range(len(counted)):
            one = state.threat[i]
            if not counted[i]:
                continue
            if one.outcome in (HIT, STRAY):
                deep += 1
            elif one.outcome == IN_FLIGHT:
                flying += 1
                due = one.begin + share * (one.end - one.begin)
                if due <= now:
                    deep += 1
                else:
                    following = min(following, due)
        if deep >= need:
            return True, now
        progress = state.progress[0]
        over = state.fill[EVENTS] == 0 or progress.open_threats == 0 or progress.failure != FAILURE_NONE
        if over or now >= setup.mission[0].duration or through(state, counted) + flying < need:
            return False, now
        now = min(following, setup.mission[0].duration)
        advance(setup, state, seed, replicate, now)


@kernel
def through(state: State, counted: Mask) -> int:
    """How many of the threats of `state` [tables] that are `counted` [yes or no] have come through."""
    count = 0
    for i in range(len(counted)):
        count += int(counted[i] and state.threat[i].outcome in (HIT, STRAY))
    return count


@dataclass(frozen=True)
class Goal:
    """What is rare: at least `need` of the threats that are `counted` (one entry each) come through."""

    counted: Mask
    need: int


@dataclass(frozen=True)
class Split:
    """One run of splitting: the shares [1] of fights that reached one level after the other, what is in the end of
    those that are left, how many events were fought in all, and the first failure (0: none).
    """

    shares: tuple[float, ...]
    levels: tuple[float, ...]
    ends: Block
    events: int
    failure: int


class Splitter:
    """Runs of splitting in one scenario, one at a time, with `size` fights side by side."""

    def __init__(self, setup: Setup, goal: Goal, size: int) -> None:
        compile_engine()
        self._setup, self._goal, self._size = setup, goal, size
        self._states = [allocate(setup) for _ in range(size)]
        self._bytes = [_bytes_of(state) for state in self._states]
        self._now = np.zeros(size)
        self._stage = 0
        self._events = 0
        self._failed = FAILURE_NONE

    def run(self, seed: int, levels: Sequence[float]) -> Split:
        """Fight through `levels` [share of the way, rising] and then to the end."""
        self._begin(seed)
        shares: list[float] = []
        for level in levels:
            left = self._reach(seed, level)
            shares.append(len(left) / self._size)
            if len(left) == 0:
                return Split(tuple(shares), tuple(levels), self._ends(0), self._events, self._failed)
            self._refill(seed, left)
        return Split(tuple(shares), tuple(levels), self._end(seed), self._events, self._failed)

    def pilot(self, seed: int, most: int) -> Split:
        """Look for `most` levels on the way: each where few enough are left of what began at the one before."""
        self._begin(seed)
        shares: list[float] = []
        levels: list[float] = []
        for step in range(1, STEPS):
            left = self._reach(seed, step / STEPS)
            if len(left) == 0:
                return Split(tuple(shares), tuple(levels), self._ends(0), self._events, self._failed)
            if len(left) <= SHARE * self._size and len(levels) < most:
                levels.append(step / STEPS)
                shares.append(len(left) / self._size)
                self._refill(seed, left)
        return Split(tuple(shares), tuple(levels), self._end(seed), self._events, self._failed)

    def _begin(self, seed: int) -> None:
        for n, state in enumerate(self._states):
            begin(self._setup, state, seed, n)
        self._now[:], self._stage, self._events, self._failed = 0.0, 0, 0, FAILURE_NONE

    def _number(self, n: int) -> int:
        """Number by which place `n` draws in the present stage; never given twice in a run."""
        return self._stage * self._size + n

    def _reach(self, seed: int, level: float) -> npt.NDArray[np.int64]:
        """Places whose fights reach `level` [share of the way]."""
        found = np.zeros(self._size, np.bool_)
        counted, need = self._goal.counted, self._goal.need
        for n, state in enumerate(self._states):
            before, number, now = _fought(state), self._number(n), float(self._now[n])
            found[n], self._now[n] = fight_in(self._setup, state, seed, number, counted, need, level, now)
            self._note(state, before)
        return np.flatnonzero(found)

    def _refill(self, seed: int, left: npt.NDArray[np.int64]) -> None:
        """Copies of the fights that are `left` take all other places: as many of each, and of some, drawn at random,
        one more.
        """
        self._stage += 1
        lots = [uniforms(seed, self._stage, int(n), 0, SPLITTING, 0)[0] for n in left]
        order = left[np.argsort(np.array(lots), kind="stable")]
        taken = np.zeros(self._size, np.bool_)
        taken[left] = True
        for k, n in enumerate(np.flatnonzero(~taken)):
            source = order[k % len(order)]
            for mine, its in zip(self._bytes[n], self._bytes[source], strict=True):
                mine[:] = its
            self._now[n] = self._now[source]

    def _end(self, seed: int) -> Block:
        """Fight all to their end."""
        for n, state in enumerate(self._states):
            before = _fought(state)
            latest = advance(self._setup, state, seed, self._number(n), math.inf)
            finish(self._setup, state, max(latest, float(self._now[n])))
            self._note(state, before)
        return self._ends(self._size)

    def _note(self, state: State, before: int) -> None:
        """Count what was fought of a fight that had come to `before` [events], and a failure, which a copy may hide."""
        progress: Any = state.progress[0]
        self._events += int(progress.events) - before
        self._failed = self._failed or int(progress.failure)

    def _ends(self, count: int) -> Block:
        """What has come of the first `count` fights; of their shots nothing is kept."""
        states: list[Any] = list(self._states[:count])
        threats = np.zeros((count, len(self._setup.threat)), dtype_of(ThreatState))
        sites = np.zeros((count, len(self._setup.site)), dtype_of(SiteState))
        for n, state in enumerate(states):
            threats[n], sites[n] = state.threat, state.site
        failures = np.array([state.progress[0].failure for state in states], np.int64)
        events = np.array([state.progress[0].events for state in states], np.int64)
        return Block(0, threats, sites, np.zeros(0, dtype_of(Shot)), np.zeros(0, np.int64), failures, events)


def _fought(state: State) -> int:
    """Events of a fight up to now."""
    return int(state.progress[0].events)


def _bytes_of(state: State) -> list[Bytes]:
    """The memory of each table of a state, to be copied as it is."""
    return [np.asarray(table).reshape(-1).view(np.uint8) for table in state if np.asarray(table).size]
