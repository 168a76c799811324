"""Made-up traffic seen by made-up radars that turn: aircraft apart from each other, noise, misses, false plots.

Places come from `geodesic_direct` and sight from the axes of each radar, so from other functions than what is tested.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from vyuha.recordings.plots import Plots, plots_of
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodesic_direct, geodetic_to_local

START = 8 * 3600.0
STATIONS = {
    "25/201": (math.radians(31.6), math.radians(74.9), 230.0),
    "25/202": (math.radians(31.2), math.radians(75.9), 250.0),
}
PERIODS = {"25/201": 4.0, "25/202": 6.0}
# The accuracies of the made-up radars, which are the defaults of `vyuha track`.
RANGE_SD, AZIMUTH_SD, HEIGHT_SD = 50.0, 1.4e-3, 50.0


@dataclass(frozen=True)
class Flight:
    """Level flight along a geodesic from an offset [m] of the first radar; `turn` [rad/s] bends it after `when` [s]."""

    address: str
    east: float
    north: float
    heading: float
    speed: float
    height: float
    turn: float = 0.0
    when: float = 100.0

    def at(self, time: float) -> tuple[float, float, float]:
        straight = min(time, self.when) if self.turn else time
        latitude, longitude, _ = STATIONS["25/201"]
        latitude, longitude, _ = geodesic_direct(
            latitude, longitude, math.atan2(self.east, self.north), math.hypot(self.east, self.north)
        )
        latitude, longitude, heading = geodesic_direct(latitude, longitude, self.heading, self.speed * straight)
        bent = max(time - straight, 0.0) * self.turn
        if bent:
            chord = 2.0 * abs(self.speed / self.turn) * math.sin(abs(bent) / 2.0)
            latitude, longitude, _ = geodesic_direct(latitude, longitude, heading + bent / 2.0, chord)
        return latitude, longitude, self.height


def fleet(count: int = 8) -> list[Flight]:
    """Aircraft on parallel lanes 15 km apart, alternately east and west, at several heights; every fourth one turns.

    Some lanes pass north of the radar from west to east, where a turn of its antenna ends.
    """
    return [
        Flight(
            address=f"{0x800100 + n:06X}",
            east=(-55e3 if n % 2 == 0 else 55e3) + 900.0 * n,
            north=-50e3 + 15e3 * n + 4e3,
            heading=math.radians(90.0 if n % 2 == 0 else 270.0),
            speed=210.0 + 7.0 * n,
            height=6000.0 + 700.0 * n,
            turn=math.radians(1.0 if n % 8 == 3 else -1.0) if n % 4 == 3 else 0.0,
            when=330.0,
        )
        for n in range(count)
    ]


def seen(
    flights: list[Flight],
    seconds: float = 420.0,
    stations: tuple[str, ...] = ("25/201",),
    seed: int = 1,
    detection: float = 0.9,
    false_plots: float = 2.0,
) -> Plots:
    """Plots of radars that turn clockwise from north at time 0, each aircraft seen when the beam passes over it."""
    noise = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for sensor in stations:
        stands, period = STATIONS[sensor], PERIODS[sensor]
        axes = make_frame(*stands)[0]
        names = ("sensor_latitude", "sensor_longitude", "sensor_height")
        common = {"sensor": sensor, **dict(zip(names, stands, strict=True))}
        for turn in range(int(seconds / period)):
            for flight in flights:
                time = turn * period
                for _ in range(4):
                    x, y, z = geodetic_to_local(axes, *flight.at(time))
                    time = (turn + math.atan2(x, y) % (2.0 * math.pi) / (2.0 * math.pi)) * period
                if noise.random() > detection:
                    continue
                row = {
                    "time": START + time,
                    "range": math.sqrt(x * x + y * y + z * z) + noise.normal() * RANGE_SD,
                    "azimuth": (math.atan2(x, y) + noise.normal() * AZIMUTH_SD) % (2.0 * math.pi),
                    "height": flight.height + noise.normal() * HEIGHT_SD,
                    "mode_s": flight.address,
                }
                rows.append(common | row)
            for _ in range(noise.poisson(false_plots)):
                azimuth = noise.uniform(0.0, 2.0 * math.pi)
                row = {
                    "time": START + (turn + azimuth / (2.0 * math.pi)) * period,
                    "range": 90e3 * math.sqrt(noise.uniform(0.1, 1.0)),
                    "azimuth": azimuth,
                    "height": noise.uniform(500.0, 12e3),
                    "mode_s": None,
                }
                rows.append(common | row)
    rows.sort(key=lambda row: row["time"])
    return plots_of({name: [row[name] for row in rows] for name in rows[0]}, "midnight")
