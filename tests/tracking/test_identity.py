"""Identity: the posterior in closed form, calibration over draws, and what each feature says.

Expected values: Bayes' rule by hand; NumPy; the normal density.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.tables import blank_setup
from vyuha.base.table import rows
from vyuha.command.rules import may_engage, must_hold
from vyuha.engine.allocate import allocate
from vyuha.sensors.identification import reply_to
from vyuha.state.identity import (
    CIVIL,
    CIVIL_REPLY,
    FRIEND,
    FRIEND_REPLY,
    GARBLED,
    HOSTILE,
    NEUTRAL,
    NO_REPLY,
    NOT_ASKED,
    OWN,
    SILENT,
    UNKNOWN,
    WEAPONS_FREE,
    WEAPONS_TIGHT,
)
from vyuha.state.radar import Plot
from vyuha.state.tables import Setup, State
from vyuha.tracking.identity import (
    HEIGHT_OFFSET,
    MEMORY,
    features,
    forget_identity,
    identify,
    kind_likelihood,
    note_evidence,
    penalty,
)

RULE = {
    "declare_at": 0.9,
    "prior_hostile": 0.5,
    "prior_neutral": 0.3,
    "prior_own": 0.2,
    "civil_reply": 0.9,
    "friend_reply": 0.8,
    "false_civil": 0.01,
    "false_friend": 0.001,
    "civil_silent": 0.04,
    "friend_silent": 0.08,
    "hostile_civil": 0.02,
    "control": WEAPONS_TIGHT,
}


def made(**changes: float) -> tuple[Setup, State]:
    """A rule, three kinds that look alike (a hostile, a neutral and an own one), and a track that looks like them."""
    setup = blank_setup(identification=1, kind=3, threat=1, net=1)
    for name, value in (RULE | changes).items():
        setup.identification[0][name] = value
    for k, side in enumerate(("hostile", "neutral", "own")):
        kind = setup.kind[k]
        kind.class_code, kind[side] = k, 1.0
        kind.speed_mean, kind.speed_deviation = math.log(230.0), 0.1
        kind.height_mean, kind.height_deviation = math.log(9000.0 + HEIGHT_OFFSET), 0.2
        kind.size_mean, kind.size_deviation, kind.flicker = math.log(8.0), 1.0, 1.3
        kind.climb_deviation = 20.0
    state = allocate(setup)
    track = state.track[0]
    forget_identity(track)
    track.x, track.y, track.z, track.vx = 0.0, 0.0, 9000.0, 230.0
    return setup, state


def plot_of(reply: int, size: float = 0.0) -> Any:
    plot = rows(Plot, 1)[0]
    plot.reply, plot.apparent_rcs = reply, size
    return plot


def posterior(counts: dict[int, float], rule: dict[str, float]) -> tuple[float, float, float]:
    """Bayes' rule by hand: `counts` of replies, the answers independent, the equipment silent or not for good."""

    def of(answers: int) -> float:
        own = {SILENT: 0.0, CIVIL: rule["civil_reply"], FRIEND: rule["friend_reply"]}[answers]
        false = {CIVIL_REPLY: rule["false_civil"], FRIEND_REPLY: rule["false_friend"]}
        false[NO_REPLY] = 1.0 - false[CIVIL_REPLY] - false[FRIEND_REPLY]
        mine = {SILENT: NO_REPLY, CIVIL: CIVIL_REPLY, FRIEND: FRIEND_REPLY}[answers]
        return math.prod(((own if r == mine else 0.0) + (1.0 - own) * false[r]) ** n for r, n in counts.items())

    weights = [
        rule["prior_hostile"] * ((1.0 - rule["hostile_civil"]) * of(SILENT) + rule["hostile_civil"] * of(CIVIL)),
        rule["prior_neutral"] * (rule["civil_silent"] * of(SILENT) + (1.0 - rule["civil_silent"]) * of(CIVIL)),
        rule["prior_own"] * (rule["friend_silent"] * of(SILENT) + (1.0 - rule["friend_silent"]) * of(FRIEND)),
    ]
    total = sum(weights)
    return weights[0] / total, weights[1] / total, weights[2] / total


CASES = [
    {},
    {NO_REPLY: 1},
    {NO_REPLY: 3},
    {NO_REPLY: 25},
    {CIVIL_REPLY: 1},
    {CIVIL_REPLY: 4, NO_REPLY: 1},
    {FRIEND_REPLY: 1},
    {FRIEND_REPLY: 2, NO_REPLY: 3},
    {FRIEND_REPLY: 1, CIVIL_REPLY: 1},
]


