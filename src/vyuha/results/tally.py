"""Counts per replicate, gathered block by block, so that memory does not grow with threats times replicates.

A block's tables are read, counted and dropped. What stays is a few dozen whole numbers per replicate; everything in a
summary follows from them. Failed replicates (a table of the engine was too small) are counted, and left out.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.results.ledger import LEDGER_COLUMNS, LINKS, with_links
from vyuha.results.records import CONTROLS, IDENTITIES, LEAKS, NEAR_MISSES, OUTCOMES, SHOT_RESULTS, SIDES, Roster
from vyuha.results.rounds import FATES, fate_exprs, with_fates
from vyuha.results.seen import STEP, STEPS
from vyuha.results.store import StoredRun
from vyuha.state.identity import CLASSES

Counts = npt.NDArray[np.int32]

LINK_NAMES = [link.name for link in LINKS]
OUTCOME_NAMES = list(OUTCOMES.values())
RESULT_NAMES = list(SHOT_RESULTS.values())
SIDE_NAMES = list(SIDES.values())
# What a track is declared to be; the last stands for threats that never had one.
DECLARED_NAMES = [*IDENTITIES.values(), "not tracked"]
# What a target was taken for when a round left, and by which rule it did; the last stands for none.
BELIEVED_NAMES = [*IDENTITIES.values(), "nobody asked"]
RULE_NAMES = [*CONTROLS.values(), "no rule"]
FLAT_INTEGERS = (
    "leakers",
    "armed_leakers",
    "shots",
    "neutral_lost",
    "own_lost",
    "rounds_at_neutral",
    "rounds_at_own",
)
FLAT_FLOATS = ("rounds_cost", "raid_cost_lost", "value_lost")

SEEN_COLUMNS = ("detection_range", "detections", "strobes")
_THREAT_COLUMNS = (
    "replicate",
    "threat",
    "raid",
    "class",
    "side",
    "struck",
    "outcome",
    "identity",
    "identity_class",
    *LEDGER_COLUMNS,
    *SEEN_COLUMNS,
)


@dataclass(frozen=True)
class Tally:
    """One row per good replicate in every array, in replicate order; names of the other axes as in the roster. Classes,
    raids, outcomes and links are those of the raids; what else flies is in `declared` alone, and in `flat`.
    """

    replicate: Counts
    failures: dict[str, int]
    classes: list[str]
    raids: list[str]
    class_outcome: Counts  # (replicate, class, outcome)
    raid_outcome: Counts  # (replicate, raid, outcome)
    link: Counts  # (replicate, link)
    link_class: npt.NDArray[np.int64]  # (link, class), all replicates
    rounds: Counts  # (replicate, missile)
    kills: Counts  # (replicate, missile)
    results: npt.NDArray[np.int64]  # (missile, result), all replicates
    results_at_leakers: npt.NDArray[np.int64]  # (missile, result), all replicates
    declared: Counts  # (replicate, side, declared identity)
    engaged: Counts  # (replicate, side): aircraft at which a round was fired
    near_misses: Counts  # (replicate, side): rounds that came to one and left it flying
    fired: npt.NDArray[np.int64]  # (side, fire unit, rule, belief): rounds, all replicates
    declared_class: npt.NDArray[np.int64]  # (class of `flown`, class of `CLASSES` or none), all replicates
    flown: list[str]  # classes of everything that flies
    unseen: Counts  # (replicate, raid): threats that no radar ever detected
    detections: Counts  # (replicate, raid)
    strobes: Counts  # (replicate, raid)
    ranges: npt.NDArray[np.int64]  # (raid, step of range): first detections, all replicates
    hits: Counts  # (replicate, site)
    destroyed: Counts  # (replicate, site)
    hit_by: Counts  # (replicate, site, raid): threats that hit it
    destroyed_by: Counts  # (replicate, site, raid): whose threat gave the last hit it needed
    fates: Counts  # (replicate, missile, fate of `FATES`)
    flat: dict[str, list[Any]]  # `FLAT_INTEGERS` and `FLAT_FLOATS`, one value per replicate


def tally(run: StoredRun) -> Tally:
    """Count all complete blocks of a stored run."""
    parts = []
    failures: Counter[str] = Counter()
    for first, _ in run.blocks():
        replicates = run.block_table("replicates", first)
        failures.update(replicates["failure"].drop_nulls().to_list())
        parts.append(_count_block(run, first, replicates.filter(pl.col("failure").is_null())))
    return _join(parts or [_Part.empty(run.roster)], dict(sorted(failures.items())), run.roster)


@dataclass(frozen=True)
class _Part:
    """A tally of one block."""

    arrays: dict[str, Counts]
    totals: dict[str, npt.NDArray[np.int64]]
    flat: dict[str, list[Any]]

    @classmethod
    def empty(cls, roster: Roster) -> "_Part":
        """No replicates at all."""
        classes, raids, missiles, sites = _axes(roster)
        shapes = {
            "replicate": (0,),
            "class_outcome": (0, len(classes), len(OUTCOME_NAMES)),
            "raid_outcome": (0, len(raids), len(OUTCOME_NAMES)),
            "link": (0, len(LINK_NAMES)),
            "unseen": (0, len(raids)),
            "detections": (0, len(raids)),
            "strobes": (0, len(raids)),
            "rounds": (0, missiles),
            "kills": (0, missiles),
            "declared": (0, len(SIDE_NAMES), len(DECLARED_NAMES)),
            "engaged": (0, len(SIDE_NAMES)),
            "near_misses": (0, len(SIDE_NAMES)),
            "hits": (0, sites),
            "destroyed": (0, sites),
            "hit_by": (0, sites, len(raids)),
            "destroyed_by": (0, sites, len(raids)),
            "fates": (0, missiles, len(FATES)),
        }
        totals: dict[str, tuple[int, ...]] = {
            "link_class": (len(LINK_NAMES), len(classes)),
            "ranges": (len(raids), STEPS),
        }
        totals["declared_class"] = (len(_flown(roster)), len(CLASSES) + 1)
        totals["fired"] = _fired_axes(roster)
        totals |= dict.fromkeys(("results", "results_at_leakers"), (missiles, len(RESULT_NAMES)))
        return cls(
            {name: np.zeros(shape, np.int32) for name, shape in shapes.items()},
            {name: np.zeros(shape, np.int64) for name, shape in totals.items()},
            {name: [] for name in FLAT_INTEGERS + FLAT_FLOATS},
        )


def _axes(roster: Roster) -> tuple[list[str], list[str], int, int]:
    # Those of the raids: they stand before all others, so that codes of the tables count alike.
    classes = list(dict.fromkeys(row.name for row in roster.threats if row.of_raid))
    raids = list(dict.fromkeys(row.group for row in roster.threats if row.of_raid))
    return classes, raids, len(roster.missiles), len(roster.sites)


def _flown(roster: Roster) -> list[str]:
    return list(dict.fromkeys(row.name for row in roster.threats))


def _count_block(run: StoredRun, first: int, good: pl.DataFrame) -> _Part:
    classes, raids, missiles, sites = _axes(run.roster)
    results, outcomes, links = len(RESULT_NAMES), len(OUTCOME_NAMES), len(LINK_NAMES)
    kept = good["replicate"]
    threats = run.block_table("threats", first, _THREAT_COLUMNS)
    flying = with_links(threats.lazy(), run.manifest.response_time).collect().filter(_is_in(kept))
    threats = flying.filter(pl.col("side") == SIDE_NAMES[0])
    shots = run.block_table("shots", first).filter(_is_in(kept))
    site = run.block_table("sites", first).filter(_is_in(kept))
    leakers = threats.filter(pl.col("outcome").is_in(LEAKS)).select("replicate", "threat")
    at_leakers = shots.join(leakers, on=["replicate", "threat"], how="semi")
    # Whose each round went for; false tracks are nobody's.
    at = shots.filter(pl.col("threat").is_not_null())
    at = at.with_columns(side=_sides(run.roster).gather(at["threat"].to_physical()))
    near = at.filter(pl.col("result").is_in([SHOT_RESULTS[code] for code in NEAR_MISSES]))
    engaged = flying.filter(pl.col("shots") > 0)
    number = kept.to_numpy()

    def per_replicate(frame: pl.DataFrame, *axes: tuple[str, int]) -> Counts:
        rows = np.searchsorted(number, frame["replicate"].to_numpy())
        return _cross(len(number), rows, [(_codes(frame, name), size) for name, size in axes]).astype(np.int32)

    def summed(column: str) -> Counts:
        rows = np.searchsorted(number, threats["replicate"].to_numpy())
        table = np.zeros((len(number), len(raids)), np.int32)
        np.add.at(table, (rows, _codes(threats, "raid")), threats[column].to_numpy())
        return table

    seen = threats.filter(pl.col("detection_range").is_not_null())
    step = np.minimum(seen["detection_range"].to_numpy() / STEP, STEPS - 1).astype(np.int64)
    broken = threats.filter(pl.col("link").is_not_null())
    kills = shots.filter(pl.col("result") == "kill")
    by_site = (len(number), sites)
    return _Part(
        arrays={
            "replicate": number,
            "class_outcome": per_replicate(threats, ("class", len(classes)), ("outcome", outcomes)),
            "raid_outcome": per_replicate(threats, ("raid", len(raids)), ("outcome", outcomes)),
            "link": per_replicate(broken, ("link", links)),
            "unseen": per_replicate(threats.filter(pl.col("detection_time").is_null()), ("raid", len(raids))),
            "detections": summed("detections"),
            "strobes": summed("strobes"),
            "rounds": per_replicate(shots, ("missile", missiles)),
            "kills": per_replicate(kills, ("missile", missiles)),
            "declared": per_replicate(
                _with_declared(flying), ("side", len(SIDE_NAMES)), ("declared", len(DECLARED_NAMES))
            ),
            "engaged": per_replicate(engaged, ("side", len(SIDE_NAMES))),
            "near_misses": per_replicate(near, ("side", len(SIDE_NAMES))),
            **_losses(run.roster, number, threats, site),
            "fates": _fates(number, with_fates(shots, flying), missiles),
            "hits": site["hits"].to_numpy().reshape(by_site),
            "destroyed": site["destroyed"].to_numpy().astype(np.int32).reshape(by_site),
        },
        totals={
            "link_class": _cross(links, _codes(broken, "link"), [(_codes(broken, "class"), len(classes))]),
            "declared_class": _cross(
                len(_flown(run.roster)),
                _codes(flying, "class"),
                [(_filled(flying["identity_class"], len(CLASSES)), len(CLASSES) + 1)],
            ),
            "fired": _fired(run.roster, at),
            "ranges": _cross(len(raids), _codes(seen, "raid"), [(step, STEPS)]),
            "results": _cross(missiles, _codes(shots, "missile"), [(_codes(shots, "result"), results)]),
            "results_at_leakers": _cross(
                missiles, _codes(at_leakers, "missile"), [(_codes(at_leakers, "result"), results)]
            ),
        },
        flat={name: good[name].to_list() for name in FLAT_INTEGERS + FLAT_FLOATS},
    )


def _sides(roster: Roster) -> pl.Series:
    """Whose each threat is, in the order of the tables."""
    return pl.Series([row.side or SIDE_NAMES[0] for row in roster.threats], dtype=pl.Enum(SIDE_NAMES))


def _fired_axes(roster: Roster) -> tuple[int, int, int, int]:
    return len(SIDE_NAMES), len(roster.fire_units), len(RULE_NAMES), len(BELIEVED_NAMES)


def _fired(roster: Roster, at: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Rounds `at` aircraft by side, unit, rule and belief."""
    sides, units, rules, beliefs = _fired_axes(roster)
    axes = [
        (_codes(at, "fire_unit"), units),
        (_filled(at["rule"], rules - 1), rules),
        (_filled(at["believed"], beliefs - 1), beliefs),
    ]
    return _cross(sides, _codes(at, "side"), axes)


