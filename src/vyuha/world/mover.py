"""Where a site is that moves: a ship on her course, a column on its road.

Assumes   straight lines at constant speed between knots that lie close together on the surface (a few kilometres: the
          chord is then within a metre of it); no time for turns; it stands before the first knot and after the last.
Holds     for what moves at up to some 30 m/s; the surface is that of the terrain or the sea at the knots.
Source    geometry.
Checked   tests/world/test_mover.py: a course of legs against geodesics; a site that stands.
"""

from vyuha.base.compile import kernel
from vyuha.state.site import Site
from vyuha.state.tables import Setup, State


@kernel
def knot_before(setup: Setup, first: int, last: int, flown: float) -> int:
    """Row of the last knot in [`first`, `last` - 1] [row] of the path whose time is not after `flown` [s]; needs two
    knots.
    """
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        if setup.knot[middle].time <= flown:
            low = middle
        else:
            high = middle
    return low


@kernel
def moves(site: Site) -> bool:
    """Whether `site` [row] has a path of its own."""
    return site.last_knot > site.first_knot


@kernel
def stands(setup: Setup, state: State, s: int, time: float) -> tuple[float, float, float]:
    """Where site `s` [row] of `setup`, `state` [tables] is at `time` [s]: on its way, or in the place to which it moved
    last (local position [m]).
    """
    x, y, z, _, _, _ = site_at(setup, s, time)
    moved = state.site[s]
    return x + moved.shift_x, y + moved.shift_y, z + moved.shift_z


@kernel
def site_at(setup: Setup, s: int, time: float) -> tuple[float, float, float, float, float, float]:
    """Local position [m] and velocity [m/s] of site `s` [row] of `setup` [tables] at `time` [s]."""
    site = setup.site[s]
    if not moves(site):
        return site.x, site.y, site.z, 0.0, 0.0, 0.0
    low, high = site.first_knot, site.last_knot
    if time <= setup.knot[low].time:
        return site.x, site.y, site.z, 0.0, 0.0, 0.0
    end = setup.knot[high]
    if time >= end.time:
        return end.x, end.y, end.z, 0.0, 0.0, 0.0
    knot = setup.knot[knot_before(setup, low, high, time)]
    ahead = time - knot.time
    return (
        knot.x + knot.vx * ahead,
        knot.y + knot.vy * ahead,
        knot.z + knot.vz * ahead,
        knot.vx,
        knot.vy,
        knot.vz,
    )
