"""A replicate as one table: where everything was at each of its samples, and what happened, in time order."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from vyuha.outputs.earth import ecef
from vyuha.outputs.scene import Course, Mover, Scene, make_scene
from vyuha.results.files import parquet
from vyuha.results.history import History
from vyuha.results.laydown import Laydown
from vyuha.results.records import Roster

# Column -> type and meaning; docs/formats.md repeats them.
COLUMNS: dict[str, tuple[Any, str]] = {
    "time_s": (pl.Float64, "since the start of the scenario"),
    "what": (pl.String, "threat, round, track, plot, site, or an event: launch, intercept, impact, site lost"),
    "id": (pl.String, "what moved, who measured (plot), or to whom it happened"),
    "type": (pl.String, "its type in the catalogue"),
    "side": (pl.String, "of a threat: hostile, neutral or own"),
    "identity": (pl.String, "of a track: what it is taken for then, where anybody asks"),
    "threat": (pl.String, "the threat that it is about, in truth"),
    "latitude_deg": (pl.Float64, "WGS-84"),
    "longitude_deg": (pl.Float64, "WGS-84"),
    "height_m": (pl.Float64, "above the ellipsoid"),
    "x_m": (pl.Float64, "earth-centred, earth-fixed: to 0 degrees of longitude on the equator"),
    "y_m": (pl.Float64, "to 90 degrees east on the equator"),
    "z_m": (pl.Float64, "to the north pole"),
    "text": (pl.String, "of an event: what happened, in words"),
}
_DECIMALS = {"time_s": 6, "latitude_deg": 8, "longitude_deg": 8, "height_m": 3, "x_m": 3, "y_m": 3, "z_m": 3}
# What a spreadsheet takes for the start of a formula.
_FORMULA = "^([=+@\t\r-])"
Row = dict[str, Any]


def movements(history: History, roster: Roster, laydown: Laydown) -> pl.DataFrame:
    """The table, rows in time order; of rows at one moment threats come first and events last."""
    scene = make_scene(history, roster, laydown)
    blocks = [_block(course, about) for course, about in _courses(scene, roster, laydown)]
    columns = {name: [value for block in blocks for value in block[name]] for name in COLUMNS if name not in _PLACED}
    table = pl.DataFrame(columns, schema={name: COLUMNS[name][0] for name in columns})
    places = ecef(table["latitude_deg"].to_numpy(), table["longitude_deg"].to_numpy(), table["height_m"].to_numpy())
    table = table.with_columns(pl.Series(name, places[:, n]) for n, name in enumerate(_PLACED))
    return table.select(*COLUMNS).sort("time_s", maintain_order=True)


_PLACED = ("x_m", "y_m", "z_m")


def csv_bytes(history: History, roster: Roster, laydown: Laydown) -> bytes:
    """The table as CSV: times to a microsecond, places to a millimetre. Text that a spreadsheet would take for a
    formula gets an apostrophe before it.
    """
    table = movements(history, roster, laydown)
    text = pl.col(pl.String).str.replace(_FORMULA, "'$1")
    numbers = [pl.col(name).round(decimals) + 0.0 for name, decimals in _DECIMALS.items()]
    return table.with_columns(text, *numbers).write_csv().encode()


def parquet_bytes(history: History, roster: Roster, laydown: Laydown) -> bytes:
    """The table as Parquet."""
    return parquet(movements(history, roster, laydown))


def _block(course: Course, about: Row) -> dict[str, list[Any]]:
    """The rows of one course; what is not told of them is null."""
    count = len(course)
    given = {
        "time_s": course.time.tolist(),
        "latitude_deg": course.latitude.tolist(),
        "longitude_deg": course.longitude.tolist(),
        "height_m": course.height.tolist(),
    }
    for name, value in about.items():
        given[name] = value if isinstance(value, list) else [value] * count
    return {name: given.get(name, [None] * count) for name in COLUMNS}


def _courses(scene: Scene, roster: Roster, laydown: Laydown) -> Iterator[tuple[Course, Row]]:
    names = {mover.row: mover.name for mover in scene.threats}
    for mover in scene.threats:
        yield mover.course, {"what": "threat", "id": mover.name, "type": mover.kind, "side": mover.side}
    for mover in scene.rounds:
        aim = names.get(mover.threat)
        yield mover.course, {"what": "round", "id": mover.name, "type": mover.kind, "threat": aim}
    for mover in scene.tracks:
        truth = names.get(mover.threat)
        yield mover.course, {"what": "track", "id": mover.name, "threat": truth, "identity": _identities(mover)}
    for seen in scene.sightings:
        who = [roster.radars[r].id for r in seen.radar]
        kinds = [roster.radars[r].kind for r in seen.radar]
        yield seen.course, {"what": "plot", "id": who, "type": kinds, "threat": names.get(seen.threat)}
    yield from _sites(scene, roster, laydown)
    rounds = {mover.row: mover.name for mover in scene.rounds}
    for event in scene.happenings:
        about = {"what": event.what, "threat": names.get(event.threat), "text": event.text}
        about["id"] = rounds.get(event.shot) or names.get(event.threat) or roster.sites[event.site].id
        place = (event.time, event.latitude, event.longitude, event.height)
        yield Course(*(np.array([value]) for value in place)), about


def _sites(scene: Scene, roster: Roster, laydown: Laydown) -> Iterator[tuple[Course, Row]]:
    """Sites at the start, and wherever they moved to."""
    moves = {roster.sites[row].id: course for row, course in scene.moves}
    for place in laydown.places:
        stands = Course(*(np.array([value]) for value in (0.0, place.latitude, place.longitude, place.height)))
        about = {"what": "site", "id": place.id, "type": place.kind}
        if place.id not in moves or moves[place.id].time[0] > 0.0:
            yield stands, about
        if place.id in moves:
            yield moves[place.id], about


def _identities(mover: Mover) -> list[str | None]:
    """What a track was taken for at each of its samples."""
    if not mover.identities:
        return [None] * len(mover.course)
    since, names = zip(*mover.identities, strict=True)
    at = np.searchsorted(since, mover.course.time, side="right") - 1
    return [names[n] if n >= 0 else None for n in at]
