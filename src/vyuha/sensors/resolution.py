"""Resolution: targets in one cell of a radar give one plot.

Assumes   two detections closer than one cell in range, in azimuth and, for a beam that is steered, in elevation, become
          one plot between them, weighted by their signals; its errors grow by the distance between them. Pairs are
          joined in the order of their rows, the joint plot again with what else lies in its cell.
Holds     for cells with a few targets; echoes are taken to add in power, not in phase.
Source    M. I. Skolnik, "Introduction to Radar Systems" (resolution of one pulse length and one beam width).
Checked   tests/sensors/test_resolution.py: pairs inside and outside a cell, the centre of gravity, closing pairs.
"""

from vyuha.base.compile import kernel
from vyuha.base.vector import wrap
from vyuha.state.radar import FAN, Plot, Radar
from vyuha.state.tables import State


@kernel
def in_one_cell(radar: Radar, a: Plot, b: Plot) -> bool:
    """Whether `radar` [row] cannot tell the targets of plots `a` and `b` [row] apart."""
    if a.strobe or b.strobe or abs(a.slant - b.slant) >= radar.range_resolution:
        return False
    if abs(wrap(a.azimuth - b.azimuth)) >= radar.azimuth_width:
        return False
    return bool(radar.elevation_shape == FAN or abs(a.elevation - b.elevation) < radar.elevation_width)


@kernel
def join(a: Plot, b: Plot) -> None:
    """Make plot `a` [row] that of both `a` and `b` [row]; it is taken for the target with the stronger echo."""
    total = a.snr + b.snr
    w, v = a.snr / total, b.snr / total
    dx, dy, dz = b.x - a.x, b.y - a.y, b.z - a.z
    if v > w:
        a.threat = b.threat
        a.xx, a.xy, a.xz, a.yy, a.yz, a.zz = b.xx, b.xy, b.xz, b.yy, b.yz, b.zz
    a.x, a.y, a.z = a.x + v * dx, a.y + v * dy, a.z + v * dz
    both = w * v
    a.xx += both * dx * dx
    a.xy += both * dx * dy
    a.xz += both * dx * dz
    a.yy += both * dy * dy
    a.yz += both * dy * dz
    a.zz += both * dz * dz
    a.slant, a.elevation = w * a.slant + v * b.slant, w * a.elevation + v * b.elevation
    a.azimuth += v * wrap(b.azimuth - a.azimuth)
    a.age = w * a.age + v * b.age
    a.apparent_rcs += b.apparent_rcs
    a.snr = total


@kernel
def join_unresolved(radar: Radar, state: State, count: int) -> int:
    """Join those of the first `count` [count] rows of `state.plot` [table] that `radar` [row] cannot tell apart;
    returns how many are left, in the order that they had.
    """
    kept = 0
    for i in range(count):
        joined = False
        for k in range(kept):
            if in_one_cell(radar, state.plot[k], state.plot[i]):
                join(state.plot[k], state.plot[i])
                joined = True
                break
        if not joined:
            if kept != i:
                state.plot[kept] = state.plot[i]
            kept += 1
    return kept
