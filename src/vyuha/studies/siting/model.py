"""The best laydown with a bound: which options leave the attacker least, and how far from the best an answer can be.

Assumes   what `problem` assumes. For an attacker who takes the A largest losses, their sum is the least over t of
          A t + sum of max(0, loss - t), so that attacker and defender are one integer program.
Holds     for whole engagements exactly: the loss (1 - k)^n is straight between whole n, and growing n helps less and
          less, so layers fill in order. Between whole numbers tangents of (1 - k)^n stand for it, which never lie above
          it: the bound stays one, and an answer is proved when the next laydown cannot be better even by the tangents.
Source    G. Brown et al., Oper. Res. 53 (2005) 745 (attacker and defender); the largest-losses identity is linear
          programming duality; laydowns already known are cut off one by one.
Checked   tests/studies/siting/test_model.py: enumeration of all laydowns, published-size instances, tangents below.
"""

import math
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from vyuha.studies.siting.problem import Floats, Laydown, Siting, SitingError, greedy, laydown

# Tangents between no engagement and the most, where they are no whole numbers.
TANGENTS = 48
# A laydown is proved to this share of its objective.
GAP = 1e-6
# Nodes of the search tree: a limit that comes to the same laydowns on every machine, as a limit of time would not.
NODES = 50_000
# So many times the logarithm of what an engagement leaves: exp(-300) of the value.
_NOTHING = 300.0
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2


@dataclass(frozen=True)
class Solved:
    """The best laydowns that were found, best first, and a `bound` below which no laydown comes.

    `ordered` says whether no other laydown can come before the last of them.
    """

    best: tuple[Laydown, ...]
    greedy: Laydown | None
    bound: float
    seconds: float
    ordered: bool

    @property
    def gap(self) -> float:
        """How far the best one may be from the optimum, as a share of itself."""
        objective = self.best[0].objective
        return 0.0 if objective <= 0.0 else max(0.0, 1.0 - self.bound / objective)

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return self.gap <= GAP


def solve(siting: Siting, keep: int = 1, nodes: int = NODES, gap: float = GAP) -> Solved:
    """The `keep` best laydowns, each looked for through at most so many `nodes` [count] of the search. Raises
    `SitingError` where there is none.
    """
    begin = time.perf_counter()
    program, known = _Program(siting, gap), dict[tuple[int, ...], Laydown]()
    easy, bounds, exhausted = greedy(siting), list[float](), False
    while not _enough(known, bounds, keep):
        status, bound, options = program.solve(nodes, list(known))
        bounds.append(math.inf if status == _INFEASIBLE else bound)
        if status == _INFEASIBLE or options is None:
            exhausted = status == _INFEASIBLE
            break
        known[options] = laydown(siting, options)
        if status == _LIMIT:
            break
    if easy is not None:
        known.setdefault(easy.options, easy)
    if not known:
        raise SitingError(
            "no laydown keeps the rules" if exhausted else "no laydown was found; give the search more nodes"
        )
    best = sorted(known.values(), key=lambda found: (found.objective, found.options))[:keep]
    # Either it is one of those found, or none of those cut off so far.
    bound = max(bounds[0], min(best[0].objective, bounds[-1]), 0.0) if math.isfinite(bounds[0]) else 0.0
    ordered = best[-1].objective <= bounds[-1] + gap * abs(bounds[-1]) + 1e-12
    return Solved(tuple(best), easy, min(bound, best[0].objective), time.perf_counter() - begin, ordered)


# More laydowns are not looked at for the sake of a proof.
_SPARE = 12


def _enough(known: dict[tuple[int, ...], Laydown], bounds: list[float], keep: int) -> bool:
    """Whether the best `keep` are known for certain, or enough was tried."""
    if len(known) < keep:
        return False
    last = sorted(found.objective for found in known.values())[keep - 1]
    return last <= bounds[-1] * (1.0 + GAP) + 1e-12 or len(known) >= keep + _SPARE


