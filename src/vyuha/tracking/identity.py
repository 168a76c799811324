"""Identity: what the defence makes of the answers, the flight and the size of a track.

Assumes   an aircraft either answers all the time or never (its equipment), and answers are independent given that: so
          silence counts for no more than the share of aircraft whose equipment is silent, however long it lasts. The
          flight is judged once, by the latest estimate, since one look's speed and height are the next one's too. Of
          the apparent size the mean of all looks is judged: what the type and its aspect leave open stays, what
          flickers from look to look averages out. Speed, height, climb and size are independent given the type.
          A civil corridor along which a track flies makes it likelier neutral by a factor (`tracking.airspace`).
Holds     for types of the catalogue; a feature more than four deviations off counts as four, so that what is in no
          catalogue is merely unlikely.
Source    Bayes' rule, with the reply probabilities of `sensors.identification` and normal densities of each type;
          E. Bosse, J. Roy, S. Wark, "Concepts, Models, and Tools for Information Fusion", Artech House, 2007: identity
          from attributes of a track.
Checked   tests/tracking/test_identity.py: the posterior after k replies in closed form, calibration over draws.
"""

import math

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.sensors.identification import reply_chance
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
    Identification,
    Kind,
)
from vyuha.state.radar import Plot
from vyuha.state.tables import Setup, State
from vyuha.state.track import Track
from vyuha.world.geodesy import vertical

Floats = npt.NDArray[np.float64]
# Heights are judged by their logarithm above this depth [m].
HEIGHT_OFFSET = 100.0
# Answers and sizes remembered: older ones fade, since a track may have passed from one aircraft to another.
MEMORY = 30.0
# Squared deviations beyond which nothing gets less likely.
_FARTHEST = 16.0
_SLOWEST = 1.0


@kernel
def forget_identity(track: Track) -> None:
    """Clear what is known of who `track` [row] is."""
    track.silences, track.civil_replies, track.friend_replies = 0.0, 0.0, 0.0
    track.echo, track.echoes = 0.0, 0.0
    track.identity, track.class_code, track.hostile = UNKNOWN, -1, math.nan
    track.zone_rule, track.corridor = 0, 0.0


@kernel
def note_evidence(track: Track, plot: Plot) -> None:
    """Add to `track` [row] what `plot` [row] says of who it is. Where nobody asked, nothing."""
    if plot.reply == NOT_ASKED:
        return
    if plot.reply != GARBLED:
        total = track.silences + track.civil_replies + track.friend_replies
        if total > MEMORY - 1.0:
            fade = (MEMORY - 1.0) / total
            track.silences, track.civil_replies = fade * track.silences, fade * track.civil_replies
            track.friend_replies *= fade
        if plot.reply == NO_REPLY:
            track.silences += 1.0
        elif plot.reply == CIVIL_REPLY:
            track.civil_replies += 1.0
        else:
            track.friend_replies += 1.0
    if plot.apparent_rcs > 0.0:
        track.echoes = min(track.echoes + 1.0, MEMORY)
        track.echo += (math.log(plot.apparent_rcs) - track.echo) / track.echoes


@kernel
def replies_likelihood(track: Track, rule: Identification, answers: int) -> float:
    """Probability [1] of the answers that `track` [row] has, by `rule` [row], of what `answers` [code]."""
    return float(
        reply_chance(rule, answers, NO_REPLY) ** track.silences
        * reply_chance(rule, answers, CIVIL_REPLY) ** track.civil_replies
        * reply_chance(rule, answers, FRIEND_REPLY) ** track.friend_replies
    )


@kernel
def side_likelihoods(track: Track, rule: Identification) -> tuple[float, float, float]:
    """Probability [1] of the answers that `track` [row] has, by `rule` [row], of a hostile, neutral and own aircraft:
    of those that answer and those that do not, in their shares.
    """
    silent = replies_likelihood(track, rule, SILENT)
    civil = replies_likelihood(track, rule, CIVIL)
    friend = replies_likelihood(track, rule, FRIEND)
    return (
        (1.0 - rule.hostile_civil) * silent + rule.hostile_civil * civil,
        rule.civil_silent * silent + (1.0 - rule.civil_silent) * civil,
        rule.friend_silent * silent + (1.0 - rule.friend_silent) * friend,
    )


