"""Files of recorded paths made to order: closed forms, written down every few seconds."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vyuha.engine.assemble import Assembled
from vyuha.engine.run import prepare

HEAD = "time [s],id,latitude [deg],longitude [deg],height [m],type"
# Latitude and longitude [deg] and height [m] at a time [s].
Law = Callable[[float], tuple[float, float, float]]
SCENARIO = """
vyuha: 1
title: recorded
duration: {duration:g} s
origin: {{lat: {lat} deg, lon: {lon} deg}}
assets:
  - {{id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 10000, radius: 500 m}}
  - {{id: far, east: 0 km, north: 40 km, value: 100, hits_to_kill: 10000, radius: 500 m}}
{defences}raids:
  - {{id: red, type: babur, target: {target}, paths: paths.csv{more}}}
{rest}run: {{replicates: 20, seed: 3}}
"""
WATCH = "defences:\n  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}\n"
BATTALION = "defences:\n  - {id: alpha, system: s-400/battalion, east: 4 km, north: 0 km, load: {9M96E2: 8}}\n"


def table(laws: dict[str, Law], times: dict[str, list[float]], types: dict[str, str] | None = None) -> str:
    """The table of paths that follow `laws` at `times`."""
    rows = [HEAD]
    for name, law in laws.items():
        for time in times[name]:
            latitude, longitude, height = law(time)
            # To a tenth of a millimetre.
            rows.append(f"{time!r},{name},{latitude:.9f},{longitude:.9f},{height:.4f},{(types or {}).get(name, '')}")
    return "\n".join(rows) + "\n"


def scenario(
    lat: float = 31.0,
    lon: float = 74.9,
    defences: str = WATCH,
    target: str = "base",
    more: str = "",
    rest: str = "",
    duration: float = 1200.0,
) -> str:
    """The text of a scenario whose raid flies along `paths.csv`."""
    return SCENARIO.format(duration=duration, lat=lat, lon=lon, defences=defences, target=target, more=more, rest=rest)


def made(folder: Path, paths: str, text: str) -> Assembled:
    """A scenario with its file of paths, ready to fight."""
    (folder / "paths.csv").write_text(paths)
    return prepare(text, "lab.yaml", folder)


def earth_fixed(latitude: float, longitude: float, height: float) -> np.ndarray:  # type: ignore[type-arg]
    """Earth-fixed place [m] of degrees and metres, by the closed form of WGS-84."""
    a, f = 6378137.0, 1.0 / 298.257223563
    e2 = f * (2.0 - f)
    lat, lon = math.radians(latitude), math.radians(longitude)
    n = a / math.sqrt(1.0 - e2 * math.sin(lat) ** 2)
    across = (n + height) * math.cos(lat)
    return np.array([across * math.cos(lon), across * math.sin(lon), (n * (1.0 - e2) + height) * math.sin(lat)])
