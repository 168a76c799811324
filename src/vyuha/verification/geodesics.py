"""Geodesic lines against the rows of C. Karney's test set, which are exact to a nanometre."""

import math
from pathlib import Path

import numpy as np

from vyuha.verification.case import Case
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_ecef
from vyuha.world.propagation import MEAN_RADIUS

CHAPTER = "geodesics"
FILE = "geodesic_GeodTest-100.dat"
SOURCE = "C. Karney, GeodTest, doi 10.5281/zenodo.32156"
TOLERANCE = 1e-6

Row = tuple[float, float, float, float, float, float, float]


def read_rows(folder: Path) -> list[Row]:
    """Latitude, longitude, azimuth at the start and at the end (rad), and distance (m), of every line."""
    table = np.loadtxt(folder / FILE)
    found = []
    for line in table:
        lat_1, lon_1, start, lat_2, lon_2, end = (math.radians(float(v)) for v in line[:6])
        found.append((lat_1, lon_1, start, lat_2, lon_2, end, float(line[6])))
    return found


def haversine(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Distance (m) between points (rad) on the sphere of the earth's mean radius."""
    a = math.sin(0.5 * (lat_2 - lat_1)) ** 2
    b = math.cos(lat_1) * math.cos(lat_2) * math.sin(0.5 * (lon_2 - lon_1)) ** 2
    return 2.0 * MEAN_RADIUS * math.asin(math.sqrt(a + b))


def _end_on_sphere(lat: float, lon: float, azimuth: float, distance: float) -> tuple[float, float]:
    """Latitude and longitude (rad) after `distance` (m) on the sphere."""
    arc = distance / MEAN_RADIUS
    sine = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(azimuth)
    across = math.sin(azimuth) * math.sin(arc) * math.cos(lat)
    return math.asin(sine), lon + math.atan2(across, math.cos(arc) - math.sin(lat) * sine)


def _off(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Straight distance (m) between two points of the ellipsoid (rad)."""
    return math.dist(geodetic_to_ecef(lat_1, lon_1, 0.0), geodetic_to_ecef(lat_2, lon_2, 0.0))


def inverse(rows: list[Row]) -> Case:
    """Distance between two points; the control is the least error of the longer half of the lines on a sphere."""
    misses = [abs(geodesic_inverse(r[0], r[1], r[3], r[4])[0] - r[6]) for r in rows]
    sphere = [abs(haversine(r[0], r[1], r[3], r[4]) - r[6]) for r in rows]
    return Case(
        chapter=CHAPTER,
        id="geodesics-distance",
        what=f"distance, the largest of {len(rows)} lines",
        source=SOURCE,
        error=float(np.max(misses)),
        tolerance=TOLERANCE,
        unit="m",
        control="haversine on a sphere: the least",
        control_error=min(sphere),
    )


def direct(rows: list[Row]) -> Case:
    """Where a line of known azimuth and length ends."""
    misses = [_off(*geodesic_direct(r[0], r[1], r[2], r[6])[:2], r[3], r[4]) for r in rows]
    sphere = [_off(*_end_on_sphere(r[0], r[1], r[2], r[6]), r[3], r[4]) for r in rows]
    return Case(
        chapter=CHAPTER,
        id="geodesics-end",
        what=f"end point, the largest of {len(rows)} lines",
        source=SOURCE,
        error=float(np.max(misses)),
        tolerance=TOLERANCE,
        unit="m",
        control="great circle on a sphere: the least",
        control_error=min(sphere),
    )


def chapter(folder: Path) -> list[Case]:
    """Both problems of geodesy over all rows that are within the promise of `world.geodesy`."""
    rows = read_rows(folder)
    return [inverse(rows), direct(rows)]