@kernel
def penalty(value: float, mean: float, deviation: float, error: float) -> float:
    """Minus the log likelihood [1], but for a constant, of a feature seen as `value` [1] with one-sigma `error` [1],
    where the type has it with this `mean` and `deviation` [1].
    """
    variance = deviation * deviation + error * error
    away = value - mean
    return 0.5 * min(away * away / variance, _FARTHEST) + 0.5 * math.log(variance)


@kernel
def features(setup: Setup, track: Track, p: Floats) -> tuple[float, float, float, float, float, float]:
    """Log speed, log height (above `HEIGHT_OFFSET` below the ground) and climb [m/s] of `track` [row] with covariance
    `p` [6 x 6, SI], and the one-sigma error of each, in the frame of `setup` [tables].
    """
    ux, uy, uz, height = vertical(setup.frame[0], track.x, track.y, track.z)
    vx, vy, vz = track.vx, track.vy, track.vz
    square = max(vx * vx + vy * vy + vz * vz, _SLOWEST)
    along = vx * (p[3, 3] * vx + 2.0 * p[3, 4] * vy) + vy * (p[4, 4] * vy + 2.0 * p[4, 5] * vz)
    along += vz * (p[5, 5] * vz + 2.0 * p[3, 5] * vx)
    over = max(height, 0.0) + HEIGHT_OFFSET
    return (
        0.5 * math.log(square),
        math.sqrt(max(along, 0.0)) / square,
        math.log(over),
        math.sqrt(max(p[2, 2], 0.0)) / over,
        vx * ux + vy * uy + vz * uz,
        math.sqrt(max(p[5, 5], 0.0)),
    )


@kernel
def kind_likelihood(
    kind: Kind, seen: tuple[float, float, float, float, float, float], size: float, sizes: float
) -> float:
    """Likelihood [1] of the features `seen` and of the mean log `size` [ln m2] of `sizes` [count] looks, of `kind`
    [row].
    """
    cost = penalty(seen[0], kind.speed_mean, kind.speed_deviation, seen[1])
    cost += penalty(seen[2], kind.height_mean, kind.height_deviation, seen[3])
    cost += penalty(seen[4], 0.0, kind.climb_deviation, seen[5])
    if sizes > 0.0:
        cost += penalty(size, kind.size_mean, kind.size_deviation, kind.flicker / math.sqrt(sizes))
    return math.exp(-cost)


@kernel
def identify(setup: Setup, state: State, j: int) -> None:
    """Say what track `j` [row] of `setup`, `state` [tables] is: side, class and the probability of hostile."""
    track, rule = state.track[j], setup.identification[0]
    seen = features(setup, track, state.covariance[j])
    hostile, neutral, own = side_likelihoods(track, rule)
    hostile, own = hostile * rule.prior_hostile, own * rule.prior_own
    neutral *= rule.prior_neutral * math.exp(track.corridor)
    all_hostile, all_neutral, all_own = 0.0, 0.0, 0.0
    best, best_class, of_class, present = -1.0, -1, 0.0, -1
    for k in range(len(setup.kind)):
        kind = setup.kind[k]
        weight = kind_likelihood(kind, seen, track.echo, track.echoes)
        h, n, o = weight * hostile * kind.hostile, weight * neutral * kind.neutral, weight * own * kind.own
        all_hostile, all_neutral, all_own = all_hostile + h, all_neutral + n, all_own + o
        # Types of one class follow each other.
        of_class = h + n + o + (of_class if kind.class_code == present else 0.0)
        present = kind.class_code
        if of_class > best:
            best, best_class = of_class, present
    total = all_hostile + all_neutral + all_own
    # Evidence so odd that every case underflows says nothing.
    if total <= 0.0:
        track.identity, track.class_code, track.hostile = UNKNOWN, -1, math.nan
        return
    track.class_code, track.hostile = best_class, all_hostile / total
    track.identity = UNKNOWN
    if all_hostile >= rule.declare_at * total:
        track.identity = HOSTILE
    elif all_neutral >= rule.declare_at * total:
        track.identity = NEUTRAL
    elif all_own >= rule.declare_at * total:
        track.identity = OWN


@kernel
def know(setup: Setup, track: Track) -> None:
    """Say what `track` [row] of `setup` [tables] is by what it is; of a false track nothing is known. Only for asking
    what identification is to blame for (`engine.perfect`).
    """
    track.identity, track.hostile = UNKNOWN, 0.0
    if track.truth >= 0:
        track.identity = setup.threat[track.truth].side
        track.hostile = 1.0 if track.identity == HOSTILE else 0.0
