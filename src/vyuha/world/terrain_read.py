"""Grids of heights as files hold them: GeoTIFF, SRTM tiles, NumPy arrays.

Every refusal is a `ValueError` that begins with the name of a field. Nothing is guessed: a grid in metres, of another
datum, or turned, is refused and not converted.
"""

import importlib
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.world.terrain_grid import MOST_NODES, Extent

Heights = npt.NDArray[np.float32]

SRTM_SIZES = (1201, 3601)
SRTM_HOLE = -32768
FIELDS = ("heights", "west", "south", "east", "north")
# WGS-84 as latitude and longitude, without and with height.
_DATUMS = (4326, 4979)
_METRES = ("m", "metre", "meter", "metres", "meters")
_DATUM_NAMES = ("WGS84", "WGS 84", "WGS-84", "EPSG:4326")


class Raster(NamedTuple):
    """Heights (m; north up; holes are NaN), their outermost nodes (west, south, east, north; degrees) and reference,
    these two as far as the file says, and the tiles that a folder lacks in between.
    """

    heights: Heights
    extent: Extent | None
    reference: str
    missing: tuple[str, ...] = ()


def read_srtm(path: Path) -> Raster:
    """One tile of the Shuttle Radar Topography Mission: big-endian int16, the name gives the southwestern corner."""
    name = re.fullmatch(r"([NS])(\d{2})([EW])(\d{3})", path.stem.upper())
    if name is None:
        raise ValueError(f"name: {path.name}: a tile is called by its southwestern corner, such as N31E074.hgt")
    south = float(name[2]) * (1 if name[1] == "N" else -1)
    west = float(name[4]) * (1 if name[3] == "E" else -1)
    size = path.stat().st_size
    side = next((n for n in SRTM_SIZES if 2 * n * n == size), 0)
    if not side:
        allowed = " or ".join(f"{2 * n * n:,} ({n} x {n})" for n in SRTM_SIZES)
        raise ValueError(f"size: {size:,} bytes: a tile has {allowed}")
    values = np.fromfile(path, ">i2").reshape(side, side)
    return Raster(_with_holes(values, SRTM_HOLE), (west, south, west + 1.0, south + 1.0), "msl")


def read_tiles(folder: Path) -> Raster:
    """All SRTM tiles of a folder side by side; where one is missing, there are holes. Neighbours share their edges."""
    tiles = [read_srtm(path) for path in sorted(folder.glob("*.[hH][gG][tT]"))]
    if not tiles:
        raise ValueError("folder: there are no .hgt files in it")
    corners = [tile.extent for tile in tiles if tile.extent is not None]
    west, south = min(c[0] for c in corners), min(c[1] for c in corners)
    east, north = max(c[2] for c in corners), max(c[3] for c in corners)
    cells = len(tiles[0].heights) - 1
    if any(len(tile.heights) - 1 != cells for tile in tiles):
        raise ValueError("size: tiles of 1201 and of 3601 nodes stand side by side; give them folders of their own")
    shape = round(north - south) * cells + 1, round(east - west) * cells + 1
    _check_size(shape)
    whole = np.full(shape, np.nan, np.float32)
    for tile, corner in zip(tiles, corners, strict=True):
        top, left = round(north - corner[3]) * cells, round(corner[0] - west) * cells
        part = whole[top : top + cells + 1, left : left + cells + 1]
        part[...] = np.where(np.isnan(tile.heights), part, tile.heights)
    there = {(corner[0], corner[1]) for corner in corners}
    missing = [
        _tile_name(west + j, south + i)
        for i in range(round(north - south))
        for j in range(round(east - west))
        if (west + j, south + i) not in there
    ]
    return Raster(whole, (west, south, east, north), "msl", tuple(missing))


def _tile_name(west: float, south: float) -> str:
    """
    >>> _tile_name(-77.0, 8.0)
    'N08W077.hgt'
    """
    return f"{'N' if south >= 0.0 else 'S'}{abs(south):02.0f}{'E' if west >= 0.0 else 'W'}{abs(west):03.0f}.hgt"


def read_npy(path: Path) -> Raster:
    """Bare heights; the file says neither where they lie nor what they are above."""
    try:
        stored = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError):
        raise ValueError("format: not a NumPy array of numbers") from None
    return Raster(_numbers(stored), None, "")


