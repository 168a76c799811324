"""Replays for a globe in the browser: CZML, the JSON that CesiumJS plays.

Positions are plain sampled arrays: seconds after the epoch, longitude, latitude, height above the ellipsoid; near a
pole and across the date line seconds and earth-fixed x, y, z, because a line straight in degrees goes astray there.
"""

import html
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from vyuha.outputs.cut import straight_in_degrees
from vyuha.outputs.earth import ecef
from vyuha.outputs.scene import EPOCH, Course, Happening, Mover, Scene, Sightings, growing, iso, make_scene, ring_on_map
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
# How long a detection and an intercept stay visible.
_BLINK, _FLASH = 1.0, 6.0


def czml_bytes(history: History, roster: Roster, laydown: Laydown) -> bytes:
    """One replicate as a CZML document."""
    return (json.dumps(czml_packets(history, roster, laydown), separators=(",", ":")) + "\n").encode()


def czml_packets(history: History, roster: Roster, laydown: Laydown) -> list[Packet]:
    """The packets of the document; the first one carries the clock."""
    scene = make_scene(history, roster, laydown)
    packets = [_document(scene)]
    moves = {roster.sites[row].id: course for row, course in scene.moves}
    packets += [_site(place, moves.get(place.id)) for place in laydown.places]
    packets += [_ring(n, ring, laydown) for n, ring in enumerate(laydown.rings)]
    packets += [_threat(mover, scene) for mover in scene.threats]
    packets += [_round(mover, scene) for mover in scene.rounds]
    packets += [_track(mover) for mover in scene.tracks]
    packets += [_sighting(seen, scene, roster) for seen in scene.sightings]
    packets += list(_flashes(scene))
    return packets


def track_packets(scene: Scene, places: Sequence[Place]) -> list[Packet]:
    """A document of tracks alone, with the places of the sensors that made them."""
    return [_document(scene), *(_site(place) for place in places), *(_track(mover) for mover in scene.tracks)]


def _interval(start: float, end: float) -> str:
    return f"{iso(start)}/{iso(end)}"


def _colour(rgb: Rgba, alpha: int = 255) -> Packet:
    return {"rgba": [*rgb, alpha]}


def _sampled(course: Course, back: bool = False) -> Packet:
    """A position that changes with time; straight lines between samples, the last one held after them, and with `back`
    the first one before them.
    """
    times = [round(float(time), 6) for time in course.time]
    return {
        "epoch": EPOCH,
        **_samples(times, course),
        "interpolationAlgorithm": "LINEAR",
        "interpolationDegree": 1,
        "forwardExtrapolationType": "HOLD",
    } | ({"backwardExtrapolationType": "HOLD"} if back else {})


def _samples(times: list[float], course: Course) -> Packet:
    """Places at times: degrees and metres, or, where lines drawn straight in degrees go astray, earth-fixed metres."""
    if straight_in_degrees(course):
        form, decimals = "cartographicDegrees", (8, 8, 3)
        places = np.stack([course.longitude, course.latitude, course.height], axis=1)
    else:
        form, decimals = "cartesian", (3, 3, 3)
        places = ecef(course.latitude, course.longitude, course.height)
    flat: list[float] = []
    for time, place in zip(times, places.tolist(), strict=True):
        flat += [time, *map(round, place, decimals)]
    return {form: flat}


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


def _ring(n: int, ring: Ring, laydown: Laydown) -> Packet:
    positions: list[float] = []
    for longitude, latitude in ring_on_map(laydown, ring):
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
    course = seen.course.part(growing(seen.course.time))
    times: list[float] = []
    visible: list[str] = []
    for n, time in enumerate(course.time):
        start = float(time)
        room = float(course.time[n + 1]) - start if n + 1 < len(course) else _BLINK
        end = start + min(_BLINK, 0.9 * room)
        times += [round(start, 6), round(end, 6)]
        visible.append(_interval(start, end))
    both = course.part(np.repeat(np.arange(len(course)), 2))
    rows = {"detections": str(len(seen.course)), "radars": ", ".join(radars)}
    return {
        "id": f"detections/{seen.threat}",
        "name": f"detections of {name}",
        "availability": visible,
        "description": _table(rows),
        "position": {"epoch": EPOCH, **_samples(times, both)},
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
