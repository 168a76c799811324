"""Which unit, on which candidate site, can do how much against which axis: the figures that the model chooses by.

Assumes   each raid flies its plan to each of its targets; a unit is told of a threat by its own search radars and those
          of defences that stay where they are, after as many looks as confirm a track; it then engages one threat after
          the other, by the type of round that does most, as its doctrine has it. What a raid has in numbers shares the
          unit's channels over the time in which it can be engaged, and its rounds. Kill probabilities are those of the
          types. Each threat that is left costs an equal share of what the raid could destroy.
Holds     for a ranking of sites; fights decide. Nothing is said of jamming, decoys, identification, the seekers'
          chances, losses of units, or of which unit takes which threat.
Source    the functions of a fight (`reach`); the shares are own.
Checked   tests/study/siting/test_coverage.py: a ridge in the way, sectors, rounds and channels that run out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vyuha.base.table import column, rows
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble import Assembled, AssemblyError, Planned, planned
from vyuha.engine.assemble_courses import Course, knot_table
from vyuha.engine.assemble_defence import fire_units, magazines, missiles
from vyuha.engine.assemble_doctrine import doctrines_of
from vyuha.engine.assemble_radars import radars
from vyuha.engine.coverage_asked import probes
from vyuha.scenario.model import Defence, Raid, Scenario
from vyuha.sensors.coverage_map import Watch
from vyuha.state.radar import SEARCH, Jam
from vyuha.state.tables import Setup
from vyuha.state.terrain import Mask
from vyuha.study.siting.places import Axis, Candidate, against, kinds, stand
from vyuha.study.siting.problem import Floats, Siting, SitingError
from vyuha.study.siting.reach import SEEN, engage, fly, look_along

# Outcomes that count threats, not what they destroy.
COUNTED = ("leakers", "armed_leakers")
# Samples of a path, and the least time between two [s].
_SAMPLES, _STEP = 600, 0.5
_MOST_ENGAGEMENTS = 40
# A mask that says nothing but goes everywhere: lines of sight are asked for one by one.
_EVERYWHERE = 10**6


@dataclass(frozen=True)
class Option:
    """A kind of unit on a candidate site, looking to `sector` [rad] (None: as the scenario has it); or, without a
    candidate, defence `id` where it stands in the scenario.
    """

    id: str
    kind: int
    candidate: Candidate | None
    sector: float | None


@dataclass(frozen=True)
class Aim:
    """A raid on its way to one of its targets along an axis: so many threats, worth `stake` if all come through."""

    axis: str
    raid: str
    target: str
    count: int
    stake: float


@dataclass(frozen=True)
class Covered:
    """What each option (rows; those after `free` stand already) does at each aim (columns): engagements of one threat
    [count], how long it is seen [s], and what is left to count after shares, in engagements of `kill`.
    """

    options: tuple[Option, ...]
    free: int
    members: tuple[tuple[str, ...], ...]
    aims: tuple[Aim, ...]
    single: Floats
    seen: Floats
    effort: Floats
    # What defences that stay do.
    standing: Floats
    kill: float

    def siting(self, everything: bool = False) -> Siting:
        """The problem of placing; with `everything` also what stands already, to be valued."""
        chosen = self.options if everything else self.options[: self.free]
        stake = np.array([aim.stake for aim in self.aims])
        axes = list(dict.fromkeys(aim.axis for aim in self.aims))
        places = list(dict.fromkeys(option.candidate.id for option in self.options[: self.free] if option.candidate))
        at = [places.index(o.candidate.id) if o.candidate else len(places) + k for k, o in enumerate(chosen)]
        return Siting(
            effort=self.effort[: len(chosen)],
            kill=self.kill,
            value=stake * (1.0 - self.kill) ** self.standing,
            site=np.array(at, np.int64),
            kind=np.array([option.kind for option in chosen], np.int64),
            units=tuple(len(own) for own in self.members),
            group=np.array([axes.index(aim.axis) for aim in self.aims], np.int64),
        )


def cover(
    assembled: Assembled,
    catalogue: Catalogue,
    place: Sequence[str],
    candidates: Sequence[Candidate],
    sectors: Sequence[float],
    axes: Sequence[Axis],
    outcome: str,
) -> Covered:
    """What the defences to `place` could do on each candidate site, looking to each of `sectors` [rad] (none: as
    before), against each axis; stakes as `outcome` counts them. Raises `SitingError` for what cannot be fought.
    """
    scenario = assembled.scenario
    moved = [defence for defence in scenario.defences if defence.id in place]
    alike = kinds(moved, bool(sectors))
    choices = [
        Option(f"{q}x{k}x{s}", q, candidate, sector)
        for q in range(len(alike))
        for k, candidate in enumerate(candidates)
        for s, sector in enumerate(sectors or (None,))
    ]
    there = [Option(defence.id, q, None, None) for q, own in enumerate(alike) for defence in own]
    copies = [stand(alike[o.kind][0], o.id, o.candidate, o.sector) for o in choices if o.candidate]
    options = (*choices, *there)
    parts = [_along(assembled, catalogue, copies, [o.id for o in options], axis, outcome) for axis in axes]
    logs = np.concatenate([part.effort for part in parts], axis=1)
    kill = _kill(assembled.setup)
    effort = np.round(logs / -math.log1p(-kill), 9)
    return Covered(
        options=options,
        free=len(choices),
        members=tuple(tuple(defence.id for defence in own) for own in alike),
        aims=tuple(aim for part in parts for aim in part.aims),
        single=np.concatenate([part.single for part in parts], axis=1)[:-1],
        seen=np.concatenate([part.seen for part in parts], axis=1)[:-1],
        effort=effort[:-1],
        standing=effort[-1],
        kill=kill,
    )


def _kill(setup: Setup) -> float:
    """The best kill probability of a type of round, which engagements are counted in."""
    best = float(column(setup.missile, "expected_kill").max(initial=0.0))
    if best <= 0.0:
        raise SitingError("nothing that is to be placed has rounds")
    return min(best, 0.999)


@dataclass(frozen=True)
class _Part:
    """One axis: rows are the options, and last what stays where it is."""

    aims: list[Aim]
    single: Floats
    seen: Floats
    effort: Floats


def _along(
    assembled: Assembled, catalogue: Catalogue, copies: list[Defence], ids: list[str], axis: Axis, outcome: str
) -> _Part:
    scenario = against(assembled.scenario, axis)
    scenario = scenario.model_copy(update={"defences": (*scenario.defences, *copies)})
    try:
        plan = planned(scenario, catalogue, assembled.ground, assembled.recorded)
    except AssemblyError as error:
        raise SitingError(f"axis {axis.id}: {error}") from error
    theatre = _Theatre(assembled, scenario, catalogue, plan, ids)
    found = [theatre.flown(raid, target) for raid in scenario.raids for target in dict.fromkeys(raid.target)]
    aims = [replace(theatre.aim(raid, target, outcome), axis=axis.id) for raid, target, _ in found]
    return _Part(aims, *theatre.shared([flight for _, _, flight in found]))


@dataclass(frozen=True)
class _Flight:
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


class _Theatre:
    """All options at once on one axis, in the tables of a fight."""

    def __init__(
        self, assembled: Assembled, scenario: Scenario, catalogue: Catalogue, plan: Planned, ids: list[str]
    ) -> None:
        self._scenario, self._catalogue, self._plan, self._ids = scenario, catalogue, plan, ids
        self._units = [unit for unit in plan.units if unit.system.launchers]
        self._setup = _tables(assembled, scenario, catalogue, plan)
        self._watch = Watch(self._setup.antenna, rows(Jam, 0))
        first = len(scenario.assets)
        self._owner = [plan.units[radar.site - first].defence.id for radar in self._setup.radar]

    def aim(self, raid: Raid, target: str, outcome: str) -> Aim:
        """What a raid is worth on its way to a target."""
        count = sum(1 for n in range(raid.count) if raid.target[n % len(raid.target)] == target)
        threats: Any = self._plan.threats
        named = zip(self._plan.entries, threats, strict=True)
        row = next(row for entry, row in named if entry.group == raid.id and entry.target == target)
        site = self._plan.sites[int(row.target)]
        share = min(1.0, count * float(row.warhead_hits) / float(site.hits_to_kill))
        return Aim("", raid.id, target, count, float(count) if outcome in COUNTED else share * float(site.value))

    def flown(self, raid: Raid, target: str) -> tuple[Raid, str, _Flight]:
        """A raid on its way to a target, as every unit meets one of its threats."""
        course = self._plan.courses[raid.id, target]
        item = self._catalogue.threats[raid.type]
        times, path = _sampled(course)
        probe = probes(0.0, item.rcs.value, item.swerling, None)[0]
        chances = np.zeros((len(self._setup.radar), len(times)))
        for r in range(len(chances)):
            look_along(self._setup, self._watch, r, probe, path, chances[r])
        met = [self._meet(u, times, path, chances, item.motion == "ballistic") for u in range(len(self._units))]
        single, seen, window, busy, log = np.array(met, float).reshape(-1, 5).T
        count, spread = self._numbers(raid, target)
        return raid, target, _Flight(count, spread, single, seen, window, busy, log)

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
        self, u: int, times: Floats, path: Floats, chances: Floats, ballistic: bool
    ) -> tuple[float, float, float, float, float]:
        """What unit `u` does against one threat, with the type of round that does most."""
        setup, unit = self._setup, self._setup.fire_unit[u]
        told, seen = self._told(u, times, chances)
        best = (0.0, seen, 0.0, 1.0, 0.0)
        if math.isinf(told):
            return best
        salvo = float(setup.doctrine[unit.doctrine].salvo)
        for g in range(unit.first_magazine, unit.last_magazine + 1):
            m = int(setup.magazine[g].missile)
            made = np.zeros((_MOST_ENGAGEMENTS, 3))
            made[0, 0] = told
            count = engage(setup, u, m, times, path, chances[unit.radar], ballistic, made)
            log = -math.log1p(-min(float(setup.missile[m].expected_kill), 0.999)) * salvo
            if count * log > best[0] * best[4]:
                window, busy = made[count - 1, 2] - made[0, 0], float((made[:count, 2] - made[:count, 0]).mean())
                best = (float(count), seen, float(window), busy, log)
        return best

    def _told(self, u: int, times: Floats, chances: Floats) -> tuple[float, float]:
        """When unit `u` may first be ordered [s], infinite if never, and for how long one sees the threat [s]."""
        unit, fixed = self._units[u], {id for id in self._owner if id not in self._ids}
        seen, soonest = np.zeros(len(times), bool), math.inf
        for r, radar in enumerate(self._setup.radar):
            searches = radar.kind == SEARCH or radar.search_frame > 0.0
            if not searches or not (self._owner[r] == unit.defence.id or self._owner[r] in fixed):
                continue
            look = chances[r] >= SEEN
            seen |= look
            if look.any():
                period = float(radar.period if radar.kind == SEARCH else radar.search_frame)
                confirm = max(round(unit.post.confirm_hits.value) - 1, 0) * period
                soonest = min(soonest, float(times[look.argmax()]) + confirm + float(radar.latency))
        return soonest, float(seen.sum() * (times[1] - times[0]))

    def shared(self, flights: list[_Flight]) -> tuple[Floats, Floats, Floats]:
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
                effort[k, d] += min(float(flight.single[u]), many, rounds / threats) * float(flight.log[u])
        return single, seen, effort


def _sampled(course: Course) -> tuple[Floats, Floats]:
    """Times [s] at even distances over a course, and where a threat is then (time, column)."""
    begin, end = float(course.knots[0, 0]), float(course.knots[-1, 0])
    step = max((end - begin) / _SAMPLES, _STEP)
    times = begin + step * np.arange(max(int((end - begin) / step), 2))
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
