"""Terrain from SRTM tiles and NumPy files.

Expected values: heights written here, byte by byte as the format's description has them (big-endian 16-bit integers,
from the northwestern corner row by row; the name is the southwestern corner). Control: the other byte order, and rows
from the south, must give other heights.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vyuha.reading.problems import InputErrors
from vyuha.state.terrain import ELLIPSOID, MSL, Terrain
from vyuha.world.terrain import check_cover, height_at, read_terrain

SIDE = 1201
PLACE = {"west": 70.0, "south": 30.0, "east": 72.0, "north": 31.0}


def tile_heights(offset: int = 0) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Rising from the northwest: 1 m a column, 0.5 m a row."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    return np.asarray(offset + columns + rows // 2)


def write_tile(folder: Path, name: str, heights: Any, kind: str = ">i2") -> Path:
    path = folder / name
    heights.astype(kind).tofile(path)
    return path


def at(terrain: Terrain, latitude: float, longitude: float) -> float:
    return height_at(terrain, math.radians(latitude), math.radians(longitude))


def refused(path: Path, **options: Any) -> str:
    """What a refusal says after the file's name."""
    with pytest.raises(InputErrors) as error:
        read_terrain(path, **options)
    text = str(error.value)
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


def test_an_srtm_tile(tmp_path: Path) -> None:
    terrain = read_terrain(write_tile(tmp_path, "N31E074.hgt", tile_heights()))
    grid = terrain.grid[0]
    assert (grid.rows, grid.columns, grid.reference) == (SIDE, SIDE, MSL)
    assert math.degrees(grid.north) == pytest.approx(32.0)
    assert at(terrain, 32.0, 74.0) == pytest.approx(0.0, abs=1e-6)
    assert at(terrain, 32.0, 75.0) == pytest.approx(1200.0)
    assert at(terrain, 31.0, 74.0) == pytest.approx(600.0)
    assert at(terrain, 31.5, 74.25) == pytest.approx(600.0)
    # Controls: the other byte order, and rows from the south.
    assert "of 1,442,401 nodes are holes" in refused(write_tile(tmp_path, "N32E074.hgt", tile_heights(), "<i2"))
    turned = read_terrain(write_tile(tmp_path, "N33E074.hgt", tile_heights()[::-1]))
    assert at(turned, 33.5 + 0.25, 74.25) != pytest.approx(at(terrain, 31.5 + 0.25, 74.25), abs=100.0)


def test_southern_and_western_tiles_and_large_ones(tmp_path: Path) -> None:
    south = read_terrain(write_tile(tmp_path, "s12w077.HGT", tile_heights()))
    assert at(south, -11.0, -77.0) == pytest.approx(0.0, abs=1e-6)
    assert at(south, -12.0, -76.0) == pytest.approx(1800.0)
    large = np.zeros((3601, 3601))
    large[1800, 900] = 444.0
    assert at(read_terrain(write_tile(tmp_path, "N00E010.hgt", large)), 0.5, 10.25) == pytest.approx(444.0)


def test_holes_are_refused_unless_filled(tmp_path: Path) -> None:
    heights = tile_heights()
    heights[600, 600:603] = -32768
    path = write_tile(tmp_path, "N31E074.hgt", heights)
    assert refused(path) == (
        'heights: 3 of 1,442,401 nodes are holes; mend them in the file, or give fill=0.0 or fill="nearest"'
    )
    assert at(read_terrain(path, fill=12.0), 31.5, 74.5 + 1 / 1200) == pytest.approx(12.0)
    assert at(read_terrain(path, fill="nearest"), 31.5, 74.5) == pytest.approx(900.0, abs=2.0)
    assert refused(path, fill="mean") == 'fill: mean: a height in metres, or "nearest"'
    empty = write_tile(tmp_path, "N33E074.hgt", np.full((SIDE, SIDE), -32768))
    assert refused(empty, fill="nearest") == "heights: there is nothing but holes"


def test_tiles_side_by_side(tmp_path: Path) -> None:
    write_tile(tmp_path, "N31E074.hgt", tile_heights())
    write_tile(tmp_path, "N31E075.hgt", tile_heights(1200))
    write_tile(tmp_path, "N30E074.hgt", tile_heights(600))
    assert refused(tmp_path).startswith("folder: N30E075.hgt: there is no such tile, so the grid has holes; add it")
    terrain = read_terrain(tmp_path, fill=0.0)
    for latitude, longitude, expected in [
        (32.0, 74.0, 0.0),
        (31.5, 75.0, 1500.0),
        (31.5, 75.5, 2100.0),
        (30.5, 74.5, 1500.0),
        (30.5, 75.5, 0.0),
    ]:
        assert at(terrain, latitude, longitude) == pytest.approx(expected, abs=1e-6)


def test_tiles_that_do_not_fit(tmp_path: Path) -> None:
    assert refused(tmp_path) == "folder: there are no .hgt files in it"
    write_tile(tmp_path, "N31E074.hgt", tile_heights())
    write_tile(tmp_path, "N31E075.hgt", np.zeros((3601, 3601)))
    assert refused(tmp_path).startswith("size: tiles of 1201 and of 3601 nodes stand side by side")


