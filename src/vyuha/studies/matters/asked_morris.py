"""The question which of many factors matter at all, by elementary effects."""

from collections.abc import Sequence

import polars as pl

from vyuha.outputs.wording import amount
from vyuha.results.answers import Answer, Sentence
from vyuha.studies.matters.laid import Laid, groups_of
from vyuha.studies.matters.morris import Effects, design, effects
from vyuha.studies.matters.rows import frame
from vyuha.studies.matters.varied import Varied
from vyuha.studies.matters.words import interval
from vyuha.studies.outcomes import words
from vyuha.studies.phrases import listed
from vyuha.studies.question import Fought, Want, Work

MOST_SAID = 5


class Screening:
    """The question; `steps` are the number of trajectories [count] and of levels [count]."""

    def __init__(
        self,
        name: str,
        outcome: str,
        factors: tuple[Varied, ...],
        steps: tuple[int, int],
        fights: int,
        work: Work,
        seed: int,
    ) -> None:
        self._name, self._outcome, self._factors = name, outcome, factors
        self._trajectories, self._levels = steps
        self._shares = design(self._trajectories, len(factors), self._levels, seed)
        self.laid = Laid(groups_of(name, self._shares, factors, Varied.setting), fights, work)

    def at_most(self) -> Sequence[Want]:
        """All points of all trajectories."""
        return self.laid.at_most()

    def wants(self, fought: Fought) -> Sequence[Want]:
        """What is not there yet."""
        return self.laid.wants(fought)

    def answer(self, fought: Fought) -> Answer:
        """mu* and sigma of each factor, the most important first."""
        table = self.laid.values(fought, self._outcome)
        found = effects(self._shares[table.kept], table.values, self._levels)
        order = sorted(range(len(self._factors)), key=lambda n: -found.size[n].mean)
        fights = table.values.shape[2]
        return Answer(
            ask="matters",
            name=self._name,
            title=f"Which factors move the {words(self._outcome)}",
            sentences=tuple(self._sentences(found, order)),
            tables={"morris": self._table(found, order)},
            notes=(
                f"{self._trajectories:,} trajectories over {self._levels} levels, each point fought {fights:,} times "
                "with the same random numbers. mu* is the mean size of a factor's effect over its whole range, sigma "
                "how much the effect differs from place to place.",
                "A size is never negative: luck alone gives the mu* of the column luck to a factor that does nothing. "
                "About one in twenty of such factors is told to matter all the same.",
                *table.notes("trajectories"),
            ),
        )

    def _sentences(self, found: Effects, order: list[int]) -> list[Sentence]:
        total, word = self.laid.total, words(self._outcome)
        matter = [n for n in order if found.told[n]]
        if not matter:
            return [Sentence(f"No factor changes the {word} by more than luck alone would show.", total)]
        said = [
            Sentence(
                f"Over its whole range, {self._factors[n].label} changes the {word} by {amount(found.size[n].mean)} "
                f"{interval(found.size[n])} on average{_bends(found, n)}.",
                total,
            )
            for n in matter[:MOST_SAID]
        ]
        further = [self._factors[n].label for n in matter[MOST_SAID:]]
        if further:
            said.append(Sentence(f"So do, by less, {len(further)} more, {listed(further[:MOST_SAID])} first.", total))
        still = len(order) - len(matter)
        if still:
            said.append(Sentence(f"No more than luck alone would show: {still:,} of {len(order):,} factors.", total))
        return said

    def _table(self, found: Effects, order: list[int]) -> pl.DataFrame:
        rows = [
            {
                "factor": self._factors[n].label,
                "grade": self._factors[n].grade,
                "range": self._factors[n].range,
                "outcome": self._outcome,
                "mu_star": found.size[n].mean,
                "mu_star_least": found.size[n].low,
                "mu_star_most": found.size[n].high,
                "sigma": found.bend[n].mean,
                "sigma_least": found.bend[n].low,
                "sigma_most": found.bend[n].high,
                "mu": found.mean[n].mean,
                "mu_least": found.mean[n].low,
                "mu_most": found.mean[n].high,
                "luck": found.luck[n],
                "told": found.told[n],
            }
            for n in order
        ]
        return frame(rows)


def _bends(found: Effects, n: int) -> str:
    """Whether the effect differs from place to place by more than half of its size."""
    low = found.bend[n].low
    if low is None or low <= 0.5 * found.size[n].mean:
        return ""
    return ", but by very different amounts from place to place"
