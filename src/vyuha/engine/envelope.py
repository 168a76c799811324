"""From catalogue ids to an envelope: reads the figures, has the interceptions flown, and puts them into tables."""

import math
from collections.abc import Iterator

import numpy as np
import polars as pl

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Missile, Threat
from vyuha.results.envelope import LIMITS, Envelope
from vyuha.state.tables import Floats
from vyuha.weapons import zone as columns
from vyuha.weapons.chase import FALLS_SHORT, HIT, MISSES, OUTSIDE, UNSEEN
from vyuha.weapons.performance import missile_row
from vyuha.weapons.zone import Zone, fly_zone
from vyuha.world.frame import make_frame
from vyuha.world.propagation import horizon_range

RESULTS = {
    HIT: "hit",
    FALLS_SHORT: "falls short",
    UNSEEN: "not seen by the seeker",
    MISSES: "misses",
    OUTSIDE: "outside the published limits",
}
# Heights, aspects and ground ranges of the grid.
SIZE = (16, 19, 30)
# A mast of the 40V6M class, on which engagement radars stand.
ANTENNA = 24.0
# A neutral mid-latitude site: rad, rad.
_SITE = (0.55, 1.3)
_REFRACTION = 4.0 / 3.0


class EnvelopeError(ValueError):
    """There is no envelope of what was asked for; the message says why and what there is."""


def find_missile(catalogue: Catalogue, id: str) -> Missile:
    """The missile of that id; raises `EnvelopeError` for anything else."""
    if id in catalogue.missiles:
        return catalogue.missiles[id]
    raise EnvelopeError(catalogue.refusal(id, "an envelope is of a missile", list(catalogue.missiles)))


def find_target(catalogue: Catalogue, id: str) -> Threat:
    """The level flyer of that id; raises `EnvelopeError` for anything else."""
    level = [name for name, threat in catalogue.threats.items() if threat.motion == "cruise"]
    if id in level:
        return catalogue.threats[id]
    if id in catalogue.threats:
        raise EnvelopeError(
            f"{id} flies a ballistic arc; an envelope is flown against level targets: {', '.join(level)}"
        )
    raise EnvelopeError(catalogue.refusal(id, "a target is a threat", level))


def make_envelope(
    catalogue: Catalogue,
    missile: str,
    target: str,
    speed: float | None = None,
    height: float | None = None,
    antenna: float = ANTENNA,
    workers: int = 1,
) -> Envelope:
    """Fly the envelope of a missile against a target of the catalogue, at its likely speed (m/s) and height (m) unless
    others are given; `antenna` (m) is that of the radar whose horizon is shown.

    Raises `EnvelopeError` for ids that are no missile and no level target, and for values that make no sense.
    """
    item, threat = find_missile(catalogue, missile), find_target(catalogue, target)
    pace = threat.speed.value if speed is None else speed
    level = threat.height.value if height is None else height
    for name, value in (("speed", pace), ("height", level), ("antenna", antenna)):
        dimension, least, most, words = LIMITS[name]
        if not least <= value <= most:
            unit = "m/s" if dimension == "speed" else "m"
            raise EnvelopeError(f"{name}: {value:g} {unit}: give {words}")
    row = missile_row(item)[0]
    zone = fly_zone(row, make_frame(*_SITE)[0], pace, level, SIZE, workers)
    horizon = [horizon_range(antenna, float(h), _REFRACTION) / 1e3 for h in zone.heights]
    table = pl.DataFrame({"height_km": zone.heights / 1e3, "horizon_km": horizon})
    sees = horizon_range(antenna, level, _REFRACTION)
    notes = tuple(_beyond(target, threat, pace, level))
    ceiling = threat.height.high
    return Envelope(missile, target, pace, level, antenna, _points(zone), _edges(zone), table, sees, ceiling, notes)


def _beyond(target: str, threat: Threat, speed: float, height: float) -> Iterator[str]:
    """What of the target's `speed` (m/s) and `height` (m) the catalogue does not hold of it."""
    slow = threat.speed.low if threat.terminal_speed is None else min(threat.speed.low, threat.terminal_speed.low)
    low = min(threat.height.low, threat.terminal_height.low)
    if not slow <= speed <= threat.speed.high:
        yield f"{target} is known for {slow:.0f} to {threat.speed.high:.0f} m/s, not for {speed:.0f} m/s"
    if not low <= height <= threat.height.high:
        yield f"{target} is known for {low:,.0f} to {threat.height.high:,.0f} m, not for {height:,.0f} m"


def _points(zone: Zone) -> pl.DataFrame:
    """One row for each interception that was flown."""
    height, aspect, ground = np.meshgrid(zone.heights, zone.aspects, zone.ranges, indexing="ij")
    cells = zone.cells.reshape(-1, zone.cells.shape[-1])
    return pl.DataFrame(
        {
            "height_km": height.ravel() / 1e3,
            "aspect_deg": np.degrees(aspect.ravel()),
            "range_km": ground.ravel() / 1e3,
            "result": [RESULTS[int(code)] for code in cells[:, columns.ENDED]],
            "time_s": cells[:, columns.TIME],
            "speed_m_s": cells[:, columns.SPEED],
            "closing_m_s": cells[:, columns.CLOSING],
            "miss_m": cells[:, columns.MISS],
            "launch_km": cells[:, columns.LAUNCH] / 1e3,
        }
    ).with_columns(pl.selectors.float().fill_nan(None))


def _edges(zone: Zone) -> pl.DataFrame:
    """One row for each height and aspect."""
    rows = [_edge(zone, j, k) for j in range(len(zone.heights)) for k in range(len(zone.aspects))]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("nearest_km", "farthest_km"), pl.Float64), orient="row")


def _edge(zone: Zone, j: int, k: int) -> dict[str, float | str | None]:
    edge, ended = zone.edges[j, k], zone.cells[j, k, :, columns.ENDED]
    near, far = float(edge[columns.NEAREST]), float(edge[columns.FARTHEST])
    hits = ended == HIT
    inside = (zone.ranges >= near) & (zone.ranges <= far)
    return {
        "height_km": float(zone.heights[j]) / 1e3,
        "aspect_deg": math.degrees(float(zone.aspects[k])),
        "nearest_km": _known(near / 1e3),
        "farthest_km": _known(far / 1e3),
        "nearest_limit": _limit(ended, zone.ranges, near, -1),
        "farthest_limit": _limit(ended, zone.ranges, far, 1),
        "time_s": _known(float(edge[columns.EDGE_TIME])),
        "speed_m_s": _known(float(edge[columns.EDGE_SPEED])),
        "launch_nearest_km": _known(float(edge[columns.NEAR_LAUNCH]) / 1e3),
        "launch_farthest_km": _known(float(edge[columns.EDGE_LAUNCH]) / 1e3),
        # Hits of the grid outside the main run: the zone is in pieces there.
        "hits_apart": float((hits & ~inside).sum()),
    }


def _limit(ended: Floats, ranges: Floats, edge: float, way: int) -> str:
    """What stops the missile just beyond an `edge` (m), towards nearer (-1) or farther (1) ranges."""
    if math.isnan(edge):
        return RESULTS[int(np.bincount(ended.astype(int)).argmax())]
    beyond = np.flatnonzero(ranges > edge) if way > 0 else np.flatnonzero(ranges < edge)
    if len(beyond) == 0:
        return RESULTS[OUTSIDE] if way > 0 else "none"
    return RESULTS[int(ended[beyond[0] if way > 0 else beyond[-1]])]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
