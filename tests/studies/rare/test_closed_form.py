"""Splitting of whole fights, against a closed form of 1e-6 and against plain fights where these can go.

Expected values: six rounds at one threat, one after the other, with kill probability .9 and perfect looks, all miss
with (1 - .9)^6 = 1e-6; as many plain fights as it takes. |z| < 4 at fixed seeds, one false alarm in sixteen thousand.
"""

import math

import numpy as np
import polars as pl
import pytest

from tests.studies.rare.fighting import Fighting, scenario
from vyuha.studies.fights import Fights
from vyuha.studies.point import Point
from vyuha.studies.question import Want
from vyuha.studies.rare.event import read_event
from vyuha.studies.rare.question import RareQuestion
from vyuha.studies.rare.splitting import Pilot, Splitting

POINT = Point("as-it-is")
LEAK = read_event("armed_leakers > 0")
LEVELS = (0.31, 0.5, 0.65, 0.78, 0.885, 0.97)


def four_fighters(text: str) -> str:
    """Four fighters, and six rounds for them, which two misses and more use up."""
    text = text.replace("{48N6E3: 16, 9M96E2: 32}", "{48N6E3: 6}")
    return text.replace("count: 1\n", "count: 4\n    spacing: 10 s\n    lateral: 2 km\n")


def test_workers_and_pieces_change_nothing() -> None:
    """The same table for one worker and two, and for trials that are fought in two pieces."""
    built, work = scenario("six-rounds"), Splitting(LEAK, 40, LEVELS)
    one, two = (work.do(built, 5, 0, 5, workers) for workers in (1, 2))
    pieces = pl.concat([work.do(built, 5, 0, 2, 1), work.do(built, 5, 2, 3, 2)])
    assert one.equals(two) and one.equals(pieces)
    assert one["trial"].to_list() == list(range(5)) and one["failure"].null_count() == 5
    # Control: another seed is another table.
    assert not one.equals(work.do(built, 6, 0, 5, 1))
    pilots = [Pilot(LEAK, 40).do(built, 5, 0, 2, workers) for workers in (1, 2)]
    assert pilots[0].equals(pilots[1])
    assert not np.isin(pilots[0]["events"], one["events"]).any()


@pytest.mark.parametrize(("text", "column"), [("assets_lost > 0", "assets_lost"), ("value_lost >= 100", "value_lost")])
def test_what_threats_do_can_be_asked_for(text: str, column: str) -> None:
    """A bomb load that hits takes the base, which two hits do; without rounds it always comes about."""
    built = scenario("six-rounds", lambda text: text.replace("48N6E3: 16", "48N6E3: 1").replace("0.9", "0.5"))
    event = read_event(text)
    split = Splitting(event, 60, (0.4, 0.9)).do(built, 3, 0, 12, 2)["chance"].to_numpy()
    plain = event.holds(Fights().do(built, 3, 0, 600, 2)[column].to_numpy())
    error = math.hypot(split.std(ddof=1) / math.sqrt(len(split)), plain.std() / math.sqrt(len(plain)))
    assert 0.2 < plain.mean() < 0.8
    assert abs(split.mean() - plain.mean()) < 4.0 * error < 0.2


@pytest.mark.slow
def test_one_in_a_million() -> None:
    """The whole question: within four standard errors of 1e-6, for a hundredth of the plain fights at most."""
    question = RareQuestion("rare", LEAK, POINT, 300, 0.2, 200, 500)
    fighting = Fighting(scenario("six-rounds"))
    answer = fighting.answer(question)
    row = answer.tables["ways"].row(by_predicate=pl.col("way") == "splitting", named=True)
    chance, error = row["chance"], row["standard_error"]
    assert abs(chance - 1e-6) < 4.0 * error and error < 0.12e-6
    # Controls: five rounds, seven, and a kill probability of .88 are other laws.
    for wrong in (1e-5, 1e-7, 0.12**6):
        assert abs(chance - wrong) > 4.0 * error
    assert chance * (1.0 - chance) / error**2 > 100.0 * row["cost_in_fights"]
    assert answer.tables["levels"]["chance"].is_sorted(descending=True)


@pytest.mark.slow
def test_against_plain_fights() -> None:
    """Four fighters, six rounds: a leak in a hundred raids, two in some thousands; 20,000 plain fights."""
    fighting = Fighting(scenario("one-on-one", four_fighters))
    fighting.fight(Want(POINT, 20_000, Fights()))
    for text in ("armed_leakers > 0", "armed_leakers > 1"):
        event = read_event(text)
        pilot = Pilot(event, 200)
        fighting.fight(Want(POINT, 1, pilot))
        levels = [float(fighting.values(POINT, f"level_{k}", pilot)[0]) for k in range(1, 41)]
        work = Splitting(event, 200, tuple(level for level in levels if level > 0.0))
        fighting.fight(Want(POINT, 30, work))
        split, plain = fighting.values(POINT, "chance", work), fighting.values(POINT, text, Fights())
        error = math.hypot(split.std(ddof=1) / math.sqrt(len(split)), plain.std() / math.sqrt(len(plain)))
        assert len(work.levels) >= 2 and 1e-4 < plain.mean() < 0.05
        assert abs(split.mean() - plain.mean()) < 4.0 * error
        # Control: twice as many would be seen.
        assert abs(split.mean() - 2.0 * plain.mean()) > 4.0 * error