def _losses(roster: Roster, number: Counts, threats: pl.DataFrame, site: pl.DataFrame) -> dict[str, Counts]:
    """Who hit and who destroyed each site, by raid. What went down with its host was hit by nobody."""
    _, raids, _, sites = _axes(roster)
    raid_of = np.array([raids.index(row.group) if row.of_raid else -1 for row in roster.threats], np.int64)
    hitting = threats.filter(pl.col("struck").is_not_null())
    code, count = _codes(hitting, "threat"), len(number)
    struck = np.searchsorted(number, hitting["replicate"].to_numpy())
    hit_by = _cross(count, struck, [(_codes(hitting, "struck"), sites), (raid_of[code], len(raids))])
    by = _filled(site["destroyed_by"], -1)
    where = np.arange(site.height)[by >= 0]
    lost = _cross(count, where // sites, [(where % sites, sites), (raid_of[by[by >= 0]], len(raids))])
    return {"hit_by": hit_by.astype(np.int32), "destroyed_by": lost.astype(np.int32)}


def _fates(number: Counts, shots: pl.DataFrame, missiles: int) -> Counts:
    """Rounds by fate, per replicate and missile."""
    table = np.zeros((len(number), missiles, len(FATES)), np.int32)
    exprs = fate_exprs()
    for k, fate in enumerate(FATES):
        having = shots.filter(exprs[fate])
        rows = np.searchsorted(number, having["replicate"].to_numpy())
        table[:, :, k] = _cross(len(number), rows, [(_codes(having, "missile"), missiles)])
    return table


def _with_declared(flying: pl.DataFrame) -> pl.DataFrame:
    """With a column `declared`: the declared identity, or what stands for none."""
    codes = pl.Series(_filled(flying["identity"], len(IDENTITIES)))
    return flying.with_columns(codes.alias("declared"))


def _filled(column: pl.Series, none: int) -> npt.NDArray[np.int64]:
    """Codes of a column of names, with `none` for null."""
    return column.to_physical().cast(pl.Int64).fill_null(none).to_numpy().astype(np.int64)


def _is_in(kept: pl.Series) -> pl.Expr:
    return pl.col("replicate").is_in(kept.implode())


def _codes(frame: pl.DataFrame, name: str) -> npt.NDArray[np.int64]:
    return frame[name].to_physical().to_numpy().astype(np.int64)


def _cross(
    rows: int, row: npt.NDArray[np.intp], axes: list[tuple[npt.NDArray[np.int64], int]]
) -> npt.NDArray[np.int64]:
    """Count combinations: an array of shape (rows, size of each axis)."""
    cell, cells = row.astype(np.int64), rows
    for code, size in axes:
        cell, cells = cell * size + code, cells * size
    return np.bincount(cell, minlength=cells).reshape(rows, *(size for _, size in axes))


def _join(parts: list[_Part], failures: dict[str, int], roster: Roster) -> Tally:
    classes, raids, _, _ = _axes(roster)
    arrays = {name: np.concatenate([part.arrays[name] for part in parts]) for name in parts[0].arrays}
    totals = {name: np.sum([part.totals[name] for part in parts], axis=0) for name in parts[0].totals}
    flat = {name: [value for part in parts for value in part.flat[name]] for name in parts[0].flat}
    return Tally(
        failures=failures,
        classes=classes,
        raids=raids,
        flown=_flown(roster),
        flat=flat,
        **(arrays | totals),
    )
