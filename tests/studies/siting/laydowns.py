"""Made-up sitings, and the best of them by trying every laydown."""

import itertools
from collections.abc import Iterator

import numpy as np

from vyuha.studies.siting.problem import Siting


def plain(sites: int, points: int, units: int, radius: float, seed: int) -> Siting:
    """Sites and points at random in a square of 100, values 1 to 100; a site covers what lies within a radius."""
    g = np.random.default_rng([sites, points, seed])
    at, of = g.uniform(0.0, 100.0, (sites, 2)), g.uniform(0.0, 100.0, (points, 2))
    value = g.integers(1, 101, points).astype(float)
    covered = np.hypot(*(at[:, None] - of[None]).transpose(2, 0, 1)) <= radius
    ones = np.zeros(sites, np.int64)
    return Siting(covered.astype(float), 1.0, value, np.arange(sites), ones, (units,))


def mixed(seed: int, whole: bool) -> Siting:
    """Two kinds of units, two ways to look on each of six sites, three replies of the attacker."""
    g = np.random.default_rng(seed)
    sites, points = 6, 9
    site = np.repeat(np.arange(sites), 4)
    kind = np.tile([0, 0, 1, 1], sites)
    effort = g.uniform(0.0, 3.0, (len(site), points)) * (g.random((len(site), points)) < 0.5)
    effort = np.rint(effort) if whole else effort
    value = g.integers(1, 101, points).astype(float)
    group = np.repeat([0, 1, 2], 3)
    return Siting(effort, 0.6, value, site, kind, (2, 1), group, int(g.integers(0, 3)), 0.02, apart=((0, 1), (2, 5)))


def every(siting: Siting) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Every laydown that keeps the rules, and what the attacker makes of it, by plain loops."""
    for chosen in itertools.combinations(range(len(siting.site)), sum(siting.units)):
        kinds = [int(siting.kind[o]) for o in chosen]
        if any(kinds.count(q) != n for q, n in enumerate(siting.units)):
            continue
        places = [int(siting.site[o]) for o in chosen]
        if len(set(places)) < len(places) or any(one in places and other in places for one, other in siting.apart):
            continue
        yield attacked(siting, chosen), chosen


def attacked(siting: Siting, chosen: tuple[int, ...]) -> float:
    """What the attacker's best reply costs, point by point."""
    replies = []
    for g in sorted(set(siting.group.tolist())):
        lost = []
        for d, value in enumerate(siting.value):
            if siting.group[d] == g:
                met = min(sum(float(siting.effort[o, d]) for o in chosen), siting.most)
                lost.append(float(value) * (1.0 - siting.kill) ** met)
        lost.sort(reverse=True)
        replies.append(sum(lost[: siting.strikes] if siting.strikes else lost))
    return max(replies) + siting.mean_weight * sum(replies) / len(replies)
