"""What a plan came to: tables and answers, as the report draws them and as CSV files keep them.

Dates in tables are Polars dates. `low` and `high` bound the mean with 95 % confidence (chance in the fights and in the
futures, and the surface's own error); `p05` to `p95` are quantiles over futures.
"""

from dataclasses import dataclass, field

import polars as pl

from vyuha.programme.model import Programme
from vyuha.programme.plan import Plan
from vyuha.scenario import Scenario

_QUANTILES = dict.fromkeys(("p05", "p25", "p50", "p75", "p95"), pl.Float64)
_INTERVAL = {"mean": pl.Float64, "low": pl.Float64, "high": pl.Float64}

# What a raid does, per raid: column `measure` of the tables, with unit and meaning.
MEASURES = {
    "leakers": ("1", "armed threats that came through"),
    "leak_share": ("share", "share of the armed threats that came through"),
    "value_protected": ("share", "share of the value of all assets that survives"),
    "rounds": ("1", "rounds fired"),
    "rounds_cost": ("USD", "cost of the rounds fired"),
    "raid_cost_lost": ("USD", "cost of the threats shot down"),
}

TABLES: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    # One row per alternative and tranche. `delivered` is null where it has not come; quantiles are null where it has,
    # or where it may never come so often that the quantile does not exist; `never` is the share of such futures.
    "arrivals": {
        "alternative": pl.String,
        "programme": pl.String,
        "tranche": pl.String,
        "units": pl.Float64,
        "planned": pl.Date,
        "reset": pl.Date,
        "delivered": pl.Date,
        "never": pl.Float64,
        **dict.fromkeys(_QUANTILES, pl.Date),
    },
    # Ready on a date: `quantity` is "units" or a key of the programme's `brings` (launchers, rounds, radars ...).
    "capability": {
        "alternative": pl.String,
        "programme": pl.String,
        "date": pl.Date,
        "quantity": pl.String,
        **_INTERVAL,
        **_QUANTILES,
    },
    # If the raid came on this date.
    "outcomes": {
        "alternative": pl.String,
        "date": pl.Date,
        "measure": pl.String,
        **_INTERVAL,
        **_QUANTILES,
    },
    # Same futures, two alternatives: `mean` is alternative minus `against`; `better` and `same` are shares of futures.
    # `better` compares values of the surface, however small the difference: only `low` and `high` hold its error.
    "differences": {
        "alternative": pl.String,
        "against": pl.String,
        "date": pl.Date,
        "measure": pl.String,
        **_INTERVAL,
        "better": pl.Float64,
        "same": pl.Float64,
    },
    # The response surface at the points that were fought: `fill` is the share of a full load on each unit.
    "surface": {
        "units": pl.Int64,
        "fill": pl.Float64,
        "measure": pl.String,
        **_INTERVAL,
        "replicates": pl.Int64,
    },
    # First broken links at those points.
    "links": {"units": pl.Int64, "fill": pl.Float64, "link": pl.String, **_INTERVAL},
    # Held-out points: the surface against fights that it was not made from.
    "checks": {
        "units": pl.Int64,
        "fill": pl.Float64,
        "measure": pl.String,
        "surface": pl.Float64,
        "error": pl.Float64,
        "direct": pl.Float64,
        "direct_low": pl.Float64,
        "direct_high": pl.Float64,
        # How far surface and fights may lie apart if the stated errors are true: all rows within it with 95 %.
        "allowed": pl.Float64,
        "inside": pl.Boolean,
    },
    # What the n-th unit adds at full load: paired differences on the same raids.
    "marginal": {"units": pl.Int64, "measure": pl.String, **_INTERVAL},
    # Raid after raid without resupply, at `units` ready units with `stock` rounds in all before the first raid.
    "campaign": {
        "units": pl.Int64,
        "stock": pl.Float64,
        "raid": pl.Int64,
        "measure": pl.String,
        "mean": pl.Float64,
        "stock_left": pl.Float64,
    },
    # What was forecast when.
    "vintages": {
        "programme": pl.String,
        "tranche": pl.String,
        "said": pl.Date,
        "by": pl.String,
        "first": pl.Date,
        "last": pl.Date,
        "delivered": pl.Date,
        "source": pl.String,
        "grade": pl.String,
    },
}


@dataclass(frozen=True)
class Value:
    """A number of an answer with its interval (None: none can be given) and unit."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Answer:
    """One of the user's questions, answered: a verdict in a sentence, the reasons, and what it rests on."""

    id: str
    question: str
    verdict: str
    reasons: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class PlanOutcome:
    """A plan, what it was made from, and what it came to."""

    plan: Plan
    programmes: tuple[Programme, ...]
    tables: dict[str, pl.DataFrame]
    answers: tuple[Answer, ...]
    # How it was made: version, seed, hashes, numbers of futures and fights, command, what was assumed.
    made: dict[str, str] = field(default_factory=dict)
    # The raid and the theatre that all alternatives meet.
    scenario: Scenario | None = None
