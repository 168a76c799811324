"""The whole engine against closed forms: the chain is made certain but for the one law under test.

Every estimate is compared in standard errors over independent replicates; |z| < 4 is the stated confidence (one false
alarm in sixteen thousand), at fixed seeds. A control asks the same of a wrong law and must fail.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from tests.engine.builders import (
    CONFIDENT,
    WATCH,
    Case,
    agrees,
    build,
    certain_sight,
    fight,
    leak_and_rounds,
    leaked,
    raid,
)
from tests.tables import empty_space, grow
from vyuha.results.records import Block
from vyuha.sensors.detection import reference_snr
from vyuha.state.tables import Setup
from vyuha.state.threat import KILLED

KILL = 0.7
THREATS = 10
REPLICATES = 200
# Somebody still in the air when the last of the ten has met its fate: a fight ends with its last threat, and what
# would have been fired at wreckage after that is not.
LATE = raid("late", 1, spacing="0 s", more="height: 9 km, start: 900 s")


def duel(doctrine: str, kill: float = KILL) -> Block:
    """Ten well separated targets, always seen and always reached, and a late one that does not count."""
    setup = build(Case(raid(count=THREATS) + LATE, doctrine=doctrine + ", reopen_time: 0 s", kill=kill)).setup
    certain_sight(setup)
    return fight(setup, REPLICATES)


PERFECT = "false_alive: 0, false_dead: 0"


@pytest.mark.parametrize("salvo", [1, 2, 3])
def test_leakage_is_binomial(salvo: int) -> None:
    """A salvo of n leaks with q = (1 - p)^n, threats independently: leakers follow Bin(10, q)."""
    leakers = leaked(duel(f"salvo: {salvo}, most_rounds: {salvo}, {PERFECT}"))[:, :THREATS].sum(axis=1)
    law = stats.binom(THREATS, (1.0 - KILL) ** salvo)
    assert abs(leakers.mean() - law.mean()) < CONFIDENT * law.std() / math.sqrt(REPLICATES)
    none = float(law.pmf(0))
    assert abs(np.mean(leakers == 0) - none) < CONFIDENT * math.sqrt(none * (1.0 - none) / REPLICATES)
    counts = np.array([np.sum(leakers == k) for k in range(3)] + [np.sum(leakers >= 3)])
    expected = REPLICATES * np.array([*law.pmf([0, 1, 2]), law.sf(2)])
    seen = expected > 5.0
    chi2 = float((((counts - expected) ** 2) / expected)[seen].sum())
    assert stats.chi2.sf(chi2, int(seen.sum()) - 1) > 1e-4
    # Control: the law of one round more, or less, is not met.
    for wrong in (salvo + 1, salvo - 1):
        other = stats.binom(THREATS, (1.0 - KILL) ** wrong)
        scale = math.sqrt(law.var() / REPLICATES)
        assert abs(leakers.mean() - other.mean()) > CONFIDENT * scale


@pytest.mark.parametrize(("salvo", "most"), [(1, 2), (2, 2), (1, 3), (2, 4)])
def test_shoot_look_shoot(salvo: int, most: int) -> None:
    """Perfect assessment (Soland 1987): rounds sum_k s_k (1-p)^(rounds before), leak (1-p)^most. For p = .7: 1.30
    rounds and .09 for one and one; 2.00 and .09 for a salvo of two.
    """
    miss = 1.0 - KILL
    rounds_law = sum(salvo * miss**fired for fired in range(0, most, salvo))
    leak, rounds = leak_and_rounds(duel(f"salvo: {salvo}, most_rounds: {most}, {PERFECT}"), THREATS)
    assert agrees(leak, miss**most)
    assert agrees(rounds, rounds_law)
    # Control: without the look all rounds are fired; with half the rounds more leak.
    assert salvo == most or not agrees(rounds, float(most))
    assert not agrees(leak, miss ** (most // 2))


@pytest.mark.parametrize(("false_alive", "false_dead"), [(0.0, 0.05), (0.1, 0.05), (0.1, 0.5)])
def test_assessment_errors(false_alive: float, false_dead: float) -> None:
    """Two looks of one round with f = P(called alive | dead), g = P(called dead | alive): rounds
    1 + (1-p)(1-g) + p f, leak (1-p) [g + (1-g)(1-p)]; 1.355 and .1005 for .7, .1, .05. The round at wreckage is fired:
    after a wrong verdict the crew shoots at the coasting track, and the seeker finds nothing there.
    """
    doctrine = f"salvo: 1, most_rounds: 2, false_alive: {false_alive}, false_dead: {false_dead}"
    leak, rounds = leak_and_rounds(duel(doctrine), THREATS)
    miss = 1.0 - KILL
    assert agrees(leak, miss * (false_dead + (1.0 - false_dead) * miss))
    assert agrees(rounds, 1.0 + miss * (1.0 - false_dead) + KILL * false_alive)
    # Control: no errors, or the two swapped, are told from these.
    if false_dead == 0.5:
        assert not agrees(leak, miss * miss)
        assert not agrees(rounds, 1.0 + miss)
        assert not agrees(leak, miss * (false_alive + (1.0 - false_alive) * miss))
        assert not agrees(rounds, 1.0 + miss * (1.0 - false_alive) + KILL * false_dead)


def erlang_b(load: float, channels: int) -> float:
    """Blocked share of Poisson customers at `channels` without a queue (A. K. Erlang, 1917), by its recursion."""
    blocked = 1.0
    for k in range(1, channels + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


GAP = 60.0
CUSTOMERS, WARM_UP = 50, 12
ZONE = 400.0


def loss_system(channels: int, gap: float = GAP) -> Setup:
    """A battalion as a loss system: Poisson customers who can be served only while they cross a narrow zone. The crew
    is quick, the radars exact: nobody is lost but for want of a channel.
    """
    where = raid(count=CUSTOMERS, spacing=f"{{mean: {gap:g} s}}", more="height: 9 km, lateral: 2 km")
    zone = f"zone: {{from: 130 km, to: {130.0 + ZONE / 1000.0:g} km}}"
    doctrine = f"salvo: 1, most_rounds: 1, {PERFECT}, {zone}"
    setup = build(Case(where, doctrine=doctrine, kill=1.0, duration=10800.0)).setup
    certain_sight(setup)
    # They fly straight through the zone, and close only behind it.
    setup.threat.converge = 60.0
    unit, net = setup.fire_unit[0], setup.net[0]
    unit.target_channels, unit.last_engagement = channels, unit.first_engagement + channels - 1
    unit.missile_channels, unit.last_interceptor = 64, unit.first_interceptor + 63
    unit.reaction_time, unit.launch_interval = 0.0, 0.0
    net.cycle, net.process_noise = 0.5, 0.1
    setup.magazine[0].rounds = CUSTOMERS
    setup.radar[unit.radar].period, setup.radar[unit.radar].phase = 0.25, 0.0
    for r in range(len(setup.radar)):
        setup.radar[r].angle_error_floor, setup.radar[r].range_error_floor = 1e-5, 1.0
    return setup


def blocked_share(block: Block) -> npt.NDArray[np.float64]:
    """Share of each replicate's customers, the first few apart, at whom nobody fired."""
    return np.asarray((block.threats["shots"] == 0)[:, WARM_UP:].mean(axis=1))


