"""Where each threat of a raid flies among the others: how many ranks behind the first, how far to the right; and how
far its decoys spread.
"""

import math

from vyuha.scenario.model import Decoys, Raid

LINE, WEDGE, RANKS = "line", "wedge", "ranks"


def rank(raid: Raid, number: int) -> int:
    """How many times the raid's spacing threat `number` (from 0) follows the first."""
    if raid.formation == WEDGE:
        return (number + 1) // 2
    if raid.formation == RANKS:
        return number // raid.abreast
    return number


def side(raid: Raid, number: int) -> float:
    """Distance (m) to the right of the raid's course of threat `number` (from 0). A line and each rank are centred on
    the course; a wedge has its first on it and the others right and left in turn.
    """
    if raid.formation == WEDGE:
        return raid.lateral * math.copysign((number + 1) // 2, 1 if number % 2 else -1)
    abreast = raid.abreast if raid.formation == RANKS else raid.count
    first = number - number % abreast
    size = min(abreast, raid.count - first)
    return raid.lateral * (number - first - 0.5 * (size - 1))


def half_width(raid: Raid) -> float:
    """Distance (m) from the raid's course to its farthest threat."""
    return max(abs(side(raid, number)) for number in (0, raid.count - 1))


def fan(decoys: Decoys, number: int) -> float:
    """How far (m) to the right of its carrier's course decoy `number` (from 0) of a threat ends; one alone stays on
    it.
    """
    return decoys.spread * (number / (decoys.each - 1) - 0.5) if decoys.each > 1 else 0.0
