"""Routes over terrain: low flyers keep their height above the ground, high ones theirs above the sea.

Assumes   a plan made with perfect knowledge of the ground; a raid that flies abreast clears the ground under all of it.
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

from vyuha.state.frame import Frame
from vyuha.state.terrain import Terrain
from vyuha.threats.course import Place
from vyuha.threats.profile import Profile
from vyuha.threats.routes import Way, knots_along, lay
from vyuha.world.terrain_follow import raise_to_slopes
from vyuha.world.terrain_grid import height_at
from vyuha.world.terrain_sight import place_along

Floats = npt.NDArray[np.float64]
# Knots are as far apart as half the nodes of the terrain, but not nearer than this [m]; the ground is looked at in
# pieces of a quarter of that.
_SHORTEST = 100.0
_PIECES = 4
_MOST_LANES = 21
# What flies level stays this far above the ground [m], or as near to it as its terminal height (assumed).
_LEAST = 150.0


@dataclass(frozen=True)
class Over:
    """How a raid flies over `terrain`: whether it follows the ground, its steepest slopes up and down (metres per
    metre), and how far to each side (m) it has to be clear.
    """

    terrain: Terrain
    follows: bool
    climb: float
    dive: float
    half_width: float


def ground_knots(frame: Frame, places: Sequence[Place], profile: Profile, over: Over, waiting: float = 0.0) -> Floats:
    """Knots (n, 7) of `time, x, y, z, vx, vy, vz` along the course that `threats.routes.lay` makes of `places` (rad)
    and `waiting` (s). Raises `ValueError` as that does, and where the course leaves the terrain.
    """
    way = lay(places, profile, waiting)
    marks = np.array(way.marks(profile, max(float(over.terrain.grid[0].sampling), _SHORTEST)))
    under = _ground_under(over, way, marks)
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


def _ground_under(over: Over, way: Way, distance: Floats) -> Floats:
    """Highest ground (m) between the neighbours of each place of the course, over the whole width of the raid, which
    narrows towards its end.
    """
    pieces = np.concatenate(
        [np.linspace(a, b, _PIECES, endpoint=False) for a, b in zip(distance, distance[1:], strict=False)] + [[way.end]]
    )
    count = min(2 * math.ceil(0.5 * over.half_width / float(over.terrain.grid[0].sampling)) + 1, _MOST_LANES)
    lanes = np.linspace(-over.half_width, over.half_width, count) if over.half_width > 0.0 else np.zeros(1)
    ground = np.empty(len(pieces))
    for k, along in enumerate(pieces):
        latitude, longitude, heading = way.at(float(along))
        narrow = 1.0 - float(along) / way.end
        across = heading + 0.5 * math.pi
        sides = [place_along(latitude, longitude, across, float(lane) * narrow) for lane in lanes]
        ground[k] = np.max([height_at(over.terrain, *side) for side in sides])
        if math.isnan(ground[k]):
            raise ValueError(f"the terrain ends under its course, {along / 1e3:.0f} km from its start")
    highest = np.empty(len(distance))
    for i in range(len(distance)):
        highest[i] = ground[max((i - 1) * _PIECES, 0) : (i + 1) * _PIECES + 1].max()
    return highest


def _heights(profile: Profile, over: Over, distance: Floats, to_go: Floats, under: Floats, target: float) -> Floats:
    """Height (m) above the ellipsoid at each place, `distance` (m) from the start and `to_go` (m) before the target at
    height `target` (m); `under` (m) is the ground that has to be cleared there.
    """
    planned = np.array([profile.height_at(float(left)) for left in to_go])
    if over.follows:
        height = under + planned
    else:
        height = np.maximum(planned, under + min(profile.terminal_height, profile.height, _LEAST))
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
