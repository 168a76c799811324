"""Terrain from files: what a Python user calls.

`read_terrain` reads a grid of heights; `check_cover` says where it does not reach. What one may ask of it stands in
`terrain_grid` (height, slope), `terrain_sight` (line of sight, skyline), `terrain_mask` (what a radar sees) and
`terrain_follow` (paths of low flyers); `relief` makes terrain up.
"""

import math
from collections.abc import Callable
from pathlib import Path

from vyuha.reading.problems import InputErrors, Problem
from vyuha.state.terrain import Terrain
from vyuha.world.terrain_grid import Extent, MendableError, height_at, make_terrain, outside, with_reference
from vyuha.world.terrain_read import Raster, filled, read_geotiff, read_npy, read_npz, read_srtm, read_tiles

__all__ = ["check_cover", "height_at", "make_terrain", "read_terrain", "terrain_of", "with_reference"]

_READERS: dict[str, Callable[[Path], Raster]] = {
    ".hgt": read_srtm,
    ".npy": read_npy,
    ".npz": read_npz,
    ".tif": read_geotiff,
    ".tiff": read_geotiff,
}
# Missing tiles that a message names.
_MOST_NAMED = 6


def read_terrain(
    path: str | Path,
    *,
    reference: str | None = None,
    extent: Extent | None = None,
    fill: float | str | None = None,
) -> Terrain:
    """Terrain from a GeoTIFF (.tif), an SRTM tile (.hgt), a folder of SRTM tiles, or NumPy heights (.npz, .npy).

    `reference`, "msl" or "ellipsoid", says what heights are counted from, where the file does not; it may not say
    otherwise. `extent` gives the outermost nodes of an .npy file (west, south, east, north; degrees). `fill` mends
    holes, which are refused otherwise: a height (m), or "nearest" for that of the nearest node. Raises
    `vyuha.reading.problems.InputErrors`, which names file and field.
    """
    file = Path(path)
    try:
        return terrain_of(file, reference=reference, extent=extent, fill=fill)
    except MendableError as error:
        raise _refusal(file, f"{error}, or give {error.from_python}") from None
    except OSError as error:
        raise _refusal(file, f"cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise _refusal(file, str(error)) from None


def terrain_of(
    file: Path,
    *,
    reference: str | None = None,
    extent: Extent | None = None,
    fill: float | str | None = None,
) -> Terrain:
    """What `read_terrain` gives. Raises `ValueError`, which begins with the name of the field and says what to mend in
    the file, and `OSError`.
    """
    raster = _read(file)
    if extent is not None:
        raster = _placed(raster, extent)
    if raster.extent is None:
        raise MendableError(
            "extent: the file does not say where its outermost nodes lie; an .npz has west, south, east, north",
            "extent=(west, south, east, north)",
        )
    if raster.reference and reference and raster.reference != reference:
        raise ValueError(f'reference: {reference}: its heights are above "{raster.reference}"')
    named = raster.reference or reference
    if not named:
        raise ValueError('reference: the file does not say what heights are above: "msl" or "ellipsoid"')
    heights = raster.heights if fill is None else filled(raster.heights, fill)
    if raster.missing and fill is None:
        lacking = ", ".join(raster.missing[:_MOST_NAMED]) + (", ..." if len(raster.missing) > _MOST_NAMED else "")
        raise MendableError(
            f"folder: {lacking}: there is no such tile, so the grid has holes; add it", 'fill=0.0 or fill="nearest"'
        )
    return make_terrain(heights, raster.extent, named)


def check_cover(terrain: Terrain, latitude: float, longitude: float, reach: float, *, name: str, field: str) -> None:
    """Raise `InputErrors` unless the terrain of the file `name` covers the disc of `reach` (m) around `latitude`,
    `longitude` (rad); `field` is what needs it.
    """
    if math.isnan(height_at(terrain, latitude, longitude)):
        place = f"{math.degrees(latitude):.4f} deg, {math.degrees(longitude):.4f} deg"
        raise InputErrors([Problem(name, 0, field, "", f"the terrain does not cover {place}")])
    away = outside(terrain, latitude, longitude, reach)
    if not math.isnan(away):
        text = f"the terrain ends before {reach / 1e3:g} km at azimuth {math.degrees(away):.0f} deg"
        raise InputErrors([Problem(name, 0, field, "", text)])


def _read(file: Path) -> Raster:
    if file.is_dir():
        return read_tiles(file)
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        raise ValueError(f"format: {file.suffix or 'none'}: terrain is read from {', '.join(_READERS)}")
    return reader(file)


def _placed(raster: Raster, extent: Extent) -> Raster:
    if raster.extent is not None:
        raise ValueError("extent: the file says itself where it lies")
    return Raster(raster.heights, extent, raster.reference)


def _refusal(file: Path, text: str) -> InputErrors:
    field, _, message = text.partition(": ")
    return InputErrors([Problem(str(file), 0, field if message else "", "", message or text)])
