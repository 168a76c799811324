"""A small theatre for tests of the surface: two battalions behind each other, eleven threats, a millisecond or two a
fight.
"""

from pathlib import Path

THEATRE = """
vyuha: 1
title: Small theatre
notice: Notional places.
duration: 170 s
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 6, radius: 1 km}
  - {id: town, east: 4 km, north: -3 km, value: 50, hits_to_kill: 3, radius: 1 km}
defences:
  - {id: watch, system: s-400/command-post, east: 3 km, north: 3 km}
  - id: first
    system: s-400/battalion
    east: 2 km
    north: 2 km
    load: {48N6E3: 4, 9M96E2: 5}
    sector: {centre: 275 deg, width: 120 deg}
  - id: second
    system: s-400/battalion
    east: 5 km
    north: -2 km
    load: {48N6E3: 4, 9M96E2: 5}
    sector: {centre: 275 deg, width: 120 deg}
raids:
  - id: low
    type: babur
    count: 7
    target: [base, town]
    from: {bearing: 275 deg, range: 30 km}
    spacing: 1 s
    dispersion: {time: 3 s, cross_track: 500 m}
  - id: fast
    type: brahmos
    count: 3
    target: base
    from: {bearing: 285 deg, range: 80 km}
    start: 20 s
    spacing: 3 s
    dispersion: {time: 2 s, cross_track: 500 m}
  - {id: lures, type: gerbera, count: 1, target: base, from: {bearing: 270 deg, range: 6 km}}
run: {replicates: 20, seed: 1}
"""
POSITIONS = ("first", "second")


def write(folder: Path, text: str = THEATRE) -> Path:
    """The theatre as a file."""
    path = folder / "theatre.yaml"
    path.write_text(text, encoding="utf-8")
    return path
