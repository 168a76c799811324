"""The response surface as the join needs it: any number of ready units, also between whole ones, with its error.

With an availability below one, the units ready on a day are an expectation: 4.3 units stand for four units on most days
and five on the others. So values between whole numbers are mixed from both neighbours, and so are their errors, which
are taken as fully dependent.

All points of the surface are fought with the same raids. So the difference of two points is known better than either:
between full loads on whole units, which are all fought, its error is taken raid by raid, elsewhere as if the two were
independent, which is too wide rather than too narrow. Its value is always that of the one less that of the other.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

# Two-sided 95 % of a normal distribution.
Z = 1.959963984540054


class Response(Protocol):
    """What `vyuha.studies.plan.surface.Surface` offers here."""

    @property
    def fights(self) -> int:
        """Fights behind the surface."""
        ...

    def evaluate(self, units: Whole, fill: Floats, measure: str) -> tuple[Floats, Floats]:
        """Mean of a measure per raid, and its standard error, at `units` ready units filled to `fill` [1]."""
        ...

    def difference(
        self, one: tuple[int, float], other: tuple[int, float], measure: str, share: float = 1.0
    ) -> tuple[float, float, float]:
        """Mean at point `one` (units, fill) less `share` times that at `other`, with the ends of its 95 % interval.

        Both must have been fought. The mean is that of `evaluate`; raids that both met count as pairs, also where one
        point was fought more often than the other.
        """
        ...

    def links(self, units: int, fill: float) -> dict[str, float]:
        """Mean number of armed leakers by first broken link."""
        ...


@dataclass(frozen=True)
class Raided:
    """A measure at states of the force: `units` [count] and `fill` [1], its mean and standard error, of one shape."""

    units: Floats
    fill: Floats
    value: Floats
    error: Floats


def respond(surface: Response, units: Floats, fill: Floats, measure: str) -> Raided:
    """A measure at arrays of any one shape of `units` [count] and `fill` [1]."""
    shape, flat, full = units.shape, np.ravel(units), np.ravel(fill)
    below = np.floor(flat)
    part = flat - below
    whole = below.astype(np.int64)
    value, error = surface.evaluate(whole, full, measure)
    between = np.flatnonzero(part > 0.0)
    if len(between):
        value, error = value.copy(), error.copy()
        above, unsure = surface.evaluate(whole[between] + 1, full[between], measure)
        weight = part[between]
        value[between] += weight * (above - value[between])
        error[between] += weight * (unsure - error[between])
    return Raided(units, fill, value.reshape(shape), error.reshape(shape))


def change(surface: Response, one: Raided, other: Raided, measure: str, share: float = 1.0) -> tuple[Floats, Floats]:
    """`one` less `share` times `other`, state by state, and its standard error.

    With the whole `share` both are exactly zero where the force is the same. Without any unit the fill does not matter.
    """
    same = (one.units == other.units) & ((one.fill == other.fill) | (one.units == 0.0))
    found = np.where(same, (1.0 - share) * one.value, one.value - share * other.value)
    error = np.where(same, abs(1.0 - share) * one.error, np.hypot(one.error, share * other.error))
    paired = _fought(one) & _fought(other) & ~same
    return found, np.where(paired, _paired(surface, one, other, measure, share), error)


def _fought(states: Raided) -> npt.NDArray[np.bool_]:
    """Where fights were made: whole units, full loads."""
    return np.asarray(
        (np.floor(states.units) == states.units) & ((states.fill == 1.0) | (states.units == 0.0)), np.bool_
    )


def _paired(surface: Response, one: Raided, other: Raided, measure: str, share: float) -> Floats:
    """Standard errors of differences between full loads, raid by raid; looked up by the two numbers of units."""
    a, b = one.units.astype(np.int64), other.units.astype(np.int64)
    size = int(max(a.max(initial=0), b.max(initial=0))) + 1
    pair = a * size + b
    seen = np.flatnonzero(np.bincount(pair[_fought(one) & _fought(other)].ravel(), minlength=size * size))
    table = np.zeros(size * size)
    for code in seen:
        k, j = int(code) // size, int(code) % size
        if k != j:
            mean, _, high = surface.difference((k, 1.0), (j, 1.0), measure, share)
            table[code] = (high - mean) / Z
    found: Floats = table[pair]
    return found
