"""The salvo between ships, one direction at a time: Hughes's exchange and Armstrong's law of it in fights.

Expected values: W. P. Hughes, "A salvo model of warships in missile combat", Naval Research Logistics 42 (1995): A
ships fire alpha missiles each at B ships that stop b3 each and bear b1 hits: (alpha A - b3 B) / b1 are lost, no fewer
than none and no more than all. A = 3, B = 2, four missiles each, two stopped each, two hits each: B loses 2 (all; raw
4), A loses 1.
M. J. Armstrong, "A stochastic salvo model for naval surface combat", Operations Research 53 (2005): hits
max(Bin(shots, p) - Bin(intercepts, q), 0); 8 shots at .8 against 6 intercepts at .7: 2.2565 on average, none with
probability .1401.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from tests.engine.builders import Case, build, catalogue, certain_sight, fight, leaked, raid
from vyuha.engine.assemble import assemble
from vyuha.scenario import parse

CONFIDENT = 4.0
PERFECT = "salvo: 1, false_alive: 0, false_dead: 0, reopen_time: 0 s"
# Somebody still in the air when the last missile has met its fate, so that no verdict is cut off.
LATE = raid("late", 1, spacing="0 s", more="height: 9 km, start: 1100 s")
SHOTS, ACCURATE, INTERCEPTS, KILL = 8, 0.8, 6, 0.7
FIGHTS = 600


def armstrong(shots: int, accurate: float, intercepts: int, kill: float) -> npt.NDArray[np.float64]:
    """Probability of 0, 1, ... hits."""
    law = np.zeros(shots + 1)
    for good, p in enumerate(stats.binom(shots, accurate).pmf(range(shots + 1))):
        for stopped, q in enumerate(stats.binom(intercepts, kill).pmf(range(intercepts + 1))):
            law[max(good - stopped, 0)] += p * q
    return law


def hits_of(good: int, count: int) -> npt.NDArray[np.int64]:
    """Of `good` missiles that fly true those that come through six rounds, fight by fight: a look after each round, so
    that what one missile does not need goes to another.
    """
    if good == 0:
        return np.zeros(count, np.int64)
    setup = build(Case(raid(count=good, spacing="1 s") + LATE, doctrine=PERFECT, kill=KILL, duration=2400.0)).setup
    certain_sight(setup)
    setup.magazine[0].rounds = INTERCEPTS
    # Luck of its own for each number, or all would share it.
    return np.asarray(leaked(fight(setup, count, seed=good))[:, :good].sum(axis=1))


def test_hits_of_a_salvo_follow_armstrong() -> None:
    """How many of the eight fly true is drawn here; the others are nobody's business. The fights do the rest."""
    law = armstrong(SHOTS, ACCURATE, INTERCEPTS, KILL)
    mean = float(law @ np.arange(SHOTS + 1))
    assert (mean, law[0]) == pytest.approx((2.2565, 0.1401), abs=5e-5)
    good = np.random.default_rng(1).binomial(SHOTS, ACCURATE, FIGHTS)
    hits = np.concatenate([hits_of(k, int((good == k).sum())) for k in np.unique(good)])
    error = hits.std(ddof=1) / math.sqrt(FIGHTS)
    assert abs(hits.mean() - mean) < CONFIDENT * error
    assert abs(np.mean(hits == 0) - law[0]) < CONFIDENT * math.sqrt(law[0] * (1.0 - law[0]) / FIGHTS)
    # Controls: the mean-value model of 8 x .8 - 6 x .7 = 2.2 says nothing of none; a round more or less is another law.
    for intercepts in (INTERCEPTS - 1, INTERCEPTS + 1):
        other = armstrong(SHOTS, ACCURATE, intercepts, KILL)
        assert abs(hits.mean() - float(other @ np.arange(SHOTS + 1))) > CONFIDENT * error


def lost(ships: int, salvo: int, stopped: int, bears: int) -> int:
    """Ships that a salvo of `salvo` sure missiles destroys; they stop `stopped` each and bear `bears` hits each. What
    gets through is not spread but falls on one ship after the other.
    """
    rounds = ships * stopped
    assets = "".join(
        f"  - {{id: s{i}, east: 0 km, north: {4 * i} km, value: 100, hits_to_kill: {bears}, radius: 500 m}}\n"
        for i in range(ships)
    )
    # Last come those that get through; whatever else there is goes first, at the last ship.
    through = max(salvo - rounds, 0)
    at = [f"s{min(n // bears, ships - 1)}" for n in range(through)]
    order = [f"s{ships - 1}"] * (salvo - through) + at
    raids = "".join(
        raid(f"m{n}", 1, type="babur", distance=200.0, spacing="0 s", more=f"height: 9 km, start: {60 * n} s").replace(
            "target: base", f"target: {target}"
        )
        for n, target in enumerate(order)
    )
    text = Case(raids, doctrine=PERFECT, kill=1.0, duration=2400.0).text
    head = text.index("  - {id: base")
    text = text[:head] + assets + text[text.index("\n", head) + 1 :]
    setup = assemble(parse(text, "salvo.yaml"), catalogue()).setup
    certain_sight(setup)
    setup.radar.sector_half_width[:] = math.pi
    setup.threat.aim_error[:] = 0.0
    setup.magazine[0].rounds = rounds
    block = fight(setup, 4)
    gone = block.sites["destroyed"][:, :ships].sum(axis=1)
    assert gone.min() == gone.max()
    return int(gone[0])


def test_an_exchange_of_salvos_is_hughess() -> None:
    """Both salvos of the worked exchange; the controls stop one missile more or less with each ship."""
    assert lost(ships=2, salvo=3 * 4, stopped=2, bears=2) == 2
    assert lost(ships=3, salvo=2 * 4, stopped=2, bears=2) == 1
    assert lost(ships=3, salvo=2 * 4, stopped=3, bears=2) == 0
    assert lost(ships=3, salvo=2 * 4, stopped=1, bears=2) == 2
