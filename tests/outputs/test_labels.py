"""Names on a map. Expected values: properties (none covers another, a marker or leaves the frame), checked by boxes
that are built apart from the module's own.
"""

import doctest
import random
from itertools import combinations

from vyuha.outputs import labels
from vyuha.outputs.labels import Label, beside

FRAME = (0.0, 0.0, 430.0, 430.0)


def box(name: str, label: Label) -> tuple[float, float, float, float]:
    return label.left, label.middle - 6.0, label.left + 6.0 * len(name), label.middle + 6.0


def meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_the_example() -> None:
    assert doctest.testmod(labels).failed == 0


def test_a_heap_of_sites_keeps_all_its_names() -> None:
    draw = random.Random(1)
    names = ["alpha", "airbase", "command", "bravo", "city", "eye"]
    spots = [(200.0 + draw.uniform(-12, 12), 215.0 + draw.uniform(-12, 12)) for _ in names]
    found = [box(name, label) for name, label in zip(names, beside(names, spots, FRAME), strict=True)]
    assert not any(meet(a, b) for a, b in combinations(found, 2))
    assert not any(meet(a, (x - 3, y - 3, x + 3, y + 3)) for a in found for x, y in spots)
    assert all(a[0] >= 0 and a[2] <= 430 and a[1] >= 0 and a[3] <= 430 for a in found)
    # Control: all to the right of their sites, they would cover each other.
    plain = [box(name, Label(x + 8.0, x + 40.0, y, False)) for name, (x, y) in zip(names, spots, strict=True)]
    assert any(meet(a, b) for a, b in combinations(plain, 2))


def test_a_name_alone_stands_to_the_right_and_at_the_edge_to_the_left() -> None:
    right, left = (beside(["alpha"], [(east, 100.0)], FRAME)[0] for east in (100.0, 425.0))
    assert (right.left, right.middle, right.led) == (108.0, 100.0, False)
    assert (left.right, left.middle, left.led) == (417.0, 100.0, False)
    assert left.left < 417.0 - 5 * 6.0
