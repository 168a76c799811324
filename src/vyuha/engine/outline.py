"""Areas of a grid as polygons: marching squares whose corners are found by asking again, not by interpolation.

Each pair of neighbouring nodes of which one lies inside gives one corner; `outlines` says which pairs there are and how
they follow each other, and leaves it to the caller where between the two the edge runs.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Inside = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

# Corners of a cell as (row, column) from its first node, counterclockwise from the southwest; rows run south. Side k
# joins corner k and the next.
_CORNERS = ((1, 0), (1, 1), (0, 1), (0, 0))


@dataclass(frozen=True)
class Outlines:
    """Closed loops through pairs of nodes, the inside to their left: outer edges counterclockwise, holes clockwise."""

    # (pair, 4): row and column of the node inside, then of the one outside.
    pairs: Numbers
    # Area by area: the outer edge, then its holes, each as numbers of pairs in order.
    areas: list[list[Numbers]]


def outlines(inside: Inside) -> Outlines:
    """The areas of a grid (rows from north to south, columns from west to east) in which `inside` holds. Neighbours
    across a corner are not joined. Raises `ValueError` where an area touches the border, beyond which nothing is known.
    """
    if inside[[0, -1]].any() or inside[:, [0, -1]].any():
        raise ValueError("an area reaches the border of the grid")
    follows = _steps(inside)
    pairs = sorted(follows)
    number = {pair: n for n, pair in enumerate(pairs)}
    table = np.array(pairs, np.int64).reshape(-1, 4)
    labels = ndimage.label(inside)[0]
    outer: dict[int, Numbers] = {}
    holes: dict[int, list[Numbers]] = {}
    waiting = set(pairs)
    for first in pairs:
        if first not in waiting:
            continue
        loop, at = [], first
        while at in waiting:
            waiting.discard(at)
            loop.append(number[at])
            at = follows[at]
        found = np.array(loop, np.int64)
        label = int(labels[first[0], first[1]])
        if _turns_left(table[found]):
            outer[label] = found
        else:
            holes.setdefault(label, []).append(found)
    return Outlines(table, [[outer[label], *holes.get(label, [])] for label in sorted(outer)])


_Pair = tuple[int, int, int, int]


def _steps(inside: Inside) -> dict[_Pair, _Pair]:
    """The pair that follows each pair, cell by cell."""
    low = inside[:-1, :-1].astype(int) + inside[:-1, 1:] + inside[1:, :-1] + inside[1:, 1:]
    follows: dict[_Pair, _Pair] = {}
    for i, j in np.argwhere((low > 0) & (low < 4)).tolist():
        nodes = [(i + down, j + right) for down, right in _CORNERS]
        held = [bool(inside[node]) for node in nodes]
        for k in range(4):
            # From where the inside ends, counterclockwise round the cell, to where it began: so it lies to the left.
            if held[k] and not held[k - 3]:
                back = k
                while held[back - 1]:
                    back -= 1
                follows[(*nodes[k], *nodes[k - 3])] = (*nodes[back], *nodes[back - 1])
    return follows


def _turns_left(loop: Numbers) -> bool:
    """Whether a loop runs counterclockwise, by its area through the middles of the pairs."""
    north, east = -0.5 * (loop[:, 0] + loop[:, 2]), 0.5 * (loop[:, 1] + loop[:, 3])
    return bool(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north) > 0.0)
