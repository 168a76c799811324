"""What others are told of a fight while it is fought: our sites, rounds and emissions, and the raid of the scenario.

Looked at after every piece of the fight; what happened inside it is told with its own time. The visitors are told of by
who flies them.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from vyuha.catalogue import Catalogue
from vyuha.command.launcher import on_station
from vyuha.dis.pdus import DETONATED, ENTITY_IMPACT, GROUND_IMPACT, PROXIMATE, Pdu, Vector
from vyuha.engine.external import GROUP
from vyuha.outputs.dis import EMISSION_HEARTBEAT
from vyuha.outputs.dis_cast import Cast, Fired
from vyuha.outputs.dis_emission import Emitters
from vyuha.outputs.dis_motion import Told
from vyuha.sensors.emission import silent
from vyuha.state.shot import FLYING, KILL, NO_KILL
from vyuha.state.tables import Setup, State
from vyuha.state.threat import HIT, IN_FLIGHT, LEFT, STRAY
from vyuha.threats.motion import motion
from vyuha.world.geodesy import local_to_ecef
from vyuha.world.mover import site_at, stands

_STANDS: Vector = (0.0, 0.0, 0.0)
_IMPACTS = {HIT: ENTITY_IMPACT, STRAY: GROUND_IMPACT}
Motion = tuple[Vector, Vector]


class Teller:
    """Tells what is new in the tables of a fight."""

    def __init__(self, setup: Setup, state: State, cast: Cast, catalogue: Catalogue) -> None:
        self._setup, self._state, self._cast = setup, state, cast
        self._emitters = Emitters(cast, catalogue)
        self._rows = {named.id: row for row, named in enumerate(cast.roster.sites)}
        self._told: dict[tuple[str, int], Told] = {}
        self._lost: set[int] = set()
        self._own = [i for i, named in enumerate(cast.roster.threats) if named.group != GROUP]
        self._ended: set[int] = set()
        # Rounds that are ordered but not launched, and those in the air with the row of their interceptor.
        self._seen = 0
        self._waiting: list[int] = []
        self._flying: dict[int, int] = {}

    def tell(self, time: float) -> list[Pdu]:
        """What is to be told at `time` (s)."""
        found: list[Pdu] = []
        found += self._sites(time)
        found += self._threats(time)
        found += self._rounds(time)
        found += self._emissions(time)
        return found

    def _due(self, what: str, row: int, time: float, motion: Motion) -> bool:
        """Whether to tell again of something, noting that it is."""
        wiring = self._cast.wiring
        told = self._told.setdefault((what, row), Told(wiring.threshold, wiring.heartbeat))
        if not told.due(time, motion[0]):
            return False
        told.tell(time, *motion)
        return True

    def _sites(self, time: float) -> Iterator[Pdu]:
        for row in range(len(self._setup.site)):
            lost = bool(self._state.site[row].destroyed)
            speed = _STANDS if lost else site_at(self._setup, row, time)[3:]
            here = self._world(stands(self._setup, self._state, row, time), speed)
            news = lost and row not in self._lost
            if self._due("site", row, time, here) or news:
                if lost:
                    self._lost.add(row)
                yield self._cast.site_state(row, time, *here, lost)

    def _threats(self, time: float) -> Iterator[Pdu]:
        """The scenario's own raid and traffic."""
        for i in self._own:
            now: Any = self._state.threat[i]
            if i in self._ended or not now.begin <= time:
                continue
            outcome = int(now.outcome)
            flown = motion(self._setup, self._state, i, min(time, float(now.end)))
            here = self._world(flown[:3], flown[3:])
            if outcome == IN_FLIGHT:
                if self._due("threat", i, time, here):
                    yield self._cast.threat_state(i, time, *here)
                continue
            self._ended.add(i)
            end = float(now.resolved_time)
            if outcome in _IMPACTS:
                yield self._cast.impact(i, int(now.struck), end, here, _IMPACTS[outcome])
            yield self._cast.threat_state(i, end, here[0], _STANDS, "gone" if outcome == LEFT else "destroyed")

    def _rounds(self, time: float) -> Iterator[Pdu]:
        interceptors: Any = np.asarray(self._state.interceptor)
        for k in np.flatnonzero(interceptors["active"]):
            self._flying[int(interceptors["shot"][k])] = int(k)
        shots = int(self._state.progress[0].shots)
        self._waiting += range(self._seen, shots)
        self._seen = shots
        for s in [s for s in self._waiting if self._state.shot[s].launch_time <= time]:
            self._waiting.remove(s)
            yield from self._launch(s)
        for s in sorted(self._flying):
            if s in self._waiting:
                continue
            shot: Any = self._state.shot[s]
            if int(shot.result) != FLYING:
                yield from self._end(s)
            elif self._flying[s] >= 0:
                flyer: Any = self._state.interceptor[self._flying[s]]
                here = self._at(flyer, time)
                if self._due("round", s, time, here):
                    yield self._cast.round_state(s, int(shot.missile), time, *here)

    def _launch(self, s: int) -> Iterator[Pdu]:
        shot, fired = self._state.shot[s], self._fired(s)
        start = float(shot.launch_time)
        flyer: Any = self._state.interceptor[self._flying[s]] if s in self._flying else None
        here = self._at(flyer, start) if flyer is not None else self._stand(fired.site, start)
        target = motion(self._setup, self._state, fired.threat, start) if fired.threat >= 0 else None
        reach = math.dist(here[0], self._world(target[:3], target[3:])[0]) if target is not None else 0.0
        yield self._cast.fire(s, fired, start, *here, reach)
        # A burst may be over before anybody looks.
        self._flying.setdefault(s, -1)

    def _end(self, s: int) -> Iterator[Pdu]:
        shot, fired = self._state.shot[s], self._fired(s)
        k, end = self._flying.pop(s), float(shot.end_time)
        flyer: Any = self._state.interceptor[k] if k >= 0 else None
        if flyer is not None and int(flyer.shot) == s:
            here = self._at(flyer, float(flyer.time))
        elif fired.threat >= 0:
            flown = motion(self._setup, self._state, fired.threat, end)
            here = self._world(flown[:3], flown[3:])
        else:
            # A burst at what was never there.
            here = self._stand(fired.site, end)
        result = PROXIMATE if int(shot.result) in (KILL, NO_KILL) else DETONATED
        yield self._cast.detonation(s, fired, end, here, result)
        yield self._cast.round_state(s, fired.missile, end, here[0], _STANDS, "destroyed")

    def _fired(self, s: int) -> Fired:
        shot: Any = self._state.shot[s]
        site = int(self._setup.fire_unit[int(shot.fire_unit)].site)
        return Fired(site, int(shot.threat), int(shot.missile))

    def _emissions(self, time: float) -> Iterator[Pdu]:
        for site, radars in self._emitters.radars.items():
            lost = bool(self._state.site[site].destroyed)
            on = tuple(r for r in radars if not lost and self._emits(r, time))
            yield from self._emitters.tell(time, site, on, EMISSION_HEARTBEAT)

    def _emits(self, r: int, time: float) -> bool:
        return bool(on_station(self._setup, r, time) and not silent(self._setup, self._state, r, time))

    def _at(self, flyer: Any, time: float) -> Motion:
        """Where an interceptor is at a time (s), straight on from where it was."""
        ahead = time - float(flyer.time)
        speed = float(flyer.vx), float(flyer.vy), float(flyer.vz)
        place = (float(flyer.x), float(flyer.y), float(flyer.z))
        x, y, z = (p + ahead * v for p, v in zip(place, speed, strict=True))
        return self._world((x, y, z), speed)

    def _stand(self, site: int, time: float) -> Motion:
        return self._world(stands(self._setup, self._state, site, time), _STANDS)

    def _world(self, place: Vector, velocity: Vector) -> Motion:
        """Earth-fixed place and velocity of local ones."""
        frame = self._setup.frame[0]
        ahead = local_to_ecef(frame, *velocity)
        turned = ahead[0] - frame.ecef_x, ahead[1] - frame.ecef_y, ahead[2] - frame.ecef_z
        speed = _STANDS if velocity == _STANDS else turned
        return local_to_ecef(frame, *place), speed
