"""Where names go on a map, so that none covers another or a marker, and none is left out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# East and north on the picture, and its sides: west, south, east, north; all in CSS pixels.
Spot = tuple[float, float]
Box = tuple[float, float, float, float]

# Of small type; measured generously.
_LETTER, _HIGH, _GAP = 6.3, 13.0, 8.0
_MARKER = 5.0
_TURNS, _RINGS, _APART = 16, 14, 11.0


@dataclass(frozen=True)
class Label:
    """The ends and the middle height of a name [CSS pixels], and whether a line should lead to it. Its width is a
    guess: a name to the left of its spot is best set from its right end.
    """

    left: float
    right: float
    middle: float
    led: bool


def beside(names: Sequence[str], spots: Sequence[Spot], frame: Box) -> list[Label]:
    """A place for each name: right of its spot, left of it, or the nearest free one around; within the frame. Where
    nothing is free the name stands to the right all the same.

    >>> beside(["a", "b"], [(50.0, 50.0), (62.0, 50.0)], (0.0, 0.0, 100.0, 100.0))[0].left < 50.0
    True
    """
    taken = [(x - _MARKER, y - _MARKER, x + _MARKER, y + _MARKER) for x, y in spots]
    found = []
    for name, spot in zip(names, spots, strict=True):
        wide = _LETTER * len(name)
        label = Label(spot[0] + _GAP, spot[0] + _GAP + wide, spot[1], False)
        for one in _around(spot, wide):
            box = (one.left, one.middle - 0.5 * _HIGH, one.right, one.middle + 0.5 * _HIGH)
            inside = frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if inside and not any(_meet(box, other) for other in taken):
                label = one
                break
        taken.append((label.left, label.middle - 0.5 * _HIGH, label.right, label.middle + 0.5 * _HIGH))
        found.append(label)
    return found


def _around(spot: Spot, wide: float) -> list[Label]:
    """Right, left, then all round on wider and wider rings, each from the east and the west on."""
    x, y = spot
    places = [Label(x + _GAP, x + _GAP + wide, y, False), Label(x - _GAP - wide, x - _GAP, y, False)]
    for ring in range(1, _RINGS + 1):
        for turn in range(_TURNS):
            # East, west, and from there to north and south by turns.
            angle = (turn // 2 + 1) // 2 * (-1) ** (turn // 2) * 2.0 * math.pi / _TURNS + math.pi * (turn % 2)
            away = _GAP + _APART * ring
            east, north = x + away * math.cos(angle), y + away * math.sin(angle)
            left = east if math.cos(angle) >= 0.0 else east - wide
            places.append(Label(left, left + wide, north, True))
    return places


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
