"""A fight against what others fly: in pieces of a quarter of a second, at real or scaled time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vyuha.catalogue import Catalogue
from vyuha.dis.codec import encode
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled
from vyuha.engine.compiling import compile_engine
from vyuha.engine.external import External, with_room
from vyuha.engine.replicate import advance, begin, finish
from vyuha.live.interrupt import held_interrupts
from vyuha.live.pace import Pace
from vyuha.live.telling import Teller
from vyuha.live.visitors import Heard, Visitors
from vyuha.live.wire import Inlet, Outlet
from vyuha.outputs.dis_cast import Cast, Wiring
from vyuha.results.records import Block, Roster
from vyuha.state.mission import FAILURE_NONE
from vyuha.state.threat import KILLED

# Seconds of the fight between two looks at the network.
PIECE = 0.25
# Datagrams that are taken in at one look; more have to wait for the next, and a flood is dropped by the system.
MOST_DATAGRAMS = 2000


@dataclass(frozen=True)
class Rules:
    """How a live fight is fought: how many visitors there may be, after what silence (s) one is gone, whether the
    scenario's own raid flies too, and how long it lasts (s; None: as long as the scenario).
    """

    visitors: int = 64
    timeout: float = 30.0
    raids: bool = True
    duration: float | None = None
    seed: int = 1


@dataclass
class Step:
    """What one piece of the fight brought, which began at `time` (s): PDUs to send, datagrams that had an effect at its
    beginning, and the record of these.
    """

    time: float
    told: list[bytes] = field(default_factory=list)
    used: list[bytes] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)


class LiveFight:
    """One live fight; nothing in it knows sockets or the clock on the wall."""

    def __init__(self, assembled: Assembled, catalogue: Catalogue, wiring: Wiring, rules: Rules) -> None:
        compile_engine()
        with_others = with_room(assembled, rules.visitors, rules.raids)
        self._setup, self._seed = with_others.setup, rules.seed
        self._state = allocate(self._setup)
        begin(self._setup, self._state, self._seed, 0)
        self._external = External(with_others, self._state)
        cast = Cast(with_others.roster, wiring)
        self.visitors = Visitors(self._external, catalogue, cast, rules.timeout)
        self._teller = Teller(self._setup, self._state, cast, catalogue)
        longest = float(self._setup.mission[0].duration)
        self.duration = longest if rules.duration is None else min(rules.duration, longest)
        self.time = self._clock = 0.0

    @property
    def over(self) -> bool:
        """Whether its time is up, or a table was too small."""
        return self.time >= self.duration or self.failure != FAILURE_NONE

    @property
    def failure(self) -> int:
        """0, or a `state.mission.FAILURE_*` code."""
        return int(self._state.progress[0].failure)

    @property
    def counts(self) -> Counter[str]:
        """What came, by what became of it."""
        return self.visitors.counts

    def step(self, payloads: Iterable[bytes]) -> Step:
        """Take in what has come by now and fight on for one piece."""
        began, until = self.time, self.time + PIECE
        used, heard = self.visitors.hear(payloads, began)
        self._external.wait(until)
        self._clock = max(self._clock, advance(self._setup, self._state, self._seed, 0, until))
        self.time = until
        return Step(began, [encode(pdu) for pdu in self._teller.tell(until)], used, heard)

    def last(self) -> list[Heard]:
        """Where the visitors are at the end, for the record."""
        return self.visitors.last(self.time)

    def end(self) -> tuple[Block, Roster]:
        """The outcome, and the names of those that came."""
        finish(self._setup, self._state, self._clock)
        state: Any = self._state
        count = len(self._setup.threat) - self._external.free
        shots = np.array(state.shot)[: int(state.progress[0].shots)].view(np.recarray)
        block = Block(
            0,
            np.array(state.threat)[None, :count].view(np.recarray),
            np.array(state.site)[None, :].view(np.recarray),
            shots,
            np.zeros(len(shots), np.int64),
            np.array([self.failure]),
            np.array([int(state.progress[0].events)]),
            np.array(state.recognition)[None, :count].view(np.recarray),
        )
        roster = self._external.roster
        kept = roster.threats[:count], roster.targets[:count]
        return block, Roster(kept[0], roster.sites, roster.missiles, roster.fire_units, roster.radars, kept[1])

    def tally(self) -> tuple[int, int, int]:
        """Visitors so far, threats killed, and rounds fired."""
        state: Any = self._state
        first = len(self._setup.threat) - self._external.free
        outcomes = np.asarray(state.threat)["outcome"][:first]
        return self._external.taken, int((outcomes == KILLED).sum()), int(state.progress[0].shots)


def fight_live(
    fight: LiveFight,
    inlet: Inlet | None,
    outlet: Outlet | None,
    pace: Pace,
    each: Callable[[LiveFight, Step], None] = lambda fight, step: None,
) -> None:
    """Fight until the time is up; `each` is called after every piece. An interrupt ends it between two pieces."""
    while not fight.over:
        pace.wait(fight.time)
        with held_interrupts():
            step = fight.step(inlet.read(MOST_DATAGRAMS) if inlet is not None else ())
            if outlet is not None:
                for data in step.told:
                    outlet.send(data)
            each(fight, step)
