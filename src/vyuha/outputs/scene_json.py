"""A scene as one JSON document, which the page and the report show in three dimensions.

Columns instead of rows, rounded to what can be seen: seconds to 1 ms, degrees to 1e-7 (1 cm), metres to 0.1. Between
samples everything flies straight in Earth-centred coordinates, which holds at the poles and across the date line.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from vyuha.outputs.earth import ecef, on_map
from vyuha.outputs.scene import EPOCH, Course, Happening, Mover, Scene, Sightings, make_scene
from vyuha.outputs.thinning import kept
from vyuha.results.history import History
from vyuha.results.laydown import Area, Laydown, Relief, Ring, Wire
from vyuha.results.ledger import with_links
from vyuha.results.store import StoredRun
from vyuha.results.story import Line, stories

FORMAT, VERSION = "vyuha scene", 1
# What a course may be off by [m].
TOLERANCE = 2.0

Content = dict[str, Any]


def scene_document(
    run: StoredRun, history: History, wires: Sequence[Wire] = (), tolerance: float = TOLERANCE
) -> Content:
    """One replicate of a stored run with the stories of its threats. `wires` are the links of its network; courses are
    off by at most `tolerance` [m].
    """
    scene = make_scene(history, run.roster, run.laydown)
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": run.laydown.title,
        "replicate": history.replicate,
        "epoch": EPOCH,
        "duration": round(scene.duration, 3),
        "origin": {"latitude": run.laydown.latitude, "longitude": run.laydown.longitude},
        "sites": _sites(run, scene),
        "wires": [_wire(wire) for wire in wires],
        "rings": [_ring(run.laydown, ring) for ring in run.laydown.rings],
        "zones": [_zone(run.laydown, area) for area in run.laydown.zones],
        "relief": relief_content(run.laydown.ground),
        "threats": _threats(run, history, scene, tolerance),
        "rounds": [_round(mover, tolerance) for mover in scene.rounds],
        "tracks": [_track(mover, tolerance) for mover in scene.tracks],
        "radars": [radar.id for radar in run.roster.radars],
        "detections": [_sightings(seen) for seen in scene.sightings],
        "events": [_event(event) for event in scene.happenings],
    }


def laydown_content(laydown: Laydown) -> Content:
    """Where everything stands and how far it reaches, for a map without a fight."""
    return {
        "title": laydown.title,
        "duration": laydown.duration,
        "origin": {"latitude": laydown.latitude, "longitude": laydown.longitude},
        "places": [
            {"id": p.id, "kind": p.kind, "name": p.name, "value": p.value, "east": p.east, "north": p.north}
            | _position(p.latitude, p.longitude, p.height)
            for p in laydown.places
        ],
        "rings": [_ring(laydown, ring) for ring in laydown.rings],
        "zones": [_zone(laydown, area) for area in laydown.zones],
        "routes": [_route(laydown, n) for n in range(len(laydown.routes))],
        "relief": relief_content(laydown.ground),
    }


def relief_content(ground: Relief | None) -> Content | None:
    """Heights of the ground [m] from north to south and west to east between edges [m from the origin]."""
    if ground is None:
        return None
    return {
        "text": ground.text,
        "west": ground.west,
        "east": ground.east,
        "south": ground.south,
        "north": ground.north,
        "columns": ground.count,
        "heights": list(ground.heights),
    }


def _rounded(values: Any, digits: int) -> list[float]:
    return [round(float(v), digits) for v in values]


def _position(latitude: float, longitude: float, height: float) -> Content:
    return {"lat": round(latitude, 7), "lon": round(longitude, 7), "h": round(height, 1)}


def _course(course: Course, tolerance: float) -> Content:
    keep = kept(course.time, ecef(course.latitude, course.longitude, course.height), tolerance)
    return {
        "t": _rounded(course.time[keep], 3),
        "lat": _rounded(course.latitude[keep], 7),
        "lon": _rounded(course.longitude[keep], 7),
        "h": _rounded(course.height[keep], 1),
    }


def _sites(run: StoredRun, scene: Scene) -> list[Content]:
    places = {place.id: place for place in run.laydown.places}
    lost = {event.site: event.time for event in scene.happenings if event.what == "site lost"}
    moves = dict(scene.moves)
    rows = []
    for row, site in enumerate(run.roster.sites):
        place = places[site.id]
        rows.append(
            {
                "row": row,
                "id": site.id,
                "kind": site.kind,
                "name": site.name,
                "value": place.value,
                "lost": lost.get(row),
                "course": _course(moves[row], TOLERANCE) if row in moves else None,
            }
            | _position(place.latitude, place.longitude, place.height)
        )
    return rows


def _wire(wire: Wire) -> Content:
    return {"one": wire.one, "other": wire.other, "cuts": [[c.start, c.end] for c in wire.cuts], "loss": wire.loss}


def _on_globe(laydown: Laydown, east: Any, north: Any) -> Content:
    latitude, longitude = on_map(laydown, east, north, 0.0)
    return {"lat": _rounded(latitude, 6), "lon": _rounded(longitude, 6)}


def _ring(laydown: Laydown, ring: Ring) -> Content:
    about = {"site": ring.site, "label": ring.label, "kind": ring.kind, "height": ring.target_height}
    return about | _on_globe(laydown, ring.east, ring.north)


def _zone(laydown: Laydown, area: Area) -> Content:
    about = {"id": area.id, "rule": area.rule, "lowest": area.lowest, "highest": area.highest}
    times = {"start": area.start, "end": area.end}
    return about | times | _on_globe(laydown, area.east, area.north)


def _route(laydown: Laydown, n: int) -> Content:
    route = laydown.routes[n]
    about = {"raid": route.raid, "type": route.kind, "count": route.count, "target": route.target, "side": route.side}
    return about | _on_globe(laydown, route.east, route.north) | {"h": _rounded(route.height, 0)}


def _threats(run: StoredRun, history: History, scene: Scene, tolerance: float) -> list[Content]:
    told = stories(run, history.replicate)
    table = run.table("threats").filter(pl.col("replicate") == history.replicate)
    broken = dict(with_links(table, run.manifest.response_time).select("threat", "link").collect().iter_rows())
    return [
        {
            "row": mover.row,
            "id": mover.name,
            "type": mover.kind,
            "class": mover.group,
            "side": mover.side,
            "outcome": mover.fate,
            "link": broken.get(mover.name),
            "target": mover.site,
            "end": round(mover.end, 3),
            "story": [_line(line) for line in told[mover.name]],
            "course": _course(mover.course, tolerance),
        }
        for mover in scene.threats
    ]


def _line(line: Line) -> Content:
    return {"t": None if line.time is None else round(line.time, 1), "text": line.said}


def _round(mover: Mover, tolerance: float) -> Content:
    return {
        "row": mover.row,
        "id": mover.name,
        "missile": mover.kind,
        "unit": mover.group,
        "site": mover.site,
        "threat": mover.threat,
        "result": mover.fate,
        "end": round(mover.end, 3),
        "course": _course(mover.course, tolerance),
    }


def _track(mover: Mover, tolerance: float) -> Content:
    return {
        "row": mover.row,
        "id": mover.name,
        "threat": mover.threat,
        "identities": [[round(time, 1), name] for time, name in mover.identities],
        "end": round(mover.end, 3),
        "course": _course(mover.course, tolerance),
    }


def _sightings(seen: Sightings) -> Content:
    return {
        "threat": seen.threat,
        "radar": [int(r) for r in seen.radar],
        "t": _rounded(seen.course.time, 3),
        "lat": _rounded(seen.course.latitude, 5),
        "lon": _rounded(seen.course.longitude, 5),
        "h": _rounded(seen.course.height, 0),
    }


def _event(event: Happening) -> Content:
    return {
        "t": round(event.time, 3),
        "what": event.what,
        "text": event.text,
        "threat": event.threat,
        "shot": event.shot,
        "site": event.site,
        "kill": event.kill,
    } | _position(event.latitude, event.longitude, event.height)
