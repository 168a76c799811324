"""Which unit, on which candidate site, can do how much against which axis: the figures that the model chooses by.

Assumes   each raid flies its plan to each of its targets; a unit is told of a threat by its own search radars and those
          of defences that stay where they are, after as many looks as confirm a track, averaged over where a radar is
          in its turn and over launches that hang fire for up to 6 s (assumed); it then engages one threat after the
          other, by the type of round that does most. What a raid has in numbers shares the unit's channels over the
          time in which it can be engaged, and its rounds. Kill probabilities are those of the types. Each threat that
          is left costs an equal share of what the raid could destroy.
Holds     for a ranking of sites; fights decide. Nothing is said of jamming, decoys, identification, the seekers'
          chances, losses of units, or of which unit takes which threat.
Source    the functions of a fight (`reach`); the shares are own.
Checked   tests/studies/siting/test_coverage.py: a ridge in the way, sectors, rounds and channels that run out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.base.table import column
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble import Assembled, AssemblyError, Planned, planned
from vyuha.scenario.model import Defence, Raid
from vyuha.state.tables import Setup
from vyuha.studies.outcomes import columns_of
from vyuha.studies.siting.places import Axis, Candidate, against, kinds, stand
from vyuha.studies.siting.problem import Floats, Siting, SitingError
from vyuha.studies.siting.theatre import Theatre

# Outcomes that count threats, not what they destroy.
COUNTED = ("leakers", "armed_leakers")
# What all replies together count beside the worst one, so that equals are told apart.
MEAN_WEIGHT = 0.01
# Points that draw a path.
_DRAWN = 150


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
class Way:
    """The path of a raid to a target along an axis: `east` and `north` [m], and where each option sees it (option,
    point).
    """

    axis: str
    raid: str
    target: str
    east: Floats
    north: Floats
    seen: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Covered:
    """What each option (rows; those after `free` stand already) does at each aim (columns): engagements of one threat
    [count], how long it is seen [s], and what is left to count after shares, in engagements of `kill`.

    `members` are the defences of each kind; `mean_weight` is that of the problem.
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
    ways: tuple[Way, ...] = ()
    mean_weight: float = MEAN_WEIGHT

    @property
    def axes(self) -> tuple[str, ...]:
        """The attacker's replies, in the order of the groups of the problem."""
        return tuple(dict.fromkeys(aim.axis for aim in self.aims))

    def siting(self, everything: bool = False) -> Siting:
        """The problem of placing; with `everything` also what stands already, to be valued."""
        chosen = self.options if everything else self.options[: self.free]
        stake = np.array([aim.stake for aim in self.aims])
        places = list(dict.fromkeys(option.candidate.id for option in self.options[: self.free] if option.candidate))
        at = [places.index(o.candidate.id) if o.candidate else len(places) + k for k, o in enumerate(chosen)]
        return Siting(
            effort=self.effort[: len(chosen)],
            kill=self.kill,
            value=stake * (1.0 - self.kill) ** self.standing,
            site=np.array(at, np.int64),
            kind=np.array([option.kind for option in chosen], np.int64),
            units=tuple(len(own) for own in self.members),
            group=np.array([self.axes.index(aim.axis) for aim in self.aims], np.int64),
            mean_weight=self.mean_weight,
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
        ways=tuple(way for part in parts for way in part.ways),
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
    ways: list[Way]
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
    theatre = Theatre(assembled, scenario, catalogue, plan, ids)
    pairs = [(raid, target) for raid in scenario.raids for target in dict.fromkeys(raid.target)]
    aims = [_aim(plan, axis.id, raid, target, outcome) for raid, target in pairs]
    flights = [theatre.flown(raid, target) for raid, target in pairs]
    ways = [
        Way(axis.id, raid.id, target, *theatre.drawn(flight, _DRAWN))
        for (raid, target), flight in zip(pairs, flights, strict=True)
    ]
    return _Part(aims, ways, *theatre.shared(flights))


def _aim(plan: Planned, axis: str, raid: Raid, target: str, outcome: str) -> Aim:
    """What a raid is worth on its way to a target."""
    count = sum(1 for n in range(raid.count) if raid.target[n % len(raid.target)] == target)
    named = zip(plan.entries, plan.threats, strict=True)
    row = next(row for entry, row in named if entry.group == raid.id and entry.target == target)
    site = plan.sites[int(row.target)]
    share = min(1.0, count * float(row.warhead_hits) / float(site.hits_to_kill))
    stake = float(count) if columns_of(outcome)[0] in COUNTED else share * float(site.value)
    return Aim(axis, raid.id, target, count, stake)
