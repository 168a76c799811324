"""Doctrines in fights against closed forms: the chain is made certain but for the rounds, whose kill probability is
fixed.

Every estimate is compared in standard errors over independent replicates; |z| < 4 is the stated confidence, at fixed
seeds. A control asks the same of a neighbouring law and must fail.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.builders import (
    CONFIDENT,
    Case,
    agrees,
    build,
    catalogue,
    certain_sight,
    fight,
    leak_and_rounds,
    leaked,
    raid,
)
from vyuha.engine.assemble import assemble
from vyuha.results.records import Block
from vyuha.scenario import parse

KILL = 0.7
MISS = 1.0 - KILL
THREATS = 6
REPLICATES = 200
STAGED = 400
# Somebody still in the air when the last of the six has met its fate, so that no verdict on them is cut off.
LATE = raid("late", 1, spacing="0 s", more="height: 9 km, start: 1100 s")
PERFECT = "false_alive: 0, false_dead: 0, reopen_time: 0 s"


def duel(doctrine: str, replicates: int = REPLICATES) -> Block:
    """Six well separated targets, always seen and always reached, and a late one that does not count."""
    apart = raid(count=THREATS, spacing="40 s") + LATE
    setup = build(Case(apart, doctrine=f"{doctrine}, {PERFECT}", kill=KILL, duration=2400.0)).setup
    certain_sight(setup)
    return fight(setup, replicates)


def law(salvos: tuple[int, ...]) -> tuple[float, float]:
    """Rounds and leakage of salvos with a perfect look after each: sum_k s_k (1-p)^(rounds before), (1-p)^(all)."""
    before = [sum(salvos[:k]) for k in range(len(salvos))]
    return sum(s * MISS**b for s, b in zip(salvos, before, strict=True)), MISS ** sum(salvos)


@pytest.mark.parametrize(
    ("doctrine", "salvos", "other"),
    [
        ("salvo: 1, then: [1, 2], most_rounds: 4", (1, 1, 2), (1, 2, 1)),
        ("salvo: 2, then: [1], most_rounds: 3", (2, 1), (1, 2)),
        ("salvo: 1, then: [2], most_rounds: 5", (1, 2, 2), (1, 1, 2)),
    ],
)
def test_salvos_that_differ(doctrine: str, salvos: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Soland 1987; for p = .7 the salvos (1, 1, 2) take 1.48 rounds and leak .0081."""
    if salvos == (1, 1, 2):
        assert law(salvos) == pytest.approx((1.48, 0.0081))
    leak, rounds = leak_and_rounds(duel(doctrine), THREATS)
    assert agrees(rounds, law(salvos)[0])
    assert agrees(leak, law(salvos)[1])
    # Control: the same number of rounds in other salvos takes more or less of them.
    assert not agrees(rounds, law(other)[0])


@pytest.mark.parametrize(("interval", "rounds_law"), [(5, 3.0), (100, 2.0 + MISS), (170, 1.0 + MISS + MISS**2)])
def test_ripple(interval: int, rounds_law: float) -> None:
    """Three rounds in a ripple against a look that comes before the second, between the second and the third, or after
    all have left: a round is saved for each verdict that comes in time, the first some 150 s after its launch. The
    leakage is that of three rounds.
    """
    leak, rounds = leak_and_rounds(duel(f"salvo: 3, most_rounds: 3, interval: {interval} s"), THREATS)
    assert agrees(rounds, rounds_law)
    assert agrees(leak, MISS**3)
    # Control: the two other cases are told from this one.
    for wrong in {3.0, 2.0 + MISS, 1.0 + MISS + MISS**2} - {rounds_law}:
        assert not agrees(rounds, wrong)


def test_rounds_of_a_ripple_keep_their_interval() -> None:
    """Rounds of one engagement leave 5 s apart, to within the period of the radar's work; those of a salvo as fast as
    the launchers can.
    """
    gaps = {}
    for interval in (0, 5):
        block = duel(f"salvo: 3, most_rounds: 3, interval: {interval} s", 4)
        shots, owner = block.shots, block.shot_replicate
        order = np.lexsort((shots["launch_time"], shots["engagement"], owner))
        alike = (np.diff(shots["engagement"][order]) == 0) & (np.diff(owner[order]) == 0)
        step = np.diff(shots["launch_time"][order])[alike]
        gaps[interval] = step[step > 0.0]
    assert gaps[5].min() >= 5.0 - 1e-9
    assert gaps[0].min() < 5.0


