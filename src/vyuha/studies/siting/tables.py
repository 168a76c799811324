"""The tables behind an answer, from which maps and charts are drawn."""

import math

import numpy as np
import polars as pl

from vyuha.studies.siting.choices import Field
from vyuha.studies.siting.coverage import Option
from vyuha.studies.siting.found import Found
from vyuha.studies.siting.places import WIDTH


def tables(field: Field, found: Found) -> dict[str, pl.DataFrame]:
    """By name: `laydowns` (who stands where), `fought` (laydown by axis), `ranking`, `coverage`, and for maps `sites`,
    `assets`, `ways` and `ground`.
    """
    made = {
        "laydowns": _laydowns(field),
        "fought": _fought(field, found),
        "ranking": _ranking(field, found),
        "coverage": _coverage(field),
        "sites": _sites(field),
        "assets": _assets(field),
        "ways": _ways(field),
    }
    return made if field.ground is None else made | {"ground": _ground(field)}


def _laydowns(field: Field) -> pl.DataFrame:
    rows = []
    for choice in field.choices:
        for row, id in zip(choice.rows, choice.defences, strict=True):
            option = field.covered.options[row]
            east, north = field.at(option)
            site = option.candidate.id if option.candidate else ""
            rows.append((choice.id, choice.how, id, site, east / 1e3, north / 1e3, *_sector(field, option, id)))
    schema = {"laydown": str, "from": str, "unit": str, "site": str, "east_km": float, "north_km": float}
    return pl.DataFrame(rows, schema=schema | {"sector_deg": float, "width_deg": float}, orient="row")


def _sector(field: Field, option: Option, id: str) -> tuple[float | None, float | None]:
    """Where a unit looks, and how wide, as far as anybody said [deg]."""
    own = next(defence.sector for defence in field.scenario.defences if defence.id == id)
    if option.sector is not None:
        return math.degrees(option.sector), math.degrees(own.width if own else WIDTH)
    return (None, None) if own is None else (math.degrees(own.centre), math.degrees(own.width))


def _fought(field: Field, found: Found) -> pl.DataFrame:
    rows = []
    for k, choice in enumerate(field.choices):
        for a, axis in enumerate(field.axes):
            cell, values = found.cells[k][a], found.values[k][a]
            rows.append(
                (
                    choice.id,
                    axis.id,
                    cell.mean,
                    cell.low,
                    cell.high,
                    len(values),
                    float(found.model[k, a]),
                    found.outcome,
                )
            )
    schema = {"laydown": str, "axis": str, "mean": float, "low": float, "high": float, "fights": int, "model": float}
    schema |= {"outcome": str}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _ranking(field: Field, found: Found) -> pl.DataFrame:
    """Best first; `more` is against the best, all comparisons at once at 95 %."""
    rows, best = [], found.order[0]
    for place, k in enumerate(found.order):
        worst, more = found.worst(k), found.more(best, k, len(found.order) - 1) if k != best else None
        change = (None, None, None) if more is None else (more.mean, more.low, more.high)
        ends = (worst.mean, worst.low, worst.high)
        model = float(found.model[k].max())
        rows.append((place + 1, field.choices[k].id, field.axes[found.replies[k]].id, *ends, *change, model))
    names = ("worst", "low", "high", "more", "more_low", "more_high", "model")
    schema = {"place": int, "laydown": str, "axis": str} | dict.fromkeys(names, float)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _coverage(field: Field) -> pl.DataFrame:
    covered, rows = field.covered, []
    for choice in field.choices:
        for row, id in zip(choice.rows, choice.defences, strict=True):
            for d, aim in enumerate(covered.aims):
                seen, single = float(covered.seen[row, d]), float(covered.single[row, d])
                shared = float(covered.effort[row, d])
                rows.append((choice.id, id, aim.axis, aim.raid, aim.target, seen, single, shared))
    schema = {"laydown": str, "unit": str, "axis": str, "raid": str, "target": str, "seen_s": float}
    return pl.DataFrame(rows, schema=schema | {"engagements": float, "shared": float}, orient="row")


def _sites(field: Field) -> pl.DataFrame:
    options = field.covered.options[: field.covered.free]
    places = {o.candidate.id: field.at(o) for o in options if o.candidate}
    rows = [(id, east / 1e3, north / 1e3) for id, (east, north) in places.items()]
    return pl.DataFrame(rows, schema={"site": str, "east_km": float, "north_km": float}, orient="row")


def _assets(field: Field) -> pl.DataFrame:
    rows = [(asset.id, *(value / 1e3 for value in field.assets[asset.id])) for asset in field.scenario.assets]
    return pl.DataFrame(rows, schema={"asset": str, "east_km": float, "north_km": float}, orient="row")


def _ways(field: Field) -> pl.DataFrame:
    """The ways of the raids, point by point, and by laydown whether anything of it sees them there."""
    rows = []
    for choice in field.choices:
        for way in field.covered.ways:
            seen = np.any(way.seen[list(choice.rows)], axis=0).tolist()
            for east, north, told in zip(way.east / 1e3, way.north / 1e3, seen, strict=True):
                rows.append((choice.id, way.axis, way.raid, way.target, float(east), float(north), told))
    schema = {"laydown": str, "axis": str, "raid": str, "target": str, "east_km": float, "north_km": float}
    return pl.DataFrame(rows, schema=schema | {"seen": bool}, orient="row")


def _ground(field: Field) -> pl.DataFrame:
    """Rows of heights from north to south, each from west to east."""
    ground = field.ground
    assert ground is not None
    count, rows = ground.count, []
    for k, height in enumerate(ground.heights):
        down, right = divmod(k, count)
        east = ground.west + (ground.east - ground.west) * right / (count - 1)
        north = ground.north - (ground.north - ground.south) * down / (count - 1)
        rows.append((east / 1e3, north / 1e3, None if height is None else float(height)))
    return pl.DataFrame(rows, schema={"east_km": float, "north_km": float, "height_m": float}, orient="row")
