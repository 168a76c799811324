"""How likely is something that plain fights hardly ever see, and is it worth while to look for it by splitting?

A pilot finds levels on the way of the threats. Then runs of splitting, each an unbiased estimate of its own, go on
until the interval of their mean is narrow enough. Plain fights stand beside them: they say what a fight costs, they
check the answer where they can, and they give it where they are surer.

Assumes   what `engine.splitting` does, and intervals of `studies.rare.interval`.
Holds     without bias, but for the little that comes of stopping when it looks sure enough. Whether splitting pays is
          measured: the plain fights that would be as sure, over those that cost as much by the events fought.
          Six rounds at one fighter (1e-6): 5,600 times fewer fights than plain ones. Four fighters and six rounds: 1.9
          times at 1.4e-2, 7 at 1e-3. Twenty drones with few rounds: 2 times at 0.16, a hundred or so at 2e-5. A salvo
          from everywhere, three through of 0.03: none at all. So below a chance of 1e-3 it pays, above 1e-2 hardly.
Source    the variance of plain fights is p (1 - p) / n.
Checked   tests/studies/rare/test_question.py against made-up runs of a known law;
          tests/studies/rare/test_closed_form.py against whole fights whose chance is 1e-6.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vyuha.results.answers import Answer
from vyuha.studies.fights import Fights
from vyuha.studies.point import Point
from vyuha.studies.question import Fought, Want
from vyuha.studies.rare import found as findings
from vyuha.studies.rare.event import Event
from vyuha.studies.rare.found import Found
from vyuha.studies.rare.interval import chance_of, half_width
from vyuha.studies.rare.splitting import MOST_LEVELS, Pilot, Splitting

# Runs before the first look at how sure they make one.
FIRST = 20
# Where a pilot finds more than this, plain fights see it often enough.
COMMON = 0.05


@dataclass(frozen=True)
class RareQuestion:
    """Asks for the chance of an `event` at a `point`: runs with `size` fights side by side until the interval reaches
    no farther than a share `within` of the chance, at most so many `runs`; and `plain` fights.
    """

    name: str
    event: Event
    point: Point
    size: int
    within: float
    runs: int
    plain: int
    of: str = ""
    fights: Fights = field(default_factory=Fights)

    def at_most(self) -> Sequence[Want]:
        """Pilot, plain fights, and all the runs that there may be."""
        run = Splitting(self.event, self.size, (), 2.0 * self.size)
        return [*self._first(), Want(self.point, self.runs, run)]

    def wants(self, fought: Fought) -> Sequence[Want]:
        """Pilot and plain fights first; then runs until they are sure enough."""
        begun = [want for want in self._first() if fought.count(want.point, want.work) < want.count]
        if begun or self._is_enough(fought):
            return begun
        work, count = self.splitting(fought), self._count(fought)
        return [Want(self.point, count, work)] if fought.count(self.point, work) < count else []

    def answer(self, fought: Fought) -> Answer:
        """What was found, by splitting and by plain fights."""
        return findings.answer_of(self.found(fought))

    def found(self, fought: Fought) -> Found:
        """The runs and the plain fights, side by side."""
        plain = fought.values(self.point, self.event.text, self.fights)[: self.plain]
        events = fought.values(self.point, "events", self.fights)[: self.plain]
        work = self.splitting(fought)
        columns = ["chance", "last", "events", *(f"share_{k + 1}" for k in range(len(work.levels)))]
        count = 0 if self._is_enough(fought) else self._count(fought)
        runs = {one: fought.values(self.point, one, work)[:count] if count else np.zeros(0) for one in columns}
        pilot = self._pilot_value(fought, "events")
        return Found(self.name, self.event, self.of, self.size, work.levels, plain, events, runs, pilot)

    def splitting(self, fought: Fought) -> Splitting:
        """The runs, by the levels of the pilot."""
        levels = tuple(float(level) for level in self._levels(fought) if level > 0.0)
        events = fought.values(self.point, "events", self.fights)[: self.plain]
        ended = events[~np.isnan(events)]
        cost = self._pilot_value(fought, "events") / max(float(ended.mean()), 1.0) if len(ended) else 0.0
        return Splitting(self.event, self.size, levels, cost)

    @cached_property
    def _pilot(self) -> Pilot:
        return Pilot(self.event, self.size)

    def _first(self) -> list[Want]:
        return [Want(self.point, 1, self._pilot), Want(self.point, self.plain, self.fights)]

    def _pilot_value(self, fought: Fought, column: str) -> float:
        return float(fought.values(self.point, column, self._pilot)[0])

    def _levels(self, fought: Fought) -> list[float]:
        return [self._pilot_value(fought, f"level_{k + 1}") for k in range(MOST_LEVELS)]

    def _is_enough(self, fought: Fought) -> bool:
        """Whether no runs are wanted: plain fights see it often enough, or none of them comes to its end."""
        plain = fought.values(self.point, self.event.text, self.fights)[: self.plain]
        return bool(np.isnan(plain).all()) or self._pilot_value(fought, "chance") > COMMON

    def _count(self, fought: Fought) -> int:
        """Runs wanted: those after which the interval is narrow enough, or the next look at it."""
        work, count = self.splitting(fought), min(FIRST, self.runs)
        there = fought.count(self.point, work)
        values = fought.values(self.point, "chance", work) if there else np.zeros(0)
        while count <= there and count < self.runs:
            sure = half_width(chance_of(values[:count])) / self.within
            if sure <= 1.0:
                break
            count = min(self.runs, max(count + 5, min(2 * count, math.ceil(1.1 * count * min(sure, 2.0) ** 2))))
        return count
