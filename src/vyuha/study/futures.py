"""Futures: when each tranche of a plan's programmes comes and is ready, drawn many times over.

This is the one door from programmes and alternatives to the tables of `vyuha.schedule`. Every draw is keyed by seed,
number of the future and the tranche or supplier that it is for. So alternatives are compared on the same futures: what
an alternative does not touch stays as it was, bit for bit, and more futures extend those already drawn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vyuha.base.calendar import YEAR
from vyuha.base.random import entity_id
from vyuha.base.table import Rows, rows
from vyuha.catalogue.figure import Figure
from vyuha.programme.model import Programme
from vyuha.programme.plan import Alternative, Slip
from vyuha.schedule import growth
from vyuha.schedule import tables as schedule_tables
from vyuha.schedule.system import draw_futures, draw_range
from vyuha.schedule.tables import Paths, Rules, Schedule, Stage, Stop, Supplier
from vyuha.study.deliveries import Delivery, Entry, entries

Floats = npt.NDArray[np.float64]

REFERENCES = {
    "major-programmes": growth.MAJOR,
    "lognormal": growth.LOGNORMAL,
    "own-class": growth.OWN,
    "blend": growth.BLEND,
}
EXPECTED = Alternative(id="expected", name="As expected")


@dataclass(frozen=True)
class Futures:
    """Days on which tranches come, one row per future and one column per label; inf where one never comes.

    `begun` is the first hand-over (that of `arrival` where all comes at once), `arrival` the last, `ready` the day on
    which the last unit is ready. `availability` and `attrition` (share lost in a year) are float64[futures] for each
    programme that states them.
    """

    labels: tuple[Delivery, ...]
    begun: Floats
    arrival: Floats
    ready: Floats
    availability: dict[str, Floats] = field(default_factory=dict)
    attrition: dict[str, Floats] = field(default_factory=dict)


def draw(
    programmes: Sequence[Programme],
    slip: Slip,
    as_of: float,
    seed: int,
    count: int,
    alternative: Alternative | None = None,
) -> Futures:
    """`count` futures of the programmes as seen on day `as_of`, in one alternative (by default "expected").

    Raises `ValueError` for options, tranches or suppliers that no programme has.
    """
    course = alternative if alternative is not None else EXPECTED
    found = entries(programmes, course, as_of)
    schedule = _schedule(programmes, found, slip, as_of, course)
    paths = Paths(*(np.empty((count, len(found))) for _ in Paths._fields))
    draw_futures(schedule, paths, seed, 0)
    shown = [i for i, entry in enumerate(found) if entry.label is not None]
    begun, arrival, ready = (grid if len(shown) == len(found) else np.take(grid, shown, axis=1) for grid in paths)
    labels = tuple(entry.label for entry in found if entry.label is not None)
    for late in course.late:
        columns = [i for i, label in enumerate(labels) if late.tranche in _names(label)]
        if not columns:
            raise ValueError(f'alternative "{course.id}": nothing to come is called "{late.tranche}"')
        for grid in (begun, arrival, ready):
            grid[:, columns] += late.by
    upkeep = _upkeep(programmes, seed, count, "availability"), _upkeep(programmes, seed, count, "attrition")
    return Futures(labels, begun, arrival, ready, *upkeep)


def units_ready(futures: Futures, programme_id: str, days: Floats) -> Floats:
    """Units of a programme ready on each of `days`, float64[futures, days]: what has come and been trained with, less
    what was lost since (attrition), times the share that is available. Not rounded: a part of a unit is a chance.
    """
    at = np.asarray(days, dtype=float)
    total = np.zeros((len(futures.arrival), len(at)))
    lost = futures.attrition.get(programme_id)
    for i, label in enumerate(futures.labels):
        if label.programme != programme_id or not label.units:
            continue
        here, since = _share_ready(futures, i, at)
        if lost is not None:
            here = here * (1.0 - lost[:, None]) ** (since / YEAR)
        total += label.units * here
    available = futures.availability.get(programme_id)
    return total if available is None else total * available[:, None]


def rounds_added(futures: Futures, programme_id: str, days: Floats) -> Floats:
    """Rounds that options have added to the stock of a programme by each of `days`, float64[futures, days]."""
    at = np.asarray(days, dtype=float)
    total = np.zeros((len(futures.arrival), len(at)))
    for i, label in enumerate(futures.labels):
        if label.programme == programme_id and label.rounds:
            total += label.rounds * (futures.ready[:, i : i + 1] <= at)
    return total


def _share_ready(futures: Futures, i: int, days: Floats) -> tuple[Floats, Floats]:
    """Share of column i that is ready on each day and the time since then, float64[futures, days].

    Units handed over one after the other are trained with one after the other; the time counts from the middle of what
    is ready.
    """
    last = futures.ready[:, i : i + 1]
    begun, arrival = futures.begun[:, i : i + 1], futures.arrival[:, i : i + 1]
    spread = np.isfinite(arrival) & (begun < arrival)
    if not spread.any():
        return (last <= days).astype(float), np.where(last <= days, days - np.where(last <= days, last, 0.0), 0.0)
    span = np.where(spread, arrival - np.where(spread, begun, 0.0), 1.0)
    first = np.where(spread, last - span, last)
    times, shares = (np.array(axis) for axis in zip(*futures.labels[i].profile, strict=True))
    inside = np.interp(np.clip((days - first) / span, 0.0, 1.0), times, shares)
    share = np.where(spread, inside, (last <= days).astype(float))
    middle = 0.5 * (first + np.minimum(last, days))
    return share, np.where(share > 0.0, np.maximum(0.0, days - middle), 0.0)


def _names(label: Delivery) -> tuple[str, ...]:
    return (label.tranche, label.contract) if label.option else (label.tranche,)


def _upkeep(programmes: Sequence[Programme], seed: int, count: int, name: str) -> dict[str, Floats]:
    """Draws of a programme's figure `name` from its range, the same in every alternative."""
    found = {}
    for programme in programmes:
        figure: Figure | None = getattr(programme, name)
        if figure is None:
            continue
        out = np.full((count, 1), figure.value)
        if figure.low < figure.high:
            entity, index = entity_id(programme.id), ("availability", "attrition").index(name)
            draw_range(out, seed, entity, index, figure.low, figure.value, figure.high)
        found[programme.id] = out[:, 0]
    return found


