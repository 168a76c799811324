"""Replays for Google Earth and its kin: KML 2.2 with the moving tracks of its extension `gx`, plain or zipped (KMZ).

Viewers draw tracks straight in degrees between their points, so that they are cut at the date line and have points put
between near a pole (`cut`). Heights are those above the ellipsoid, where KML means the sea: see docs/formats.md.

Source: OGC 07-147r2 (KML 2.2) and the schema of the extension, kml22gx.xsd.
"""

import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from vyuha.outputs.cut import DRAWN, pieces
from vyuha.outputs.czml import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION
from vyuha.outputs.scene import Course, Happening, Mover, Scene, iso, make_scene, ring_on_map
from vyuha.results.history import History
from vyuha.results.laydown import Area, Laydown, Place, Ring
from vyuha.results.records import Roster

_KML, _GX = "http://www.opengis.net/kml/2.2", "http://www.google.com/kml/ext/2.2"
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)
# Style -> colour, opacity and width of its lines.
_STYLES = {
    "hostile": (VERMILLION, 255, 2.0),
    "decoy": (PURPLE, 255, 2.0),
    "neutral": (GREEN, 255, 2.0),
    "own": (BLUE, 255, 2.0),
    "round": (BLUE, 255, 1.5),
    "track": (SKY, 180, 1.0),
    "asset": (GREEN, 255, 2.0),
    "site": (BLUE, 255, 2.0),
    "missile": (ORANGE, 150, 1.5),
    "radar": (SKY, 130, 1.0),
    "zone": (PURPLE, 150, 1.5),
    "event": (VERMILLION, 255, 1.0),
    "kill": (GREEN, 255, 1.0),
}


def kml_bytes(name: str, history: History, roster: Roster, laydown: Laydown) -> bytes:
    """One replicate as a KML document; for a name that ends in `.kmz` zipped."""
    root = ElementTree.ElementTree(_document(make_scene(history, roster, laydown), roster, laydown))
    ElementTree.indent(root, "")
    plain = io.BytesIO()
    root.write(plain, encoding="utf-8", xml_declaration=True)
    if not name.endswith(".kmz"):
        return plain.getvalue() + b"\n"
    inside = zipfile.ZipInfo("doc.kml", _ZIP_DATE)
    inside.compress_type = zipfile.ZIP_DEFLATED
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(inside, plain.getvalue())
    return whole.getvalue()


def _document(scene: Scene, roster: Roster, laydown: Laydown) -> Element:
    root = Element("kml", {"xmlns": _KML, "xmlns:gx": _GX})
    document = SubElement(root, "Document")
    _say(document, "name", scene.title)
    _say(document, "open", "1")
    _say(document, "description", "Simulation of notional sites. Heights are above the ellipsoid.")
    for style, (rgb, opacity, width) in _STYLES.items():
        # KML has the opacity first, then blue, green and red.
        _style(document, style, bytes([opacity, *reversed(rgb)]).hex(), width)
    moves = {roster.sites[row].id: course for row, course in scene.moves}
    lost = {roster.sites[event.site].id: event.time for event in scene.happenings if event.what == "site lost"}
    places = _folder(document, "Sites")
    for place in laydown.places:
        _site(places, place, moves.get(place.id), lost.get(place.id))
    for title, chosen in _ring_folders(laydown):
        folder = _folder(document, title, shown=title.startswith("Reach"))
        for ring in chosen:
            _ring(folder, laydown, ring)
    for title, movers in (("Threats", scene.threats), ("Rounds", scene.rounds), ("Tracks", scene.tracks)):
        folder = _folder(document, title)
        for mover in movers:
            _mover(folder, mover, title)
    events = _folder(document, "Events")
    for event in scene.happenings:
        _event(events, event)
    return root


def _ring_folders(laydown: Laydown) -> list[tuple[str, list[Ring | Area]]]:
    """Rings and zones by what they show. Only the reach of missiles is shown from the start."""
    missiles = [ring for ring in laydown.rings if ring.kind == "missile"]
    folders: list[tuple[str, list[Ring | Area]]] = [("Reach of missiles", [*missiles])]
    heights = sorted({ring.target_height for ring in laydown.rings if ring.kind != "missile"})
    for height in heights:
        rings = [ring for ring in laydown.rings if ring.kind != "missile" and ring.target_height == height]
        folders.append((f"Radars, target at {height:g} m", [*rings]))
    folders.append(("Zones", [*laydown.zones]))
    return [folder for folder in folders if folder[1]]


def _say(parent: Element, tag: str, text: str) -> Element:
    child = SubElement(parent, tag)
    # XML has no control characters, whatever a name holds.
    child.text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return child


