"""What the user of the tracker chooses: motion models, sensors, and the logic of a track's life."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import chdtri

from vyuha.base.table import rows
from vyuha.tracker.measurement import DOPPLER, POSITION, RADAR, width_of
from vyuha.tracker.motion import BALLISTIC, CA, CV, DRAG, TURN, size_of
from vyuha.tracker.rows import COUNTING, EXTENDED, SCORING, UNSCENTED, WIDEST, Floats, Integers, Models, Rules, Sensor

MotionKind = Literal["cv", "ca", "turn", "ballistic", "drag"]
SensorKind = Literal["position", "radar", "doppler"]
Method = Literal["kf", "ekf", "ukf"]
Association = Literal["gnn", "jpda"]
Cost = Literal["likelihood", "distance"]

_MOTIONS = {"cv": CV, "ca": CA, "turn": TURN, "ballistic": BALLISTIC, "drag": DRAG}
_SENSORS = {"position": POSITION, "radar": RADAR, "doppler": DOPPLER}
# One sigma with which components beyond velocity begin: acceleration [m/s2], rate of turn [rad/s], drag area over mass
# [m2/kg]. Assumed; they cover fighters (3 g; 9 g at 300 m/s turn at 0.3 rad/s) and warheads with decoys.
_EXTRA_SIGMA = {"ca": 30.0, "turn": 0.1, "drag": 1e-3}


@dataclass(frozen=True)
class Motion:
    """One motion model (`vyuha.tracker.motion` has the equations).

    `noise` is the power spectral density of the white noise on each axis: of acceleration [m2/s3], for "ca" of jerk
    [m2/s5]. `extra_noise` is that of the last component: of the rate of turn [rad2/s3] for "turn", of drag area over
    mass [m4/(kg2 s)] for "drag". The components beyond velocity begin at `extra_mean` with one sigma `extra_sigma`
    [m/s2, rad/s, m2/kg].
    """

    kind: MotionKind = "cv"
    noise: float = 1.0
    extra_noise: float = 0.0
    extra_mean: float = 0.0
    extra_sigma: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in _MOTIONS:
            raise ValueError(f"motion kind {self.kind!r}: must be one of {', '.join(_MOTIONS)}")
        if not all(value >= 0.0 for value in (self.noise, self.extra_noise, self.extra_sigma or 0.0)):
            raise ValueError(f"motion {self.kind!r}: noise and sigma must not be negative")


@dataclass(frozen=True)
class TrackingSensor:
    """A sensor: what its plots are (`vyuha.tracker.measurement`), where it stands [m] and how good it is.

    `sigma` holds the one-sigma errors of plots that come without a covariance: x, y, z [m], or range [m],
    azimuth [rad], elevation [rad] and, for "doppler", range rate [m/s]. `clutter_density` is the number of false plots
    of a scan per unit of that space (1/m3; 1/(m rad2); 1/(m rad2 m/s)). Beyond `reach` [m] a missing plot says nothing.
    """

    kind: SensorKind = "radar"
    sigma: Sequence[float] = (30.0, 1.5e-3, 1.5e-3)
    position: Sequence[float] = (0.0, 0.0, 0.0)
    detection_probability: float = 0.9
    clutter_density: float = 1e-6
    reach: float = math.inf

    def __post_init__(self) -> None:
        if self.kind not in _SENSORS:
            raise ValueError(f"sensor kind {self.kind!r}: must be one of {', '.join(_SENSORS)}")
        if len(self.sigma) != self.width or not all(value > 0.0 for value in self.sigma):
            raise ValueError(f"sensor {self.kind!r}: sigma must hold {self.width} positive numbers")
        if len(self.position) != 3:
            raise ValueError("sensor position must hold x, y, z")
        if not 0.0 < self.detection_probability < 1.0:
            raise ValueError("sensor detection_probability must lie between 0 and 1, both excluded")
        if not self.clutter_density > 0.0:
            raise ValueError("sensor clutter_density must be positive")

    @property
    def width(self) -> int:
        """Components of a plot."""
        return int(width_of(_SENSORS[self.kind]))


@dataclass(frozen=True)
class Hits:
    """Life of a track by counting: `needed` hits among the first and any later `window` looks confirm it; a tentative
    track goes when that is out of reach or after `tentative_misses` looks in a row without a plot, a confirmed one
    after `misses`.
    """

    needed: int = 3
    window: int = 5
    misses: int = 5
    tentative_misses: int = 32

    def __post_init__(self) -> None:
        if not (1 <= self.needed <= self.window <= 32 and 1 <= self.misses <= 32 and 1 <= self.tentative_misses <= 32):
            raise ValueError(
                "hits: 1 <= needed <= window <= 32, 1 <= misses <= 32, 1 <= tentative_misses <= 32 must hold"
            )


@dataclass(frozen=True)
class Score:
    """Life of a track by Wald's sequential test on the likelihood ratio of a target against false plots: confirmed when
    the chance of a false track is below `false_track`, dropped when that of a lost true one is below `lost_track`. A
    confirmed track goes when its score has fallen by ln(1 / `false_track`) from its best.
    """

    false_track: float = 1e-4
    lost_track: float = 1e-2

    def __post_init__(self) -> None:
        if not (0.0 < self.false_track < 0.5 and 0.0 < self.lost_track < 0.5):
            raise ValueError("score: false_track and lost_track must lie between 0 and 0.5")


def models_of(motions: Sequence[Motion], sojourn: float) -> Models:
    """Motion models as kernels read them."""
    if not motions:
        raise ValueError("at least one motion model is needed")
    if not sojourn > 0.0:
        raise ValueError("sojourn must be positive")
    kinds = [_MOTIONS[motion.kind] for motion in motions]
    extra = [(m.extra_mean, _EXTRA_SIGMA.get(m.kind, 0.0) if m.extra_sigma is None else m.extra_sigma) for m in motions]
    return Models(
        np.array(kinds, np.int64),
        np.array([size_of(kind) for kind in kinds], np.int64),
        np.array([(m.noise, m.extra_noise) for m in motions], np.float64),
        np.array(extra, np.float64),
        float(sojourn),
    )


def sensor_rows(sensors: Sequence[TrackingSensor]) -> Any:
    """Sensors as kernels read them: a table of `vyuha.tracker.rows.Sensor`."""
    table = rows(Sensor, len(sensors))
    for row, sensor in zip(table, sensors, strict=True):
        row.kind = _SENSORS[sensor.kind]
        row.x, row.y, row.z = sensor.position
        row.detection_probability, row.clutter_density = sensor.detection_probability, sensor.clutter_density
        row.reach = sensor.reach
    return table


def method_code(method: Method, motions: Sequence[Motion], sensors: Sequence[TrackingSensor]) -> int:
    """Code of a filter; refuses "kf" for what is not linear."""
    if method not in ("kf", "ekf", "ukf"):
        raise ValueError(f"method {method!r}: must be kf, ekf or ukf")
    if method == "kf" and not (
        all(motion.kind in ("cv", "ca") for motion in motions) and all(sensor.kind == "position" for sensor in sensors)
    ):
        raise ValueError("method 'kf' is for the motions cv and ca and for sensors that measure positions")
    return UNSCENTED if method == "ukf" else EXTENDED


def rules_of(
    method: int,
    joint: bool,
    gate_probability: float,
    logic: Hits | Score,
    speed_sigma: float | Sequence[float],
    by_distance: bool = False,
) -> Rules:
    """Choices as kernels read them."""
    speeds = np.asarray(speed_sigma, np.float64)
    if speeds.shape not in ((), (3,)) or not (speeds > 0.0).all():
        raise ValueError("speed_sigma must be one positive number, or three: x, y, z")
    vx, vy, vz = (float(speed) for speed in np.broadcast_to(speeds, 3))
    if not 0.5 < gate_probability < 1.0:
        raise ValueError("gate_probability must lie between 0.5 and 1")
    hits = logic if isinstance(logic, Hits) else Hits()
    score = logic if isinstance(logic, Score) else Score()
    return Rules(
        method=method,
        joint=joint,
        by_distance=by_distance,
        gate=float(chdtri(3.0, 1.0 - gate_probability)),
        wide_gate=float(chdtri(4.0, 1.0 - gate_probability)),
        logic=COUNTING if isinstance(logic, Hits) else SCORING,
        needed=hits.needed,
        window=hits.window,
        misses=hits.misses,
        tentative_misses=hits.tentative_misses,
        confirm_score=math.log((1.0 - score.lost_track) / score.false_track),
        drop_score=math.log(score.lost_track / (1.0 - score.false_track)),
        fall=-math.log(score.false_track),
        speed_sigma=(vx, vy, vz),
    )


def padded(plots: Any, covariances: Any, sensor: TrackingSensor) -> tuple[Floats, Floats]:
    """Plots (n, width) and their covariances ((width, width), (n, width, width) or None) as kernels read them, (n, 4)
    and (n, 4, 4).
    """
    z, width = checked(plots, sensor), sensor.width
    given = np.diag(np.square(np.asarray(sensor.sigma, np.float64))) if covariances is None else covariances
    r = np.broadcast_to(np.asarray(given, np.float64), (len(z), width, width))
    wide, noise = np.zeros((len(z), WIDEST)), np.zeros((len(z), WIDEST, WIDEST))
    wide[:, :width], noise[:, :width, :width] = z, r
    if not (np.isfinite(wide).all() and np.isfinite(noise).all()):
        raise ValueError("plots and covariances must be finite numbers")
    return wide, noise


def checked(plots: Any, sensor: TrackingSensor) -> Floats:
    """Plots of a sensor as an array (n, width)."""
    z = np.asarray(plots, np.float64)
    if z.size == 0:
        z = z.reshape(0, sensor.width)
    if z.ndim != 2 or z.shape[1] != sensor.width:
        raise ValueError(f"plots of a {sensor.kind!r} sensor must have the shape (n, {sensor.width}), not {z.shape}")
    return z


def joined(
    plots: Sequence[Any], covariances: Sequence[Any] | None, which: Integers, sensors: Sequence[TrackingSensor]
) -> tuple[Floats, Floats, Integers]:
    """Plots and covariances of many scans as kernels read them, scan k by the sensor `which[k]`, and where each scan
    begins.
    """
    scans = [checked(z, sensors[s]) for z, s in zip(plots, which, strict=True)]
    first = np.concatenate([[0], np.cumsum([len(z) for z in scans], dtype=np.int64)]).astype(np.int64)
    if scans and covariances is None and len(sensors) == 1:
        return *padded(np.concatenate(scans), None, sensors[0]), first
    given = [None] * len(scans) if covariances is None else covariances
    wide = [padded(z, c, sensors[s]) for z, c, s in zip(scans, given, which, strict=True)]
    if not wide:
        return np.zeros((0, WIDEST)), np.zeros((0, WIDEST, WIDEST)), first
    return np.concatenate([z for z, _ in wide]), np.concatenate([r for _, r in wide]), first
