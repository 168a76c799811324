"""External threats: rows of the tables that are kept free for what somebody else flies, and written between the
pieces of a fight (`replicate.advance`).

What was is never changed: a course is cut at the present, joined there by a cubic of a second's length to where it is
now said to go, and goes straight on from there. A free row counts as a threat that is going to begin when the
next piece does, so that radars go on turning in an empty sky.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.engine.assemble import Assembled, AssemblyError
from vyuha.engine.assemble_raids import write_signature
from vyuha.engine.replicate import come_down
from vyuha.results.records import Named, Roster
from vyuha.state.identity import HOSTILE
from vyuha.state.tables import Setup, State
from vyuha.state.threat import IN_FLIGHT, LEFT, Knot, Threat
from vyuha.threats.motion import motion
from vyuha.threats.system import settle
from vyuha.world.mover import stands

GROUP = "external"
# A course that is joined to another meets it after this long (s).
JOINING = 1.0
# How long (s) a threat whose end nobody knows is planned to fly: longer than any fight.
_ENDLESS = 1e6
# Knots of one threat: at four pieces a second the past of a minute, and a little to come.
_KNOTS = 256


@dataclass(frozen=True)
class Going:
    """Where something is said to be: local place (m) and velocity (m/s), now, and `JOINING` and `far` seconds on."""

    now: tuple[float, ...]
    joined: tuple[float, ...]
    later: tuple[float, ...]
    far: float


def with_room(assembled: Assembled, count: int, raids: bool) -> Assembled:
    """The scenario with `count` free rows behind its own threats; without its raids unless `raids`. Raises
    `AssemblyError` where the scenario has taken the name of the free rows.
    """
    old, setup = assembled.roster, assembled.setup
    if any(named.group == GROUP for named in old.threats):
        raise AssemblyError(f"{GROUP} is the name of what others fly in a live fight: give this raid another id")
    kept = np.flatnonzero(raids | (np.asarray(setup.threat)["side"] != HOSTILE))
    free, knots = rows(Threat, count), rows(Knot, count * _KNOTS)
    first = len(setup.knot)
    for n, row in enumerate(free):
        name = name_of(n)
        row.entity, row.side, row.carrier = entity_id(name), HOSTILE, -1
        row.first_knot, row.last_knot = first + n * _KNOTS, first + n * _KNOTS + 1
        knots[n * _KNOTS + 1].time = _ENDLESS
    table: Any = np.concatenate([np.asarray(setup.threat)[kept], free]).view(np.recarray)
    longer: Any = np.concatenate([np.asarray(setup.knot), knots]).view(np.recarray)
    threats = *(old.threats[i] for i in kept), *(Named(name_of(n), "", "", GROUP) for n in range(count))
    targets = *(old.targets[i] for i in kept), *("",) * count
    roster = replace(old, threats=threats, targets=targets)
    return replace(assembled, setup=setup._replace(threat=table, knot=longer), roster=roster)


def name_of(n: int) -> str:
    """What the `n`th of them is called."""
    return f"{GROUP}/{n + 1}"


class External:
    """The free rows of a scenario `with_room`, while it is fought in `state`."""

    def __init__(self, assembled: Assembled, state: State) -> None:
        self.setup: Setup = assembled.setup
        self.state = state
        self.roster: Roster = assembled.roster
        self._first = sum(named.group != GROUP for named in assembled.roster.threats)
        self.taken = 0

    @property
    def free(self) -> int:
        """How many rows are left."""
        return len(self.setup.threat) - self._first - self.taken

    def wait(self, until: float) -> None:
        """Let no free row begin before `until` (s), to which the fight is about to be advanced."""
        idle = np.asarray(self.state.threat)[self._first + self.taken :]
        idle["begin"], idle["end"] = until, until + _ENDLESS

    def open(self, time: float, item: ThreatItem, going: Going) -> int:
        """A threat of a type appears at `time` (s): its row. Needs a free one."""
        i = self._first + self.taken
        self.taken += 1
        plan: Any = self.setup.threat[i]
        write_signature(plan, item)
        plan.vulnerability, plan.warhead_hits = item.vulnerability.value, round(item.warhead_hits.value)
        now: Any = self.state.threat[i]
        now.begin, now.end, now.outcome = time, time + _ENDLESS, IN_FLIGHT
        now.offset_x, now.offset_y, now.offset_z = 0.0, 0.0, 0.0
        now.aim_x, now.aim_y, now.aim_z = 0.0, 0.0, 0.0
        named = Named(name_of(self.taken - 1), item.id, item.threat_class, GROUP, item.unit_cost.value)
        known = list(self.roster.threats)
        known[i] = named
        self.roster = replace(self.roster, threats=tuple(known))
        self._write(i, [(0.0, *going.now)], going, 0.0)
        return i

    def flies(self, i: int) -> bool:
        """Whether threat `i` is still in the air."""
        return bool(self.state.threat[i].outcome == IN_FLIGHT)

    def place(self, i: int, time: float) -> tuple[float, ...]:
        """Local place (m) and velocity (m/s) of threat `i` at `time` (s)."""
        return tuple(float(v) for v in motion(self.setup, self.state, i, time))

    def turn(self, i: int, time: float, going: Going) -> None:
        """From `time` (s) on threat `i` goes where it is said to be `going`."""
        flown = time - float(self.state.threat[i].begin)
        plan: Any = self.setup.threat[i]
        past = np.asarray(self.setup.knot)[plan.first_knot : plan.last_knot + 1]
        # The latest of them: room for the present and two to come.
        kept = past[past["time"] < flown][-(_KNOTS - 3) :]
        known = [tuple(float(v) for v in knot) for knot in kept]
        self._write(i, [*known, (flown, *self.place(i, time))], going, flown)

    def _write(self, i: int, known: list[tuple[float, ...]], going: Going, flown: float) -> None:
        plan: Any = self.setup.threat[i]
        knots: Any = self.setup.knot
        course = [*known, (flown + JOINING, *going.joined), (flown + going.far, *going.later)]
        for k, knot in enumerate(course):
            knots[plan.first_knot + k] = knot
        plan.last_knot = plan.first_knot + len(course) - 1
        # Where it was last looked for says nothing any more about where it can be.
        self.state.fix[i, 6] = math.nan

    def leave(self, i: int, time: float) -> None:
        """Threat `i` is no longer there at `time` (s), and nothing came of it."""
        now: Any = self.state.threat[i]
        now.outcome, now.resolved_time, now.airborne = LEFT, time, False
        progress: Any = self.state.progress[0]
        progress.open_threats -= 1

    def strike(self, i: int, time: float, site: int, at: tuple[float, float, float]) -> None:
        """Threat `i` goes off at `time` (s) and the local place `at` (m), beside `site` or on it."""
        here = stands(self.setup, self.state, site, time)
        lost = settle(self.setup, self.state, i, site, (at[0] - here[0], at[1] - here[1]), time)
        progress: Any = self.state.progress[0]
        progress.open_threats -= 1
        come_down(self.setup, self.state, i, site, lost, time)
