"""The ground on a map: a tint, the higher the darker."""

from typing import Any

import numpy as np

from vyuha.results.laydown import Relief

_LOW, _HIGH = 0.98, 0.72
_FLAT = 1.0


def shades(ground: Relief) -> list[tuple[float, tuple[float, float, float]]]:
    """Heights [m] and their tints, from the lowest to the highest, for a legend; none where all is level."""
    lowest, highest = _ends(_table(ground))
    if highest - lowest < _FLAT:
        return []
    return [(lowest + k * (highest - lowest), _tint(_LOW + (_HIGH - _LOW) * k)) for k in (0.0, 0.5, 1.0)]


def _table(ground: Relief) -> Any:
    heights = np.array([np.nan if height is None else height for height in ground.heights], float)
    return heights.reshape(ground.count, ground.count)


def _ends(table: Any) -> tuple[float, float]:
    """The lowest and the highest height [m] that are known."""
    return (0.0, 0.0) if np.isnan(table).all() else (float(np.nanmin(table)), float(np.nanmax(table)))


def _tint(shade: Any) -> Any:
    return shade, shade, shade * 0.97


def relief(view: Any, ground: Relief, smooth: bool = False) -> None:
    """Tint the heights below everything else of a map in kilometres; nothing where all is level. `smooth` for what no
    browser draws.
    """
    table = _table(ground)
    lowest, highest = _ends(table)
    if highest - lowest < _FLAT:
        return
    share = (table - lowest) / (highest - lowest)
    shade = np.where(np.isnan(share), 1.0, _LOW + (_HIGH - _LOW) * np.nan_to_num(share))
    tint = np.dstack([*_tint(shade), np.where(np.isnan(share), 0.0, 1.0)])
    pixel_e = 0.5 * (ground.east - ground.west) / (ground.count - 1)
    pixel_n = 0.5 * (ground.north - ground.south) / (ground.count - 1)
    edges = (ground.west - pixel_e, ground.east + pixel_e, ground.south - pixel_n, ground.north + pixel_n)
    limits = view.get_xlim(), view.get_ylim()
    # Not resampled for a page: the picture stays small, and the browser smooths it.
    how = "bilinear" if smooth else "none"
    view.imshow(tint, extent=[edge / 1e3 for edge in edges], interpolation=how, zorder=0, aspect="equal")
    view.set_xlim(limits[0])
    view.set_ylim(limits[1])
