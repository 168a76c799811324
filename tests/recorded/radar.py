"""A simulated air-traffic radar over recorded flights: detection and errors by this project's models.

A notional radar east of Paris turns in 4 s. It sees an airliner of 10 m2 (Swerling 1) at 200 km nine times in ten at a
false-alarm probability of 1e-5 in each of its resolution cells; that makes 6.9 false plots a turn. Errors are 50 m and
0.08 degrees at the signal of that range, and shrink with the signal to half of it. The transponder gives the pressure
altitude in steps of 25 ft, its code and its address; false plots have none of these. The sight ends at the horizon of
4/3 earth radius (no terrain), at 45 degrees of elevation and at 200 km.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.recorded.flights import FOOT, LONGEST_GAP, Flight
from vyuha.recordings.plots import Plots, plots_of
from vyuha.sensors.detection import SWERLING_1, detection_probability, reference_snr, signal_to_noise
from vyuha.sensors.measurement import error_at
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import geodetic_to_local
from vyuha.world.propagation import horizon_range

NAME = "25/201"
STANDS = (math.radians(48.70), math.radians(2.75), 150.0)
ANTENNA = 30.0
PERIOD = 4.0
REACH, RCS, FALSE_ALARM, DETECTION = 200e3, 10.0, 1e-5, 0.9
RANGE_SD, AZIMUTH_SD = 50.0, math.radians(0.08)
NEAREST = 1e3
STEEPEST = math.radians(45.0)
# A cell is half a pulse of 1 microsecond by the width of the beam.
CELLS = round(REACH / 75.0) * round(2.0 * math.pi / math.radians(1.4))
FALSE_PLOTS = FALSE_ALARM * CELLS
_LEVEL = 25.0 * FOOT


@dataclass(frozen=True)
class Seen:
    """A flight as far as the radar has it in sight: who, times [s], places [m] in the radar's axes, and which of them
    it sees. Breaks of up to `LONGEST_GAP`, such as a crossing of the cone of silence, do not end it.
    """

    flight: Flight
    time: Any
    place: Any
    clear: Any

    def at(self, time: float) -> Any:
        """Place and velocity [m, m/s] at a time between the first and the last."""
        place = np.array([np.interp(time, self.time, column) for column in self.place.T])
        ahead = np.array([np.interp(time + 1.0, self.time, column) for column in self.place.T])
        behind = np.array([np.interp(time - 1.0, self.time, column) for column in self.place.T])
        step = min(time + 1.0, self.time[-1]) - max(time - 1.0, self.time[0])
        return place, (ahead - behind) / step


def in_sight(flights: Sequence[Flight], start: float, end: float, shortest: float) -> list[Seen]:
    """What the radar has in sight between two times [s] for at least `shortest` seconds at a time."""
    axes = make_frame(*STANDS)[0]
    found = []
    for flight in flights:
        chosen = np.flatnonzero((flight.time >= start) & (flight.time <= end))
        if len(chosen) == 0:
            continue
        place = np.array([geodetic_to_local(axes, *point) for point in flight.place[chosen].tolist()])
        slant = np.linalg.norm(place, axis=1)
        height = STANDS[2] + ANTENNA
        seen = np.array([horizon_range(height, max(h, 0.0), 4.0 / 3.0) for h in flight.place[chosen, 2].tolist()])
        clear = (slant < np.minimum(REACH, seen)) & (slant > NEAREST) & (place[:, 2] < slant * math.sin(STEEPEST))
        rows = np.flatnonzero(clear)
        for part in np.split(rows, np.flatnonzero(np.diff(rows) > LONGEST_GAP) + 1):
            if len(part) and part[-1] - part[0] >= shortest:
                whole = slice(part[0], part[-1] + 1)
                found.append(Seen(flight, flight.time[chosen[whole]], place[whole], clear[whole]))
    return found


def plots(seen: Sequence[Seen], start: float, end: float, seed: int = 1, false_plots: float = FALSE_PLOTS) -> Plots:
    """What the radar makes of flights in sight between two times [s]."""
    noise = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for one in seen:
        rows += _of(one, noise)
    first = math.ceil(start / PERIOD)
    for turn in range(first, math.floor(end / PERIOD)):
        for _ in range(noise.poisson(false_plots)):
            azimuth = noise.uniform(0.0, 2.0 * math.pi)
            rows.append(_row((turn + azimuth / (2.0 * math.pi)) * PERIOD, noise.uniform(NEAREST, REACH), azimuth))
    rows.sort(key=lambda row: float(row["time"]))
    return plots_of({name: [row[name] for row in rows] for name in rows[0]}, "midnight")


def _of(one: Seen, noise: Any) -> list[dict[str, Any]]:
    """Plots of one flight, at the times at which the beam passes over it."""
    azimuth = np.unwrap(np.arctan2(one.place[:, 0], one.place[:, 1]))
    turned = 2.0 * math.pi * one.time / PERIOD - azimuth
    passes = 2.0 * math.pi * np.arange(math.ceil(turned[0] / (2.0 * math.pi)), turned[-1] / (2.0 * math.pi))
    strongest = reference_snr(DETECTION, FALSE_ALARM)
    rows = []
    for time in np.interp(passes, turned, one.time).tolist():
        if not one.clear[round(time - one.time[0])]:
            continue
        (x, y, z), _ = one.at(time)
        slant = math.sqrt(x * x + y * y + z * z)
        snr = signal_to_noise(strongest, REACH, RCS, slant, RCS)
        if noise.random() >= detection_probability(snr, FALSE_ALARM, SWERLING_1):
            continue
        error = noise.normal(size=2)
        row = _row(
            time,
            slant + error[0] * error_at(RANGE_SD, RANGE_SD / 2.0, strongest, snr),
            (math.atan2(x, y) + error[1] * error_at(AZIMUTH_SD, AZIMUTH_SD / 2.0, strongest, snr)) % (2.0 * math.pi),
        )
        height = float(np.interp(time, one.flight.time, one.flight.place[:, 2]))
        known = {"mode_s": one.flight.address, "mode_3a": one.flight.squawk, "callsign": one.flight.callsign}
        rows.append(row | known | {"pressure_altitude": round(height / _LEVEL) * _LEVEL})
    return rows


def _row(time: float, slant: float, azimuth: float) -> dict[str, Any]:
    """A plot without a transponder."""
    stands = dict(zip(("sensor_latitude", "sensor_longitude", "sensor_height"), STANDS, strict=True))
    row = {"time": time, "sensor": NAME, "range": slant, "azimuth": azimuth, **stands}
    return row | dict.fromkeys(("pressure_altitude", "mode_s", "mode_3a", "callsign"))