@pytest.mark.parametrize("counts", CASES)
def test_posterior_after_replies(counts: dict[int, int]) -> None:
    setup, state = made()
    for reply, number in counts.items():
        for _ in range(number):
            note_evidence(state.track[0], plot_of(reply))
    identify(setup, state, 0)
    expected = posterior({reply: float(n) for reply, n in counts.items()}, RULE)
    assert state.track[0].hostile == pytest.approx(expected[0], rel=1e-12)
    sides = [side for side, p in zip((HOSTILE, NEUTRAL, OWN), expected, strict=True) if p >= 0.9]
    assert state.track[0].identity == (sides[0] if sides else UNKNOWN)


def test_the_cases_reach_every_identity() -> None:
    found = [posterior({reply: float(n) for reply, n in case.items()}, RULE) for case in CASES]
    declared = {p.index(max(p)) if max(p) >= 0.9 else UNKNOWN for p in found}
    assert declared == {HOSTILE, NEUTRAL, OWN, UNKNOWN}


def test_silence_says_no_more_than_equipment_can_fail() -> None:
    """In the limit the odds are the shares of silent equipment: 0.5 x 0.98 to 0.3 x 0.04 to 0.2 x 0.08."""
    setup, state = made()
    for _ in range(30):
        note_evidence(state.track[0], plot_of(NO_REPLY))
    identify(setup, state, 0)
    weights = (0.5 * 0.98, 0.3 * 0.04, 0.2 * 0.08)
    assert state.track[0].hostile == pytest.approx(weights[0] / sum(weights), rel=1e-9)
    # Control: taken for independent, the same silence would be certain.
    sure, state = made(civil_silent=0.0, friend_silent=0.0)
    for _ in range(30):
        note_evidence(state.track[0], plot_of(NO_REPLY))
    identify(sure, state, 0)
    assert state.track[0].hostile > 1.0 - 1e-12


def calibration(believed: dict[str, float]) -> float:
    """Aircraft drawn by the rule and judged by one with changes: over bins of the posterior, the farthest that the
    share of hostile ones is from it, in binomial deviations.
    """
    setup, state = made(**believed)
    truth, _ = made()
    draw = np.random.default_rng(11)
    found = []
    for _ in range(6000):
        side = draw.choice(3, p=[0.5, 0.3, 0.2])
        silent = draw.random() < (0.98, 0.04, 0.08)[side]
        answers = SILENT if silent else (CIVIL, CIVIL, FRIEND)[side]
        forget_identity(state.track[0])
        for _ in range(draw.integers(0, 5)):
            u = draw.random(2)
            note_evidence(state.track[0], plot_of(reply_to(truth.identification[0], answers, float(u[0]), float(u[1]))))
        identify(setup, state, 0)
        found.append((state.track[0].hostile, side == 0))
    p, hostile = np.array(found, dtype=float).T
    worst = 0.0
    for low, high in ((0.0, 0.02), (0.02, 0.3), (0.3, 0.6), (0.6, 0.85), (0.85, 0.95), (0.95, 1.0)):
        chosen = (p >= low) & (p < high)
        if chosen.sum() >= 50:
            away = hostile[chosen].sum() - p[chosen].sum()
            worst = max(worst, abs(away) / math.sqrt(max((p[chosen] * (1.0 - p[chosen])).sum(), 1.0)))
    return worst


def test_the_posterior_is_a_frequency() -> None:
    """Six bins within 4.5 deviations."""
    assert calibration({}) < 4.5


def test_control_another_belief_is_not() -> None:
    assert calibration({"prior_hostile": 0.35, "prior_neutral": 0.45}) > 4.5


def test_old_answers_fade_and_garble_says_nothing() -> None:
    _, state = made()
    track = state.track[0]
    for reply, number in ((CIVIL_REPLY, 100), (NO_REPLY, 60), (GARBLED, 10)):
        for _ in range(number):
            note_evidence(track, plot_of(reply))
    assert track.silences + track.civil_replies == pytest.approx(MEMORY)
    # What is left of the first after 60 steps by 29/30.
    assert track.civil_replies == pytest.approx(30.0 * (29.0 / 30.0) ** 60)
    before = track.silences
    note_evidence(track, plot_of(NOT_ASKED, 5.0))
    assert (track.silences, track.echoes) == (before, 0.0)


