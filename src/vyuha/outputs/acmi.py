"""Replays for Tacview: ACMI 2.2, the text format of flight recordings, plain (`.acmi`) or zipped (`.zip.acmi`).

Heights are those above the ellipsoid (the notional world has no geoid). Truth is red (raid), green (neutral) and blue
(own); what the defence believes, its tracks, are violet, with what they are taken for as label. Tacview takes the
coalition of a recording from its colours, so every object has one.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence

import numpy as np

from vyuha.outputs.earth import Floats
from vyuha.outputs.scene import EPOCH, Course, Happening, Mover, Scene, make_scene
from vyuha.results.history import History
from vyuha.results.laydown import Laydown, Place, Ring
from vyuha.results.records import Roster

# Tacview's tags for each class of threat; anything else is an aircraft.
TYPE_OF_CLASS = {
    "fighter": "Medium+Air+FixedWing",
    "cruise-missile": "Weapon+Missile",
    "supersonic-cruise-missile": "Weapon+Missile",
    "anti-radiation-missile": "Weapon+Missile",
    "ballistic-missile": "Weapon+Missile",
    "one-way-drone": "Light+Air+FixedWing",
    "jammer": "Heavy+Air+FixedWing",
    "decoy": "Misc+Decoy",
    "airliner": "Heavy+Air+FixedWing",
}
_COALITIONS = {"hostile": ("Raid", "Red"), "neutral": ("Neutral", "Green"), "own": ("Defence", "Blue")}
_COMMENT = "Simulation of notional sites; heights are above the ellipsoid."
# What is lost reaches nobody: Tacview takes its rings away.
_SILENT = ",EngagementMode=0,EngagementMode2=0,RadarMode=0"
# Rings of radars have a point every so many degrees.
_STEP = 5.0
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)

# Of a second: in a hundredth a fast missile goes twenty metres.
_DECIMALS = 4

# A line of the recording: its time, a rank that puts births before events before removals, and the text.
_Line = tuple[float, int, str]
_BIRTH, _MOVE, _EVENT, _REMOVAL = 0, 1, 2, 3


def acmi_bytes(name: str, history: History, roster: Roster, laydown: Laydown) -> bytes:
    """One replicate as a Tacview recording; for a name that ends in `.zip.acmi` it is compressed."""
    data = acmi_text(history, roster, laydown).encode("utf-8-sig")
    if not name.endswith(".zip.acmi"):
        return data
    inside = zipfile.ZipInfo(name.removesuffix(".zip.acmi") + ".txt.acmi", _ZIP_DATE)
    inside.compress_type = zipfile.ZIP_DEFLATED
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(inside, data)
    return whole.getvalue()


def acmi_text(history: History, roster: Roster, laydown: Laydown) -> str:
    """The recording as text, lines in time order."""
    scene = make_scene(history, roster, laydown)
    ids = _Ids(roster, scene)
    lines = [*_threat_lines(scene, ids), *_round_lines(scene, ids), *_track_lines(scene, ids)]
    lines += _site_lines(scene, ids)
    lines += [line for event in scene.happenings for line in _event_lines(event, ids)]
    lines += _first_sightings(scene, roster, ids)
    lines.sort(key=lambda line: (round(line[0], _DECIMALS), line[1]))
    return "\n".join([*_header(scene), *_sites(roster, laydown, ids), *_frames(lines)]) + "\n"


def tracks_text(scene: Scene, places: Sequence[Place], comment: str) -> str:
    """A recording of tracks alone, with the places of the sensors that made them."""
    numbers = {mover.row: f"{len(places) + n + 1:x}" for n, mover in enumerate(scene.tracks)}
    lines = [line for mover in scene.tracks for line in _track_line(mover, numbers[mover.row])]
    lines.sort(key=lambda line: (round(line[0], _DECIMALS), line[1]))
    sites = [
        f"{n + 1:x},T={place.longitude:.7f}|{place.latitude:.7f}|{place.height:z.2f},Type=Ground+Static+Sensor,"
        f"Name={_text(place.name or place.kind)},CallSign={_text(place.id)},Coalition=Defence,Color=Blue"
        for n, place in enumerate(places)
    ]
    return "\n".join([*_header(scene, comment), *sites, *_frames(lines)]) + "\n"


class _Ids:
    """Object numbers: hexadecimal, never 0 (the recording itself), never used twice."""

    def __init__(self, roster: Roster, scene: Scene) -> None:
        self.site = {row: f"{row + 1:x}" for row in range(len(roster.sites))}
        following = len(self.site) + 1
        self.threat = {mover.row: f"{following + n:x}" for n, mover in enumerate(scene.threats)}
        following += len(self.threat)
        self.round = {mover.row: f"{following + n:x}" for n, mover in enumerate(scene.rounds)}
        following += len(self.round)
        self.track = {mover.row: f"{following + n:x}" for n, mover in enumerate(scene.tracks)}


def _text(value: str) -> str:
    """Free text inside a property: one line, commas escaped, no bar (it separates the parts of an event)."""
    plain = "".join(c if c.isprintable() else " " for c in value)
    return plain.replace("\\", "/").replace("|", "/").replace(",", "\\,")


def _position(course: Course, n: int) -> str:
    return f"T={course.longitude[n]:.7f}|{course.latitude[n]:.7f}|{course.height[n]:z.2f}"


def _header(scene: Scene, comment: str = _COMMENT) -> list[str]:
    return [
        "FileType=text/acmi/tacview",
        "FileVersion=2.2",
        f"0,ReferenceTime={EPOCH}",
        f"0,Title={_text(scene.title)}",
        "0,DataSource=Vyuha",
        "0,DataRecorder=Vyuha",
        "0,Category=Simulation",
        f"0,Comments={_text(comment)}",
    ]


def _sites(roster: Roster, laydown: Laydown, ids: _Ids) -> Iterator[str]:
    places = {place.id: place for place in laydown.places}
    for row, site in enumerate(roster.sites):
        place = places.get(site.id)
        if place is None:
            continue
        kind = "Ground+Static+Building" if site.kind == "asset" else "Ground+Static+AntiAircraft"
        where = f"T={place.longitude:.7f}|{place.latitude:.7f}|{place.height:z.2f}"
        traits = "".join(f",{name}={value}" for name, value in _reaches(laydown, place).items())
        yield f"{ids.site[row]},{where},Type={kind},Name={_text(site.name or site.kind)}," + (
            f"CallSign={_text(site.id)},Coalition=Defence,Color=Blue{traits}"
        )


def _reaches(laydown: Laydown, place: Place) -> dict[str, str]:
    """What Tacview draws around a site: the reach of its two farthest missiles, and the sector of its radars."""
    rings = [ring for ring in laydown.rings if ring.site == place.id]
    traits: dict[str, str] = {}
    missiles = sorted((_away(ring, place).max(), ring.target_height) for ring in rings if ring.kind == "missile")
    # Two missiles of one reach are one ring.
    different = sorted(dict(missiles).items(), reverse=True)
    for (reach, height), number in zip(different, ("", "2"), strict=False):
        traits |= {f"EngagementMode{number}": "1", f"EngagementRange{number}": f"{reach:.0f}"}
        traits |= {f"VerticalEngagementRange{number}": f"{height:.0f}"} if height > 0.0 else {}
    radars = [ring for ring in rings if ring.kind != "missile"]
    if radars:
        widest = max(radars, key=lambda ring: float(_away(ring, place).max()))
        centre, width = _sector(widest, place)
        traits |= {"RadarMode": "1", "RadarRange": f"{_away(widest, place).max():.0f}"}
        traits |= {"RadarAzimuth": f"{centre:.1f}", "RadarHorizontalBeamwidth": f"{width:.1f}"}
    return traits


def _away(ring: Ring, place: Place) -> Floats:
    """Distances of the points of a ring from its site [m]."""
    return np.hypot(np.subtract(ring.east, place.east), np.subtract(ring.north, place.north))


def _sector(ring: Ring, place: Place) -> tuple[float, float]:
    """Middle and width [deg] of the directions in which a radar sees anything; all round: 0 and 360."""
    away = _away(ring, place)
    east, north = np.subtract(ring.east, place.east), np.subtract(ring.north, place.north)
    seen = np.sort(np.degrees(np.arctan2(east, north))[away > 0.01 * away.max()] % 360.0)
    gaps = np.diff(np.append(seen, seen[:1] + 360.0))
    widest = int(np.argmax(gaps))
    if gaps[widest] < 2.0 * _STEP:
        return 0.0, 360.0
    width = 360.0 - float(gaps[widest])
    return (float(seen[(widest + 1) % len(seen)]) + 0.5 * width) % 360.0, width


def _moves(mover: Mover, number: str, traits: str) -> Iterator[_Line]:
    course = mover.course
    for n in range(len(course)):
        first = f",{traits}" if n == 0 else ""
        yield float(course.time[n]), _MOVE if n else _BIRTH, f"{number},{_position(course, n)}{first}"
    yield max(mover.end, float(course.time[-1])), _REMOVAL, f"-{number}"


def _threat_lines(scene: Scene, ids: _Ids) -> Iterator[_Line]:
    for mover in scene.threats:
        kind = TYPE_OF_CLASS.get(mover.group, "Air+FixedWing")
        coalition, colour = _COALITIONS[mover.side]
        traits = f"Type={kind},Name={_text(mover.kind)},CallSign={_text(mover.name)},"
        traits += f"Coalition={coalition},Color={colour}"
        yield from _moves(mover, ids.threat[mover.row], traits)


def _round_lines(scene: Scene, ids: _Ids) -> Iterator[_Line]:
    for mover in scene.rounds:
        traits = (
            f"Type=Weapon+Missile,Name={_text(mover.kind)},CallSign={_text(mover.name)},Coalition=Defence,Color=Blue"
        )
        if mover.site in ids.site:
            traits += f",Parent={ids.site[mover.site]}"
        if mover.threat in ids.threat:
            traits += f",LockedTargetMode=1,LockedTarget={ids.threat[mover.threat]}"
        yield from _moves(mover, ids.round[mover.row], traits)


def _track_lines(scene: Scene, ids: _Ids) -> Iterator[_Line]:
    for mover in scene.tracks:
        yield from _track_line(mover, ids.track[mover.row])


def _track_line(mover: Mover, number: str) -> Iterator[_Line]:
    traits = f"Type=Misc+Minor,Name={_text(mover.name)},CallSign={_text(mover.name)},Coalition=Tracks,Color=Violet"
    yield from _moves(mover, number, traits)
    yield from ((time, _EVENT, f"{number},Label={name}") for time, name in mover.identities)


def _event_lines(event: Happening, ids: _Ids) -> Iterator[_Line]:
    about = ids.threat.get(event.threat, "")
    text = _text(event.text)
    if event.what == "site lost":
        yield event.time, _EVENT, f"0,Event=Destroyed|{ids.site[event.site]}|{text}"
        yield event.time, _EVENT, f"{ids.site[event.site]},Health=0,Disabled=1{_SILENT}"
    elif event.what == "impact":
        yield event.time, _EVENT, f"0,Event=Bookmark|{about}|{text}"
    else:
        both = [number for number in (ids.round.get(event.shot, ""), about) if number]
        yield event.time, _EVENT, f"0,Event=Message|{'|'.join(both)}|{text}"
        if event.kill:
            yield event.time, _EVENT, f"0,Event=Destroyed|{about}|{text}"


def _site_lines(scene: Scene, ids: _Ids) -> Iterator[_Line]:
    """Where sites that move are; viewers draw the way between."""
    for row, course in scene.moves:
        for n in range(len(course)):
            yield float(course.time[n]), _MOVE, f"{ids.site[row]},{_position(course, n)}"


def _first_sightings(scene: Scene, roster: Roster, ids: _Ids) -> Iterator[_Line]:
    """One message per threat, when a radar first sees it; every later detection would drown the log."""
    for seen in scene.sightings:
        if seen.threat not in ids.threat or len(seen.course) == 0:
            continue
        radar = int(seen.radar[0])
        who = roster.radars[radar].id if 0 <= radar < len(roster.radars) else "a radar"
        text = _text(f"{who} first sees {roster.threats[seen.threat].id}")
        yield float(seen.course.time[0]), _EVENT, f"0,Event=Message|{ids.threat[seen.threat]}|{text}"


def _frames(lines: list[_Line]) -> Iterator[str]:
    frame = ""
    for time, _, text in lines:
        now = f"#{time:.{_DECIMALS}f}"
        if now != frame:
            frame = now
            yield now
        yield text
