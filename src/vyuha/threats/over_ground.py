"""Routes over terrain: low flyers keep their height above the ground, high ones theirs above the sea.

Assumes   a plan made with perfect knowledge of the ground; a raid clears the highest ground of the strip that its
          formation, three sigma of what is drawn, weave and decoys take.
          What does not follow the terrain flies level above the sea, and stays above the ground by its terminal height
          or 150 m, whichever is less. Slopes are limited outside the final dive, their change is not.
Holds     inside the terrain; on ground at height 0 it is the path over a smooth earth (`threats.routes`).
Source    `world.terrain_follow`: the lowest path above the ground whose slopes are within limits.
Checked   tests/threats/test_over_ground.py: clearance, slopes, level flight, the smooth path over flat ground.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vyuha.base.compile import kernel
from vyuha.state.frame import Frame
from vyuha.state.terrain import Terrain
from vyuha.threats.course import Place
from vyuha.threats.motion import swell
from vyuha.threats.profile import Profile
from vyuha.threats.routes import Way, azimuth_of, knots_along, lay, right_of
from vyuha.world.geodesy import geodetic_to_local, vertical
from vyuha.world.terrain_follow import raise_to_slopes
from vyuha.world.terrain_grid import height_at
from vyuha.world.terrain_sight import place_along

Floats = npt.NDArray[np.float64]
# Knots are as far apart as half the nodes of the terrain, but not nearer than this [m]; the ground is looked at in
# pieces of a quarter of that.
_SHORTEST = 100.0
_PIECES = 4
# How many standard deviations of what is drawn sideways have clear ground under them.
_SIGMAS = 3.0


@dataclass(frozen=True)
class Strip:
    """How far to each side of its course a raid may be (m): half the formation, the one-sigma of its start and that of
    its wander at half the way, the weave, and half the fan of decoys that leave `fan_from` (m) before the target.
    Formation and start close over the last `converge` (m).
    """

    formation: float = 0.0
    cross_track: float = 0.0
    wander: float = 0.0
    weave: float = 0.0
    fan: float = 0.0
    fan_from: float = 0.0
    converge: float = 0.0

    def half_width(self, along: float, end: float) -> float:
        """Half the width (m) `along` (m) a course that is `end` (m) long."""
        part, left = along / end, end - along
        held = 1.0 - swell(1.0 - left / (min(self.converge, end) or end), 1.0)[0]
        drift = 2.0 * self.wander * math.sqrt(max(part * (1.0 - part), 0.0))
        drawn = _SIGMAS * math.hypot(self.cross_track * held, drift)
        spread = self.fan * swell(1.0 - left / self.fan_from, 1.0)[0] if self.fan_from > 0.0 else 0.0
        return self.formation * held + drawn + spread + self.weave


@dataclass(frozen=True)
class Over:
    """How a raid flies over `terrain`: whether it follows the ground, its steepest slopes up and down (metres per
    metre), how near to the ground (m) it comes when it flies level, and the strip that it takes.
    """

    terrain: Terrain
    follows: bool
    climb: float
    dive: float
    clearance: float
    strip: Strip


def ground_knots(frame: Frame, places: Sequence[Place], profile: Profile, over: Over, waiting: float = 0.0) -> Floats:
    """Knots (n, 7) of `time, x, y, z, vx, vy, vz` along the course that `threats.routes.lay` makes of `places` (rad)
    and `waiting` (s). Raises `ValueError` as that does, and where the course leaves the terrain.
    """
    way = lay(places, profile, waiting)
    marks = np.array(way.marks(profile, max(float(over.terrain.grid[0].sampling), _SHORTEST)))
    under = _ground_under(frame, over, way, marks)
    height = _heights(profile, over, marks, way.total - marks, under, height_at(over.terrain, *places[-1]))
    return knots_along(frame, way, marks.tolist(), height.tolist(), _slopes(marks, height).tolist(), profile)


def _slopes(distance: Floats, height: Floats) -> Floats:
    """Slope (1) at each place, so that the cubics between them stay between the heights of their ends: the harmonic
    mean of the slopes on either side, none at a crest (F. Fritsch and J. Butland, 1984).
    """
    piece = np.diff(height) / np.diff(distance)
    before, after = np.concatenate([piece[:1], piece]), np.concatenate([piece, piece[-1:]])
    product = before * after
    total = np.where(before + after == 0.0, 1.0, before + after)
    return np.where(product > 0.0, 2.0 * product / total, 0.0)


def _ground_under(frame: Frame, over: Over, way: Way, distance: Floats) -> Floats:
    """Highest ground (m) between the neighbours of each place of the course, over the whole strip. Threats are moved
    along one axis, square to the line from start to end: so is the strip.
    """
    pieces = np.concatenate(
        [np.linspace(a, b, _PIECES, endpoint=False) for a, b in zip(distance, distance[1:], strict=False)] + [[way.end]]
    )
    first, last = (np.array(geodetic_to_local(frame, *way.at(mark)[:2], 0.0)) for mark in (0.0, way.end))
    axis = right_of(last - first, vertical(frame, *(float(v) for v in first))[:3])
    step = float(over.terrain.grid[0].sampling)
    ground = np.empty(len(pieces))
    for k, along in enumerate(pieces):
        latitude, longitude, _ = way.at(float(along))
        half = over.strip.half_width(float(along), way.end)
        across = azimuth_of(frame, latitude, longitude, axis)
        ground[k] = highest_across(over.terrain, latitude, longitude, across, half, step)
        if math.isnan(ground[k]):
            raise ValueError(
                f"the terrain ends under its course, {along / 1e3:.0f} km from its start"
                + (f", where it takes {2e-3 * half:.1f} km of width" if half > step else "")
            )
    highest = np.empty(len(distance))
    for i in range(len(distance)):
        highest[i] = ground[max((i - 1) * _PIECES, 0) : (i + 1) * _PIECES + 1].max()
    return highest


@kernel
def highest_across(
    terrain: Terrain, latitude: float, longitude: float, azimuth: float, half_width: float, step: float
) -> float:
    """Highest ground [m] of `terrain` [tables] on a line through `latitude` [rad], `longitude` [rad] that reaches
    `half_width` [m] to each side along `azimuth` [rad], looked at every `step` [m]; NaN where the terrain ends.
    """
    count = int(math.ceil(half_width / step))
    highest = -math.inf
    for k in range(-count, count + 1):
        off = half_width * k / count if count > 0 else 0.0
        at = place_along(latitude, longitude, azimuth, off)
        height = height_at(terrain, at[0], at[1])
        if math.isnan(height):
            return math.nan
        highest = max(highest, height)
    return highest


def _heights(profile: Profile, over: Over, distance: Floats, to_go: Floats, under: Floats, target: float) -> Floats:
    """Height (m) above the ellipsoid at each place, `distance` (m) from the start and `to_go` (m) before the target at
    height `target` (m); `under` (m) is the ground that has to be cleared there.
    """
    planned = np.array([profile.height_at(float(left)) for left in to_go])
    if over.follows:
        height = under + planned
    else:
        height = np.maximum(planned, under + over.clearance)
    # With a hair's breadth for rounding, so that the place where the dive begins counts as level.
    level = int((to_go >= profile.dive[0] - 1e-3).sum())
    raise_to_slopes(distance[:level], height[:level], over.climb, over.dive)
    if 0 < level < len(height):
        # The dive of the profile, from where the level flight ended to the target.
        share = planned[level:] / planned[level - 1]
        down = target + (height[level - 1] - target) * share
        height[level:] = np.maximum(down, under[level:])
        height[-1] = down[-1]
    return np.asarray(height)