def test_blocked_customers_follow_erlang() -> None:
    """Channels that are held from order to verdict lose customers by Erlang's formula, whatever the law of the holding
    time; the load is the measured holding time over the mean gap. Customers are in the zone for about two seconds and
    may use a channel that comes free meanwhile: that saves at most c d / h of those who would have been lost.
    """
    channels, replicates = 3, 80
    block = fight(loss_system(channels), replicates)
    holding = float(np.nanmean(block.shots["release_time"] - block.shots["order_time"]))
    wait = ZONE / 200.0
    law = erlang_b(holding / GAP, channels)
    share = blocked_share(block)
    error = share.std(ddof=1) / math.sqrt(replicates)
    assert law * (1.0 - channels * wait / holding) - CONFIDENT * error < share.mean() < law + CONFIDENT * error
    # Controls: unlimited servers of which c are counted (Poisson), and one channel more or less, are other laws.
    assert share.mean() < float(stats.poisson(holding / GAP).sf(channels - 1)) - CONFIDENT * error
    assert share.mean() > erlang_b(holding / GAP, channels + 1) + CONFIDENT * error
    assert share.mean() < erlang_b(holding / GAP, channels - 1) - CONFIDENT * error


@pytest.mark.slow
def test_six_channels_at_a_load_of_four() -> None:
    """a = 4, c = 6: B = .11716. The gap is set so that the load is four, by the holding time of another run; what came
    through without a shot is then what Erlang blocks, less what finds a channel while it crosses the zone.
    """
    assert erlang_b(4.0, 6) == pytest.approx(0.11716, abs=5e-6)
    shots = fight(loss_system(6), 10).shots
    holding = float(np.nanmean(shots["release_time"] - shots["order_time"]))
    block = fight(loss_system(6, gap=holding / 4.0), 120)
    measured = float(np.nanmean(block.shots["release_time"] - block.shots["order_time"]))
    assert measured == pytest.approx(holding, rel=0.05)
    law, share = erlang_b(4.0 * measured / holding, 6), blocked_share(block)
    error = share.std(ddof=1) / math.sqrt(len(share))
    assert law * (1.0 - 6.0 * (ZONE / 200.0) / holding) - CONFIDENT * error < share.mean() < law + CONFIDENT * error
    # Control: a channel more or less is another law.
    assert share.mean() > erlang_b(4.0, 7) + CONFIDENT * error
    assert share.mean() < erlang_b(4.0, 5) - CONFIDENT * error


def test_control_with_many_channels_nobody_is_blocked() -> None:
    assert blocked_share(fight(loss_system(50), 8)).max() == 0.0


