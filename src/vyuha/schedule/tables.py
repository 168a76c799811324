"""Tables of a schedule: what the door (`study.futures`) fills from programmes and plan, and what a draw writes.

Days are calendar days (see `base.calendar`); `nan` means that nothing is known.
"""

from typing import Annotated, NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.table import Code, Count, Entity, Index, Rows, Scalar

Day = Annotated[float, "d"]
PerYear = Annotated[float, "1/year"]
Grid = npt.NDArray[np.float64]

# What is known of a delivery: it has come or is fixed by the alternative; it is drawn; it is the signature of a
# contract still open, on which deliveries wait; it will never come.
FIXED, DRAWN, SIGNATURE, NEVER = 0, 1, 2, 3


class Rules:
    """How schedules slip; one row."""

    as_of: Day
    reference: Code
    own_weight: Scalar
    correlation: Scalar
    stops_per_year: PerYear
    stop_length: Day


class Supplier:
    """Who delivers: the key of its common factor and its stops."""

    entity: Entity


class Stop:
    """A given time in which a supplier delivers nothing; rows are in order of `start`."""

    supplier: Index
    start: Day
    end: Day


class Stage:
    """A step to a contract that is still open; `low` to `high` is the time it takes.

    Where `chance_low` is below `chance_high`, each future draws its `probability` between them.
    """

    entity: Entity
    chance_low: Scalar
    probability: Scalar
    chance_high: Scalar
    low: Day
    value: Day
    high: Day


class Delivery:
    """A tranche, a part of one, or the signature on which others wait.

    A fixed one came from `begun` to `done` after work since `start`. A drawn one takes `lead` and then `spread`
    (stretched) after `start`, or after row `after` was done. Where `lead_low` is below `lead_high` (or the same for
    `spread`), each future draws the promised time between them, once for all rows of one `lead_figure`. `late` is added
    to what either comes to.
    """

    entity: Entity
    kind: Code
    supplier: Index
    after: Index
    start: Day
    begun: Day
    done: Day
    lead_low: Day
    lead: Day
    lead_high: Day
    lead_figure: Entity
    spread_low: Day
    spread: Day
    spread_high: Day
    spread_figure: Entity
    late: Day
    operational: Day
    lag_low: Day
    lag_value: Day
    lag_high: Day
    first_stage: Index
    stages: Count


class Schedule(NamedTuple):
    """Fixed while futures are drawn."""

    rules: Rows[Rules]
    supplier: Rows[Supplier]
    stop: Rows[Stop]
    stage: Rows[Stage]
    delivery: Rows[Delivery]


class Paths(NamedTuple):
    """What is drawn, one row per future and one column per delivery: first and last hand-over, ready [d]."""

    begun: Grid
    done: Grid
    ready: Grid