def test_bad_tiles_are_refused(tmp_path: Path) -> None:
    path = write_tile(tmp_path, "lahore.hgt", tile_heights())
    assert refused(path).startswith("name: lahore.hgt: a tile is called by its southwestern corner")
    path = write_tile(tmp_path, "N31E074.hgt", tile_heights()[:1000])
    assert refused(path) == ("size: 2,402,000 bytes: a tile has 2,884,802 (1201 x 1201) or 25,934,402 (3601 x 3601)")


def test_numpy_files_with_fields(tmp_path: Path) -> None:
    path = tmp_path / "hills.npz"
    heights = np.arange(15.0).reshape(3, 5)
    np.savez(path, heights=heights, reference="ellipsoid", datum="WGS84", **PLACE)
    terrain = read_terrain(path)
    assert terrain.grid[0].reference == ELLIPSOID
    assert at(terrain, 31.0, 70.5) == pytest.approx(1.0)
    assert at(terrain, 30.25, 72.0) == pytest.approx(11.5)
    assert terrain.height.dtype == np.float32 and terrain.height.flags.c_contiguous
    assert refused(path, reference="msl") == 'reference: msl: its heights are above "ellipsoid"'
    assert refused(path, extent=(1.0, 1.0, 2.0, 2.0)) == "extent: the file says itself where it lies"


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"west": None}, "west: missing; the file needs heights, west, south, east, north"),
        ({"heights": None}, "heights: missing; "),
        ({"datum": "Pulkovo 1942"}, "datum: Pulkovo 1942: places are read on WGS-84 only; convert the grid first"),
        ({"reference": None}, "reference: the file does not say what heights are above"),
        ({"reference": "geoid"}, "reference: geoid: heights are above"),
        ({"reference": 7}, "reference: give one word"),
        ({"north": [31.0, 32.0]}, "north: give one number, in degrees"),
        ({"north": math.nan}, "north: give one number, in degrees"),
        ({"north": 29.0}, "extent: south 30, north 29"),
        ({"heights": np.array([["a", "b"], ["c", "d"]])}, "heights: <U1: give numbers, in metres"),
        ({"heights": np.zeros(4)}, "heights: (4,): give rows and columns"),
    ],
)
def test_numpy_fields_that_are_wrong_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    fields = {"heights": np.zeros((3, 5)), "reference": "msl"} | PLACE | changes
    path = tmp_path / "hills.npz"
    np.savez(path, **{name: value for name, value in fields.items() if value is not None})
    assert refused(path).startswith(message)


def test_bare_numpy_heights(tmp_path: Path) -> None:
    path = tmp_path / "hills.npy"
    np.save(path, np.arange(15, dtype=np.int16).reshape(3, 5))
    terrain = read_terrain(path, reference="msl", extent=(70.0, 30.0, 72.0, 31.0))
    assert at(terrain, 30.5, 70.0) == pytest.approx(5.0)
    assert refused(path, reference="msl").startswith("extent: the file does not say")
    assert refused(path, extent=(70.0, 30.0, 72.0, 31.0)).startswith("reference: the file does not say")


def test_files_that_hold_something_else(tmp_path: Path) -> None:
    pickled = tmp_path / "pickled.npy"
    np.save(pickled, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    assert refused(pickled) == "format: not a NumPy array of numbers"
    inside = tmp_path / "pickled.npz"
    np.savez(inside, allow_pickle=True, heights=np.array([{"a": 1}], dtype=object), **PLACE)
    assert refused(inside) == "heights: not an array of plain numbers or text"
    for name, text in (("empty.npy", b""), ("text.npy", b"hello"), ("text.npz", b"hello"), ("cut.npz", b"PK\x03\x04")):
        path = tmp_path / name
        path.write_bytes(text)
        assert refused(path).startswith("format: ")
    other = tmp_path / "heights.asc"
    other.write_text("ncols 3")
    assert refused(other) == "format: .asc: terrain is read from .hgt, .npy, .npz, .tif, .tiff"
    assert "cannot be read: No such file" in refused(tmp_path / "missing.npz")


def test_cover_is_checked_with_file_and_field(tmp_path: Path) -> None:
    terrain = read_terrain(write_tile(tmp_path, "N31E074.hgt", tile_heights()))
    middle = math.radians(31.5), math.radians(74.5)
    check_cover(terrain, *middle, 40e3, name="N31E074.hgt", field="defences[0]")
    with pytest.raises(InputErrors, match=r"^N31E074.hgt: defences\[0\]: the terrain ends before 50 km at azimuth"):
        check_cover(terrain, *middle, 50e3, name="N31E074.hgt", field="defences[0]")
    with pytest.raises(InputErrors, match=r"^a.hgt: origin: the terrain does not cover 30.0000 deg, 74.5000 deg"):
        check_cover(terrain, math.radians(30.0), middle[1], 1e3, name="a.hgt", field="origin")
