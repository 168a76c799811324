"""The tracker: plots in, scan by scan; tracks out, as a structured array."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.state.track import CONFIRMED
from vyuha.tracker.options import (
    Hits,
    Method,
    Motion,
    Score,
    TrackingSensor,
    method_code,
    models_of,
    padded,
    rules_of,
    sensor_rows,
)
from vyuha.tracker.rows import FULL_TURN, Bank, Picture, Scan, Track
from vyuha.tracker.system import combine_all, process

Association = Literal["gnn", "jpda"]


@dataclass(frozen=True)
class _Past:
    """A scan and the tracker as it was before it."""

    scan: Scan
    bank: Bank
    track: Any
    counter: int


class Tracker:
    """Follows any number of targets through scans of plots from one or several sensors.

    `sensors` are numbered in their order. One motion model makes a plain filter of each track, several an IMM whose
    targets keep a model for `sojourn` [s] on average. `method` is "kf" (position plots, models cv and ca), "ekf" or
    "ukf"; `association` is "gnn" (the likeliest assignment) or "jpda" (each confirmed track takes all plots as far as
    they are likely its own; tentative ones the likeliest). `logic` decides on confirmation and end. A plot outside
    `gate_probability` of a track is never its own; new tracks stand still with `speed_sigma` [m/s] on each axis.

    Scans that come up to `lateness` [s] late are taken in where they belong: the tracker goes back to its state before
    and takes all later scans again, so that the tracks are those of scans in order, bit for bit. It keeps a copy of its
    tables for each scan of that time.

    Raises ValueError for choices that do not go together.
    """

    def __init__(  # noqa: PLR0913 (the choices of a tracker; all have defaults)
        self,
        sensors: Sequence[TrackingSensor] | TrackingSensor,
        motions: Sequence[Motion] = (Motion(),),
        *,
        method: Method = "ekf",
        association: Association = "gnn",
        logic: Hits | Score | None = None,
        sojourn: float = 60.0,
        gate_probability: float = 0.999,
        speed_sigma: float = 300.0,
        lateness: float = 0.0,
    ) -> None:
        if association not in ("gnn", "jpda"):
            raise ValueError(f"association {association!r}: must be gnn or jpda")
        if not lateness >= 0.0 or not speed_sigma > 0.0:
            raise ValueError("lateness must not be negative, speed_sigma must be positive")
        self.sensors = (sensors,) if isinstance(sensors, TrackingSensor) else tuple(sensors)
        if not self.sensors:
            raise ValueError("at least one sensor is needed")
        self.motions, self.lateness = tuple(motions), lateness
        code = method_code(method, self.motions, self.sensors)
        self._rules = rules_of(code, association == "jpda", gate_probability, logic or Hits(), speed_sigma)
        models = models_of(self.motions, sojourn)
        self._picture = Picture(
            models, _bank(0, models), rows(Track, 0), sensor_rows(self.sensors), np.zeros(1, np.int64)
        )
        self._live = 0
        self._past: list[_Past] = []
        self.time = -np.inf

    def scan(
        self,
        time: float,
        plots: Any,
        sensor: int = 0,
        covariances: Any = None,
        sector: tuple[float, float] = (0.0, FULL_TURN),
    ) -> npt.NDArray[np.void]:
        """Take in the plots (n, 3), for "doppler" (n, 4), that `sensor` made at `time` [s], with their covariances
        (n, 3, 3), one for all (3, 3), or those of the sensor's sigma; no plots are a scan too. Returns `confirmed`.

        `sector` says where an antenna that turns has looked since its last scan: the azimuth at which that began (from
        the y axis, clockwise) and how far it turned (rad). A track elsewhere has missed nothing.

        Raises ValueError for plots of a wrong shape or not finite, for a sensor that is not there, and for a scan that
        is later than `lateness`.
        """
        if not 0 <= sensor < len(self.sensors):
            raise ValueError(f"sensor {sensor}: there are sensors 0 to {len(self.sensors) - 1}")
        if not np.isfinite(time):
            raise ValueError("time must be a finite number")
        if time < self.time - self.lateness:
            raise ValueError(f"scan at {time} s is {self.time - time} s late; lateness is {self.lateness} s")
        start, width = map(float, sector)
        if not (np.isfinite(start) and 0.0 <= width <= FULL_TURN):
            raise ValueError("sector must be an azimuth and a width from 0 to a full turn [rad]")
        z, r = padded(plots, covariances, self.sensors[sensor])
        late: list[Scan] = []
        while self._past and self._past[-1].scan.time > time:
            late.insert(0, self._step_back())
        for each in (Scan(z, r, sensor, float(time), start, width), *late):
            self._take(each)
        return self.confirmed

    @property
    def confirmed(self) -> npt.NDArray[np.void]:
        """Confirmed tracks; see `tracks`."""
        found = self.tracks
        return np.asarray(found[found["confirmed"]])

    @property
    def tracks(self) -> npt.NDArray[np.void]:
        """All tracks, one row each: `number`, `confirmed`, `start`, `last_update` [s], `updates`, `looks`, `score`
        (log-likelihood ratio), `plot` (row of the newest scan, -1: none), `distance` (squared, to it), `position` (3)
        [m], `velocity` (3) [m/s], `covariance` (6, 6) [SI] and `models` (probability of each motion model).
        """
        kind = np.dtype(
            [
                ("number", "i8"),
                ("confirmed", "?"),
                *((name, "f8") for name in ("start", "confirm_time", "last_update")),
                *((name, "i8") for name in ("updates", "looks", "plot")),
                *((name, "f8") for name in ("score", "distance")),
                ("position", "f8", (3,)),
                ("velocity", "f8", (3,)),
                ("covariance", "f8", (6, 6)),
                ("models", "f8", (len(self.motions),)),
            ]
        )
        table, source = np.zeros(self._live, kind), np.asarray(self._picture.track)[: self._live]
        for name in kind.names or ():
            if name in (source.dtype.names or ()):
                table[name] = source[name]
        table["confirmed"] = source["status"] == CONFIRMED
        bank = Bank(*(array[: self._live] for array in self._picture.bank))
        mean, covariance = np.empty((self._live, 6)), np.empty((self._live, 6, 6))
        combine_all(self._picture.models, bank, mean, covariance)
        table["covariance"] = covariance
        table["position"], table["velocity"], table["models"] = mean[:, :3], mean[:, 3:], bank.weight
        return table

    def _take(self, scan: Scan) -> None:
        if self.lateness > 0.0:
            # A scan may be as late as `lateness`, so the oldest state needed is the one before the first scan after it.
            self._past = [past for past in self._past if past.scan.time > scan.time - self.lateness]
            self._past.append(_Past(scan, self._copy(), self._rows(), int(self._picture.counter[0])))
        self._make_room(self._live + len(scan.z))
        self._live = process(self._picture, self._rules, scan, self._live)
        self.time = scan.time

    def _step_back(self) -> Scan:
        """Undo the newest scan and return it."""
        past = self._past.pop()
        self._live = len(past.track)
        for array, old in zip(self._picture.bank, past.bank, strict=True):
            array[: self._live] = old
        np.asarray(self._picture.track)[: self._live] = past.track
        self._picture.counter[0] = past.counter
        return past.scan

    def _copy(self) -> Bank:
        return Bank(*(array[: self._live].copy() for array in self._picture.bank))

    def _rows(self) -> Any:
        return np.asarray(self._picture.track)[: self._live].copy()

    def _make_room(self, needed: int) -> None:
        """Room for that many tracks; half as much again, so that growing costs little."""
        if needed <= len(self._picture.bank.mean):
            return
        bank, table = _bank(needed + needed // 2, self._picture.models), rows(Track, needed + needed // 2)
        for new, old in zip(bank, self._copy(), strict=True):
            new[: self._live] = old
        np.asarray(table)[: self._live] = self._rows()
        self._picture = self._picture._replace(bank=bank, track=table)


def _bank(count: int, models: Any) -> Bank:
    """An empty bank for that many tracks."""
    kinds, n = len(models.kind), int(models.size.max())
    return Bank(np.zeros((count, kinds, n)), np.zeros((count, kinds, n, n)), np.zeros((count, kinds)))
