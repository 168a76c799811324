"""Replays for maps: the laydown and the courses of a replicate as GeoJSON (RFC 7946).

Longitude first, heights above the ellipsoid, outer edges counterclockwise, everything cut at the date line. A line has
its times in `times`, one for each of its positions. Colours are those of simplestyle, which many viewers read.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.outputs.cut import DRAWN, pieces, polygons
from vyuha.outputs.czml import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION
from vyuha.outputs.earth import on_map
from vyuha.outputs.scene import EPOCH, Course, Happening, Mover, Scene, make_scene, ring_on_map
from vyuha.results.history import History
from vyuha.results.laydown import Area, Laydown, Place, Ring, Route
from vyuha.results.records import Roster

Feature = dict[str, Any]

_COLOURS = {
    "hostile": VERMILLION,
    "neutral": GREEN,
    "own": BLUE,
    "round": BLUE,
    "track": SKY,
    "missile": ORANGE,
    "radar": SKY,
    "zone": PURPLE,
}


def geojson_bytes(history: History, roster: Roster, laydown: Laydown) -> bytes:
    """One replicate as a feature collection."""
    scene = make_scene(history, roster, laydown)
    whole = {
        "type": "FeatureCollection",
        "name": scene.title,
        "vyuha": {"epoch": EPOCH, "replicate": history.replicate},
    }
    features = [*_laydown(laydown), *_fight(scene, roster)]
    return (json.dumps(whole | {"features": features}, separators=(",", ":"), allow_nan=False) + "\n").encode()


def _laydown(laydown: Laydown) -> Iterator[Feature]:
    """What is there before anything moves."""
    yield from (_site(place) for place in laydown.places)
    yield from (_ring(laydown, ring) for ring in laydown.rings)
    yield from (_zone(laydown, zone) for zone in laydown.zones)
    yield from (_route(laydown, route) for route in laydown.routes)


def _fight(scene: Scene, roster: Roster) -> Iterator[Feature]:
    """What moved, and what happened."""
    for mover in scene.threats:
        yield _mover("threat", mover, mover.side, {"class": mover.group, "side": mover.side, "outcome": mover.fate})
    aims = {mover.row: mover.name for mover in scene.threats}
    for mover in scene.rounds:
        about = {"fired_by": mover.group, "at": aims.get(mover.threat), "result": mover.fate}
        yield _mover("round", mover, "round", about)
    for mover in scene.tracks:
        taken = [{"time": time, "identity": name} for time, name in mover.identities]
        yield _mover("track", mover, "track", {"latest_plot_from": mover.group, "taken_for": taken})
    for row, course in scene.moves:
        yield _feature(*_line(course), what="way of a site", id=roster.sites[row].id, **_stroke("own"))
    yield from (_event(event) for event in scene.happenings)


def _feature(geometry: dict[str, Any], extra: dict[str, Any] | None = None, **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties | (extra or {})}


def _stroke(style: str, opacity: float = 0.8, fill: float | None = None) -> dict[str, Any]:
    colour = _colour(style)
    line: dict[str, Any] = {"stroke": colour, "stroke-opacity": opacity, "stroke-width": 1.5}
    return line if fill is None else line | {"fill": colour, "fill-opacity": fill}


def _colour(style: str) -> str:
    return "#" + bytes(_COLOURS[style]).hex()


def _position(longitude: float, latitude: float, height: float) -> list[float]:
    return [round(float(longitude), 8), round(float(latitude), 8), round(float(height), 3) + 0.0]


def _point(longitude: float, latitude: float, height: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": _position(longitude, latitude, height)}


def _line(course: Course) -> tuple[dict[str, Any], dict[str, Any]]:
    """The course as a line, or several, and its times as they are nested there; one position alone is a point."""
    parts = pieces(course)
    lines = [[_position(*row) for row in zip(p.longitude, p.latitude, p.height, strict=True)] for p in parts]
    times = [[round(float(time), 6) for time in part.time] for part in parts]
    if len(lines) > 1:
        return {"type": "MultiLineString", "coordinates": lines}, {"times": times}
    if len(lines[0]) == 1:
        return {"type": "Point", "coordinates": lines[0][0]}, {"times": times[0]}
    return {"type": "LineString", "coordinates": lines[0]}, {"times": times[0]}


def _area(edge: npt.ArrayLike) -> dict[str, Any]:
    """An area by its edge."""
    made = [
        [[[round(x, 6), round(y, 6)] for x, y in ring.tolist()] for ring in polygon]
        for polygon in polygons([edge], DRAWN)
    ]
    if len(made) == 1:
        return {"type": "Polygon", "coordinates": made[0]}
    return {"type": "MultiPolygon", "coordinates": made}


def _site(place: Place) -> Feature:
    about = {"what": "site", "id": place.id, "name": place.name, "kind": place.kind, "value": place.value}
    colour = _colour("neutral" if place.kind == "asset" else "own")
    return _feature(_point(place.longitude, place.latitude, place.height), about | {"marker-color": colour})


def _ring(laydown: Laydown, ring: Ring) -> Feature:
    style = "missile" if ring.kind == "missile" else "radar"
    about = {"site": ring.site, "label": ring.label, "kind": ring.kind, "target_height_m": ring.target_height}
    return _feature(_area(ring_on_map(laydown, ring)), about | _stroke(style, fill=0.05), what="ring")


def _zone(laydown: Laydown, zone: Area) -> Feature:
    about = {"id": zone.id, "rule": zone.rule, "lowest_m": zone.lowest, "highest_m": zone.highest}
    about |= {"start_s": zone.start, "end_s": zone.end}
    return _feature(_area(ring_on_map(laydown, zone)), about | _stroke("zone", fill=0.1), what="zone")


def _route(laydown: Laydown, route: Route) -> Feature:
    about = {"raid": route.raid, "kind": route.kind, "count": route.count, "side": route.side, "target": route.target}
    places = [
        on_map(laydown, route.east[n : n + 1], route.north[n : n + 1], height) for n, height in enumerate(route.height)
    ]
    latitude, longitude = (np.concatenate(column) for column in zip(*places, strict=True))
    geometry, times = _line(Course(np.array(route.time), latitude, longitude, np.array(route.height)))
    return _feature(geometry, about | times | _stroke(route.side, 0.5), what="route")


def _mover(what: str, mover: Mover, style: str, about: dict[str, Any]) -> Feature:
    geometry, times = _line(mover.course)
    return _feature(geometry, about | times | _stroke(style), what=what, id=mover.name, kind=mover.kind)


def _event(event: Happening) -> Feature:
    place = _point(event.longitude, event.latitude, event.height)
    return _feature(place, what=event.what, time=round(event.time, 6), text=event.text, kill=event.kill)
