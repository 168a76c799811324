"""Fights where degrees go wrong: over a pole and across the date line. And where things truly were, by formulas of
textbooks that share nothing with the program: geodetic to earth-fixed, and local to earth-fixed.
"""

import math
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from tests.engine.layouts import catalogue
from vyuha.engine.assemble import assemble
from vyuha.engine.picture import picture
from vyuha.engine.replay import replay
from vyuha.results.history import History
from vyuha.results.laydown import Laydown, Place
from vyuha.results.records import Roster
from vyuha.scenario import parse
from vyuha.state import mission
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import local_to_geodetic

# Origins (degrees), the bearing from which the raid comes, and how far (km) the fast ones come: over the date line, and
# from the other side of the pole. No scenario begins nearer to a pole than 85 degrees, so that a fight is moved there.
FOUGHT = {"date line": (0.1, 179.9, 90, 100), "over the pole": (84.9, 179.9, 1, 640)}
MOVED = {"north pole": (89.9, 179.9), "south pole": (-89.9, -179.9)}
PLACES = (*FOUGHT, *MOVED)
TEXT = """\
vyuha: 1
title: Far away
duration: 60 min
origin: {{lat: {latitude} deg, lon: {longitude} deg}}
assets:
  - {{id: base, east: 0 km, north: 0 km, value: 70, hits_to_kill: 1}}
defences:
  - id: alpha
    system: s-400/battalion
    east: 2 km
    north: 1 km
    load: {{48N6E3: 0, 9M96E2: 2, 40N6E: 0}}
    sector: {{centre: {bearing} deg, width: 120 deg}}
raids:
  - id: drones
    type: shahed-136
    count: 2
    target: base
    from: {{bearing: {bearing} deg, range: 22 km}}
    height: 500 m
  - {{id: fast, type: babur, count: 3, target: base, from: {{bearing: {bearing} deg, range: {range} km}}, spacing: 5 s}}
run: {{replicates: 1, seed: 3}}
"""


class Far(NamedTuple):
    history: History
    roster: Roster
    laydown: Laydown


@cache
def fought(name: str) -> Far:
    """A fight at one of `PLACES`."""
    if name in MOVED:
        return moved(fought("over the pole"), *MOVED[name])
    latitude, longitude, bearing, reach = FOUGHT[name]
    text = TEXT.format(latitude=latitude, longitude=longitude, bearing=bearing, range=reach)
    assembled = assemble(parse(text, "far.yaml"), catalogue())
    return Far(replay(assembled.setup, 3, 0), assembled.roster, picture(assembled, catalogue()))


def moved(far: Far, latitude: float, longitude: float) -> Far:
    """The same fight around another origin: all local coordinates stay."""
    laydown = replace(far.laydown, latitude=latitude, longitude=longitude)
    frame = make_frame(math.radians(latitude), math.radians(longitude))[0]
    degrees = np.array([local_to_geodetic(frame, s.x, s.y, s.z) for s in far.history.samples])
    history = replace(
        far.history,
        latitude=np.degrees(degrees[:, 0]),
        longitude=np.degrees(degrees[:, 1]),
        height=degrees[:, 2],
    )
    places = []
    for place in laydown.places:
        b, a, h = grounded(frame, place)
        places.append(replace(place, latitude=math.degrees(b), longitude=math.degrees(a), height=h))
    return Far(history, far.roster, replace(laydown, places=tuple(places)))


def grounded(frame: Any, place: Place) -> tuple[float, float, float]:
    """Where a place of the map stands on the ground (height 0) in another frame."""
    up = 0.0
    for _ in range(5):
        latitude, longitude, height = local_to_geodetic(frame, place.east, place.north, up)
        up -= height
    return latitude, longitude, 0.0


def thinned(far: Far) -> tuple[Far, dict[int, list[tuple[float, Any]]]]:
    """The fight without every second sample of a threat in flight, and those: time and earth-fixed place, by threat."""
    samples = far.history.samples
    kept = np.ones(len(samples), bool)
    gone: dict[int, list[tuple[float, Any]]] = {}
    for row in range(len(far.roster.threats)):
        mine = np.flatnonzero((samples.kind == mission.SAMPLE_THREAT) & (samples.subject == row))
        # Not of the last two minutes: they turn in and dive.
        for n in mine[samples.time[mine] < samples.time[mine[-1]] - 120.0][1::2]:
            kept[n] = False
            gone.setdefault(row, []).append((float(samples.time[n]), truth(far)[n]))
    history = replace(
        far.history,
        samples=samples[kept],
        latitude=far.history.latitude[kept],
        longitude=far.history.longitude[kept],
        height=far.history.height[kept],
    )
    return Far(history, far.roster, far.laydown), gone


def truth(far: Far) -> Any:
    """Earth-fixed places (n, 3) of all samples, from their local coordinates."""
    samples, b, a = far.history.samples, math.radians(far.laydown.latitude), math.radians(far.laydown.longitude)
    east = np.array([-math.sin(a), math.cos(a), 0.0])
    north = np.array([-math.sin(b) * math.cos(a), -math.sin(b) * math.sin(a), math.cos(b)])
    up = np.array([math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)])
    start = np.array(earth_fixed(far.laydown.latitude, far.laydown.longitude, 0.0))
    return start + np.outer(samples.x, east) + np.outer(samples.y, north) + np.outer(samples.z, up)


def earth_fixed(latitude: float, longitude: float, height: float) -> tuple[float, float, float]:
    """Earth-fixed place of degrees and metres on WGS-84 (a = 6,378,137 m, b = 6,356,752.314 m)."""
    b, a = math.radians(latitude), math.radians(longitude)
    major, minor = 6378137.0, 6356752.314245
    normal = major**2 / math.hypot(major * math.cos(b), minor * math.sin(b))
    across = (normal + height) * math.cos(b)
    return across * math.cos(a), across * math.sin(a), ((minor / major) ** 2 * normal + height) * math.sin(b)
