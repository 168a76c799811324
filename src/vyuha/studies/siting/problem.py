"""What a laydown is worth on paper: the loss that is left when units stand on some of the candidate sites.

Assumes   an option (a kind of unit on a site, looking one way) brings each point so many engagements of one kill
          probability k; all engagements of a point are independent of each other, so that v (1 - k)^n of its value v is
          lost. The attacker knows the laydown, picks the group of points that costs most, and of its points the
          `strikes` most valuable that are left.
Holds     for any number of options and points; whatever points share (channels, rounds) has to be in the engagements.
Source    R. Church and C. ReVelle, Papers Reg. Sci. 32 (1974) 101 (covering); M. S. Daskin, Transp. Sci. 17 (1983) 48
          (expected covering).
Checked   tests/studies/siting/test_model.py: enumeration of all laydowns.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vyuha.studies.settings import SettingError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class SitingError(SettingError):
    """The units cannot be put anywhere; the message says why."""


@dataclass(frozen=True)
class Siting:
    """Options and points as arrays.

    `effort` [count] (option, point) are engagements, `kill` [1] is their kill probability, and no more than `most` of
    them count at a point. `value` and `group` are those of the points. `site` and `kind` say where an option stands and
    what it is; of kind q there are `units[q]`. No site takes two units, nor do the two sites of a pair in `apart`.
    `mean_weight` [1] is how much the mean of all replies counts beside the worst, to choose among equals.
    """

    effort: Floats
    kill: float
    value: Floats
    site: Integers
    kind: Integers
    units: tuple[int, ...]
    group: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    strikes: int = 0
    mean_weight: float = 0.0
    most: float = math.inf
    apart: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if not len(self.group):
            object.__setattr__(self, "group", np.zeros(len(self.value), np.int64))
        if not 0.0 < self.kill <= 1.0 or (self.kill == 1.0 and not self.whole):
            raise SitingError("a kill probability lies above 0 and below 1; it may be 1 for whole engagements only")
        if sum(self.units) > len(np.unique(self.site)):
            raise SitingError(f"{sum(self.units)} units want {len(np.unique(self.site))} sites")

    @cached_property
    def whole(self) -> bool:
        """Whether all engagements are whole numbers."""
        return bool(np.all(self.effort == np.rint(self.effort)))

    @cached_property
    def groups(self) -> tuple[Integers, ...]:
        """The points of each group."""
        return tuple(np.flatnonzero(self.group == g) for g in np.unique(self.group))

    def losses(self, chosen: Sequence[int]) -> Floats:
        """The value lost at each point if it is attacked, with the `chosen` options in place."""
        met = np.minimum(self.effort[list(chosen)].sum(axis=0), self.most)
        return np.asarray(self.value * (1.0 - self.kill) ** met)

    def replies(self, chosen: Sequence[int]) -> Floats:
        """What each of the attacker's replies to the `chosen` options costs."""
        lost = self.losses(chosen)
        return np.array([_taken(lost[points], self.strikes) for points in self.groups])

    def objective(self, chosen: Sequence[int]) -> float:
        """What the attacker's best reply to the `chosen` options costs, and a little of all others."""
        replies = self.replies(chosen)
        return float(replies.max() + self.mean_weight * replies.mean())

    def clashes(self, one: int, other: int) -> bool:
        """Whether two options exclude each other."""
        pair = (int(self.site[one]), int(self.site[other]))
        return pair[0] == pair[1] or pair in self.apart or pair[::-1] in self.apart


@dataclass(frozen=True)
class Laydown:
    """Options that are chosen, in order, and what the attacker's best reply costs."""

    options: tuple[int, ...]
    objective: float


def greedy(siting: Siting) -> Laydown | None:
    """One unit after the other where it helps most; None where that runs out of sites."""
    chosen: list[int] = []
    left = list(siting.units)
    while any(left):
        open_to = [o for o in range(len(siting.site)) if left[siting.kind[o]] and not _taken_by(siting, chosen, o)]
        if not open_to:
            return None
        # Where the worst reply stays as bad as it is, all replies together decide.
        tried = [(round(siting.objective([*chosen, o]), 9), float(siting.replies([*chosen, o]).sum())) for o in open_to]
        best = min(range(len(open_to)), key=lambda k: tried[k])
        chosen.append(open_to[best])
        left[int(siting.kind[open_to[best]])] -= 1
    return laydown(siting, chosen)


def laydown(siting: Siting, chosen: Sequence[int]) -> Laydown:
    """The laydown of some options, valued."""
    return Laydown(tuple(sorted(int(o) for o in chosen)), siting.objective(chosen))


def _taken_by(siting: Siting, chosen: list[int], option: int) -> bool:
    return any(siting.clashes(other, option) for other in chosen)


def _taken(lost: Floats, strikes: int) -> float:
    """Sum of the `strikes` [count] largest losses (0: of all)."""
    if strikes == 0 or strikes >= len(lost):
        return float(lost.sum())
    return float(np.partition(lost, -strikes)[-strikes:].sum())
