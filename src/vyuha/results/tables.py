"""A block of replicates as four data frames: what the Parquet files of a run folder hold.

| table | one row per | columns beside those of the state |
|---|---|---|
| replicates | replicate | counts, costs in USD, value lost, failure (null: fine) |
| threats | replicate and threat | threat, raid, type, class, side, target, outcome, `ThreatState`, `Recognition` |
| shots | round | threat (null: none), fire_unit, missile, result, rule, believed, post, then `Shot`, guidance_lost |
| sites | replicate and site | site, kind, hits, destroyed, destroyed_time, destroyed_by, emptied, those of `network` |

Names are Enums, so that they cost a byte or two a row and sort in the order of the scenario. A time that never came is
null. Flights that are no raid are rows of threats with another side; replicates count them only in columns with their
side in the name. `leakers` counts every threat that came through; `armed_leakers` leaves out decoys and jammers. Value
and `assets_lost` are those of assets; `units_lost` counts all other sites.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.base.table import columns, dtype_of
from vyuha.results.laydown import Laydown
from vyuha.results.network import DOUBLES, SITE_COLUMNS, double_engagements
from vyuha.results.records import (
    CHANCES,
    CONTROLS,
    GUIDANCE_LOST,
    IDENTITIES,
    LEAKS,
    NEAR_MISSES,
    OUTCOMES,
    SHOT_RESULTS,
    SIDES,
    Block,
    Named,
    Roster,
)
from vyuha.state.identity import CLASSES, HOSTILE, NEUTRAL, OWN, Recognition
from vyuha.state.mission import FAILURE_NONE, FAILURE_TEXT
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.threat import ThreatState

TABLES = ("replicates", "threats", "shots", "sites")
ASSET = "asset"
# Classes that strike nothing.
UNARMED = ("decoy", "jammer")
# Columns of a threat that no table shows as they are: its outcome and its last chance stand in words, how it weaves and
# wanders is drawn again, and when it was located last, and by which rows it flew, mean nothing afterwards.
LEFT_OUT = (
    "outcome",
    "airborne",
    "struck",
    "detour_first",
    "detour_last",
    "place",
    "wander_1",
    "wander_2",
    "wander_3",
    "wander_4",
    "weave_phase",
    "jink_phase",
    "last_chance_time",
    "last_chance_unit",
    "last_chance_reason",
)

Codes = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]


def frames(block: Block, roster: Roster, laydown: Laydown) -> dict[str, pl.DataFrame]:
    """The four tables of a block, by name."""
    return {
        "replicates": replicate_frame(block, roster, laydown),
        "threats": threat_frame(block, roster),
        "shots": shot_frame(block, roster),
        "sites": site_frame(block, roster),
    }


def empty_frames(roster: Roster, laydown: Laydown) -> dict[str, pl.DataFrame]:
    """The four tables without a row, for their columns."""
    return frames(_no_block(roster), roster, laydown)


def threat_frame(block: Block, roster: Roster) -> pl.DataFrame:
    """One row per replicate and threat, in that order."""
    count = block.threats.shape[0]
    threat = np.tile(np.arange(len(roster.threats)), count)
    fixed = {
        "replicate": _replicates(block, len(roster.threats)),
        "threat": _named(threat, _ids(roster.threats)),
        "raid": _named(threat, (row.group for row in roster.threats)),
        "type": _named(threat, (row.kind for row in roster.threats)),
        "class": _named(threat, (row.name for row in roster.threats)),
        "side": _coded(_sides(roster)[threat], SIDES),
        "target": _targets(roster).gather(threat),
        "outcome": _coded(block.threats["outcome"].ravel(), OUTCOMES),
    }
    state = _state_columns(ThreatState, block.threats.reshape(-1), leave_out=LEFT_OUT)
    known = block.recognitions.reshape(-1)
    chance = {
        "last_chance_time": _float_column(block.threats["last_chance_time"].ravel()),
        "last_chance_unit": _named(block.threats["last_chance_unit"].ravel(), _ids(roster.fire_units)),
        "last_chance_reason": _coded(block.threats["last_chance_reason"].ravel(), CHANCES),
    }
    taken = {
        "identity": _coded(known["identity"], IDENTITIES),
        "identity_class": _coded(known["class_code"], dict(enumerate(CLASSES))),
        "endangered": _named(known["endangered"], _ids(roster.sites)),
    }
    struck = {"struck": _named(block.threats["struck"].ravel(), _ids(roster.sites))}
    rest = _state_columns(Recognition, known, leave_out=("identity", "class_code", "endangered"))
    return pl.DataFrame(fixed | state | struck | taken | rest | chance)


def shot_frame(block: Block, roster: Roster) -> pl.DataFrame:
    """One row per round, in replicate order."""
    shots = block.shots
    fixed = {
        "replicate": pl.Series(np.asarray(block.shot_replicate).astype(np.int32)),
        "threat": _named(shots["threat"], _ids(roster.threats)),
        "fire_unit": _named(shots["fire_unit"], _ids(roster.fire_units)),
        "missile": _named(shots["missile"], _ids(roster.missiles)),
        "result": _coded(shots["result"], SHOT_RESULTS),
        "rule": _coded(shots["rule"], CONTROLS),
        "believed": _coded(shots["believed"], IDENTITIES),
        "post": _named(shots["post"], _ids(roster.sites)),
    }
    lost = {"guidance_lost": _coded(shots["guidance_lost"], GUIDANCE_LOST)}
    return pl.DataFrame(fixed | _state_columns(Shot, shots, leave_out=(*fixed, *lost)) | lost)


def site_frame(block: Block, roster: Roster) -> pl.DataFrame:
    """One row per replicate and site, in that order."""
    count = block.sites.shape[0]
    site = np.tile(np.arange(len(roster.sites)), count)
    state = block.sites.reshape(-1)
    destroyed = state["destroyed"]
    return pl.DataFrame(
        {
            "replicate": _replicates(block, len(roster.sites)),
            "site": _named(site, _ids(roster.sites)),
            "kind": _named(site, (row.kind for row in roster.sites)),
            "hits": pl.Series(state["hits"].astype(np.int32)),
            "destroyed": pl.Series(destroyed.astype(np.bool_)),
            "destroyed_time": _float_column(np.where(destroyed, state["destroyed_time"], np.nan)),
            "destroyed_by": _named(np.where(destroyed, state["destroyed_by"], -1), _ids(roster.threats)),
            "emptied": _float_column(state["emptied"]),
        }
        | {name: _state_column(state[name]) for name in SITE_COLUMNS}
    )


def replicate_frame(block: Block, roster: Roster, laydown: Laydown) -> pl.DataFrame:
    """One row per replicate: what it came to."""
    outcome = block.threats["outcome"]
    count = outcome.shape[0]
    side = _sides(roster)
    raid, neutral, own = side == HOSTILE, side == NEUTRAL, side == OWN
    tally = {name: ((outcome == code) & raid).sum(axis=1) for code, name in OUTCOMES.items()}
    dead = outcome == _code("killed")
    leaked = np.isin(outcome, [code for code, name in OUTCOMES.items() if name in LEAKS])
    engaged = block.threats["shots"] > 0
    asset = np.array([row.kind == ASSET for row in roster.sites], dtype=np.bool_)
    destroyed = block.sites["destroyed"].astype(np.bool_)
    shots, spent = _rounds(block, roster)
    values = {place.id: place.value for place in laydown.places}
    integers = {
        "threats": np.full(count, raid.sum()),
        "killed": tally["killed"],
        "hit": tally["hit"],
        "stray": tally["stray"],
        "in_flight": tally["in flight"],
        "leakers": leaked.sum(axis=1),
        "armed_leakers": (leaked & armed(roster)).sum(axis=1),
        "shots": shots,
        "neutral_lost": (dead & neutral).sum(axis=1),
        "own_lost": (dead & own).sum(axis=1),
        "rounds_at_neutral": _rounds_at(block, neutral),
        "rounds_at_own": _rounds_at(block, own),
        "near_misses_neutral": _rounds_at(block, neutral, NEAR_MISSES),
        "near_misses_own": _rounds_at(block, own, NEAR_MISSES),
        "engaged_neutral": (engaged & neutral).sum(axis=1),
        "engaged_own": (engaged & own).sum(axis=1),
        "assets_lost": (destroyed & asset).sum(axis=1),
        "units_lost": (destroyed & ~asset).sum(axis=1),
        DOUBLES: _doubles(block),
    }
    value = [values.get(row.id, 0.0) if row.kind == ASSET else 0.0 for row in roster.sites]
    floats = {
        "rounds_cost": spent,
        "raid_cost_lost": _sums(dead & raid, [row.cost for row in roster.threats]),
        "value_lost": _sums(destroyed, value),
    }
    first_empty, all_empty = _emptied(block, roster)
    failure = {code: text for code, text in FAILURE_TEXT.items() if code != FAILURE_NONE}
    return pl.DataFrame(
        {"replicate": _replicates(block, 1)}
        | {name: pl.Series(column.astype(np.int32)) for name, column in integers.items()}
        | {name: pl.Series(column, dtype=pl.Float64) for name, column in floats.items()}
        | {"first_empty": _float_column(first_empty), "all_empty": _float_column(all_empty)}
        | {
            "events": pl.Series(np.asarray(block.events).astype(np.int64)),
            "failure": _coded(np.asarray(block.failures), failure),
        }
    )


def armed(roster: Roster) -> npt.NDArray[np.bool_]:
    """Which threats belong to a raid and strike something."""
    return np.array([row.of_raid and row.name not in UNARMED for row in roster.threats], dtype=np.bool_)


def _sides(roster: Roster) -> Codes:
    codes = {name: code for code, name in SIDES.items()}
    return np.array([HOSTILE if row.of_raid else codes[row.side] for row in roster.threats], dtype=np.int64)


def _targets(roster: Roster) -> pl.Series:
    """The target of every threat as an Enum; null where there is none."""
    known = list(dict.fromkeys(target for target in roster.targets if target))
    return pl.Series([target or None for target in roster.targets], dtype=pl.Enum(known))


def _rounds(block: Block, roster: Roster) -> tuple[npt.NDArray[np.int64], list[float]]:
    """Rounds fired and their cost [USD], per replicate."""
    count, types = block.threats.shape[0], len(roster.missiles)
    cell = (np.asarray(block.shot_replicate).astype(np.int64) - block.first) * types + block.shots["missile"]
    fired = np.bincount(cell, minlength=count * types).reshape(count, types)
    cost = [row.cost for row in roster.missiles]
    return fired.sum(axis=1), [math.fsum(n * c for n, c in zip(row, cost, strict=True)) for row in fired.tolist()]


def _rounds_at(
    block: Block, chosen: npt.NDArray[np.bool_], results: tuple[int, ...] = tuple(SHOT_RESULTS)
) -> npt.NDArray[np.int64]:
    """Rounds fired at the `chosen` threats that came to one of the `results`, per replicate."""
    at = block.shots["threat"]
    held = (at >= 0) & chosen[at] if len(chosen) else np.zeros(len(at), dtype=np.bool_)
    held &= np.isin(block.shots["result"], results)
    number = np.asarray(block.shot_replicate).astype(np.int64)[held] - block.first
    return np.bincount(number, minlength=block.threats.shape[0])


def _emptied(block: Block, roster: Roster) -> tuple[Floats, Floats]:
    """When [s] the first of the fire units, and when the last of them, first had nothing left to fire; NaN: never."""
    units = set(_ids(roster.fire_units))
    fires = [row.id in units for row in roster.sites]
    if not any(fires):
        never = np.full(block.sites.shape[0], np.nan)
        return never, never
    emptied = block.sites["emptied"][:, np.array(fires)]
    return np.fmin.reduce(emptied, axis=1), np.maximum.reduce(emptied, axis=1)


def _doubles(block: Block) -> npt.NDArray[np.int64]:
    """Double engagements, per replicate."""
    counts = double_engagements(block.shots, block.shot_replicate)
    return np.array([counts.get(block.first + n, 0) for n in range(block.threats.shape[0])], dtype=np.int64)


def _sums(mask: npt.NDArray[np.bool_], weights: list[float]) -> list[float]:
    """Exactly rounded sums of the weights where the mask holds, row by row: the same bits however rows are grouped."""
    return [math.fsum(w for yes, w in zip(row, weights, strict=True) if yes) for row in mask.tolist()]


def _code(outcome: str) -> int:
    return next(code for code, name in OUTCOMES.items() if name == outcome)


def _replicates(block: Block, repeat: int) -> pl.Series:
    numbers = np.arange(block.first, block.first + block.threats.shape[0], dtype=np.int32)
    return pl.Series(np.repeat(numbers, repeat))


def _ids(rows: tuple[Named, ...]) -> list[str]:
    return [row.id for row in rows]


def _named(codes: Codes, names: Iterable[str]) -> pl.Series:
    """Row numbers as an Enum of names in order of first appearance; a negative number is null."""
    known = list(names)
    name = pl.Series(known, dtype=pl.Enum(list(dict.fromkeys(known))))
    if not known:
        return pl.Series([None] * len(codes), dtype=name.dtype)
    return name.gather(_nullable(np.asarray(codes, dtype=np.int64)))


def _coded(codes: Codes, texts: dict[int, str]) -> pl.Series:
    """Codes as an Enum of their texts; a code without a text is null."""
    # One place more, for codes below 0, which have no text either.
    place = np.full(int(codes.max(initial=max(texts))) + 2, -1)
    place[list(texts)] = np.arange(len(texts))
    return _named(place[np.maximum(codes, -1)], texts.values())


def _nullable(codes: npt.NDArray[np.int64]) -> pl.Series:
    row = pl.Series("row", codes)
    return row.to_frame().select(pl.when(pl.col("row") >= 0).then(pl.col("row"))).to_series()


def _state_columns(row: type, table: Any, leave_out: tuple[str, ...]) -> dict[str, pl.Series]:
    """The columns that a row class declares, floats with null for NaN and whole numbers in 32 bits.

    Left out are those with a better name and what means nothing after the fight.
    """
    return {name: _state_column(table[name]) for name in columns(row) if name not in leave_out}


def _state_column(values: Any) -> pl.Series:
    return _float_column(values) if values.dtype == np.float64 else pl.Series(values.astype(np.int32))


def _float_column(values: Any) -> pl.Series:
    return pl.Series(np.ascontiguousarray(values), dtype=pl.Float64, nan_to_null=True)


def _no_block(roster: Roster) -> Block:
    return Block(
        first=0,
        threats=np.zeros((0, len(roster.threats)), dtype_of(ThreatState)),
        sites=np.zeros((0, len(roster.sites)), dtype_of(SiteState)),
        shots=np.zeros(0, dtype_of(Shot)),
        shot_replicate=np.zeros(0, np.int64),
        failures=np.zeros(0, np.int64),
        events=np.zeros(0, np.int64),
    )