def _style(document: Element, name: str, colour: str, width: float) -> None:
    style = SubElement(document, "Style", {"id": name})
    icon = SubElement(style, "IconStyle")
    _say(icon, "color", colour)
    _say(icon, "scale", "0.6")
    label = SubElement(style, "LabelStyle")
    _say(label, "scale", "0.7" if name in ("asset", "site") else "0")
    line = SubElement(style, "LineStyle")
    _say(line, "color", colour)
    _say(line, "width", f"{width:g}")


def _folder(document: Element, name: str, shown: bool = True) -> Element:
    folder = SubElement(document, "Folder")
    _say(folder, "name", name)
    if not shown:
        _say(folder, "visibility", "0")
    return folder


def _placemark(
    folder: Element, name: str, text: str, style: str, start: float | None = None, end: float | None = None
) -> Element:
    """A placemark as the schema orders it, without its shape; from `start` to `end` [s], always where there is none."""
    mark = SubElement(folder, "Placemark")
    _say(mark, "name", name)
    _say(mark, "description", text)
    if start is not None or end is not None:
        span = SubElement(mark, "TimeSpan")
        if start is not None:
            _say(span, "begin", iso(start))
        if end is not None:
            _say(span, "end", iso(end))
    _say(mark, "styleUrl", f"#{style}")
    return mark


def _coordinates(parent: Element, rows: Iterable[tuple[float, float, float]]) -> None:
    _say(parent, "coordinates", " ".join(f"{x:.8f},{y:.8f},{h:z.3f}" for x, y, h in rows))


def _site(folder: Element, place: Place, moves: Course | None, lost: float | None) -> None:
    text = place.kind + (f", value {place.value:g}" if place.value else "") + ("" if lost is None else ", lost")
    # A track brings its own times.
    end = None if moves is not None else lost
    mark = _placemark(folder, place.name or place.id, text, "asset" if place.kind == "asset" else "site", end=end)
    if moves is not None:
        _track(mark, moves)
        return
    point = SubElement(mark, "Point")
    _say(point, "altitudeMode", "absolute")
    _coordinates(point, [(place.longitude, place.latitude, place.height)])


def _ring(folder: Element, laydown: Laydown, ring: Ring | Area) -> None:
    if isinstance(ring, Area):
        name, text, style = ring.id, f"{ring.rule}, {ring.lowest:g} to {ring.highest:g} m", "zone"
        mark = _placemark(folder, name, text, style, ring.start, ring.end)
    else:
        style = "missile" if ring.kind == "missile" else "radar"
        mark = _placemark(folder, f"{ring.site}: {ring.label}", ring.kind, style)
    corners = np.array(ring_on_map(laydown, ring))
    zeros = np.zeros(len(corners))
    shape = SubElement(mark, "MultiGeometry")
    for part in pieces(Course(zeros, corners[:, 1], corners[:, 0], zeros), DRAWN):
        line = SubElement(shape, "LineString")
        _say(line, "tessellate", "1")
        _coordinates(line, zip(part.longitude, part.latitude, part.height, strict=True))


def _mover(folder: Element, mover: Mover, title: str) -> None:
    if title == "Threats":
        text = f"{mover.kind}, {mover.side}: {mover.fate}"
        style = "decoy" if mover.group == "decoy" and mover.side == "hostile" else mover.side
    elif title == "Rounds":
        text, style = f"{mover.kind} of {mover.group}: {mover.fate}", "round"
    else:
        taken = "".join(f"; {name} from {time:.0f} s" for time, name in mover.identities)
        text, style = f"latest plot from {mover.group}{taken}", "track"
    _track(_placemark(folder, mover.name, text, style), mover.course)


def _track(mark: Element, course: Course) -> None:
    """The course as a moving track. Parts on both sides of the date line follow each other, and nothing is drawn
    between.
    """
    parts = pieces(course)
    home = mark
    if len(parts) > 1:
        home = SubElement(mark, "gx:MultiTrack")
        _say(home, "altitudeMode", "absolute")
        _say(home, "gx:interpolate", "0")
    for part in parts:
        track = SubElement(home, "gx:Track")
        _say(track, "altitudeMode", "absolute")
        for time in part.time:
            _say(track, "when", iso(float(time)))
        for x, y, h in zip(part.longitude, part.latitude, part.height, strict=True):
            _say(track, "gx:coord", f"{x:.8f} {y:.8f} {h:z.3f}")


def _event(folder: Element, event: Happening) -> None:
    """What happened, from its moment on."""
    mark = _placemark(folder, event.text, f"{event.time:.1f} s", "kill" if event.kill else "event", event.time)
    point = SubElement(mark, "Point")
    _say(point, "altitudeMode", "absolute")
    _coordinates(point, [(event.longitude, event.latitude, event.height)])
