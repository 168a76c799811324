"""Places of the scenario on the earth: latitude and longitude, and points of the local frame."""

import math
from typing import Any

import numpy as np

from vyuha.scenario.place import Place
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local, vertical

Geodetic = tuple[float, float]


def locate(place: Place, reference: Geodetic) -> Geodetic:
    """Latitude and longitude [rad] of a place; offsets, bearings and ranges count along geodesics from `reference`."""
    if place.kind == "geodetic":
        return place.a, place.b
    if place.kind == "offset":
        bearing, distance = math.atan2(place.a, place.b), math.hypot(place.a, place.b)
    else:
        bearing, distance = place.a, place.b
    if distance == 0.0:
        return reference
    latitude, longitude, _ = geodesic_direct(*reference, bearing, distance)
    return latitude, longitude


def face(frame: Any, row: Any) -> None:
    """Give a row that stands somewhere (see `stand`) axes to the east and to the north."""
    up = np.array([row.up_x, row.up_y, row.up_z])
    # North is where the earth's axis points, seen along the ground.
    pole = np.array([frame.r31, frame.r32, frame.r33])
    north = pole - up * (pole @ up)
    north /= np.linalg.norm(north)
    row.north_x, row.north_y, row.north_z = north
    row.east_x, row.east_y, row.east_z = np.cross(north, up)


def stand(frame: Any, row: Any, at: Geodetic, height: float) -> None:
    """Put a site or radar row at a place and `height` [m], with the unit vector of its vertical."""
    row.x, row.y, row.z = geodetic_to_local(frame, at[0], at[1], height)
    row.up_x, row.up_y, row.up_z, _ = vertical(frame, row.x, row.y, row.z)