def _schedule(
    programmes: Sequence[Programme], found: Sequence[Entry], slip: Slip, as_of: float, alternative: Alternative
) -> Schedule:
    suppliers = sorted({programme.supplier for programme in programmes})
    rules = rows(Rules, 1)
    rules[0] = (
        as_of,
        REFERENCES[slip.reference],
        slip.own_weight,
        slip.supplier_correlation,
        slip.stops_per_year,
        slip.stop_length,
    )
    supplier = rows(Supplier, len(suppliers))
    for i, name in enumerate(suppliers):
        supplier[i].entity = entity_id(f"supplier/{name}")
    stage = rows(Stage, sum(len(entry.stages) for entry in found))
    delivery = rows(schedule_tables.Delivery, len(found))
    used = 0
    for i, entry in enumerate(found):
        _fill(delivery[i], entry, suppliers.index(entry.supplier))
        delivery[i].first_stage, delivery[i].stages = used, len(entry.stages)
        for key, one in entry.stages:
            assert one.probability is not None and one.takes is not None
            takes = one.takes
            stage[used] = (entity_id(key), one.probability.value, takes.low, takes.value, takes.high)
            used += 1
    _refuse_shared_keys(found)
    return Schedule(rules, supplier, _stops(suppliers, alternative), stage, delivery)


def _fill(row: schedule_tables.Delivery, entry: Entry, supplier: int) -> None:
    """Copy an entry into its row of the table."""
    row.entity, row.kind, row.supplier, row.after = entity_id(entry.key), entry.kind, supplier, entry.after
    row.start, row.begun, row.done = entry.start, entry.begun, entry.done
    row.lead, row.spread, row.operational = entry.lead, entry.spread, entry.operational
    if entry.training is not None:
        lag = entry.training
        row.lag_low, row.lag_value, row.lag_high = lag.low, lag.value, lag.high


def _stops(suppliers: Sequence[str], alternative: Alternative) -> Rows[Stop]:
    """The alternative's stops in order of their start."""
    given = sorted(alternative.stops, key=lambda stop: stop.start.start)
    table = rows(Stop, len(given))
    for i, stop in enumerate(given):
        if stop.supplier not in suppliers:
            allowed = ", ".join(suppliers)
            raise ValueError(f'alternative "{alternative.id}": no supplier "{stop.supplier}"; there are: {allowed}')
        start = stop.start.start
        end = math.inf if stop.lasts is None else start + stop.lasts
        table[i] = (suppliers.index(stop.supplier), start, end)
    return table  # type: ignore[no-any-return]


def _refuse_shared_keys(found: Sequence[Entry]) -> None:
    """Rows with one key would share their draws."""
    seen: dict[int, str] = {}
    for key in [entry.key for entry in found] + [key for entry in found for key, _ in entry.stages]:
        if (entity := entity_id(key)) in seen:
            raise ValueError(f'"{key}" and "{seen[entity]}" cannot be told apart: give one of them another id')
        seen[entity] = key
