"""The question how much is chance and how much ignorance, and what to find out first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from vyuha.outputs.wording import amount
from vyuha.results.answers import Answer, Sentence
from vyuha.results.statistics import Estimate
from vyuha.studies.matters.crossed import Places, crossed
from vyuha.studies.matters.laid import Laid, numbered
from vyuha.studies.matters.rows import frame
from vyuha.studies.matters.shares import bins_of, by_lot, first_order
from vyuha.studies.matters.split import Split, split
from vyuha.studies.matters.varied import EVEN, TRIANGULAR, Varied
from vyuha.studies.matters.words import interval, share
from vyuha.studies.matters.worth import best, worth
from vyuha.studies.outcomes import words
from vyuha.studies.phrases import listed
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Fought, Want, Work
from vyuha.studies.study import Alternative

MOST_SAID = 3
# Chance and ignorance are told apart by at least so many fights of each draw.
_LEAST_FIGHTS = 2


@dataclass(frozen=True)
class Draws:
    """How many draws [count], `fights` [count] of each, and whether more of the outcome is better."""

    count: int
    fights: int
    more: bool
    seed: int


@dataclass(frozen=True)
class Found:
    """What came of it: `own` is the share of each figure in ignorance, `gain` what it is worth to know (no gains
    without alternatives). `best` is the alternative that one would take as it is, and the next best is so much
    `behind`.
    """

    parts: Split
    own: list[Estimate]
    told: list[bool]
    gain: list[Estimate]
    best: int
    next_best: int
    means: list[Estimate]
    behind: Estimate


class Ignorance:
    """The question."""

    def __init__(
        self,
        name: str,
        outcome: str,
        factors: tuple[Varied, ...],
        alternatives: Sequence[Alternative],
        draws: Draws,
        work: Work,
    ) -> None:
        self._name, self._outcome, self._factors, self._draws = name, outcome, factors, draws
        self._alternatives = tuple(alternatives)
        # Draw by draw, so that more draws keep those there are.
        self._parts = np.random.default_rng(draws.seed).random((draws.count, len(factors)))
        self.laid = Laid(tuple(self._group(n) for n in range(draws.count)), draws.fights, work)

    def at_most(self) -> Sequence[Want]:
        """All draws, with each alternative."""
        return self.laid.at_most()

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What is not there yet."""
        return self.laid.wants(fought)

    def answer(self, fought: Fought) -> Answer:
        """The split, and the figures by what it is worth to know them."""
        table = self.laid.values(fought, self._outcome, _LEAST_FIGHTS)
        found = self._found(np.moveaxis(table.values, 1, 0), self._parts[table.kept])
        order = self._order(found)
        return Answer(
            ask="matters",
            name=self._name,
            title="Chance, ignorance, and what to find out first",
            sentences=tuple(self._sentences(found, order)),
            tables={"split": self._split_table(found.parts), "worth": self._worth_table(found, order)},
            notes=(*self._notes(table.values.shape[2], found), *table.notes("draws")),
        )

    def _group(self, n: int) -> tuple[Point, ...]:
        """A draw as it is, or with each alternative."""
        name = numbered(self._name, n, self._draws.count)
        drawn = tuple(
            factor.setting(factor.drawn(float(part)))
            for factor, part in zip(self._factors, self._parts[n], strict=True)
        )
        if not self._alternatives:
            return (Point(name, drawn),)
        return tuple(Point(f"{name}-{one.id}", (*drawn, *one.settings), one.scenario) for one in self._alternatives)

    def _found(self, values: Floats, parts: Floats) -> Found:
        """`values`: alternatives x draws x fights."""
        signs = 1.0 if self._draws.more else -1.0
        chosen, levels = best(signs * values), [factor.levels for factor in self._factors]
        bins = bins_of(parts, levels)
        own, lot = first_order(values[chosen], bins), by_lot(values[chosen], bins, self._draws.seed)
        gain = worth(signs * values, parts, levels, self._draws.seed) if len(values) > 1 else []
        means = [mean_of(one) for one in values]
        told = [one.mean > lot for one in own]
        order = sorted(range(len(values)), key=lambda n: -signs * means[n].mean)
        following = next((n for n in order if n != chosen), chosen)
        behind = mean_of(signs * (values[chosen] - values[following]))
        return Found(split(values[chosen]), own, told, gain, chosen, following, means, behind)

    def _order(self, found: Found) -> list[int]:
        """Assumed figures and all others by what it is worth to know them; alike, by their share."""

        def rank(n: int) -> tuple[float, float, float]:
            gain = found.gain[n] if found.gain else Estimate(0.0, 0.0, 0.0, "")
            return -float((gain.low or 0.0) > 0.0), -gain.mean, -found.own[n].mean

        return sorted(range(len(self._factors)), key=rank)

    def _sentences(self, found: Found, order: list[int]) -> list[Sentence]:
        total, word = self.laid.total, words(self._outcome)
        chosen = f" with {self._alternatives[found.best].name}" if self._alternatives else ""
        said = [Sentence(self._parted(found, f"{word} of one fight{chosen}"), total)]
        if len(self._alternatives) > 1:
            said.append(self._as_it_is(found))
            return [*said, *self._worth_sentences(found, order)]
        return [*said, *self._share_sentences(found, order)]

    def _parted(self, found: Found, what: str) -> str:
        """How much is ignorance, or why that cannot be told."""
        if found.parts.chance.high is None:
            return f"Nothing can be told of chance and ignorance: all fights of all draws are alike in the {what}."
        if found.parts.share.high is None:
            return (
                f"No share of ignorance in the variance of the {what} could be told: each of the fights came out the "
                f"same in all {self._draws.count:,} draws, so that all that was seen is chance. What rarer values of "
                "the figures would do is not known."
            )
        return (
            f"Of the variance of the {what}, {share(found.parts.share)} is ignorance of the figures; the rest is "
            "chance, which no knowledge takes away."
        )

    def _as_it_is(self, found: Found) -> Sentence:
        better, next_best = ("most", "less") if self._draws.more else ("fewest", "more")
        mean, other = found.means[found.best], self._alternatives[found.next_best].name
        return Sentence(
            f"Over all draws {self._alternatives[found.best].name} has the {better} {words(self._outcome)}: "
            f"{amount(mean.mean)} {interval(mean)} per fight; {other} has {amount(found.behind.mean)} {next_best} "
            f"{interval(found.behind)}.",
            self.laid.total,
        )

    def _worth_sentences(self, found: Found, order: list[int]) -> list[Sentence]:
        total, word = self.laid.total, words(self._outcome)
        worthy = [n for n in order if (found.gain[n].low or 0.0) > 0.0]
        if not worthy:
            return [Sentence("No figure could be told to be worth knowing before the choice.", total)]
        first, verb = worthy[0], "gain" if self._draws.more else "spare"
        said = [
            Sentence(
                f"Find out {self._named(first)} first: to know it before choosing would {verb} "
                f"{amount(found.gain[first].mean)} {word} per fight {interval(found.gain[first])}.",
                total,
            )
        ]
        said += [
            Sentence(
                f"To know {self._named(n)} would {verb} {amount(found.gain[n].mean)} {interval(found.gain[n])}.",
                total,
            )
            for n in worthy[1:MOST_SAID]
        ]
        return said

    def _share_sentences(self, found: Found, order: list[int]) -> list[Sentence]:
        total, telling = self.laid.total, [n for n in order if found.told[n]]
        if not telling:
            return [Sentence("No figure could be told to make more of the ignorance than the others.", total)]
        first = telling[0]
        said = [
            Sentence(
                f"Find out {self._named(first)} first: to know it would take away {share(found.own[first])} of "
                "the variance that is ignorance.",
                total,
            )
        ]
        if len(telling) > 1:
            further = [f"{self._named(n)} {share(found.own[n])}" for n in telling[1:MOST_SAID]]
            said.append(Sentence(f"Then {listed(further)}.", total))
        return said

    def _named(self, n: int) -> str:
        """A figure with how it is known so far."""
        factor = self._factors[n]
        return f"{factor.label} ({factor.grade})" if factor.grade else factor.label

    def _notes(self, fights: int, found: Found) -> list[str]:
        laws = [factor.law for factor in self._factors]
        drawn = [
            f"{laws.count(law)} {words_of}"
            for law, words_of in (
                (TRIANGULAR, "from the triangle of their least, likely and most"),
                (EVEN, "evenly over their range"),
            )
            if law in laws
        ]
        if len(laws) > laws.count(TRIANGULAR) + laws.count(EVEN):
            drawn.append("evenly from their list")
        said = [
            f"{self._draws.count:,} draws of {len(laws):,} figures ({listed(drawn)}), independent of each other, each "
            f"fought {fights:,} times with the same random numbers.",
            "A figure is told to matter if shuffled draws show as great a share, of any figure, in one study of twenty "
            "only.",
            "Ranges of assumed figures are guesses themselves, and so is the share of ignorance that comes from them.",
        ]
        if found.gain:
            said.append(
                "What a figure is worth: how much better the outcome gets on average if one knows it before choosing "
                "between the alternatives. A gain that shuffled draws would show too begins at nought."
            )
        return said

    def _split_table(self, parts: Split) -> pl.DataFrame:
        rows = [
            {"part": part, "outcome": self._outcome, "value": one.mean, "least": one.low, "most": one.high}
            for part, one in zip(
                ("variance of ignorance", "variance of chance", "share of ignorance"), parts, strict=True
            )
        ]
        return frame(rows)

    def _worth_table(self, found: Found, order: list[int]) -> pl.DataFrame:
        rows = []
        for n in order:
            factor, own = self._factors[n], found.own[n]
            row: dict[str, object] = {
                "figure": factor.label,
                "grade": factor.grade,
                "range": factor.range,
                "law": factor.law,
            }
            shares: dict[str, object] = {
                "share": own.mean,
                "share_least": own.low,
                "share_most": own.high,
                "told": found.told[n],
            }
            gain = found.gain[n] if found.gain else None
            gains: dict[str, object] = (
                {"worth": gain.mean, "worth_least": gain.low, "worth_most": gain.high} if gain else {}
            )
            rows.append(row | {"outcome": self._outcome} | shares | gains)
        return frame(rows)


def mean_of(values: Floats) -> Estimate:
    """The mean over all draws and fights, which both might have been others."""

    def mean(rows: Places, columns: Places) -> Floats:
        return np.array([values[np.ix_(rows, columns)].mean()])

    return crossed(mean, *values.shape).interval(0, 0.0 if values.min() >= 0.0 else -np.inf, np.inf)