def watched(rcs: float = 1.0, swerling: int = 1) -> Setup:
    """One target that flies at a search radar from far beyond even odds, through empty space; one pulse a look."""
    lone = raid(count=1, distance=380.0, spacing="0 s", more="height: 9 km")
    setup = build(Case(lone, defences=WATCH)).setup
    grow(setup, rcs)
    setup.threat[0].swerling = swerling
    setup = empty_space(setup, float(setup.radar[0].false_alarm_probability))
    setup.radar[0].reference_snr = reference_snr(0.5, float(setup.radar[0].false_alarm_probability))
    return setup


def looks(setup: Setup) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Times [s] and slant ranges [m] of the radar's looks at the target, from its planned path."""
    radar, at, path = setup.radar[0], setup.antenna[0], np.asarray(setup.knot)
    times = np.arange(radar.phase, path["time"][-1], radar.period)
    place = [np.interp(times, path["time"], path[axis]) for axis in ("x", "y", "z")]
    return times, np.sqrt((place[0] - at.x) ** 2 + (place[1] - at.y) ** 2 + (place[2] - at.z) ** 2)


def swerling_1(setup: Setup, ranges: npt.NDArray[np.float64], even_odds_range: float) -> npt.NDArray[np.float64]:
    """Pd = Pfa^(1/(1+S)) (Swerling 1954), with S by the fourth power of range and Pd = 1/2 at `even_odds_range` [m]."""
    false_alarm = float(setup.radar[0].false_alarm_probability)
    snr = (math.log(false_alarm) / math.log(0.5) - 1.0) * (even_odds_range / ranges) ** 4
    return np.asarray(false_alarm ** (1.0 / (1.0 + snr)))


def test_detections_follow_swerling_1() -> None:
    """Number of hits and mean time of the first hit of a lone target against the closed form, look by look."""
    setup, replicates = watched(), 600
    block = fight(setup, replicates)
    times, ranges = looks(setup)
    in_horizon = ranges < 395e3
    chance = np.where(in_horizon, swerling_1(setup, ranges, float(setup.radar[0].reference_range)), 0.0)
    hits = block.threats["detections"][:, 0].astype(float)
    assert agrees(hits, float(chance.sum()))
    assert hits.var(ddof=1) == pytest.approx((chance * (1.0 - chance)).sum(), rel=CONFIDENT * math.sqrt(2 / replicates))
    first = chance * np.cumprod(np.concatenate([[1.0], 1.0 - chance[:-1]]))
    mean_first = float((first * times).sum() / first.sum())
    assert agrees(block.threats["detection_time"][:, 0], mean_first)
    # Control: a radar that reaches a twentieth farther is another radar.
    wrong = swerling_1(setup, ranges, 1.05 * float(setup.radar[0].reference_range))
    assert not agrees(hits, float(wrong.sum()))
    wrong_first = wrong * np.cumprod(np.concatenate([[1.0], 1.0 - wrong[:-1]]))
    assert not agrees(block.threats["detection_time"][:, 0], float((wrong_first * times).sum()))


def test_control_a_steady_target_is_no_swerling_1() -> None:
    setup = watched(swerling=0)
    hits = fight(setup, 300).threats["detections"][:, 0].astype(float)
    _, ranges = looks(setup)
    assert not agrees(hits, float(swerling_1(setup, ranges, float(setup.radar[0].reference_range)).sum()))


EARTH = 6371008.8
SPEED = 260.0


def first_sight(refraction: float) -> tuple[float, float, float]:
    """Arc [m] to a low flyer at its first detection, and the heights [m] of antenna and flyer."""
    height = 300.0
    lone = raid(count=1, distance=150.0, spacing="0 s", more="height: 300 m")
    setup = build(Case(lone, defences=WATCH, refraction=refraction)).setup
    certain_sight(setup)
    seen = float(fight(setup, 1).threats["detection_time"][0, 0])
    return 150e3 - SPEED * seen * EARTH / (EARTH + height), float(setup.antenna[0].height), height


@pytest.mark.parametrize("refraction", [4.0 / 3.0, 1.0])
def test_a_low_flyer_appears_at_the_horizon(refraction: float) -> None:
    """sqrt(2 k R h) from either side (4/3 earth for k = 4/3): never before, and within one scan for a huge target."""
    arc, antenna, height = first_sight(refraction)

    def horizon(k: float) -> float:
        return math.sqrt(2.0 * k * EARTH) * (math.sqrt(antenna) + math.sqrt(height))

    scan = 10.0 * SPEED
    ellipsoid = 100.0
    assert horizon(refraction) - scan - ellipsoid < arc < horizon(refraction) + ellipsoid
    # Control: the horizon of the other refraction is kilometres away.
    other = 1.0 if refraction > 1.0 else 4.0 / 3.0
    assert not horizon(other) - scan - ellipsoid < arc < horizon(other) + ellipsoid


def test_the_late_one_keeps_the_fight_open() -> None:
    """The premise of the duels: the ten are over before the late one is met, so that no verdict on them is cut off."""
    block = duel(f"salvo: 1, most_rounds: 1, {PERFECT}", kill=1.0)
    assert (block.threats["outcome"] == KILLED).all()
    assert block.threats["resolved_time"][:, :THREATS].max() + 60.0 < block.threats["resolved_time"][:, THREATS].min()
