"""Time budget: a steered beam looks at one place at a time, so that targets and search share its time.

Assumes   each look at a target takes one dwell, of each period; what is left goes to the search of the sector. A search
          never gets less than a tenth of the time. More targets than fit are looked at in turn.
Holds     for one beam; dwells that adapt to range and signal are not in it.
Source    arithmetic; the competition of search and track as in M. I. Skolnik (ed.), "Radar Handbook", chapter on phased
          arrays.
Checked   tests/sensors/test_budget.py: closed forms of load and frame, every target gets its turn.
"""

from vyuha.base.compile import kernel
from vyuha.state.radar import Radar

_LEAST_SEARCH = 0.1


@kernel
def period_at(radar: Radar, time: float) -> int:
    """Number [count] of the period in which engagement `radar` [row] is at `time` [s]."""
    return round((time - radar.phase) / radar.period)


@kernel
def looks_that_fit(radar: Radar) -> int:
    """Targets [count] that `radar` [row] can look at in one period; all there can be when a look takes no time."""
    if radar.dwell <= 0.0:
        return 1_000_000
    return max(int(radar.period / radar.dwell), 1)


@kernel
def search_time(radar: Radar, targets: int) -> float:
    """Time [s] that one search of its sector takes `radar` [row] while it follows so many `targets` [count]."""
    load = min(targets * radar.dwell / radar.period, 1.0)
    return radar.search_frame / max(1.0 - load, _LEAST_SEARCH)


@kernel
def has_turn(radar: Radar, place: int, targets: int, look: int) -> bool:
    """Whether `radar` [row] looks at the target at `place` [count] of so many `targets` [count] in the period `look`
    [count].
    """
    fit = looks_that_fit(radar)
    if targets <= fit:
        return True
    return (place - look * fit) % targets < fit
