"""What of a programme is ready for a fight on a day: units, rounds in stock, and how full the units stand.

Units come from the delivery futures. What a unit brings (rounds, launchers, radars) is contradictory in open sources.
So each future draws it once from the programme's range, as ignorance and not as chance: a triangular distribution with
its peak at the stated value. Rounds of a lost unit stay in the stock; rounds used in peacetime leave it, at a steady
rate from the first unit on and as long as there are any.
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
from vyuha.studies.plan.futures import Futures, brings_key, rounds_added, turns, units_ready

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
        key: drawn(figure, seed, futures, brings_key(programme, key))
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
    rounds = stock(futures, programme, days, each)
    fighting = np.minimum(units, float(positions))
    needed = fighting * load
    fill = np.ones_like(units)
    np.divide(rounds, needed, out=fill, where=needed > 0.0)
    return Paths(days, units, fighting, rounds, np.minimum(fill, 1.0))


def stock(futures: Futures, programme: Programme, days: Floats, each: Floats) -> Floats:
    """Rounds in stock [count] on each of `days`, float64[days, futures], where each unit brings `each` [futures]: what
    units and replenishments brought, less what peacetime used. Nothing is used while there is nothing.
    """
    used = futures.stock_use.get(programme.id)
    if used is None:
        return np.ascontiguousarray(_received(futures, programme, days, each).T)
    began, events = (days_of[..., None] for days_of in turns(futures, programme.id))
    # What would be left if use went on with nothing in stock.
    free = _received(futures, programme, days, each) - used[:, None] * np.maximum(days - began, 0.0) / YEAR
    # Between arrivals that falls steadily, so it is lowest just before one of them or on the day itself. As far as it
    # has been below zero by then, nothing was used (Skorokhod's reflection).
    lowest = np.minimum(free, 0.0)
    for event in np.minimum(events, days[-1]).swapaxes(0, 1):
        before = np.nextafter(event, -np.inf)
        left = _received(futures, programme, before, each) - used[:, None] * np.maximum(before - began, 0.0) / YEAR
        np.minimum(lowest, np.where(event <= days, left, 0.0), out=lowest)
    return np.ascontiguousarray((free - lowest).T)


def _received(futures: Futures, programme: Programme, days: Floats, each: Floats) -> Floats:
    """Rounds that units and replenishments have brought by each of `days`, float64[futures, days]."""
    whole = replace(futures, availability={}, attrition={})
    brought_by_units: Floats = units_ready(whole, programme.id, days) * each[:, None]
    return brought_by_units + rounds_added(futures, programme.id, days)
