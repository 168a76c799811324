"""Assembles what the defence knows of who may come: the figures of its interrogators, and how each type looks.

A figure of the catalogue has a range; the defence takes it for the span that holds nine tenths of what it will see, and
the density inside for normal (of logarithms, but for the climb).
"""

import math
from typing import Any

from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Threat as ThreatItem
from vyuha.scenario.identification import Identification as Wanted
from vyuha.scenario.life_check import ARM
from vyuha.scenario.model import Scenario
from vyuha.scenario.traffic import CLASS_OF_SIDE, HELICOPTER
from vyuha.state.identity import CLASSES, WEAPONS_FREE, WEAPONS_TIGHT, Identification, Kind
from vyuha.tracking.identity import HEIGHT_OFFSET

# Deviations from the middle of a normal density to the ends of its middle nine tenths.
_NINE_TENTHS = 1.645
# The types' figures are those of one flight phase; what the defence allows beside them. All assumed.
# A ballistic missile is slower by this factor near the ground than at burn-out.
_SLOWED = 0.3
# Lowest height [m] at which a fighter may come.
_LOW_FIGHTER = 50.0
# An echo of many scatterers is exponential: mean and deviation of the logarithm of an exponential variable of mean 1.
_EXPONENTIAL_MEAN, _EXPONENTIAL_DEVIATION = -0.5772, math.pi / math.sqrt(6.0)
# The same of an echo with one scatterer that dominates (chi-square of four degrees of freedom, mean 1).
_DOMINANT_MEAN, _DOMINANT_DEVIATION = 1.0 - 0.5772 - math.log(2.0), math.sqrt(math.pi**2 / 6.0 - 1.0)
_FIGURES = (
    "civil_reply",
    "friend_reply",
    "false_civil",
    "false_friend",
    "garble_range",
    "garble_angle",
    "garble_chance",
    "civil_silent",
    "friend_silent",
    "hostile_civil",
)
_SIDES = ("hostile", "neutral", "own")

# What the code takes for granted: what, how much, and why. The report lists them where somebody asks.
IDENTITY_ASSUMPTIONS = (
    ("share of a class among hostile types", "the same for each class", "nobody knows what will come"),
    ("range of a figure", "holds nine tenths of what is seen", "reads the catalogue's ranges"),
    ("slowest ballistic missile", "0.3 of its burn-out speed", "drag on the way down"),
    ("lowest fighter", "50 m", "a fighter can always come lower than it is used to"),
    ("answers remembered", "about 30", "a track may have passed from one aircraft to another"),
)


def identification(scenario: Scenario, catalogue: Catalogue) -> Any:
    """The identification table: one row, or none where nobody asks."""
    wanted = scenario.asks
    if wanted is None:
        return rows(Identification, 0)
    table = rows(Identification, 1)
    row, asker = table[0], catalogue.interrogators[wanted.interrogator]
    row.control = WEAPONS_FREE if wanted.control == "free" else WEAPONS_TIGHT
    row.declare_at = wanted.declare_at
    row.prior_hostile, row.prior_neutral, row.prior_own = priors(wanted)
    for name in _FIGURES:
        row[name] = getattr(asker, name).value
    return table


def priors(wanted: Wanted) -> tuple[float, float, float]:
    """What is expected before anything is known, as probabilities."""
    shares = [float(getattr(wanted.expect, side)) for side in _SIDES]
    total = math.fsum(shares)
    return shares[0] / total, shares[1] / total, shares[2] / total


def kinds(scenario: Scenario, catalogue: Catalogue) -> Any:
    """How every type of the catalogue looks, class by class; no rows where nobody asks. Missiles that home on radars
    are thought of only where a raid brings some.
    """
    if scenario.asks is None:
        return rows(Kind, 0)
    hunted = any(catalogue.threats[id].threat_class == ARM for raid in scenario.raids for id in raid.kinds)
    # Helicopters are expected where some fly.
    flying = {id for flight in scenario.traffic for id in flight.kinds}
    expected = [
        item
        for id, item in catalogue.threats.items()
        if (hunted or item.threat_class != ARM) and (item.threat_class != HELICOPTER or id in flying)
    ]
    items = sorted(expected, key=lambda item: (CLASSES.index(item.threat_class), item.id))
    table = rows(Kind, len(items))
    flown: dict[str, set[str]] = {
        "hostile": {str(item.threat_class) for item in items} - {CLASS_OF_SIDE["neutral"], HELICOPTER},
        "neutral": {CLASS_OF_SIDE["neutral"]},
        "own": {CLASS_OF_SIDE["own"]} | {str(item.threat_class) for item in items if item.id in flying} & {HELICOPTER},
    }
    for row, item in zip(table, items, strict=True):
        of_class = sum(other.threat_class == item.threat_class for other in items)
        row.class_code = CLASSES.index(item.threat_class)
        for side, classes in flown.items():
            row[side] = 1.0 / (len(classes) * of_class) if item.threat_class in classes else 0.0
        _looks(row, item)
    return table


def _looks(row: Any, item: ThreatItem) -> None:
    """Write to `row` how a type looks."""
    low, high = item.height.low, item.height.high
    slow, fast = item.speed.low, item.speed.high
    if item.terminal_speed is not None:
        slow, fast = min(slow, item.terminal_speed.low), max(fast, item.terminal_speed.high)
    if item.motion == "ballistic":
        low, slow = 0.0, _SLOWED * slow
    elif item.threat_class == "fighter":
        low = min(low, _LOW_FIGHTER)
    else:
        low = min(low, item.terminal_height.low)
    row.speed_mean, row.speed_deviation = _span(slow, fast)
    row.height_mean, row.height_deviation = _span(low + HEIGHT_OFFSET, high + HEIGHT_OFFSET)
    row.climb_deviation = item.speed.value * math.sin(_slope(item)) / _NINE_TENTHS
    fading, row.flicker = _fluctuation(item.swerling)
    # From any side, in any band.
    sides = (item.rcs, item.side_rcs, item.tail_rcs)
    least = min(figure.low for figure in sides) * min(item.low_band.low, 1.0)
    most = max(figure.high for figure in sides) * max(item.low_band.value, 1.0)
    row.size_mean, row.size_deviation = _span(least, most)
    row.size_mean += fading


def _span(low: float, high: float) -> tuple[float, float]:
    """Mean and deviation of the logarithm of what lies between `low` and `high` nine times of ten."""
    return 0.5 * math.log(low * high), max(0.5 * math.log(high / low) / _NINE_TENTHS, 0.05)


def _slope(item: ThreatItem) -> float:
    """Steepest way down that a type flies [rad]; a ballistic missile comes down as steep as anything."""
    return 0.5 * math.pi if item.steepest_path is None else item.steepest_path.value


def _fluctuation(swerling: int) -> tuple[float, float]:
    """Mean and deviation of the logarithm of an echo of mean 1, from look to look."""
    if swerling == 0:
        return 0.0, 0.0
    return (_EXPONENTIAL_MEAN, _EXPONENTIAL_DEVIATION) if swerling <= 2 else (_DOMINANT_MEAN, _DOMINANT_DEVIATION)
