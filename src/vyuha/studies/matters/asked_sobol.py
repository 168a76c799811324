"""The question which share of the spread each factor makes, alone and together with others, by Sobol's indices."""

from collections.abc import Sequence

import polars as pl

from vyuha.outputs.wording import percent
from vyuha.results.answers import Answer, Sentence
from vyuha.studies.matters.laid import Laid, Whole, groups_of
from vyuha.studies.matters.rows import frame
from vyuha.studies.matters.sobol import ALIKE, Indices, design, indices, noise_share
from vyuha.studies.matters.varied import Varied
from vyuha.studies.matters.words import share
from vyuha.studies.outcomes import words
from vyuha.studies.phrases import capital
from vyuha.studies.point import Setting
from vyuha.studies.question import Floats, Fought, Want, Work

MOST_SAID = 5
# Less than this share is not worth a sentence.
_LEAST = 0.01


class Shares:
    """The question; `points` [count] is a power of two."""

    def __init__(
        self,
        name: str,
        outcome: str,
        factors: tuple[Varied, ...],
        points: int,
        fights: int,
        work: Work,
        seed: int,
    ) -> None:
        self._name, self._outcome, self._factors, self._seed = name, outcome, factors, seed
        self.laid = Laid(groups_of(name, design(points, len(factors), seed), factors, _drawn), fights, work)

    def at_most(self) -> Sequence[Want]:
        """All points of the design."""
        return self.laid.at_most()

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What is not there yet."""
        return self.laid.wants(fought)

    def answer(self, fought: Fought) -> Answer:
        """First-order and total indices, the most important factor first."""
        table = self.laid.values(fought, self._outcome)
        values = _power_of_two(table.values)
        found = indices(values, self._seed)
        noise = 0.0 if found.lacking == ALIKE else noise_share(values)
        order = sorted(range(len(self._factors)), key=lambda n: -found.total[n].mean)
        return Answer(
            ask="matters",
            name=self._name,
            title=f"What makes the {words(self._outcome)} differ",
            sentences=tuple(self._sentences(found, order)),
            tables={"sobol": self._table(found, order)},
            notes=tuple(self._notes(values, noise, table)),
        )

    def _sentences(self, found: Indices, order: list[int]) -> list[Sentence]:
        total, word = self.laid.total, words(self._outcome)
        if found.lacking:
            return [Sentence(self._lacking(found.lacking), total)]
        matter = [n for n in order if (found.total[n].low or 0.0) > _LEAST]
        if not matter:
            return [Sentence(f"No factor could be told to make one percent of the variance of the mean {word}.", total)]
        said = [
            Sentence(
                f"{capital(self._factors[n].label)} alone makes {share(found.first[n])} of the variance of the mean "
                f"{word} over all ranges; with all that it does together with others, {share(found.total[n])}.",
                total,
            )
            for n in matter[:MOST_SAID]
        ]
        still = len(order) - len(matter)
        if still:
            said.append(Sentence(f"Not told to make one percent: {still:,} of {len(order):,} factors.", total))
        return said

    def _luck(self, noise: float, fights: int) -> list[str]:
        """How much luck there was; nothing where the points do not differ at all."""
        if fights == 1:
            return [
                "With one fight a point the luck of that fight counts as an effect of the factors; give more fights."
            ]
        if noise <= 0.0:
            return []
        return [
            f"Luck of so few fights is {percent(noise)} of the variance between the points as they were fought; it is "
            "taken out of the indices, and their intervals hold what is not known of it."
        ]

    def _lacking(self, why: str) -> str:
        """Why nothing is known of shares."""
        word, fights = words(self._outcome), self.laid.fights
        if why == ALIKE:
            return (
                f"No share of the {word} could be told: every numbered fight came out the same at all points, so that "
                "there is no variance to share out."
            )
        return (
            f"No share of the {word} could be told: the points differ by no more than the luck of {fights:,} "
            f"{'fight' if fights == 1 else 'fights'} each. More fights a point may tell them."
        )

    def _notes(self, values: Floats, noise: float, table: Whole) -> list[str]:
        points, rows, fights = values.shape
        return [
            f"{points * rows:,} points ({points:,} times {rows}), each fought {fights:,} times with the same random "
            "numbers. The indices are those of the mean over all fights, not of a single fight.",
            *self._luck(noise, fights),
            *table.notes("groups of points"),
        ]

    def _table(self, found: Indices, order: list[int]) -> pl.DataFrame:
        rows = [
            {
                "factor": self._factors[n].label,
                "grade": self._factors[n].grade,
                "range": self._factors[n].range,
                "law": self._factors[n].law,
                "outcome": self._outcome,
                "first": found.first[n].mean,
                "first_least": found.first[n].low,
                "first_most": found.first[n].high,
                "total": found.total[n].mean,
                "total_least": found.total[n].low,
                "total_most": found.total[n].high,
            }
            for n in order
        ]
        return frame(rows)


def _drawn(factor: Varied, chance: float) -> Setting:
    """A factor at the value below which it lies with a `chance` [1]."""
    return factor.setting(factor.drawn(chance))


def _power_of_two(values: Floats) -> Floats:
    """The first points, as many as the estimators of scipy take: all unless some had to be left out."""
    return values[: 1 << (len(values).bit_length() - 1)]
