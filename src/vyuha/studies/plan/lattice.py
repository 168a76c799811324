"""The fought points of a surface and the lines between them: what the surface and its refinement share."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.programme.outcome import MEASURES
from vyuha.studies.plan.fights import NOTHING, Key, Node, Theatre, common, standard_error
from vyuha.studies.plan.interpolation import Piece, evaluate_points

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

# With more rounds less leaks, more survives and more is fired; but other types are fired, which may cost less.
NOT_MONOTONE = ("rounds_cost",)
# A measure may be so many times as steep as the steepest line between nodes: what guards a site is all or nothing.
_STEEPER = 4.0


@dataclass(frozen=True)
class Lattice:
    """Nodes by (units, fill). It does not change; with other nodes it is another one."""

    theatre: Theatre
    replicates: int
    nodes: dict[Key, Node]
    _made: dict[str, tuple[Any, Whole]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def most_units(self) -> int:
        """Number of positions."""
        return len(self.theatre.positions)

    @property
    def full_load(self) -> float:
        """Rounds of a fully loaded unit."""
        return self.theatre.full_load

    @property
    def fights(self) -> int:
        """Fights behind the surface."""
        return sum(node.replicates for node in self.nodes.values())

    def node(self, units: int, fill: float) -> Node:
        """The node at a point that was fought; no units and no rounds are the same point. KeyError elsewhere."""
        return self.nodes[NOTHING if units == 0 or fill == 0.0 else (units, round(fill, 3))]

    def fills(self, units: int) -> list[float]:
        """Fills with a node for `units` units, from 0 (no rounds) up."""
        return [0.0, *sorted(fill for k, fill in self.nodes if k == units and k > 0)]

    def evaluate(self, units: Whole, fill: Floats, measure: str) -> tuple[Floats, Floats]:
        """Mean of `measure` per raid and its standard error, at points of shape (n,).

        ValueError for more units than positions, a fill outside 0 to 1, or an unknown measure.
        """
        piece, first = self._pieces(measure)
        whole, share = np.ascontiguousarray(units, np.int64), np.ascontiguousarray(fill, np.float64)
        if whole.shape != share.shape or whole.ndim != 1:
            raise ValueError("units and fill are arrays of one length")
        if len(whole) and not (whole.min() >= 0 and whole.max() <= self.most_units):
            raise ValueError(f"units from 0 to {self.most_units}, the number of positions")
        if len(share) and not (share.min() >= 0.0 and share.max() <= 1.0):
            raise ValueError("a fill is a share from 0 to 1")
        mean, error = np.empty(len(whole)), np.empty(len(whole))
        evaluate_points(piece, first, whole, share, mean, error)
        return mean, error

    def with_nodes(self, nodes: Iterable[Node]) -> Self:
        """The same with these nodes added, or put in the place of those at the same points."""
        return replace(self, nodes=self.nodes | {(node.units, node.fill): node for node in nodes}, _made={})

    def _pieces(self, measure: str) -> tuple[Any, Whole]:
        if measure not in MEASURES:
            raise ValueError(f'no measure "{measure}"; there are {", ".join(MEASURES)}')
        if measure not in self._made:
            table: list[tuple[float, ...]] = []
            first = [0]
            for units in range(self.most_units + 1):
                table += _row_pieces(self, units, measure)
                first.append(len(table))
            piece = rows(Piece, len(table))
            for row, columns in zip(piece, table, strict=True):
                for name, value in zip(Piece.__annotations__, columns, strict=True):
                    row[name] = value
            self._made[measure] = piece, np.array(first, np.int64)
        return self._made[measure]


def _row_pieces(lattice: Lattice, units: int, measure: str) -> list[tuple[float, ...]]:
    """The pieces of one number of units, as columns of `Piece`."""
    fills = lattice.fills(units) if units else [0.0, 1.0]
    nodes = [lattice.node(units, fill) for fill in fills]
    means = np.array([node.mean(measure) for node in nodes])
    width = np.diff(fills)
    slope = np.diff(means) / width
    steep = _STEEPER * float(np.abs(slope).max())
    bend = _bends(slope) if measure in NOT_MONOTONE else np.zeros(len(slope))
    grain = lattice.theatre.grain(units)
    found: list[tuple[float, ...]] = []
    for i, (left, right) in enumerate(zip(nodes[:-1], nodes[1:], strict=True)):
        covariance = _covariance(left, right, measure)
        variances = (standard_error(left, measure) ** 2, standard_error(right, measure) ** 2, covariance)
        found.append((fills[i], width[i], means[i], means[i + 1], *variances, steep, bend[i], grain))
    return found


def _bends(slope: Floats) -> Floats:
    """Change of slope from the piece before to the piece behind each of the pieces with these slopes.

    Beyond the first and the last nothing is known: there the slope is taken to change as at their other end.
    """
    change = np.abs(np.diff(slope)) if len(slope) > 1 else np.abs(slope)
    change = np.concatenate((change[:1], change, change[-1:]))[: len(slope) + 1]
    return np.asarray(change[:-1] + change[1:], np.float64)


def _covariance(one: Node, other: Node, measure: str) -> float:
    """Covariance of two means that share some of their raids."""
    a, b = common(one, other, measure)
    if len(a) < 2:
        return 0.0
    joint = float(np.mean((a - a.mean()) * (b - b.mean()))) * len(a) / (len(a) - 1)
    return joint * len(a) / (len(one.replicate) * len(other.replicate))
