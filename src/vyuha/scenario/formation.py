"""Where each threat of a raid flies among the others: how many ranks behind the first, how far to the right."""

import math

from vyuha.scenario.model import Raid

LINE, WEDGE, RANKS = "line", "wedge", "ranks"


def rank(raid: Raid, number: int) -> int:
    """How many times the raid's spacing threat `number` (from 0) follows the first."""
    if raid.formation == WEDGE:
        return (number + 1) // 2
    if raid.formation == RANKS:
        return number // raid.abreast
    return number


def side(raid: Raid, number: int) -> float:
    """Distance (m) to the right of the raid's course of threat `number` (from 0). A line is centred on the course; a
    wedge has its first on it and the others right and left in turn; ranks are filled from the left, the last one too.
    """
    if raid.formation == WEDGE:
        return raid.lateral * math.copysign((number + 1) // 2, 1 if number % 2 else -1)
    if raid.formation == RANKS:
        return raid.lateral * (number % raid.abreast - 0.5 * (raid.abreast - 1))
    return raid.lateral * (number - 0.5 * (raid.count - 1))


def width(raid: Raid) -> float:
    """Distance (m) from the raid's course to its farthest threat; what `decoys` spread to counts."""
    own = max(abs(side(raid, number)) for number in (0, raid.count - 1, min(raid.count, raid.abreast) - 1))
    return own + (0.5 * raid.decoys.spread if raid.decoys else 0.0)
