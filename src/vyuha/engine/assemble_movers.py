"""Assembles what moves over the ground or the sea: the path of every asset and unit that has a route, as knots."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.engine.ground import Ground, surface
from vyuha.engine.order_of_battle import Unit
from vyuha.engine.places import Geodetic, locate
from vyuha.scenario.model import Scenario
from vyuha.state.threat import Knot
from vyuha.world.geodesy import geodesic_direct, geodesic_inverse, geodetic_to_local

Floats = npt.NDArray[np.float64]
# Knots lie no farther apart [m]: the chord between two is then 8 cm under the sea.
_APART = 2e3


@dataclass(frozen=True)
class Way:
    """Places [rad] that something passes one after the other, from the start on, and its speed [m/s]."""

    places: tuple[Geodetic, ...]
    speed: float

    def at(self, time: float) -> Geodetic:
        """Where it is at `time` [s]: on the geodesic between two places, or at the last of them."""
        left = self.speed * max(time, 0.0)
        for here, there in zip(self.places, self.places[1:], strict=False):
            length, azimuth, _ = geodesic_inverse(*here, *there)
            if left < length:
                latitude, longitude, _ = geodesic_direct(*here, azimuth, left)
                return latitude, longitude
            left -= length
        return self.places[-1]

    @property
    def duration(self) -> float:
        """Time [s] until it is at its last place."""
        legs = zip(self.places, self.places[1:], strict=False)
        return math.fsum(geodesic_inverse(*a, *b)[0] for a, b in legs) / self.speed


def ways(scenario: Scenario, units: list[Unit], catalogue: Catalogue) -> dict[str, Way]:
    """The way of every asset and unit that moves, by its id."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    found = {}
    for asset in scenario.assets:
        if asset.route:
            speed = asset.speed or catalogue.vehicles[str(asset.vehicle)].march_speed.value
            found[asset.id] = Way(tuple(locate(place, origin) for place in (asset.place, *asset.route)), speed)
    for unit in units:
        if unit.route:
            usual = unit.system.carrier_speed or unit.system.march_speed
            assert usual
            found[unit.id] = Way((unit.at, *unit.route), unit.defence.speed or usual.value)
    return found


def path(way: Way, frame: Any, ground: Ground | None = None) -> Floats:
    """Knots (n, 7) of a way over the `ground` (none: the sea, or a smooth earth), at constant speed between two."""
    times = [0.0]
    for here, there in zip(way.places, way.places[1:], strict=False):
        length, begun = geodesic_inverse(*here, *there)[0], times[-1]
        parts = max(math.ceil(length / _APART), 1)
        times += [begun + length / way.speed * (n + 1) / parts for n in range(parts)]
    points = np.array([geodetic_to_local(frame, *at, surface(ground, at)) for at in map(way.at, times)])
    knots = np.zeros((len(times), 7))
    knots[:, 0], knots[:, 1:4] = times, points
    spans = np.diff(knots[:, 0])
    moving = spans > 0.0
    knots[:-1, 4:][moving] = np.diff(points, axis=0)[moving] / spans[moving, None]
    return knots


def with_paths(knot_rows: Any, site_table: Any, rows_of: dict[str, int], paths: dict[str, Floats]) -> Any:
    """The knot table with the paths of all sites that move behind the courses; notes them in the site table."""
    tables, filled = [knot_rows], len(knot_rows)
    for id, knots in paths.items():
        table = rows(Knot, len(knots))
        for column, values in zip(Knot.__annotations__, knots.T, strict=True):
            table[column] = values
        row = site_table[rows_of[id]]
        row.first_knot, row.last_knot = filled, filled + len(knots) - 1
        tables.append(table)
        filled += len(knots)
    return np.concatenate(tables).view(np.recarray) if paths else knot_rows
