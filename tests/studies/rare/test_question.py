"""The question, asked of made-up runs whose law is known; no fights.

A made-up run is a product of binomial shares (the law of splitting where one threat is shot at again and again), a
plain fight a Bernoulli draw; so the chance is known, and what plain fights as sure would cost.
"""

import math
import re
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from vyuha.results.answers import Answer
from vyuha.studies.fights import Fights
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Want, Work
from vyuha.studies.rare.event import read_event
from vyuha.studies.rare.question import COMMON, FIRST, RareQuestion
from vyuha.studies.rare.splitting import MOST_LEVELS, Pilot, Splitting

EVENT = read_event("armed_leakers > 0")
POINT = Point("base")
EVENTS = 300.0


@dataclass
class MadeUp:
    """Runs through `levels` and then the event, each step with a chance `share`; a run costs `cost` plain fights."""

    share: float
    levels: int
    cost: float = 500.0
    size: int = 300
    failing: int = -1
    plain_chance: float | None = None
    plain_failing: int = 0

    def __post_init__(self) -> None:
        self.done: dict[str, int] = {}

    def fight(self, want: Want) -> None:
        self.done[want.work.name] = max(want.count, self.done.get(want.work.name, 0))

    def count(self, point: Point, work: Work) -> int:
        assert point == POINT
        return self.done.get(work.name, 0)

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        count = self.count(point, work)
        if isinstance(work, Fights):
            chance = self.share ** (self.levels + 1) if self.plain_chance is None else self.plain_chance
            values = np.full(count, EVENTS)
            if outcome != "events":
                assert outcome == EVENT.text
                values = (np.random.default_rng(9).random(count) < chance).astype(float)
            values[: self.plain_failing] = np.nan
            return values
        rows = [self._run(k, isinstance(work, Pilot)) for k in range(count)]
        return np.array([row[outcome] for row in rows])

    def _run(self, k: int, pilot: bool) -> dict[str, float]:
        shares = np.random.default_rng([k, pilot]).binomial(self.size, self.share, self.levels + 1) / self.size
        row = {"chance": float(shares.prod()), "last": float(shares[-1]), "events": self.cost * EVENTS}
        if k == self.failing and not pilot:
            row["chance"] = math.nan
        for n in range(MOST_LEVELS):
            row[f"level_{n + 1}"] = (n + 1) / (self.levels + 1) if n < self.levels else 0.0
            row[f"share_{n + 1}"] = float(shares[n]) if n < self.levels else 0.0
        return row


def ask(world: MadeUp, within: float = 0.2, runs: int = 200, plain: int = 1000) -> tuple[Answer, list[Want]]:
    question = RareQuestion("rare", EVENT, POINT, 300, within, runs, plain)
    had: list[Want] = []
    while wants := question.wants(world):
        assert len(had) < 100
        for want in wants:
            world.fight(want)
            had.append(want)
    return question.answer(world), had


