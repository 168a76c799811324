"""Identification: what comes back when a radar asks who is behind a plot.

Assumes   an interrogator beside every radar asks about each plot once, as far as the radar sees (a question and an
          answer travel one way each, the echo both). Answers belong to their plot and are lost independently; equipment
          that is silent stays so for a whole replicate. Replies of aircraft nearer to each other than a reply is long,
          in one beam of the interrogator, overlap if the radar has seen both, and are then sometimes unreadable; that
          something answered shows.
Holds     for plots with a place: a strobe is not asked about. False plots do not answer.
Source    M. C. Stevens, "Secondary Surveillance Radar", Artech House, 1988: garble by overlap of replies; the figures
          are those of the catalogue's interrogators.
Checked   tests/sensors/test_identification.py: rates of replies against the binomial, closed form of overlap.
"""

from vyuha.base.compile import kernel
from vyuha.base.random import EQUIPMENT, INTERROGATION, uniforms
from vyuha.base.vector import wrap
from vyuha.state.identity import (
    CIVIL,
    CIVIL_REPLY,
    FRIEND,
    FRIEND_REPLY,
    GARBLED,
    NO_REPLY,
    NOT_ASKED,
    SILENT,
    Identification,
)
from vyuha.state.tables import Setup, State


@kernel
def reply_to(rule: Identification, answers: int, own_draw: float, false_draw: float) -> int:
    """What one interrogation by `rule` [row] brings [code] from what `answers` [code] SILENT, CIVIL or FRIEND, by the
    draws `own_draw` and `false_draw` [1]: its own reply, else a false one, else none.
    """
    if answers == CIVIL and own_draw < rule.civil_reply:
        return CIVIL_REPLY
    if answers == FRIEND and own_draw < rule.friend_reply:
        return FRIEND_REPLY
    if false_draw < rule.false_friend:
        return FRIEND_REPLY
    if false_draw < rule.false_friend + rule.false_civil:
        return CIVIL_REPLY
    return NO_REPLY


@kernel
def reply_chance(rule: Identification, answers: int, reply: int) -> float:
    """Probability [1] that what `answers` [code] brings this `reply` [code] by `rule` [row]: that of `reply_to`."""
    own, mine = 0.0, NO_REPLY
    if answers == CIVIL:
        own, mine = rule.civil_reply, CIVIL_REPLY
    elif answers == FRIEND:
        own, mine = rule.friend_reply, FRIEND_REPLY
    false = 1.0 - rule.false_friend - rule.false_civil
    if reply == FRIEND_REPLY:
        false = rule.false_friend
    elif reply == CIVIL_REPLY:
        false = rule.false_civil
    return (own if reply == mine else 0.0) + (1.0 - own) * false


@kernel
def answers_of(setup: Setup, seed: int, replicate: int, i: int) -> int:
    """What threat `i` [row] of `setup` [tables] answers with [code] in this replicate: what it carries, if it works."""
    threat, rule = setup.threat[i], setup.identification[0]
    if threat.transponder == SILENT:
        return SILENT
    failed = rule.friend_silent if threat.transponder == FRIEND else rule.civil_silent
    works = uniforms(seed, replicate, threat.entity, 0, EQUIPMENT, 0)[0] >= failed
    return threat.transponder if works else SILENT


@kernel
def overlaps(ranges: tuple[float, float], bearings: tuple[float, float], span: float, beam: float) -> bool:
    """Whether the replies of two aircraft at `ranges` [m] and `bearings` [rad] from a radar overlap: nearer than `span`
    [m] in range and `beam` [rad] in bearing.
    """
    return abs(ranges[0] - ranges[1]) < span and abs(wrap(bearings[0] - bearings[1])) < beam


@kernel
def is_garbled(setup: Setup, state: State, seed: int, replicate: int, p: int, count: int) -> bool:
    """Whether the reply of the aircraft behind plot `p` [row] overlaps that of another among the first `count` [count]
    plots of `state` [tables].
    """
    rule, here = setup.identification[0], state.plot[p]
    overlapping = 0
    for q in range(count):
        there = state.plot[q]
        if q == p or there.strobe or there.threat < 0 or setup.threat[there.threat].transponder == SILENT:
            continue
        ranges, bearings = (here.slant, there.slant), (here.azimuth, there.azimuth)
        if overlaps(ranges, bearings, rule.garble_range, rule.garble_angle):
            overlapping += int(answers_of(setup, seed, replicate, there.threat) != SILENT)
    return overlapping > 0


@kernel
def interrogate(setup: Setup, state: State, seed: int, replicate: int, r: int, count: int) -> None:
    """Radar `r` [row] asks in its present look about the first `count` [count] plots of `state` [tables]; the answers
    go to the plots. Nobody asks where `setup` [tables] has no rule for it.
    """
    if len(setup.identification) == 0:
        return
    rule, radar = setup.identification[0], setup.radar[r]
    # Whose equipment works is settled once, for the whole fight.
    look, began_as = state.antenna[r].look, state.progress[0].began_as
    for p in range(count):
        plot = state.plot[p]
        if plot.strobe or plot.threat < 0:
            plot.reply = NOT_ASKED if plot.strobe else NO_REPLY
            continue
        u = uniforms(seed, replicate, radar.entity, setup.threat[plot.threat].entity, INTERROGATION, look)
        answers = answers_of(setup, seed, began_as, plot.threat)
        plot.reply = reply_to(rule, answers, u[0], u[1])
        if answers != SILENT and u[2] < rule.garble_chance and is_garbled(setup, state, seed, began_as, p, count):
            plot.reply = GARBLED
