"""What a run came to: every number with its interval, made from nothing but the run folder.

`summarise` covers all replicates that are stored in complete blocks, also when the last run asked for fewer; failed
ones are counted and left out. The same folder gives the same summary to the last bit.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from vyuha.results.ledger import ALL, IN_FLIGHT, KILLED, LEFT
from vyuha.results.losses import Killer, RoundFate, killers, round_fates
from vyuha.results.network_summary import NetworkResult, network_of
from vyuha.results.records import LEAKS, Named
from vyuha.results.seen import RaidSeen, raids_seen
from vyuha.results.statistics import (
    CONFIDENCE,
    Estimate,
    count_of,
    mean_of,
    probability,
    rare_or_mean,
    ratio_of,
    share_of,
)
from vyuha.results.store import StoredRun
from vyuha.results.tally import (
    BELIEVED_NAMES,
    DECLARED_NAMES,
    LINK_NAMES,
    OUTCOME_NAMES,
    RESULT_NAMES,
    RULE_NAMES,
    SIDE_NAMES,
    Tally,
    tally,
)
from vyuha.state.identity import CLASSES

SUMMARY_VERSION = 1


@dataclass(frozen=True)
class Group:
    """Threats of one class or one raid; means are per replicate. `leaked` counts hits and strays."""

    name: str
    threats: int
    killed: Estimate
    hit: Estimate
    stray: Estimate
    in_flight: Estimate
    leaked: Estimate
    leaked_share: Estimate
    # Of what goes for nothing; None where all go for something.
    left: Estimate | None = None


@dataclass(frozen=True)
class SiteResult:
    """A site: the probability that it survives, and the mean number of hits."""

    id: str
    kind: str
    name: str
    value: float
    survival: Estimate
    hits: Estimate
    # Who hit it, the deadliest raid first.
    killers: tuple[Killer, ...] = ()


@dataclass(frozen=True)
class Distribution:
    """How often each whole number came up, over replicates; `low` and `high` are the 5 % and 95 % quantiles."""

    values: tuple[int, ...]
    counts: tuple[int, ...]
    mean: Estimate
    low: int
    median: int
    high: int


@dataclass(frozen=True)
class MissileResult:
    """Rounds of one type: fired and spent (USD) per replicate, kills per round (None: none fired), results over all."""

    id: str
    unit_cost: float
    rounds: Estimate
    spent: Estimate
    kills_per_round: Estimate | None
    results: dict[str, int]
    results_at_leakers: dict[str, int]
    fates: tuple[RoundFate, ...] = ()


@dataclass(frozen=True)
class Costs:
    """Cost in USD per replicate. `ratio` is rounds spent to attackers shot down (None if none were)."""

    rounds: Estimate
    raid_lost: Estimate
    raid_sent: float
    value_lost: Estimate
    ratio: Estimate | None


@dataclass(frozen=True)
class LedgerRow:
    """A broken link: leakers per replicate, share of all leakers, and the count by class over all replicates."""

    link: str
    leakers: Estimate
    share: float
    total: int
    by_class: dict[str, int]


@dataclass(frozen=True)
class Step:
    """A step of the waterfall: mean number of threats per replicate. The first step is the sum of the others."""

    step: str
    mean: float


@dataclass(frozen=True)
class SideResult:
    """What became of the aircraft of a side (of the raid: of its threats), per replicate: how many were shot down, the
    probability that none was, at how many a round was fired, rounds fired at them, near misses (rounds that came to one
    and left it flying), and shares of them by what they were declared to be.
    """

    side: str
    aircraft: int
    lost: Estimate
    none_lost: Estimate
    rounds: Estimate
    engaged: Estimate
    near_misses: Estimate
    declared: dict[str, Estimate]


@dataclass(frozen=True)
class FiredAt:
    """Rounds that a unit fired at aircraft of a side that is not the raid's, by the rule of engagement and by what it
    took them for when they left: per replicate, and in all.
    """

    side: str
    unit: str
    rule: str
    believed: str
    rounds: float
    total: int


@dataclass(frozen=True)
class ClassResult:
    """Shares of the aircraft of a class by the class that they were taken for, over all replicates."""

    name: str
    aircraft: int
    declared: dict[str, float]


@dataclass(frozen=True)
class Recognised:
    """Who was taken for whom: what was declared when a target was first engaged, or at last if it never was."""

    sides: tuple[SideResult, ...]
    classes: tuple[ClassResult, ...]
    fired: tuple[FiredAt, ...] = ()


@dataclass(frozen=True)
class Summary:
    """All of it. `replicates` are the good ones; `typical` and `worst` are replicate numbers (-1 without any)."""

    version: int
    title: str
    confidence: float
    replicates: int
    failed: int
    failures: dict[str, int]
    threats: int
    no_leaker: Estimate
    no_armed_leaker: Estimate
    leakers: Distribution
    armed_leakers: Distribution
    rounds: Distribution
    classes: tuple[Group, ...]
    raids: tuple[Group, ...]
    seen: tuple[RaidSeen, ...]
    sites: tuple[SiteResult, ...]
    missiles: tuple[MissileResult, ...]
    costs: Costs
    ledger: tuple[LedgerRow, ...]
    waterfall: tuple[Step, ...]
    typical: int
    worst: int
    # None where nothing flies but the raid and nobody asks.
    recognised: Recognised | None = None
    # None where nobody was without command and no message was lost.
    network: NetworkResult | None = None


class EmptyRunError(Exception):
    """There is no good replicate to summarise."""


def summarise(run: StoredRun) -> Summary:
    """Summarise a run folder. EmptyRunError if it holds no replicate, or only failed ones."""
    counts = tally(run)
    if not len(counts.replicate):
        raise EmptyRunError(_why_empty(counts))
    flat, number = counts.flat, len(counts.replicate)
    raid = [row for row in run.roster.threats if row.of_raid]
    return Summary(
        version=SUMMARY_VERSION,
        title=run.laydown.title,
        confidence=CONFIDENCE,
        replicates=number,
        failed=sum(counts.failures.values()),
        failures=counts.failures,
        threats=len(raid),
        no_leaker=probability(flat["leakers"].count(0), number),
        no_armed_leaker=probability(flat["armed_leakers"].count(0), number),
        leakers=_distribution(flat["leakers"], rare_or_mean(flat["leakers"], len(raid))),
        armed_leakers=_distribution(flat["armed_leakers"], rare_or_mean(flat["armed_leakers"], len(raid))),
        rounds=_distribution(flat["shots"], mean_of(flat["shots"])),
        classes=_groups(counts.classes, counts.class_outcome, [row.name for row in raid]),
        raids=_groups(counts.raids, counts.raid_outcome, [row.group for row in raid]),
        seen=_seen(run, counts),
        sites=_sites(run, counts),
        missiles=tuple(_missile(i, row, counts) for i, row in enumerate(run.roster.missiles)),
        costs=_costs(run, counts),
        ledger=_ledger(counts, len(raid)),
        waterfall=_waterfall(counts),
        typical=typical_replicate(counts),
        worst=worst_replicate(counts),
        recognised=_recognised(run, counts),
        network=network_of(run, counts.replicate),
    )


def summary_json(summary: Summary) -> bytes:
    """`summary.json`: the dataclasses as they are."""
    return (json.dumps(asdict(summary), indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def typical_replicate(counts: Tally) -> int:
    """The replicate nearest to the median of value lost, leakers and rounds fired, each scaled by its spread."""
    distance = [0.0] * len(counts.replicate)
    for name in ("value_lost", "leakers", "shots"):
        values = [float(value) for value in counts.flat[name]]
        centre, mean = sorted(values)[(len(values) - 1) // 2], math.fsum(values) / len(values)
        variance = math.fsum((value - mean) ** 2 for value in values) / len(values)
        if variance > 0.0:
            distance = [d + (value - centre) ** 2 / variance for d, value in zip(distance, values, strict=True)]
    return int(counts.replicate[distance.index(min(distance))])


def worst_replicate(counts: Tally) -> int:
    """The replicate with the greatest value lost, then the most armed leakers, then the lowest number."""
    badness = list(zip(counts.flat["value_lost"], counts.flat["armed_leakers"], strict=True))
    return int(counts.replicate[badness.index(max(badness))])


def _why_empty(counts: Tally) -> str:
    if not counts.failures:
        return "no replicate is stored"
    return "every replicate failed: " + "; ".join(f"{text} ({number})" for text, number in counts.failures.items())


def _distribution(values: Sequence[int], mean: Estimate) -> Distribution:
    ordered, tally_of = sorted(values), Counter(values)
    last = len(ordered) - 1
    return Distribution(
        values=tuple(sorted(tally_of)),
        counts=tuple(tally_of[value] for value in sorted(tally_of)),
        mean=mean,
        low=ordered[int(0.05 * last)],
        median=ordered[last // 2],
        high=ordered[math.ceil(0.95 * last)],
    )


def _groups(names: list[str], outcome: Any, members: list[str]) -> tuple[Group, ...]:
    groups = []
    for i, name in enumerate(names):
        size = members.count(name)
        by_outcome = {text: outcome[:, i, k].tolist() for k, text in enumerate(OUTCOME_NAMES)}
        leaked = [sum(pair) for pair in zip(*(by_outcome[text] for text in LEAKS), strict=True)]
        estimate = {text: count_of(counts, size) for text, counts in by_outcome.items()}
        mean = count_of(leaked, size)
        groups.append(
            Group(
                name=name,
                threats=size,
                killed=estimate[KILLED],
                hit=estimate["hit"],
                stray=estimate["stray"],
                in_flight=estimate[IN_FLIGHT],
                leaked=mean,
                leaked_share=_of_each(mean, size),
                left=estimate[LEFT] if any(by_outcome[LEFT]) else None,
            )
        )
    return tuple(groups)


def _of_each(mean: Estimate, size: int) -> Estimate:
    """The same as a share of so many: one event, one interval."""
    low, high = (None if end is None else end / size for end in (mean.low, mean.high))
    return Estimate(mean.mean / size, low, high, mean.method)


def _seen(run: StoredRun, counts: Tally) -> tuple[RaidSeen, ...]:
    members = [row.group for row in run.roster.threats]
    return raids_seen(counts.raids, members, counts.unseen, counts.detections, counts.strobes, counts.ranges)


def _sites(run: StoredRun, counts: Tally) -> tuple[SiteResult, ...]:
    number = len(counts.replicate)
    value = {place.id: place.value for place in run.laydown.places}
    return tuple(
        SiteResult(
            id=row.id,
            kind=row.kind,
            name=row.name,
            value=value.get(row.id, 0.0),
            survival=probability(number - int(counts.destroyed[:, i].sum()), number),
            hits=rare_or_mean(counts.hits[:, i].tolist(), len(run.roster.threats)),
            killers=killers(counts, i, run.roster),
        )
        for i, row in enumerate(run.roster.sites)
    )


def _missile(i: int, row: Named, counts: Tally) -> MissileResult:
    rounds = counts.rounds[:, i].tolist()
    return MissileResult(
        id=row.id,
        unit_cost=row.cost,
        rounds=mean_of(rounds),
        spent=mean_of([number * row.cost for number in rounds]),
        kills_per_round=share_of(counts.kills[:, i].tolist(), rounds),
        results=dict(zip(RESULT_NAMES, counts.results[i].tolist(), strict=True)),
        results_at_leakers=dict(zip(RESULT_NAMES, counts.results_at_leakers[i].tolist(), strict=True)),
        fates=round_fates(counts, i, row),
    )


def _costs(run: StoredRun, counts: Tally) -> Costs:
    spent, lost = counts.flat["rounds_cost"], counts.flat["raid_cost_lost"]
    return Costs(
        rounds=mean_of(spent),
        raid_lost=mean_of(lost),
        raid_sent=math.fsum(row.cost for row in run.roster.threats if row.of_raid),
        value_lost=mean_of(counts.flat["value_lost"]),
        ratio=ratio_of(spent, lost),
    )


def _ledger(counts: Tally, threats: int) -> tuple[LedgerRow, ...]:
    leakers = int(counts.link_class.sum())
    return tuple(
        LedgerRow(
            link=name,
            leakers=count_of(counts.link[:, k].tolist(), threats),
            share=int(counts.link_class[k].sum()) / leakers if leakers else 0.0,
            total=int(counts.link_class[k].sum()),
            by_class=dict(zip(counts.classes, counts.link_class[k].tolist(), strict=True)),
        )
        for k, name in enumerate(LINK_NAMES)
    )


def _waterfall(counts: Tally) -> tuple[Step, ...]:
    number = len(counts.replicate)
    outcome = counts.class_outcome.sum(axis=(0, 1)).tolist()
    total = dict(zip(LINK_NAMES, counts.link_class.sum(axis=1).tolist(), strict=True))
    total |= {step: outcome[OUTCOME_NAMES.index(step)] for step in (IN_FLIGHT, KILLED)}
    # Only what goes for nothing leaves.
    left = outcome[OUTCOME_NAMES.index(LEFT)]
    total |= {LEFT: left} if left else {}
    return tuple(Step(step, count / number) for step, count in ({ALL: sum(total.values())} | total).items())


def _recognised(run: StoredRun, counts: Tally) -> Recognised | None:
    """Who was taken for whom; None where nothing flies but the raid and nobody was declared anything."""
    of_side = [sum((row.side or SIDE_NAMES[0]) == side for row in run.roster.threats) for side in SIDE_NAMES]
    # Where nobody asks, every threat counts as never tracked.
    asked = bool(counts.declared[:, :, :-1].any())
    if not asked and not any(of_side[1:]):
        return None
    rows = [_side(run, counts, s, number) for s, number in enumerate(of_side) if number]
    return Recognised(tuple(rows), _classes(run, counts) if asked else (), tuple(_fired(run, counts)))


def _fired(run: StoredRun, counts: Tally) -> Iterator[FiredAt]:
    """Every combination of side, unit, rule and belief by which anybody but the raid was shot at."""
    for s, u, r, b in zip(*counts.fired.nonzero(), strict=True):
        if s > 0:
            total = int(counts.fired[s, u, r, b])
            names = SIDE_NAMES[s], run.roster.fire_units[u].id, RULE_NAMES[r], BELIEVED_NAMES[b]
            yield FiredAt(*names, total / len(counts.replicate), total)


def _side(run: StoredRun, counts: Tally, s: int, aircraft: int) -> SideResult:
    side, number = SIDE_NAMES[s], len(counts.replicate)
    if s == 0:
        lost = counts.class_outcome[:, :, OUTCOME_NAMES.index(KILLED)].sum(axis=1).tolist()
        others = zip(counts.flat["rounds_at_neutral"], counts.flat["rounds_at_own"], strict=True)
        rounds = [all_of_them - a - b for all_of_them, (a, b) in zip(counts.flat["shots"], others, strict=True)]
    else:
        lost, rounds = counts.flat[f"{side}_lost"], counts.flat[f"rounds_at_{side}"]
    shares = {
        name: share_of(counts.declared[:, s, k].tolist(), [aircraft] * number) for k, name in enumerate(DECLARED_NAMES)
    }
    return SideResult(
        side=side,
        aircraft=aircraft,
        lost=count_of(lost, aircraft),
        none_lost=probability(lost.count(0), number),
        rounds=mean_of(rounds),
        engaged=count_of(counts.engaged[:, s].tolist(), aircraft),
        near_misses=mean_of(counts.near_misses[:, s].tolist()),
        declared={name: share for name, share in shares.items() if share is not None},
    )


def _classes(run: StoredRun, counts: Tally) -> tuple[ClassResult, ...]:
    found = []
    for k, name in enumerate(counts.flown):
        taken = counts.declared_class[k].tolist()
        shares = {other: n / sum(taken) for other, n in zip([*CLASSES, DECLARED_NAMES[-1]], taken, strict=True) if n}
        found.append(ClassResult(name, sum(row.name == name for row in run.roster.threats), shares))
    return tuple(found)
