"""The leaker ledger: for every threat that came through, the first broken link of the chain meant to stop it.

A leaker at which a round was fired had passed every earlier link, so "missed" is decided first. After that the chain is
followed from the radar to the launcher. A link that held, but later than `response_time` before the end, counts as
broken: the fastest possible reaction would no longer have helped.

The functions take whatever rows they are given; the summary leaves failed replicates out before it calls them.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from vyuha.results.records import LEAKS


class Link(NamedTuple):
    """A link of the chain and what it means when it is the first to break."""

    name: str
    meaning: str


LINKS = (
    Link("never in coverage", "It never entered the range, height and sector that any radar covers."),
    Link("below the horizon", "It came above a radar's horizon never, or too late for the fastest possible reaction."),
    Link(
        "radar silent",
        "A radar would have had it in view or in reach in time, had it been on the air: it was silent by plan, shut "
        "down for fear of a missile, or on the move.",
    ),
    Link("not detected in time", "A radar could see that far, but its echo was never found, or too late."),
    Link("no track in time", "Its plots never made a confirmed track, or too late."),
    Link(
        "not identified in time",
        "It was tracked, but nobody was sure enough that it was hostile to engage it, or too late.",
    ),
    Link(
        "held by the rules",
        "It was tracked, but the rules of engagement or a zone forbade to engage it, or to meet it where one could.",
    ),
    Link("command post lost", "It was tracked, but the post that orders engagements was gone, or reached nobody."),
    Link("fire unit lost", "It was tracked, but the units that could engage it had been destroyed."),
    Link(
        "outside the sector",
        "It was tracked, but outside what any engagement radar looks at: sector, range or elevation.",
    ),
    Link(
        "outside the envelope",
        "It was tracked, but no intercept lay within any missile's reach, the radar's horizon and the doctrine's zone.",
    ),
    Link("out of rounds", "An intercept was possible, but the units that could make it had nothing left to fire."),
    Link(
        "no free channel", "An intercept was possible, but the units that could make it were busy with other targets."
    ),
    Link(
        "decided too late",
        "No round left in time: the decision, the hold of the engagement radar or the launch took too long.",
    ),
    Link("missed", "Rounds were fired at it and none killed it."),
)
ALL, IN_FLIGHT, KILLED, LEFT = "all threats", "in flight", "killed", "left"
# Columns of the threats table that decide the link, beside the outcome.
LEDGER_COLUMNS = (
    "resolved_time",
    "coverage_time",
    "horizon_time",
    "detection_time",
    "track_time",
    "feasible_time",
    "order_time",
    "shots",
    "cycles_no_command",
    "cycles_no_unit",
    "cycles_sector",
    "cycles_envelope",
    "cycles_no_channel",
    "cycles_no_rounds",
    "cycles_too_late",
    "cycles_silent",
    "silent_time",
    "identified_time",
    "cycles_identity",
    "cycles_rule",
)

# Obstacles that count while no intercept is possible, and once one is; the one that stood in the way in most command
# cycles is the link, the earlier in the chain on ties.
_LOST = {
    "held by the rules": "cycles_rule",
    "command post lost": "cycles_no_command",
    "fire unit lost": "cycles_no_unit",
}
_NEVER_FEASIBLE = _LOST | {
    "outside the sector": "cycles_sector",
    "outside the envelope": "cycles_envelope",
    "decided too late": "cycles_too_late",
}
_FEASIBLE = _LOST | {
    "radar silent": "cycles_silent",
    "out of rounds": "cycles_no_rounds",
    "no free channel": "cycles_no_channel",
}

_LINK = pl.Enum([link.name for link in LINKS])
_STEP = pl.Enum([ALL, *(link.name for link in LINKS), IN_FLIGHT, KILLED, LEFT])


def with_links(threats: pl.LazyFrame, response_time: float) -> pl.LazyFrame:
    """The threats table with a column `link`: the first broken link of a leaker, null for every other threat.

    `response_time` [s] is the shortest time from first detection to intercept, as the manifest holds it.
    """
    link = pl.when(pl.col("outcome").is_in(LEAKS)).then(_first_broken(response_time))
    return threats.with_columns(link.cast(_LINK).alias("link"))


def ledger(threats: pl.LazyFrame, response_time: float) -> pl.DataFrame:
    """Leakers of all replicates by first broken link and class of threat: columns link, class, count."""
    leakers = with_links(threats, response_time).filter(pl.col("link").is_not_null())
    counted = leakers.group_by("link", "class").agg(pl.len().cast(pl.Int64).alias("count"))
    return counted.sort("link", "class").collect()


def waterfall(threats: pl.LazyFrame, response_time: float) -> pl.DataFrame:
    """From all threats over the broken links to those killed, summed over replicates: columns step, count.

    The first row is the sum of all others; every step is there, also those that took nothing, but for threats that left
    where none did.
    """
    step = pl.coalesce(pl.col("link").cast(pl.String), pl.col("outcome").cast(pl.String)).cast(_STEP).alias("step")
    # Flights that are no raid are no step of it.
    raid = with_links(threats, response_time)
    if "side" in threats.collect_schema().names():
        raid = raid.filter(pl.col("side") == "hostile")
    counted = raid.group_by(step).agg(pl.len().cast(pl.Int64).alias("count")).collect()
    counts = dict(counted.iter_rows())
    counts[ALL] = sum(counts.values())
    steps = [step for step in _STEP.categories.to_list() if step != LEFT or LEFT in counts]
    return pl.DataFrame({"step": pl.Series(steps, dtype=_STEP), "count": [counts.get(step, 0) for step in steps]})


def rounds_at_leakers(threats: pl.LazyFrame, shots: pl.LazyFrame) -> pl.DataFrame:
    """What became of the rounds fired at threats that came through: columns missile, result, count."""
    leakers = threats.filter(pl.col("outcome").is_in(LEAKS)).select("replicate", "threat")
    fired = shots.select("replicate", "threat", "missile", "result").join(
        leakers, on=["replicate", "threat"], how="semi"
    )
    counted = fired.group_by("missile", "result").agg(pl.len().cast(pl.Int64).alias("count"))
    return counted.sort("missile", "result").collect()


def obstacles(row: Mapping[str, Any]) -> dict[str, int]:
    """In how many cycles of command each of the links that count stood in the way of engaging the threat of a row, the
    most first.
    """
    counting = _NEVER_FEASIBLE if row["feasible_time"] is None else _FEASIBLE
    counts = {name: int(row[column]) for name, column in counting.items()}
    return {name: count for name, count in sorted(counts.items(), key=lambda one: -one[1]) if count}


def _first_broken(response_time: float) -> pl.Expr:
    return (
        pl.when(pl.col("shots") > 0)
        .then(pl.lit("missed"))
        .when(_too_late("detection_time", response_time) & ~_too_late("silent_time", response_time))
        .then(pl.lit("radar silent"))
        .when(pl.col("coverage_time").is_null())
        .then(pl.lit("never in coverage"))
        .when(_too_late("horizon_time", response_time))
        .then(pl.lit("below the horizon"))
        .when(_too_late("detection_time", response_time))
        .then(pl.lit("not detected in time"))
        .when(_too_late("track_time", response_time))
        .then(pl.lit("no track in time"))
        .when((pl.col("cycles_identity") > 0) & _too_late("identified_time", response_time))
        .then(pl.lit("not identified in time"))
        .when(pl.col("feasible_time").is_null())
        .then(_most_frequent(_NEVER_FEASIBLE, "decided too late"))
        .when(pl.col("order_time").is_null())
        .then(_most_frequent(_FEASIBLE, "no free channel"))
        .otherwise(_most_frequent(_FEASIBLE, "decided too late"))
    )


def _most_frequent(obstacles: dict[str, str], otherwise: str) -> pl.Expr:
    """Name of the obstacle with the largest count, the first on ties; `otherwise` where all are zero."""
    largest = pl.max_horizontal(*obstacles.values())
    link = pl.lit(otherwise)
    for name, cycles in reversed(obstacles.items()):
        link = pl.when((pl.col(cycles) == largest) & (largest > 0)).then(pl.lit(name)).otherwise(link)
    return link


def _too_late(time: str, response_time: float) -> pl.Expr:
    """Whether the link never held, or less than `response_time` before the end."""
    never = pl.col(time).is_null()
    return never if math.isinf(response_time) else never | (pl.col("resolved_time") - pl.col(time) < response_time)