def test_size_is_the_mean_of_logarithms() -> None:
    _, state = made()
    sizes = np.random.default_rng(2).exponential(8.0, 20)
    for size in sizes:
        note_evidence(state.track[0], plot_of(GARBLED, float(size)))
    assert state.track[0].echo == pytest.approx(np.log(sizes).mean(), rel=1e-12)
    assert state.track[0].echoes == 20.0


def test_features_of_a_track() -> None:
    setup, state = made()
    track, p = state.track[0], state.covariance[0]
    track.vx, track.vy, track.vz = 120.0, -160.0, 15.0
    given = np.random.default_rng(4).normal(size=(6, 6))
    p[:] = given @ given.T
    seen = features(setup, track, p)
    v = np.array([120.0, -160.0, 15.0])
    speed = np.linalg.norm(v)
    assert seen[0] == pytest.approx(math.log(speed))
    # Error of the speed along the velocity, as a share of it.
    assert seen[1] == pytest.approx(math.sqrt(v @ p[3:, 3:] @ v) / speed**2)
    assert seen[2] == pytest.approx(math.log(9000.0 + HEIGHT_OFFSET), rel=1e-9)
    assert seen[3] == pytest.approx(math.sqrt(p[2, 2]) / (9000.0 + HEIGHT_OFFSET), rel=1e-9)
    assert seen[4] == pytest.approx(15.0, abs=1e-6)
    assert seen[5] == pytest.approx(math.sqrt(p[5, 5]))


def test_penalty_is_the_normal_density_up_to_four_deviations() -> None:
    def density(x: float, s: float) -> float:
        return -math.log(math.exp(-0.5 * (x / s) ** 2) / s)

    assert penalty(1.3, 1.0, 0.3, 0.4) == pytest.approx(density(0.3, 0.5))
    assert penalty(9.0, 1.0, 0.3, 0.4) == pytest.approx(density(2.0, 0.5))


def test_more_looks_tell_sizes_apart_but_not_beyond_the_type() -> None:
    """Variance of the mean of n looks: 1.0^2 + 1.3^2 / n."""
    setup, _ = made()
    kind, at = setup.kind[0], (math.log(230.0), 0.0, math.log(9100.0), 0.0, 0.0, 0.0)
    alone = kind_likelihood(kind, at, 0.0, 0.0)
    for n in (1.0, 5.0, 30.0):
        variance = 1.0 + 1.3**2 / n
        away = math.log(8.0) - 1.0
        expected = math.exp(-0.5 * away * away / variance) / math.sqrt(variance)
        assert kind_likelihood(kind, at, math.log(8.0) - away, n) / alone == pytest.approx(expected)


def test_a_class_is_the_sum_of_its_types() -> None:
    """Two hostile types of one class outweigh a single likelier one of another."""
    setup, state = made(prior_neutral=0.0, prior_own=0.0)
    for k, (code, share) in enumerate(((3, 0.3), (3, 0.3), (4, 0.4))):
        kind = setup.kind[k]
        kind.class_code, kind.hostile, kind.neutral, kind.own = code, share, 0.0, 0.0
    identify(setup, state, 0)
    assert state.track[0].class_code == 3
    setup.kind[1].class_code = 2  # control: apart, each of them is less likely
    identify(setup, state, 0)
    assert state.track[0].class_code == 4


@pytest.mark.parametrize(
    ("control", "identity", "engaged"),
    [
        (WEAPONS_TIGHT, HOSTILE, True),
        (WEAPONS_TIGHT, UNKNOWN, False),
        (WEAPONS_TIGHT, NEUTRAL, False),
        (WEAPONS_FREE, HOSTILE, True),
        (WEAPONS_FREE, UNKNOWN, True),
        (WEAPONS_FREE, NEUTRAL, False),
        (WEAPONS_FREE, OWN, False),
    ],
)
def test_who_may_be_engaged(control: int, identity: int, engaged: bool) -> None:
    setup, state = made(control=control)
    state.track[0].identity = identity
    assert may_engage(setup, state.track[0]) is engaged
    assert must_hold(setup, state.track[0]) is (identity in (NEUTRAL, OWN))
    nobody = blank_setup(threat=1)
    assert may_engage(nobody, state.track[0])
    assert not must_hold(nobody, state.track[0])
