"""The ground on a map: lines of equal height over a light tint."""

from typing import Any

import numpy as np

from vyuha.results.laydown import Relief

_LEVELS = 6
_LOW, _HIGH = 0.97, 0.80


def relief(view: Any, ground: Relief) -> None:
    """Tint heights, the higher the darker, below everything else of a map in kilometres."""
    heights = np.array([np.nan if h is None else h for h in ground.heights], float)
    table = np.ma.masked_invalid(heights.reshape(ground.count, ground.count))
    if table.mask.all() or table.max() - table.min() < 1.0:
        return
    east = np.linspace(ground.west, ground.east, ground.count) / 1e3
    north = np.linspace(ground.north, ground.south, ground.count) / 1e3
    levels = np.linspace(float(table.min()), float(table.max()), _LEVELS + 1)
    shades = [str(round(float(s), 3)) for s in np.linspace(_LOW, _HIGH, _LEVELS)]
    view.contourf(east, north, table, levels=levels, colors=shades, zorder=0)
