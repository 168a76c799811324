"""Raid after raid without resupply: how long the rounds last, and what comes through meanwhile.

Every raid is like that of the scenario. Units are not lost and not reinforced; only rounds go down. Before each raid
the stock is spread evenly over the units, up to a full load on each; the mix of types stays that of the scenario.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.studies.plan.response import Response, respond

Floats = npt.NDArray[np.float64]

# With less than a round in stock there is none.
_LEAST = 1.0
# A defence is spent when a raid leaks so many times what the first one did, and at least one threat more.
WORSE = 2.0


@dataclass(frozen=True)
class Siege:
    """A row of raids: float64[raids, futures] each. `stock` is what is left after the raid."""

    leakers: Floats
    stock: Floats


def besiege(surface: Response, units: Floats, stock: Floats, load: float, raids: int) -> Siege:
    """`raids` raids on `units` fighting units with `stock` rounds in all, float64[futures] each; `load` is full."""
    shape = (raids, len(units))
    siege = Siege(np.zeros(shape), np.zeros(shape))
    left, room = stock.copy(), units * load
    for raid in range(raids):
        fill = np.zeros_like(left)
        np.divide(left, room, out=fill, where=room > 0.0)
        fill = np.minimum(fill, 1.0)
        siege.leakers[raid] = respond(surface, units, fill, "leakers").value
        left = np.maximum(left - respond(surface, units, fill, "rounds").value, 0.0)
        siege.stock[raid] = left
    return siege


def withstood(siege: Siege, first: Floats) -> Floats:
    """Raids until leakage is `WORSE` times `first` (and one more), or no round is left; float64[futures].

    Where neither happens within the row, the number of its raids.
    """
    before = np.vstack([np.full((1, siege.stock.shape[1]), np.inf), siege.stock[:-1]])
    spent = (siege.leakers >= np.maximum(WORSE * first, first + 1.0)) | (before < _LEAST)
    return np.where(spent.any(axis=0), spent.argmax(axis=0), len(spent)).astype(np.float64)
