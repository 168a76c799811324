"""Replays for a globe in the browser: CZML, the JSON that CesiumJS plays.

Positions are plain sampled arrays (seconds after the epoch, longitude, latitude, height above the ellipsoid).
"""

import html
import json
import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vyuha.outputs.scene import EPOCH, Course, Happening, Mover, Scene, Sightings, make_scene
from vyuha.results.history import History
from vyuha.results.laydown import Laydown, Place, Ring
from vyuha.results.records import Roster

Packet = dict[str, Any]
Rgba = list[int]

# Okabe and Ito's colours, which people with colour-blindness tell apart.
ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE = (
    [230, 159, 0],
    [86, 180, 233],
    [0, 158, 115],
    [0, 114, 178],
    [213, 94, 0],
    [204, 121, 167],
)
_START = datetime.fromisoformat(EPOCH)
# How long a detection and an intercept stay visible.
_BLINK, _FLASH = 1.0, 6.0
_EARTH_RADIUS = 6_371_000.0


def write_czml(path: Path, history: History, roster: Roster, laydown: Laydown) -> None:
    """Write one replicate as a CZML document."""
    path.write_text(json.dumps(czml_packets(history, roster, laydown), separators=(",", ":")) + "\n", encoding="utf-8")


def czml_packets(history: History, roster: Roster, laydown: Laydown) -> list[Packet]:
    """The packets of the document; the first one carries the clock."""
    scene = make_scene(history, roster, laydown)
    packets = [_document(scene)]
    moves = {roster.sites[row].id: course for row, course in scene.moves}
    packets += [_site(place, moves.get(place.id)) for place in laydown.places]
    places = {place.id: place for place in laydown.places}
    packets += [_ring(n, ring, places[ring.site]) for n, ring in enumerate(laydown.rings) if ring.site in places]
    packets += [_threat(mover, scene) for mover in scene.threats]
    packets += [_round(mover, scene) for mover in scene.rounds]
    packets += [_track(mover) for mover in scene.tracks]
    packets += [_sighting(seen, scene, roster) for seen in scene.sightings]
    packets += list(_flashes(scene))
    return packets


def track_packets(scene: Scene, places: Sequence[Place]) -> list[Packet]:
    """A document of tracks alone, with the places of the sensors that made them."""
    return [_document(scene), *(_site(place) for place in places), *(_track(mover) for mover in scene.tracks)]


