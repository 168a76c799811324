"""What of a programme is ready for a fight on a day: units, rounds in stock, and how full the units stand.

Units come from the delivery futures. What a unit brings (rounds, launchers, radars) is contradictory in open sources.
So each future draws it once from the programme's range, as ignorance and not as chance: a triangular distribution with
its peak at the stated value. Rounds of a lost unit stay in the stock; rounds used in peacetime leave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import YEAR
from vyuha.base.random import entity_id
from vyuha.catalogue.figure import Figure
from vyuha.programme.model import Programme
from vyuha.schedule.system import draw_range
from vyuha.study.futures import Futures, rounds_added, units_ready

Floats = npt.NDArray[np.float64]

# The key of `brings` that counts rounds of all kinds, ready or in reserve.
ROUNDS = "rounds"
# Where the rounds of a programme are not known, each unit has one full load.
_ONE_LOAD = 1.0


@dataclass(frozen=True)
class Paths:
    """What is ready over time: float64[days, futures] each.

    `units` [count] are ready; `fighting` [count] of them have a position in the scenario; `rounds` [count] are in
    stock; `fill` [1] is the share of a full load that each fighting unit stands with.
    """

    days: Floats
    units: Floats
    fighting: Floats
    rounds: Floats
    fill: Floats


def brought(programme: Programme, seed: int, futures: int) -> dict[str, Floats]:
    """What one unit brings in each future: float64[futures] for each key of the programme's `brings`."""
    return {
        key: drawn(figure, seed, futures, f"{programme.id}/brings/{key}")
        for key, figure in sorted(programme.brings.items())
    }


def drawn(figure: Figure, seed: int, futures: int, name: str) -> Floats:
    """A figure drawn once for each future from its range, float64[futures]; `name` keys the stream."""
    out = np.full((futures, 1), figure.value)
    if figure.low < figure.high:
        draw_range(out, seed, entity_id(name), 0, figure.low, figure.value, figure.high)
    return out[:, 0]


def paths(
    futures: Futures,
    programme: Programme,
    days: Floats,
    positions: int,
    load: float,
    brings: Mapping[str, Floats],
) -> Paths:
    """The force on each of `days` in each future; `load` [count] is the full load of a unit in its position.

    Where the programme does not say how many rounds a unit brings, each brings one full load.
    """
    units = np.ascontiguousarray(units_ready(futures, programme.id, days).T)
    each = brings.get(ROUNDS, np.full(units.shape[1], _ONE_LOAD * load))
    rounds = _rounds(futures, programme, days, each)
    fighting = np.minimum(units, float(positions))
    needed = fighting * load
    fill = np.ones_like(units)
    np.divide(rounds, needed, out=fill, where=needed > 0.0)
    return Paths(days, units, fighting, rounds, np.minimum(fill, 1.0))


def _rounds(futures: Futures, programme: Programme, days: Floats, each: Floats) -> Floats:
    """Rounds in stock [count]: what units and replenishments brought, less what peacetime used since the first came."""
    whole = replace(futures, availability={}, attrition={})
    brought_by_units = units_ready(whole, programme.id, days) * each[:, None]
    stock = brought_by_units + rounds_added(futures, programme.id, days)
    if programme.stock_use is not None:
        own = [i for i, label in enumerate(futures.labels) if label.programme == programme.id and label.units]
        first = futures.ready[:, own].min(axis=1, initial=np.inf)
        years = np.maximum(days[None, :] - first[:, None], 0.0) / YEAR
        stock = np.maximum(stock - programme.stock_use.value * years, 0.0)
    return np.ascontiguousarray(stock.T)
