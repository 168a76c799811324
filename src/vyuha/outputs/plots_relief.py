"""The ground on a map: a tint, the higher the darker."""

from typing import Any

import numpy as np

from vyuha.results.laydown import Relief

_LOW, _HIGH = 0.98, 0.72


def relief(view: Any, ground: Relief) -> None:
    """Tint the heights below everything else of a map in kilometres; nothing where all is level."""
    heights = np.array([np.nan if height is None else height for height in ground.heights], float)
    table = heights.reshape(ground.count, ground.count)
    lowest, highest = (float(f(table)) for f in (np.nanmin, np.nanmax)) if not np.isnan(table).all() else (0.0, 0.0)
    if highest - lowest < 1.0:
        return
    share = (table - lowest) / (highest - lowest)
    shade = np.where(np.isnan(share), 1.0, _LOW + (_HIGH - _LOW) * np.nan_to_num(share))
    tint = np.dstack([shade, shade, shade * 0.97, np.where(np.isnan(share), 0.0, 1.0)])
    pixel_e = 0.5 * (ground.east - ground.west) / (ground.count - 1)
    pixel_n = 0.5 * (ground.north - ground.south) / (ground.count - 1)
    edges = (ground.west - pixel_e, ground.east + pixel_e, ground.south - pixel_n, ground.north + pixel_n)
    limits = view.get_xlim(), view.get_ylim()
    # Not resampled: the picture stays small, and the browser smooths it.
    view.imshow(tint, extent=[edge / 1e3 for edge in edges], interpolation="none", zorder=0, aspect="equal")
    view.set_xlim(limits[0])
    view.set_ylim(limits[1])