def read_npz(path: Path) -> Raster:
    """Heights with the fields `west`, `south`, `east`, `north` (outermost nodes, degrees), and `reference` and `datum`
    as far as the file has them.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise ValueError("format: not an archive of NumPy arrays") from None
    if size > 8 * MOST_NODES + 1_000_000:
        raise ValueError(f"heights: {size:,} bytes: more than {MOST_NODES:,} nodes")
    try:
        return _fields(path)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise ValueError("format: the archive is damaged") from None


def _fields(path: Path) -> Raster:
    with np.load(path, allow_pickle=False) as stored:
        missing = [name for name in FIELDS if name not in stored]
        if missing:
            raise ValueError(f"{missing[0]}: missing; the file needs {', '.join(FIELDS)}")
        datum = _word(stored, "datum") or "WGS84"
        if datum.upper() not in _DATUM_NAMES:
            raise ValueError(f"datum: {datum}: places are read on WGS-84 only; convert the grid first")
        west, south, east, north = (_degrees(stored, name) for name in FIELDS[1:])
        return Raster(_numbers(_member(stored, "heights")), (west, south, east, north), _word(stored, "reference"))


def read_geotiff(path: Path) -> Raster:
    """The one band of a GeoTIFF in degrees on WGS-84. Its pixels' middles are the nodes. Needs rasterio."""
    try:
        rasterio: Any = importlib.import_module("rasterio")
    except ImportError:
        raise ValueError('format: reading GeoTIFF needs rasterio: pip install "vyuha[terrain]"') from None
    with warnings.catch_warnings():
        # A file without a place draws a warning (it is refused below), and so does rasterio with some of its parts.
        warnings.simplefilter("ignore")
        try:
            with rasterio.open(path) as source:
                return _band(source)
        except rasterio.errors.RasterioIOError as error:
            raise ValueError(f"format: {error}") from None


def _band(source: Any) -> Raster:
    if source.count != 1:
        raise ValueError(f"bands: {source.count}: heights are one band; write it to a file of its own")
    _check_crs(source.crs)
    place = source.transform
    if place.b != 0.0 or place.d != 0.0 or place.a <= 0.0 or place.e >= 0.0:
        raise ValueError("transform: the grid is turned or runs south up; it has to be north up")
    _check_size((source.height, source.width))
    unit, scaled = source.units[0] or "m", (source.scales[0], source.offsets[0])
    if unit.lower() not in _METRES or scaled != (1.0, 0.0):
        raise ValueError(f"units: {unit}, scale and offset {scaled}: give plain heights in metres")
    heights = np.ma.filled(source.read(1, masked=True).astype(np.float32), np.nan)
    west, north = place.c + 0.5 * place.a, place.f + 0.5 * place.e
    east, south = west + place.a * (source.width - 1), north + place.e * (source.height - 1)
    return Raster(heights, (west, south, east, north), "")


def filled(heights: Heights, fill: float | str) -> Heights:
    """Heights whose holes have the height `fill` (m), or that of the "nearest" node (in rows and columns) that has
    one. Raises `ValueError` for another word.
    """
    holes = np.isnan(heights)
    if isinstance(fill, str):
        if fill != "nearest":
            raise ValueError(f'fill: {fill}: a height in metres, or "nearest"')
        if holes.all():
            raise ValueError("heights: there is nothing but holes")
        from scipy import ndimage

        nearest = ndimage.distance_transform_edt(holes, return_distances=False, return_indices=True)
        return np.asarray(heights[tuple(nearest)])
    return np.where(holes, np.float32(fill), heights)


def _check_crs(crs: Any) -> None:
    if crs is None:
        raise ValueError("crs: the file does not say where on the earth it lies")
    if not crs.is_geographic:
        raise ValueError(f"crs: {_called(crs)}: in metres of a map; convert the grid to latitude and longitude first")
    if crs.to_epsg() not in _DATUMS:
        raise ValueError(f"crs: {_called(crs)}: places are read on WGS-84 only (EPSG:4326); convert the grid first")


def _called(crs: Any) -> str:
    return str(crs.to_string())[:60]


def _check_size(shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or shape[0] * shape[1] > MOST_NODES:
        raise ValueError(f"heights: {shape}: give rows and columns, at most {MOST_NODES:,} nodes")


def _with_holes(values: npt.NDArray[Any], hole: int) -> Heights:
    heights = values.astype(np.float32)
    heights[values == hole] = np.nan
    return heights


def _numbers(stored: npt.NDArray[Any]) -> Heights:
    _check_size(stored.shape)
    if stored.dtype.kind not in "iuf":
        raise ValueError(f"heights: {stored.dtype}: give numbers, in metres")
    return stored.astype(np.float32)


def _member(stored: Mapping[str, npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    try:
        return stored[name]
    except ValueError:
        raise ValueError(f"{name}: not an array of plain numbers or text") from None


def _degrees(stored: Mapping[str, npt.NDArray[Any]], name: str) -> float:
    value = _member(stored, name)
    if value.shape != () or value.dtype.kind not in "iuf" or not np.isfinite(value):
        raise ValueError(f"{name}: give one number, in degrees")
    return float(value)


def _word(stored: Mapping[str, npt.NDArray[Any]], name: str) -> str:
    if name not in stored:
        return ""
    value = _member(stored, name)
    if value.shape != () or value.dtype.kind != "U":
        raise ValueError(f"{name}: give one word")
    return str(value)