def _iso(time: float) -> str:
    return (_START + timedelta(seconds=time)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _interval(start: float, end: float) -> str:
    return f"{_iso(start)}/{_iso(end)}"


def _colour(rgb: Rgba, alpha: int = 255) -> Packet:
    return {"rgba": [*rgb, alpha]}


def _sampled(course: Course, back: bool = False) -> Packet:
    """A position that changes with time; straight lines between samples, the last one held after them, and with `back`
    the first one before them.
    """
    flat: list[float] = []
    rows = zip(course.time, course.longitude, course.latitude, course.height, strict=True)
    for time, longitude, latitude, height in rows:
        flat += [round(float(time), 3), round(float(longitude), 7), round(float(latitude), 7), round(float(height), 2)]
    return {
        "epoch": EPOCH,
        "cartographicDegrees": flat,
        "interpolationAlgorithm": "LINEAR",
        "interpolationDegree": 1,
        "forwardExtrapolationType": "HOLD",
    } | ({"backwardExtrapolationType": "HOLD"} if back else {})


def _table(rows: dict[str, str]) -> str:
    """A description: the globe shows it as HTML, so that everything in it is escaped."""
    cells = "".join(f"<tr><th>{html.escape(k)}</th><td>{html.escape(v)}</td></tr>" for k, v in rows.items())
    return f"<table>{cells}</table>"


def _properties(rows: dict[str, str]) -> Packet:
    return {key.replace(" ", "_"): {"string": value} for key, value in rows.items()}


def _document(scene: Scene) -> Packet:
    clock = {"interval": _interval(0.0, scene.duration), "currentTime": EPOCH, "multiplier": 10, "range": "CLAMPED"}
    return {"id": "document", "name": scene.title, "version": "1.0", "clock": clock}


def _site(place: Place, moves: Course | None = None) -> Packet:
    rows = {"kind": place.kind, "value": f"{place.value:g}"}
    asset = place.kind == "asset"
    name = place.name or place.id
    return {
        "id": f"site/{place.id}",
        "name": name,
        "description": _table(rows),
        "properties": _properties(rows),
        "position": _sampled(moves, back=True)
        if moves is not None
        else {"cartographicDegrees": [place.longitude, place.latitude, place.height]},
        "point": {
            "pixelSize": 12 if asset else 9,
            "color": _colour(GREEN if asset else BLUE),
            "outlineColor": _colour([255, 255, 255]),
            "outlineWidth": 1,
        },
        "label": {
            "text": place.id,
            "font": "12pt sans-serif",
            "pixelOffset": {"cartesian2": [12, 0]},
            "horizontalOrigin": "LEFT",
            "fillColor": _colour([255, 255, 255]),
            "outlineColor": _colour([0, 0, 0]),
            "outlineWidth": 2,
            "style": "FILL_AND_OUTLINE",
        },
    }


def _ring(n: int, ring: Ring, place: Place) -> Packet:
    positions: list[float] = []
    for east, north in zip(ring.east, ring.north, strict=True):
        longitude, latitude = _walk(place, east - place.east, north - place.north)
        positions += [round(longitude, 5), round(latitude, 5), 0.0]
    colour = ORANGE if ring.kind == "missile" else SKY
    return {
        "id": f"ring/{n}",
        "name": f"{ring.label} ({ring.site}, {ring.kind})",
        "polyline": {
            "positions": {"cartographicDegrees": positions},
            "width": 1,
            "material": {"solidColor": {"color": _colour(colour, 140)}},
            "clampToGround": True,
        },
    }


def _walk(place: Place, east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude [deg] at a distance from a place, on a sphere: good to half a percent."""
    arc, bearing = math.hypot(east, north) / _EARTH_RADIUS, math.atan2(east, north)
    start = math.radians(place.latitude)
    latitude = math.asin(math.sin(start) * math.cos(arc) + math.cos(start) * math.sin(arc) * math.cos(bearing))
    turn = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(start), math.cos(arc) - math.sin(start) * math.sin(latitude)
    )
    return place.longitude + math.degrees(turn), math.degrees(latitude)


def _mover(identity: str, mover: Mover, rows: dict[str, str], colour: Rgba, size: int, trail: float) -> Packet:
    start, end = float(mover.course.time[0]), max(mover.end, float(mover.course.time[-1]))
    return {
        "id": identity,
        "name": mover.name,
        "availability": _interval(start, end),
        "description": _table(rows),
        "properties": _properties(rows),
        "position": _sampled(mover.course),
        "point": {"pixelSize": size, "color": _colour(colour)},
        "path": {
            "leadTime": 0,
            "trailTime": trail,
            "width": 2,
            "resolution": 5,
            "material": {"solidColor": {"color": _colour(colour, 150)}},
        },
    }


def _threat(mover: Mover, scene: Scene) -> Packet:
    fired = [f"{event.time:.0f} s: {event.text}" for event in scene.happenings if event.threat == mover.row]
    rows = {
        "type": mover.kind,
        "class": mover.group,
        "side": mover.side,
        "outcome": mover.fate,
        "story": "; ".join(fired) or "never fired at",
    }
    colour = {"neutral": GREEN, "own": BLUE}.get(mover.side, PURPLE if mover.group == "decoy" else VERMILLION)
    return _mover(f"threat/{mover.row}", mover, rows, colour, 8, 120.0)


def _round(mover: Mover, scene: Scene) -> Packet:
    target = next((other.name for other in scene.threats if other.row == mover.threat), "nothing")
    rows = {
        "type": mover.kind,
        "fired by": mover.group,
        "at": target,
        "launched": f"{mover.course.time[0]:.1f} s",
        "ended": f"{mover.end:.1f} s",
        "result": mover.fate,
    }
    return _mover(f"round/{mover.row}", mover, rows, BLUE, 5, 60.0)


def _track(mover: Mover) -> Packet:
    rows = {"latest plot from": mover.group}
    if mover.identities:
        rows["taken for"] = "; ".join(f"{time:.0f} s: {name}" for time, name in mover.identities)
    packet = _mover(f"track/{mover.row}", mover, rows, SKY, 4, 60.0)
    packet["point"]["color"] = _colour(SKY, 150)
    dashed = {"color": _colour(SKY, 110), "dashLength": 12}
    packet["path"] |= {"width": 1, "material": {"polylineDash": dashed}}
    return packet


def _sighting(seen: Sightings, scene: Scene, roster: Roster) -> Packet:
    """All detections of a threat as one point that blinks: it stands still at each plot and is hidden between them."""
    name = roster.threats[seen.threat].id if seen.threat >= 0 else "nothing (false plots)"
    radars = sorted({roster.radars[int(r)].id for r in seen.radar if 0 <= int(r) < len(roster.radars)})
    flat: list[float] = []
    visible: list[str] = []
    course = seen.course
    for n, time in enumerate(course.time):
        start = float(time)
        room = float(course.time[n + 1]) - start if n + 1 < len(course) else _BLINK
        end = start + min(_BLINK, 0.9 * room)
        place = [round(float(v[n]), 7) for v in (course.longitude, course.latitude)] + [
            round(float(course.height[n]), 1)
        ]
        flat += [round(start, 4), *place, round(end, 4), *place]
        visible.append(_interval(start, end))
    rows = {"detections": str(len(course)), "radars": ", ".join(radars)}
    return {
        "id": f"detections/{seen.threat}",
        "name": f"detections of {name}",
        "availability": visible,
        "description": _table(rows),
        "position": {"epoch": EPOCH, "cartographicDegrees": flat},
        "point": {"pixelSize": 5, "color": _colour(ORANGE), "outlineColor": _colour([0, 0, 0]), "outlineWidth": 1},
    }


def _flashes(scene: Scene) -> Iterator[Packet]:
    for n, event in enumerate(scene.happenings):
        if event.what == "launch":
            continue
        colour = GREEN if event.kill else ORANGE if event.what == "intercept" else VERMILLION
        yield _flash(n, event, colour)


def _flash(n: int, event: Happening, colour: Rgba) -> Packet:
    return {
        "id": f"event/{n}",
        "name": event.text,
        "availability": _interval(event.time, event.time + _FLASH),
        "description": _table({"time": f"{event.time:.1f} s", "what": event.text}),
        "position": {"cartographicDegrees": [event.longitude, event.latitude, event.height]},
        "point": {
            "pixelSize": 16,
            "color": _colour(colour, 120),
            "outlineColor": _colour(colour),
            "outlineWidth": 2,
        },
    }
