"""The tracker: plots in, scan by scan; tracks out, as a structured array."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.tracker.fusion import doubles
from vyuha.tracker.options import (
    Association,
    Cost,
    Hits,
    Method,
    Motion,
    Score,
    TrackingSensor,
    joined,
    method_code,
    models_of,
    padded,
    rules_of,
    sensor_rows,
)
from vyuha.tracker.report import columns_of, make_table, write_tracks
from vyuha.tracker.rows import FULL_TURN, Bank, Picture, Recording, Scan, Track
from vyuha.tracker.system import process, process_many

# Rows of the table of a recording, and tracks, that are first made room for.
_ROWS, _TRACKS = 4096, 64


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
    they are likely its own; tentative ones the likeliest). What is best in an assignment the `cost` says: "likelihood"
    weighs each plot against a false one and a miss, "distance" takes the least sum of distances in units of their
    sigma, a miss being as far as the gate. `logic` decides on confirmation and end. A plot outside `gate_probability`
    of a track is never its own; new tracks stand still with `speed_sigma` [m/s] on each axis, one number or three.

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
        cost: Cost = "likelihood",
        logic: Hits | Score | None = None,
        sojourn: float = 60.0,
        gate_probability: float = 0.999,
        speed_sigma: float | Sequence[float] = 300.0,
        lateness: float = 0.0,
    ) -> None:
        if association not in ("gnn", "jpda"):
            raise ValueError(f"association {association!r}: must be gnn or jpda")
        if cost not in ("likelihood", "distance"):
            raise ValueError(f"cost {cost!r}: must be likelihood or distance")
        if not lateness >= 0.0:
            raise ValueError("lateness must not be negative")
        self.sensors = (sensors,) if isinstance(sensors, TrackingSensor) else tuple(sensors)
        if not self.sensors:
            raise ValueError("at least one sensor is needed")
        self.motions, self.lateness = tuple(motions), lateness
        code = method_code(method, self.motions, self.sensors)
        self._rules = rules_of(
            code, association == "jpda", gate_probability, logic or Hits(), speed_sigma, cost == "distance"
        )
        models = models_of(self.motions, sojourn)
        self._picture = Picture(
            models, _bank(_TRACKS, models), rows(Track, _TRACKS), sensor_rows(self.sensors), np.zeros(1, np.int64)
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

    def run(
        self,
        times: Any,
        plots: Sequence[Any],
        sensors: Any = 0,
        covariances: Sequence[Any] | None = None,
        sectors: Any = (0.0, FULL_TURN),
        *,
        tentative: bool = False,
    ) -> npt.NDArray[np.void]:
        """Take in a whole recording: `times` (scans,) [s] in order, and for each scan its plots as in `scan`. `sensors`
        and `sectors` are one for all or one for each scan, `covariances` one array for each. Returns what `confirmed`
        was after each scan, with `tentative` what `tracks` was, all in one table; its column `scan` counts them.

        The tracks are those that `scan` makes, bit for bit; it takes less time. Raises ValueError as `scan` does, and
        for times that go back.
        """
        when = np.asarray(times, np.float64)
        if when.ndim != 1 or len(when) != len(plots) or (covariances is not None and len(covariances) != len(plots)):
            raise ValueError("there must be as many times (and covariances) as scans of plots")
        if not np.isfinite(when).all() or (np.diff(when, prepend=self.time if len(when) else 0.0) < 0.0).any():
            raise ValueError("times must be finite and must not go back")
        which = np.array(np.broadcast_to(np.asarray(sensors, np.int64), len(when)))
        if ((which < 0) | (which >= len(self.sensors))).any():
            raise ValueError(f"sensors must be 0 to {len(self.sensors) - 1}")
        sector = np.array(np.broadcast_to(np.asarray(sectors, np.float64), (len(when), 2)))
        if not np.isfinite(sector).all() or (sector[:, 1] < 0.0).any() or (sector[:, 1] > FULL_TURN).any():
            raise ValueError("sectors must be azimuths and widths from 0 to a full turn [rad]")
        z, r, first = joined(plots, covariances, which, self.sensors)
        recording = Recording(when, which, sector, first, z, r)
        if self.lateness > 0.0:
            return self._remember(recording, tentative)
        return self._hurry(recording, tentative)

    def _hurry(self, recording: Recording, tentative: bool) -> npt.NDArray[np.void]:
        """A recording in one go; back here only to make room."""
        table = make_table(_ROWS, len(self.motions))
        # Room for what lives after three scans with nothing but new tracks: most recordings then never stop for more.
        self._make_room(self._live + 4 * int(np.diff(recording.first).max(initial=0)))
        state = np.array([self._live, 0, 0], np.int64)
        while state[1] < len(recording.time):
            process_many(self._picture, self._rules, recording, state, columns_of(table), tentative)
            self._live = int(state[0])
            if state[1] < len(recording.time):
                most = self._live + int(np.diff(recording.first[state[1] : state[1] + 2])[0])
                self._make_room(most)
                if state[2] + most > len(table):
                    longer = make_table(2 * len(table) + most, len(self.motions))
                    longer[: state[2]] = table[: state[2]]
                    table = longer
        if len(recording.time):
            self.time = float(recording.time[-1])
        return table[: state[2]]

    def _remember(self, recording: Recording, tentative: bool) -> npt.NDArray[np.void]:
        """A recording scan by scan, so that later ones may still be put between."""
        found = [make_table(0, len(self.motions))]
        for k in range(len(recording.time)):
            here = slice(recording.first[k], recording.first[k + 1])
            start, width = map(float, recording.sector[k])
            time, sensor = float(recording.time[k]), int(recording.sensor[k])
            self._take(Scan(recording.z[here], recording.r[here], sensor, time, start, width))
            found.append(self._table(k, tentative))
        return np.concatenate(found)

    @property
    def confirmed(self) -> npt.NDArray[np.void]:
        """Confirmed tracks; see `tracks`."""
        return self._table(0, False)

    @property
    def tracks(self) -> npt.NDArray[np.void]:
        """All tracks, one row each: `number`, `confirmed`, `time`, `start`, `confirm_time`, `last_update` [s],
        `updates`, `looks`, `score` (log-likelihood ratio), `plot` (row of the newest scan, -1: none), `distance`
        (squared, to it), `position` (3) [m], `velocity` (3) [m/s], `covariance` (6, 6) [SI], `models` (probability of
        each motion model), `sigma` (root mean square error of the place that it claims [m]) and `quality` (0 while
        tentative, else 1 to 15, one less for each factor of the square root of two in `sigma` beyond 25 m).
        """
        return self._table(0, True)

    def merge_doubles(self, looks: int = 5) -> list[tuple[int, int]]:
        """End the newer one of each two confirmed tracks that follow one target: as near to each other as one target's
        tracks are, and never both with a plot in their last `looks` looks. Returns the numbers (kept, ended). Raises
        ValueError for a tracker with `lateness`, which could not repeat it, and for looks beyond 32.
        """
        if self.lateness > 0.0:
            raise ValueError("doubles cannot be merged where scans may come late")
        if not 1 <= looks <= 32:
            raise ValueError("looks must be 1 to 32")
        table = self.tracks
        rows = np.flatnonzero(table["confirmed"])
        history = np.asarray(self._picture.track)["history"][rows]
        pairs = [(rows[i], rows[j]) for i, j in doubles(table[rows], history, looks)]
        staying = np.setdiff1d(np.arange(self._live), [j for _, j in pairs])
        for array in (*self._picture.bank, np.asarray(self._picture.track)):
            array[: len(staying)] = array[staying]
        self._live = len(staying)
        return [(int(table["number"][i]), int(table["number"][j])) for i, j in pairs]

    def _table(self, scan: int, tentative: bool) -> npt.NDArray[np.void]:
        table = make_table(self._live, len(self.motions))
        return table[: write_tracks(self._picture, self._live, columns_of(table), 0, scan, tentative)]

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