def said(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


def test_the_chance_and_its_cost() -> None:
    """.1^6 within its interval, and the gain: p(1-p)/var over the cost, var = p^2 ((1 + 9/300)^6 - 1) for one run."""
    answer, _ = ask(MadeUp(0.1, 5))
    row = answer.tables["ways"].row(by_predicate=pl.col("way") == "splitting", named=True)
    assert row["low"] < 1e-6 < row["high"] and not row["low"] < 2e-6 < row["high"]
    law = 1.0 / (1e-6 * ((1.0 + 9.0 / 300.0) ** 6 - 1.0)) / 500.0
    as_sure = float(re.search(r"As sure would be ([\d.]+) million of these", said(answer)).group(1))  # type: ignore[union-attr]
    gain = 1e6 * as_sure / row["cost_in_fights"]
    # The variance of twenty to forty runs is known to about a third.
    assert gain == pytest.approx(law, rel=0.8) and gain > 100.0
    assert "splitting" in answer.sentences[0].text and "once in" in answer.sentences[0].text
    assert "so few that they check nothing" in said(answer)


def test_fights_add_up() -> None:
    """1,000 plain fights, runs of 500 each, and a pilot of 500; 0 of 1,000 by mid-P: 1 - .05^(1/1000) = .0030."""
    answer, _ = ask(MadeUp(0.1, 5))
    first, cost, beside = (sentence.fights for sentence in answer.sentences)
    assert first == cost and beside == 1000 + cost
    assert f"as many events as {cost:,} plain fights" in answer.notes[1]
    assert f"with as many as 500: {1000 + cost + 500:,} in all" in answer.notes[1]
    assert "In 1,000 plain fights it never came about (0 to 0.003); splitting" in said(answer)


def test_it_goes_on_until_it_is_sure_enough() -> None:
    """A run scatters by sqrt(1.03^6 - 1) = .44 of the chance: 40 % are sure at the first look, 10 % want about
    (1.96 x .44 / .1)^2 = 74 runs; there are never more than allowed.
    """
    few, many = MadeUp(0.1, 5), MadeUp(0.1, 5)
    ask(few, within=0.4)
    ask(many, within=0.1, runs=2000)
    counts = [next(n for name, n in world.done.items() if name.startswith("splitting")) for world in (few, many)]
    assert counts[0] == FIRST and 50 < counts[1] < 150
    capped = MadeUp(0.1, 5)
    ask(capped, within=0.01, runs=37)
    assert max(n for name, n in capped.done.items() if name.startswith("splitting")) == 37


def test_what_is_there_already_changes_nothing() -> None:
    """Wants and answer depend on the first runs alone, not on how many more somebody else has had fought."""
    first, more = MadeUp(0.1, 5), MadeUp(0.1, 5)
    alone = ask(first)[0]
    for name, count in first.done.items():
        more.done[name] = count + 50
    question = RareQuestion("rare", EVENT, POINT, 300, 0.2, 200, 1000)
    assert not question.wants(more)
    again = question.answer(more)
    assert said(again) == said(alone) and again.tables["ways"].equals(alone.tables["ways"])


def test_what_is_common_is_left_to_plain_fights() -> None:
    answer, had = ask(MadeUp(0.5, 2))
    assert COMMON < 0.5**3 and not any(isinstance(want.work, Splitting) for want in had)
    assert "plain fights" in answer.sentences[0].text and len(answer.sentences) == 1
    assert answer.tables["ways"]["way"].to_list() == ["plain fights"] and "levels" not in answer.tables


def test_where_it_does_not_pay_it_says_so() -> None:
    """As sure as 300 fights at a time, for the price of 3,000."""
    answer, _ = ask(MadeUp(0.02, 0, cost=3000.0), plain=20_000)
    assert "does not pay" in said(answer)
    assert "by plain fights" in answer.sentences[0].text
    # Control: at a tenth of a fight it pays.
    assert "does not pay" not in said(ask(MadeUp(0.02, 0, cost=30.0), plain=1000)[0])


def test_both_ways_that_differ_are_told() -> None:
    assert "more than chance explains" in said(ask(MadeUp(0.1, 2, plain_chance=0.03), plain=2000)[0])
    assert "both agree" in said(ask(MadeUp(0.1, 2), plain=9000)[0])


def test_what_is_never_reached() -> None:
    """0 of 1000, by mid-P: 1 - .05^(1/1000) = 3.0e-3."""
    answer, _ = ask(MadeUp(0.0, 3), runs=20)
    assert "never" in answer.sentences[0].text and "at most 3.0e-03" in answer.sentences[0].text
    assert "never came to it either" in said(answer) and "levels" not in answer.tables


def test_failed_runs_are_told() -> None:
    answer, _ = ask(MadeUp(0.1, 5, failing=3))
    assert any("1 of" in note and "failed" in note for note in answer.notes)


def test_failed_plain_fights_stay_in_the_denominator() -> None:
    """Had all 100 of 1000 that failed seen it, it would be a tenth of them."""
    answer, _ = ask(MadeUp(0.1, 5, plain_failing=100))
    row = answer.tables["ways"].row(by_predicate=pl.col("way") == "plain fights", named=True)
    assert row["chance"] == 0.0 and row["high"] > 0.1
    assert any("100 of 1000 plain fights failed" in note for note in answer.notes)


def test_where_all_plain_fights_fail_no_more_is_fought() -> None:
    answer, had = ask(MadeUp(0.1, 5, plain_failing=1000))
    assert not any(isinstance(want.work, Splitting) for want in had)
    assert said(answer) == "No plain fight came to its end, so nothing can be said."


def test_uneven_runs_are_told() -> None:
    uneven = ask(MadeUp(0.1, 5, size=12), runs=20)[0]
    assert any("hangs on" in note for note in uneven.notes)
    assert not any("hangs on" in note for note in ask(MadeUp(0.1, 5))[0].notes)


def test_levels_fall_to_the_chance() -> None:
    answer, _ = ask(MadeUp(0.1, 5))
    levels, ways = answer.tables["levels"], answer.tables["ways"]
    assert levels["share_of_way"].to_list() == pytest.approx([k / 6 for k in range(1, 7)])
    assert levels["chance"].is_sorted(descending=True)
    assert levels["chance"].to_list() == pytest.approx([0.1**k for k in range(1, 7)], rel=0.4)
    assert levels["chance"][-1] == ways.row(by_predicate=pl.col("way") == "splitting", named=True)["chance"]


def test_at_most() -> None:
    wants = RareQuestion("rare", EVENT, POINT, 300, 0.2, 200, 1000).at_most()
    assert sum(want.count * want.work.fights for want in wants) == 600 + 1000 + 200 * 600
