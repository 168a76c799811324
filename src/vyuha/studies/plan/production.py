"""What a contract's tallies say has been handed over, and how long its production line will take for the rest.

Units of a contract are numbered in the order of its tranches: tranche i holds numbers `first` to `last` (from 0).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vyuha.programme.model import Contract, Line
from vyuha.schedule.line import EXPONENTIAL, LOGISTIC, effort, line_time

Profile = tuple[tuple[float, float], ...]
EVEN: Profile = ((0.0, 0.0), (1.0, 1.0))
_POINTS = 17


@dataclass(frozen=True)
class Tallied:
    """How many units had come by which day, as far as it was known at a date: rising points, the first with none."""

    days: tuple[float, ...]
    totals: tuple[float, ...]

    @property
    def total(self) -> float:
        """Units known to have been handed over."""
        return self.totals[-1]

    @property
    def day(self) -> float:
        """Day of the last tally (of the start, without any)."""
        return self.days[-1]

    def piece(self, first: float, last: float) -> tuple[float, float, Profile]:
        """When units number `first` to `last` came: first and last day, and the profile between."""
        begun, done = (float(np.interp(number, self.totals, self.days)) for number in (first, last))
        inner = [(d, n) for d, n in zip(self.days, self.totals, strict=True) if first < n < last]
        if done <= begun:
            return done, done, EVEN
        points = [((d - begun) / (done - begun), (n - first) / (last - first)) for d, n in inner]
        return begun, done, ((0.0, 0.0), *points, (1.0, 1.0))


def tallied(contract: Contract, as_of: float, line: Line | None) -> Tallied:
    """The tallies dated up to day `as_of`; counting starts when the first tranche was begun, or else with the `line`
    (None: nothing is known of one), or with the signature.
    """
    starts = [tranche.begun for tranche in contract.tranches[:1]] + [line.started if line else None]
    start = next((day.day for day in starts if day is not None and day.day <= as_of), contract.signed.day)
    known = sorted((tally.by.day, tally.total.value) for tally in contract.tallies if tally.by.day <= as_of)
    days, totals = [min([start, *(day for day, _ in known)])], [0.0]
    for day, total in known:
        if total > totals[-1]:
            days.append(day)
            totals.append(total)
    return Tallied(tuple(days), tuple(totals))


@dataclass(frozen=True)
class LineTimes:
    """How long a line takes, with its learning if that is given."""

    line: Line
    stated_at: float

    def until(self, number: float) -> float:
        """Days from the start of the line until `number` units are made at its promised rate."""
        work = number
        if self.line.learning is not None:
            work = effort(self.line.learning.value, self.stated_at, number) if number > 0.0 else 0.0
        shape = LOGISTIC if self.line.shape == "logistic" else EXPONENTIAL
        return line_time(shape, self.line.capacity.value, self.line.ramp.value, work)

    def piece(self, first: float, last: float) -> tuple[float, Profile]:
        """Days that the line takes from unit number `first` to `last`, and the profile between."""
        numbers = np.linspace(first, last, _POINTS)
        times = np.array([self.until(float(number)) for number in numbers])
        taken = float(times[-1] - times[0])
        if not 0.0 < taken < np.inf:
            return taken, EVEN
        shares = zip((times - times[0]) / taken, (numbers - first) / (last - first), strict=True)
        return taken, tuple((float(time), float(share)) for time, share in shares)


def line_times(contract: Contract, as_of: float, judged: float) -> LineTimes | None:
    """The contract's line if it had started by day `as_of`; its figures were fitted to all that was known on `judged`,
    so on earlier days there is none.
    """
    line = contract.line
    if line is None or line.started.day > as_of or as_of < judged:
        return None
    return LineTimes(line, contract.quantity.value)


def bounds(units: Sequence[int]) -> list[tuple[float, float]]:
    """First and last number of each tranche.

    >>> bounds([2, 3])
    [(0.0, 2.0), (2.0, 5.0)]
    """
    ends = np.cumsum(np.array(units, dtype=float))
    return [(float(end) - count, float(end)) for end, count in zip(ends, units, strict=True)]