class _Program:
    """The integer program of a siting: options (0 or 1), layers of each point, losses above the threshold, thresholds,
    and what the best reply costs.
    """

    def __init__(self, siting: Siting, gap: float) -> None:
        self._siting, self._gap = siting, gap
        self._lengths, self._gains = _layers(siting)
        options, points = siting.effort.shape
        self._sizes = (options, points * len(self._lengths), points, len(siting.groups), 1)
        self._rows: list[_Rows] = []
        self._cover()
        self._lose()
        self._place()

    def solve(self, nodes: int, without: list[tuple[int, ...]]) -> tuple[int, float, tuple[int, ...] | None]:
        """Status, bound and chosen options (None: none found) of the best laydown but those `without`."""
        rows = [*self._rows, *(self._cut(options) for options in without)]
        matrix = sparse.vstack([part.matrix for part in rows], format="csr")
        low, high = (np.concatenate([part[k] for part in rows]) for k in (1, 2))
        options, total = self._sizes[0], sum(self._sizes)
        cost, upper, whole = np.zeros(total), np.full(total, np.inf), np.zeros(total)
        cost[-1], whole[:options], upper[:options] = 1.0, 1.0, 1.0
        points, groups = self._sizes[2:4]
        share = self._siting.mean_weight / groups
        cost[-1 - groups - points : -1 - groups], cost[-1 - groups : -1] = share, share * self._siting.strikes
        upper[options : options + self._sizes[1]] = np.tile(self._lengths, self._sizes[2])
        solved = milp(
            cost,
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(np.zeros(total), upper),
            integrality=whole,
            options={"node_limit": nodes, "mip_rel_gap": self._gap},
        )
        if solved.status == _INFEASIBLE:
            return _INFEASIBLE, math.inf, None
        bound = 0.0 if solved.mip_dual_bound is None else float(solved.mip_dual_bound)
        if solved.x is None:
            return _LIMIT, bound, None
        chosen = tuple(int(o) for o in np.flatnonzero(solved.x[:options] > 0.5))
        return (_OPTIMAL if solved.status == _OPTIMAL else _LIMIT), bound, chosen

    def _cover(self) -> None:
        """No point has more engagements in its layers than the options bring."""
        points, layers = self._sizes[2], np.ones((1, len(self._lengths)))
        filled = sparse.kron(sparse.eye_array(points), layers, format="csr")
        self._add({0: -self._siting.effort.T, 1: filled}, np.full(points, -math.inf), np.zeros(points))

    def _lose(self) -> None:
        """What each point loses, and what the worst reply takes: A thresholds and all that lies above them."""
        siting, strikes = self._siting, self._siting.strikes
        groups, points = len(siting.groups), len(siting.value)
        member = np.array([np.isin(np.arange(points), own) for own in siting.groups], float)
        saved = sparse.kron(sparse.diags_array(siting.value), self._gains[None, :], format="csr")
        left = {1: saved, 2: sparse.eye_array(points), 3: member.T * bool(strikes)}
        self._add(left, siting.value, np.full(points, math.inf))
        taken = {2: -member, 3: -float(strikes) * np.eye(groups), 4: np.ones((groups, 1))}
        self._add(taken, np.zeros(groups), np.full(groups, math.inf))

    def _place(self) -> None:
        """So many units of each kind, one at most on a site, none on both sites of a pair."""
        siting = self._siting
        of_kind = np.array([siting.kind == q for q in range(len(siting.units))], float)
        self._add({0: of_kind}, np.array(siting.units, float), np.array(siting.units, float))
        sites = [siting.site == s for s in np.unique(siting.site)]
        pairs = [(siting.site == one) | (siting.site == other) for one, other in siting.apart]
        at = np.array([*sites, *pairs], float)
        self._add({0: at}, np.zeros(len(at)), np.ones(len(at)))

    def _cut(self, options: tuple[int, ...]) -> "_Rows":
        """Not all of these options."""
        chosen = np.zeros((1, self._sizes[0]))
        chosen[0, list(options)] = 1.0
        return self._block({0: chosen}, np.zeros(1), np.full(1, len(options) - 1.0))

    def _add(self, parts: dict[int, Any], low: Floats, high: Floats) -> None:
        self._rows.append(self._block(parts, low, high))

    def _block(self, parts: dict[int, Any], low: Floats, high: Floats) -> "_Rows":
        """Rows of which only some parts of the columns are not empty."""
        blocks = [sparse.csr_array(parts.get(k, (len(low), size))) for k, size in enumerate(self._sizes)]
        return _Rows(sparse.hstack(blocks, format="csr"), low, high)


class _Rows(NamedTuple):
    """Rows of the program, between what and what they have to lie."""

    matrix: Any
    low: Floats
    high: Floats


def _layers(siting: Siting) -> tuple[Floats, Floats]:
    """Engagements that each layer of a point holds, and the share of the value that each of them saves."""
    places = sum(siting.units)
    most = min(siting.most, float(np.sort(siting.effort, axis=0)[::-1][:places].sum(axis=0).max(initial=0.0)))
    if siting.whole and (most <= TANGENTS or siting.kill == 1.0):
        count = 1 if siting.kill == 1.0 else max(round(most), 1)
        return np.ones(count), np.asarray(siting.kill * (1.0 - siting.kill) ** np.arange(count))
    # Tangents at even distances, each good up to where it meets the next.
    rate = -math.log1p(-siting.kill)
    # What is left after more is nothing, and its tangents are too flat to meet.
    most = min(most, _NOTHING / rate)
    at = np.linspace(0.0, most, TANGENTS)
    slope = rate * np.exp(-rate * at)
    height = np.exp(-rate * at) + slope * at
    meet = np.concatenate([[0.0], (height[1:] - height[:-1]) / (slope[1:] - slope[:-1]), [most]])
    return np.diff(meet), slope
