"""Hand-made schedules: one supplier, deliveries of a given kind, and rules that do nothing until a test sets them."""

from typing import Any

import numpy as np

from vyuha.base.table import rows
from vyuha.schedule.growth import MAJOR
from vyuha.schedule.system import draw_futures
from vyuha.schedule.tables import Delivery, Paths, Rules, Schedule, Stage, Stop, Supplier

AS_OF = 1000.0


def blank_schedule(deliveries: int, stops: int = 0, stages: int = 0) -> Any:
    """A schedule whose deliveries start at `AS_OF` and wait on nothing; each has a key of its own."""
    schedule = Schedule(
        rows(Rules, 1), rows(Supplier, 1), rows(Stop, stops), rows(Stage, stages), rows(Delivery, deliveries)
    )
    table: Any = schedule
    table.rules[0].as_of, table.rules[0].reference = AS_OF, MAJOR
    table.supplier.entity = 99
    table.delivery.entity = np.arange(deliveries) + 1
    table.delivery.after = -1
    table.delivery.start = AS_OF
    table.delivery.begun = table.delivery.operational = np.nan
    return schedule


def drawn(schedule: Any, count: int, seed: int = 5, first: int = 0) -> Paths:
    paths = Paths(*(np.empty((count, len(schedule.delivery))) for _ in Paths._fields))
    assert draw_futures(schedule, paths, seed, first) == count
    return paths
