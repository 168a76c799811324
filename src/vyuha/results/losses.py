"""Who destroyed what, and which rounds were in vain: counts of a tally as figures with intervals."""

from dataclasses import dataclass

import numpy as np

from vyuha.results.records import Named, Roster
from vyuha.results.rounds import FATES
from vyuha.results.statistics import Estimate, mean_of, probability
from vyuha.results.tally import Tally


@dataclass(frozen=True)
class Killer:
    """A raid that hit a site: the probability that one of its threats gave the last hit that the site needed, its hits
    per fight (threats that hit), and their share of all hits on the site.
    """

    raid: str
    type: str
    destroyed: Estimate
    hits: Estimate
    share: float


@dataclass(frozen=True)
class RoundFate:
    """Rounds of a type that had a fate (see `results.rounds.FATES`), per fight, and what they cost [USD]."""

    fate: str
    rounds: Estimate
    spent: Estimate


def killers(counts: Tally, site: int, roster: Roster) -> tuple[Killer, ...]:
    """The raids that hit a site or destroyed it, the deadliest first."""
    types: dict[str, dict[str, None]] = {}
    for row in roster.threats:
        # What flies along recorded paths may be of several types.
        types.setdefault(row.group, {})[row.kind] = None
    # What went down with its host was destroyed, but not hit.
    number, everything = len(counts.replicate), max(int(counts.hit_by[:, site].sum()), 1)
    found = [
        Killer(
            raid=raid,
            type=", ".join(types[raid]),
            destroyed=probability(int(counts.destroyed_by[:, site, k].sum()), number),
            hits=mean_of(counts.hit_by[:, site, k].tolist()),
            share=int(counts.hit_by[:, site, k].sum()) / everything,
        )
        for k, raid in enumerate(counts.raids)
        if counts.hit_by[:, site, k].any() or counts.destroyed_by[:, site, k].any()
    ]
    return tuple(sorted(found, key=lambda killer: (-killer.destroyed.mean, -killer.share)))


def round_fates(counts: Tally, i: int, missile: Named) -> tuple[RoundFate, ...]:
    """The fates of the rounds of one type."""
    found = []
    for k, fate in enumerate(FATES):
        rounds = np.asarray(counts.fates[:, i, k]).tolist()
        found.append(RoundFate(fate, mean_of(rounds), mean_of([number * missile.cost for number in rounds])))
    return tuple(found)