DEFENDED = """
vyuha: 1
title: stages
duration: 40 min
origin: {{lat: 31.0 deg, lon: 74.9 deg}}
assets:
  - {{id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 10000, radius: 5 km}}
defences:
  - {{id: post, system: s-400/command-post, east: 0 km, north: 0 km, doctrine: post}}
{units}raids:
{raids}doctrines:
{doctrines}run: {{fixed_kill_probability: {kill}}}
"""


def stages(units: str, doctrines: str, replicates: int) -> npt.NDArray[np.float64]:
    """Survivors of four identical targets that come abreast against eight rounds at .6, replicate by replicate."""
    abreast = raid(count=4, spacing="0 s", more="height: 9 km, lateral: 6 km") + LATE
    head = f"  - {{id: post, {PERFECT}, allocation: marginal-return}}\n"
    text = DEFENDED.format(units=units, raids=abreast, doctrines=head + doctrines, kill=0.6)
    setup = assemble(parse(text), catalogue()).setup
    certain_sight(setup)
    setup.mission[0].fixed_kill = 0.6
    return leaked(fight(setup, replicates))[:, :4].sum(axis=1).astype(float)


def unit(id: str, rounds: int, doctrine: str) -> str:
    return (
        f"  - {{id: {id}, system: s-400/battalion, command: post, east: 0 km, north: 0 km, doctrine: {doctrine}, "
        f"load: {{48N6E3: {rounds}}}}}\n"
    )


FAR = f"  - {{id: far, salvo: 1, most_rounds: 1, zone: {{from: 110 km, to: 250 km}}, {PERFECT}}}\n"
NEAR = f"  - {{id: near, salvo: 8, zone: {{from: 55 km, to: 95 km}}, {PERFECT}}}\n"
TWO_STAGES = unit("a", 4, "far") + unit("b", 4, "near"), FAR + NEAR
MANY_STAGES = unit("a", 8, "single"), f"  - {{id: single, salvo: 1, {PERFECT}}}\n"
ONE, TWO, MANY = 0.6400, 0.307855, 0.232653


def test_one_stage() -> None:
    """Hosein and Athans: everything at once, spread evenly: N = 4, M = 8, p = .6 leave .64 targets."""
    doctrine = f"  - {{id: all, salvo: 8, zone: {{from: 10 km, to: 100 km}}, {PERFECT}}}\n"
    left = stages(unit("a", 8, "all"), doctrine, STAGED)
    assert agrees(left, ONE)
    assert not agrees(left, TWO)


def test_two_stages() -> None:
    """One round each far out; what survives comes into the zone of a second unit, which gives it all that it has,
    spread evenly: .307855 targets survive.
    """
    left = stages(*TWO_STAGES, STAGED)
    assert agrees(left, TWO)
    assert not agrees(left, ONE)


def test_many_stages() -> None:
    """One round at a time and a look after each, rounds that are not needed going to others: .232653 survive, which is
    E (4 - Bin(8, .6))+ and no policy betters.
    """
    left = stages(*MANY_STAGES, STAGED)
    assert agrees(left, MANY)
    assert not agrees(left, ONE)


@pytest.mark.slow
def test_two_stages_and_many_are_told_apart() -> None:
    """Control of the two tests above: the third stage saves .075 targets, which takes more fights to see."""
    two, many = stages(*TWO_STAGES, 2500), stages(*MANY_STAGES, 2500)
    assert agrees(two, TWO) and not agrees(two, MANY)
    assert agrees(many, MANY) and not agrees(many, TWO)


def test_a_salvo_against_fewer_rounds_than_targets() -> None:
    """One-sided salvo (Hughes 1995, Armstrong 2005 with sure hits): eight come, six rounds at .7 meet one each:
    8 - Bin(6, .7) get through, 3.8 on average.
    """
    eight = raid(count=8, spacing="10 s") + LATE
    setup = build(Case(eight, doctrine=f"salvo: 1, most_rounds: 1, {PERFECT}", kill=KILL, duration=2400.0)).setup
    certain_sight(setup)
    setup.magazine[0].rounds = 6
    through = leaked(fight(setup, REPLICATES))[:, :8].sum(axis=1)
    assert agrees(through.astype(float), 8.0 - 6.0 * KILL)
    assert abs(through.var(ddof=1) / (6.0 * KILL * MISS) - 1.0) < CONFIDENT * math.sqrt(2.0 / REPLICATES)
    # Control: a round more or less is told apart.
    assert not agrees(through.astype(float), 8.0 - 7.0 * KILL)
