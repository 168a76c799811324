"""Emission: when a radar is on the air, and since when not.

Assumes   a radar is off by the plan of its unit (silent until a time or a cue, then on and off in turn), after a
          shutdown, from when its unit begins to close down for a move until it is open again, and when its unit is
          destroyed; else it is on. It goes on and off at once, and what is off neither sees nor is heard.
Holds     for the latest shutdown and the present move; earlier ones are forgotten.
Source    logic.
Checked   tests/sensors/test_emission.py: every reason alone and together, the share of a turn that blinking leaves.
"""

import math

from vyuha.base.compile import kernel
from vyuha.state.tables import Setup, State

# Reasons that follow each other without a gap are looked through to the first, but through no more than this many.
_MOST_REASONS = 8
_BEFORE = 1e-6


@kernel
def off_since(setup: Setup, state: State, r: int, time: float) -> float:
    """Since when [s] the reasons have held that keep radar `r` [row] silent at `time` [s]; not a number when it emits,
    minus infinity when it never has.
    """
    s, since = setup.radar[r].site, math.inf
    if state.site[s].destroyed and not state.site[s].destroyed_time > time:
        since = time if math.isnan(state.site[s].destroyed_time) else state.site[s].destroyed_time
    if len(setup.conduct) == 0:
        return since if since < math.inf else math.nan
    plan, now = setup.conduct[s], state.conduct[s]
    if now.shut_from <= time < now.shut_until:
        since = min(since, now.shut_from)
    if now.left_time <= time < now.back_time:
        since = min(since, now.left_time)
    if (plan.planned >> (r - plan.first_radar)) & 1:
        if time < plan.silent_until or (plan.cued and not now.cued_time <= time):
            return -math.inf
        turn = plan.blink_on + plan.blink_off
        if plan.blink_off > 0.0:
            into = (time - plan.blink_phase) % turn
            if into >= plan.blink_on:
                since = min(since, time - (into - plan.blink_on))
    return since if since < math.inf else math.nan


@kernel
def silent(setup: Setup, state: State, r: int, time: float) -> bool:
    """Whether radar `r` [row] of `setup`, `state` [tables] emits nothing at `time` [s]."""
    return not math.isnan(off_since(setup, state, r, time))


@kernel
def silent_since(setup: Setup, state: State, r: int, time: float) -> float:
    """When [s] radar `r` [row] of `setup`, `state` [tables], silent at `time` [s], was on the air last; not a number
    when it emits, minus infinity when it never has.
    """
    since = off_since(setup, state, r, time)
    if math.isnan(since):
        return since
    for _ in range(_MOST_REASONS):
        if math.isinf(since):
            return since
        earlier = off_since(setup, state, r, since - _BEFORE)
        if math.isnan(earlier):
            return since
        since = earlier
    return since


@kernel
def on_the_march(setup: Setup, state: State, s: int, time: float) -> bool:
    """Whether the unit at site `s` [row] of `setup`, `state` [tables] is closed at `time` [s] for a move."""
    if len(setup.conduct) == 0:
        return False
    return bool(state.conduct[s].left_time <= time < state.conduct[s].back_time)
