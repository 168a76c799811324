"""Tornado: what an outcome does when one factor after the other goes to either end of its range, fight for fight.

Assumes   the same fights, with the same random numbers, at the base and at each end.
Holds     for one factor at a time, near the others' values: two that change together may do more than both alone.
Source    R. A. Howard, Management Science 34 (1988) 679; T. G. Eschenbach, Interfaces 22 (1992) 40. Intervals of paired
          differences: `vyuha.studies.estimates`.
Checked   tests/studies/matters/test_tornado.py: a linear outcome, whose changes have a closed form.
"""

from dataclasses import dataclass

import polars as pl

from vyuha.outputs.wording import amount
from vyuha.results.answers import Answer, Sentence
from vyuha.results.statistics import CONFIDENCE, Estimate
from vyuha.studies.designs import AS_IT_IS
from vyuha.studies.estimates import difference, estimate
from vyuha.studies.matters.laid import Laid
from vyuha.studies.matters.varied import Varied, worded
from vyuha.studies.matters.words import interval, signed, told
from vyuha.studies.outcomes import words
from vyuha.studies.phrases import capital
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Fought, Want, Work

# Sentences about the widest; the table has all.
MOST_SAID = 3


@dataclass(frozen=True)
class Bar:
    """One factor: change from the base at its low and at its high end, and whether it is told from none."""

    factor: Varied
    low: Estimate
    high: Estimate
    told: bool

    @property
    def swing(self) -> float:
        """How far the mean moves over the range, the base included."""
        means = (0.0, self.low.mean, self.high.mean)
        return max(means) - min(means)


class Tornado:
    """The question."""

    def __init__(self, name: str, outcome: str, factors: tuple[Varied, ...], fights: int, work: Work) -> None:
        self._name, self._outcome, self._factors = name, outcome, factors
        base = Point(AS_IT_IS)
        ends = tuple(
            tuple(Point(f"{name}-{n}-{end}", (factor.setting(share),)) for end, share in (("low", 0.0), ("high", 1.0)))
            for n, factor in enumerate(factors)
        )
        self.laid = Laid(((base,), *ends), fights, work)

    def at_most(self) -> list[Want]:
        """Base and both ends of each factor."""
        return list(self.laid.at_most())

    def wants(self, fought: Fought) -> list[Want]:
        """What is not there yet."""
        return list(self.laid.wants(fought))

    def answer(self, fought: Fought) -> Answer:
        """Changes, the widest first."""
        (base,), *ends = [[self._values(fought, point) for point in group] for group in self.laid.groups]
        bars = [self._bar(factor, base, pair) for factor, pair in zip(self._factors, ends, strict=True)]
        bars.sort(key=lambda bar: -bar.swing)
        as_it_is = estimate(base, self._outcome)
        return Answer(
            ask="matters",
            name=self._name,
            title=f"What moves the {words(self._outcome)}",
            sentences=tuple(self._sentences(as_it_is, bars)),
            tables={"tornado": _table(bars, self._outcome)},
            notes=(
                f"Each end was fought {self.laid.fights:,} times with the random numbers of the base and compared with "
                "it fight for fight.",
                "A factor is told to matter if chance would show as much at any end in one study of twenty only.",
                "One factor at a time: two that are wrong together may do more than both alone, or less.",
            ),
        )

    def _values(self, fought: Fought, point: Point) -> Floats:
        return fought.values(point, self._outcome, self.laid.work)[: self.laid.fights]

    def _bar(self, factor: Varied, base: Floats, ends: list[Floats]) -> Bar:
        low, high = (difference(base, end, self._outcome) for end in ends)
        # So sure that among all ends one in twenty studies tells one by chance, not one end in twenty.
        sure = 1.0 - (1.0 - CONFIDENCE) / (2 * len(self._factors))
        seen = any(told(difference(base, end, self._outcome, sure)) for end in ends)
        return Bar(factor, low, high, seen)

    def _sentences(self, base: Estimate, bars: list[Bar]) -> list[Sentence]:
        word, fights = words(self._outcome), self.laid.fights
        moving, said = [bar for bar in bars if bar.told], []
        for n, bar in enumerate(moving[:MOST_SAID]):
            low, high = worded(bar.factor.factor.low), worded(bar.factor.factor.high)
            moves = f"moves the {word} most" if n == 0 else "moves it"
            text = (
                f"{capital(bar.factor.label)} {moves}: by {signed(bar.low)} at {low}, by {signed(bar.high)} at {high}."
            )
            said.append(Sentence(text, 3 * fights))
        still = len(bars) - len(moving)
        if still:
            text = f"No more than chance might show at either end: {still:,} of {len(bars):,} factors."
            said.append(Sentence(text, self.laid.total))
        said.append(Sentence(f"{capital(word)} as it is: {amount(base.mean)} {interval(base)} per fight.", fights))
        return said


def _table(bars: list[Bar], outcome: str) -> pl.DataFrame:
    rows = [
        {
            "factor": bar.factor.label,
            "grade": bar.factor.grade,
            "low": worded(bar.factor.factor.low),
            "high": worded(bar.factor.factor.high),
            "outcome": outcome,
            "change_at_low": bar.low.mean,
            "change_at_low_least": bar.low.low,
            "change_at_low_most": bar.low.high,
            "change_at_high": bar.high.mean,
            "change_at_high_least": bar.high.low,
            "change_at_high_most": bar.high.high,
            "swing": bar.swing,
            "told": bar.told,
        }
        for bar in bars
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
