"""All candidate sites at once on one axis, in the tables of a fight: what each unit does against each raid.

Assumes   what `coverage` assumes.
Holds     where `reach` does.
Source    the functions of a fight; the shares are own.
Checked   tests/studies/siting/test_coverage.py.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import CommandPost
from vyuha.engine.assemble import Assembled, Planned
from vyuha.engine.assemble_courses import Course, knot_table
from vyuha.engine.assemble_defence import fire_units, magazines, missiles
from vyuha.engine.assemble_doctrine import doctrines_of
from vyuha.engine.assemble_radars import radars
from vyuha.engine.coverage_asked import probes
from vyuha.scenario.model import Raid, Scenario
from vyuha.sensors.coverage_map import Watch
from vyuha.state.radar import SEARCH, Jam
from vyuha.state.tables import Setup
from vyuha.state.terrain import Mask
from vyuha.studies.siting.problem import Floats
from vyuha.studies.siting.reach import SEEN, engage, fly, look_along

Flags = npt.NDArray[np.bool_]
# Samples of a path, and the least time between two [s].
_SAMPLES, _STEP = 600, 0.5
_MOST_ENGAGEMENTS = 40
# Where a radar is in its turn when the threat comes up, in so many steps; and the order in which cycles of command meet
# them.
PHASES, _SHUFFLE, _MIXED = 7, 5, 3
# A launch comes up to so much later than it could [s] (assumed): tracks of what comes up late are poor at first.
HESITATION = 6.0
# A mask that says nothing but goes everywhere: lines of sight are asked for one by one.
_EVERYWHERE = 10**6


@dataclass(frozen=True)
class Flight:
    """One aim as each unit (rows) meets it: engagements [count], seen for [s], from when to when [s], channel time of
    one [s], and minus the logarithm of what one leaves.
    """

    threats: int
    spread: float
    single: Floats
    seen: Floats
    window: Floats
    busy: Floats
    log: Floats
    # East, north and more along the way, and where each unit is told of it.
    path: Floats
    sight: Flags


class Theatre:
    """All options at once on one axis, in the tables of a fight."""

    def __init__(
        self, assembled: Assembled, scenario: Scenario, catalogue: Catalogue, plan: Planned, ids: list[str]
    ) -> None:
        self._catalogue, self._plan, self._ids = catalogue, plan, ids
        self._units = [unit for unit in plan.units if unit.system.launchers]
        self._setup = _tables(assembled, scenario, catalogue, plan)
        self._watch = Watch(self._setup.antenna, rows(Jam, 0))
        first, self._radars = len(scenario.assets), list[Any](iter(cast(Any, self._setup.radar)))
        self._owner = [plan.units[radar.site - first].defence.id for radar in self._radars]

    def flown(self, raid: Raid, target: str) -> Flight:
        """A raid on its way to a target, as every unit meets one of its threats."""
        course = self._plan.courses[raid.id, target]
        item = self._catalogue.threats[raid.type]
        times, path = sampled(course)
        probe = probes(0.0, item.rcs.value, item.swerling, None)[0]
        chances = np.zeros((len(self._radars), len(times)))
        for r in range(len(chances)):
            look_along(self._setup, self._watch, r, probe, path, chances[r])
        met, sight = [], np.zeros((len(self._units), len(times)), bool)
        for u in range(len(self._units)):
            told, sight[u] = self._told(u, times, chances)
            met.append(self._meet(u, told, times, path, chances, item.motion == "ballistic"))
        single, window, busy, log = np.array(met, float).reshape(-1, 4).T
        count, spread = self._numbers(raid, target)
        seen: Floats = sight.sum(axis=1) * float(times[1] - times[0])
        return Flight(count, spread, single, seen, window, busy, log, path, sight)

    def _numbers(self, raid: Raid, target: str) -> tuple[int, float]:
        """Threats of a raid to a target, and the time [s] between the first and the last."""
        threats: Any = self._plan.threats
        own = [
            float(row.start_time + row.mean_gap * row.ordinal)
            for entry, row in zip(self._plan.entries, threats, strict=True)
            if entry.group == raid.id and entry.target == target
        ]
        return len(own), max(own) - min(own)

    def _meet(
        self, u: int, told: list[float], times: Floats, path: Floats, chances: Floats, ballistic: bool
    ) -> tuple[float, float, float, float]:
        """What unit `u` does against one threat, with the type of round that does most."""
        setup, unit = self._setup, self._setup.fire_unit[u]
        best = (0.0, 0.0, 1.0, 0.0)
        salvo = float(setup.doctrine[unit.doctrine].salvo)
        for g in range(unit.first_magazine, unit.last_magazine + 1):
            m = int(setup.magazine[g].missile)
            counts, spans = np.zeros(PHASES), [(0.0, 1.0)]
            for j, when in enumerate(told):
                if math.isinf(when):
                    continue
                made = np.zeros((_MOST_ENGAGEMENTS, 3))
                # Late by nothing up to the most, in an order that has nothing to do with the other two.
                made[0, 0], made[0, 1] = when, HESITATION * (_MIXED * j % PHASES) / (PHASES - 1)
                count = engage(setup, u, m, times, path, chances[unit.radar], ballistic, made)
                counts[j] = count
                if count:
                    spans.append((made[count - 1, 2] - made[0, 0], float((made[:count, 2] - made[:count, 0]).mean())))
            left = (1.0 - min(float(setup.missile[m].expected_kill), 0.999)) ** (salvo * counts)
            log = -math.log(float(left.mean()))
            if log > best[3]:
                best = (float(counts.mean()), *max(spans), log)
        return best

    def _told(self, u: int, times: Floats, chances: Floats) -> tuple[list[float], Flags]:
        """When unit `u` may first be ordered [s], infinite if never, by phase; and where on its way one sees the
        threat.
        """
        unit, fixed = self._units[u], {id for id in self._owner if id not in self._ids}
        seen, told = np.zeros(len(times), bool), np.full(PHASES, math.inf)
        for r, radar in enumerate(self._radars):
            searches = radar.kind == SEARCH or radar.search_frame > 0.0
            if not searches or not (self._owner[r] == unit.defence.id or self._owner[r] in fixed):
                continue
            look = chances[r] >= SEEN
            seen |= look
            if look.any():
                period = float(radar.period if radar.kind == SEARCH else radar.search_frame)
                confirmed = [_confirmed(times, look, period, j / PHASES, unit.post) for j in range(PHASES)]
                told = np.minimum(told, np.array(confirmed) + float(radar.latency))
        # Orders are given once in a cycle, which has nothing to do with the radar's turn.
        waits = [(0.5 + (_SHUFFLE * j) % PHASES) / PHASES * unit.post.cycle.value for j in range(PHASES)]
        return (told + np.array(waits)).tolist(), seen

    def drawn(self, flight: Flight, points: int) -> tuple[Floats, Floats, Flags]:
        """East and north [m] of so many `points` of a way, and by option where it is seen."""
        kept = np.unique(np.linspace(0, len(flight.path) - 1, points).astype(int))
        seen = np.zeros((len(self._ids), len(kept)), bool)
        for u, unit in enumerate(self._units):
            if unit.defence.id in self._ids:
                seen[self._ids.index(unit.defence.id)] |= flight.sight[u, kept]
        return flight.path[kept, 0], flight.path[kept, 1], seen

    def shared(self, flights: list[Flight]) -> tuple[Floats, Floats, Floats]:
        """Engagements of one threat, time seen, and effort (minus the logarithm of what is left) by option and aim."""
        units: Any = self._setup.fire_unit
        shape = len(self._ids) + 1, len(flights)
        single, seen, effort = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for u, unit in enumerate(self._units):
            own = unit.defence.id
            k = self._ids.index(own) if own in self._ids else len(self._ids)
            reached = [flight for flight in flights if flight.single[u] > 0.0]
            threats = sum(flight.threats for flight in reached)
            salvo = float(self._setup.doctrine[units[u].doctrine].salvo)
            rounds = sum(unit.load.values()) / salvo
            for d, flight in enumerate(flights):
                seen[k, d] = max(seen[k, d], float(flight.seen[u]))
                if flight.single[u] == 0.0:
                    continue
                # Threats of a raid come one after the other past so many channels.
                time = float(flight.window[u]) + flight.spread
                many = float(units[u].target_channels) * time / (float(flight.busy[u]) * flight.threats)
                single[k, d] += flight.single[u]
                share = min(1.0, many / float(flight.single[u]), rounds / threats / float(flight.single[u]))
                effort[k, d] += share * float(flight.log[u])
        return single, seen, effort


def _confirmed(times: Floats, look: Flags, period: float, phase: float, post: CommandPost) -> float:
    """When a radar that looks once in a `period` [s], beginning after a share `phase` [1] of it, has a track; infinite
    if never.
    """
    hits, looks = round(post.confirm_hits.value), round(post.confirm_looks.value)
    step = times[1] - times[0]
    at = np.arange(times[0] + phase * period, times[-1], period)
    seen = np.concatenate([np.zeros(looks), look[np.minimum(((at - times[0]) / step).astype(int), len(times) - 1)]])
    recent = np.cumsum(seen)[looks:] - np.cumsum(seen)[:-looks]
    tracked = np.flatnonzero(recent >= hits)
    return float(at[tracked[0]]) if len(tracked) else math.inf


def sampled(course: Course) -> tuple[Floats, Floats]:
    """Times [s] at even distances over a course, and where a threat is then (time, column)."""
    begin, end = float(course.knots[0, 0]), float(course.knots[-1, 0])
    step = max((end - begin) / _SAMPLES, _STEP)
    times: Floats = begin + step * np.arange(max(int((end - begin) / step), 2), dtype=np.float64)
    flown = np.zeros((len(times), 6))
    fly(knot_table({("", ""): replace(course, first=0, last=len(course.knots) - 1)}), times, flown)
    return times, flown


def _tables(assembled: Assembled, scenario: Scenario, catalogue: Catalogue, plan: Planned) -> Setup:
    """The tables that seeing and meeting read, with every option as a unit."""
    setup, first = assembled.setup, len(scenario.assets)
    net_of = {unit.id: 0 for unit in plan.units}
    looking = radars(
        plan.units, net_of, first, plan.frame[0], catalogue, plan.facing, plan.heights, scenario.environment
    )
    _, kinds_of_round = missiles(plan.units, catalogue)
    magazine = magazines(plan.units, kinds_of_round)
    doctrines = list(doctrines_of(assembled.scenario))
    units = fire_units(plan.units, net_of, first, looking, magazine, doctrines, catalogue)
    antennas: Any = looking.antenna
    antennas.moved = True
    mask = rows(Mask, 0 if assembled.ground is None else len(antennas))
    mask.half, mask.spacing = _EVERYWHERE, 1e3
    return setup._replace(
        frame=plan.frame,
        site=plan.sites,
        radar=looking.radar,
        antenna=antennas,
        background=looking.background,
        curve=looking.curve,
        magazine=magazine,
        fire_unit=units,
        mask=mask,
        floor=np.zeros(0, np.float32),
    )
