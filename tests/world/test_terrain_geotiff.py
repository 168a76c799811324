"""Terrain from GeoTIFF: what rasterio writes is read with it.

Expected values: heights written here; a pixel's middle is a node (GDAL's convention for the transform). Control: with
corners taken for middles, heights between are others.
"""

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from vyuha.reading.problems import InputErrors
from vyuha.state.terrain import MSL
from vyuha.world.terrain import height_at, read_terrain

HEIGHTS = np.arange(12.0, dtype=np.float32).reshape(3, 4) * 100.0
NORTH_UP = Affine(0.5, 0.0, 70.0, 0.0, -0.25, 31.0)
# Inside rasterio, while it writes the test files.
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")


def write(path: Path, heights: Any = HEIGHTS, **changes: Any) -> Path:
    unit = changes.pop("unit", None)
    options = {"crs": "EPSG:4326", "transform": NORTH_UP, "dtype": "float32", "nodata": -9999.0} | changes
    with rasterio.open(
        path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1, **options
    ) as file:
        file.write(heights.astype(options["dtype"]), 1)
        if unit:
            file.set_band_unit(1, unit)
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputErrors) as error:
        read_terrain(path, reference="msl")
    text = str(error.value)
    assert text.startswith(f"{path}: ")
    return text.removeprefix(f"{path}: ")


@pytest.mark.parametrize("kind, crs", [("float32", "EPSG:4326"), ("int16", "EPSG:4326"), ("float64", "EPSG:4979")])
def test_a_geotiff_in_degrees(tmp_path: Path, kind: str, crs: str) -> None:
    terrain = read_terrain(write(tmp_path / "hills.tif", dtype=kind, crs=crs), reference="msl")
    grid = terrain.grid[0]
    assert (grid.rows, grid.columns, grid.reference, grid.highest) == (3, 4, MSL, 1100.0)
    assert height_at(terrain, math.radians(30.875), math.radians(70.25)) == pytest.approx(0.0, abs=1e-3)
    assert height_at(terrain, math.radians(30.625), math.radians(71.0)) == pytest.approx(550.0, abs=1e-3)
    # Control: a corner is not a node; out there nothing is known.
    assert math.isnan(height_at(terrain, math.radians(31.0), math.radians(70.0)))


def test_the_reference_has_to_be_said(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match='reference: the file does not say what heights are above: "msl" or'):
        read_terrain(write(tmp_path / "hills.tiff"))


def test_holes(tmp_path: Path) -> None:
    holed = HEIGHTS.copy()
    holed[1, 1] = -9999.0
    path = write(tmp_path / "hills.tif", holed)
    assert refused(path) == (
        'heights: 1 of 12 nodes are holes; mend them in the file, or give fill=0.0 or fill="nearest"'
    )
    filled = read_terrain(path, reference="msl", fill=0.0)
    assert height_at(filled, math.radians(30.625), math.radians(70.75)) == pytest.approx(0.0, abs=1e-3)
    unmarked = write(tmp_path / "unmarked.tif", np.where(holed < 0.0, np.float32(-32768.0), holed))
    assert refused(unmarked) == (
        "heights: 1 of 12 nodes are -32768 m, which marks holes; "
        "declare it in the file as nodata, or write holes as NaN"
    )
    other = write(tmp_path / "other.tif", holed, nodata=None)
    assert refused(other).startswith("heights: 1 of 12 nodes are -9999 m, which marks holes")


def test_more_than_one_band_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.tif"
    with rasterio.open(
        path, "w", driver="GTiff", height=3, width=4, count=2, crs="EPSG:4326", transform=NORTH_UP, dtype="float32"
    ) as file:
        for band in (1, 2):
            file.write(HEIGHTS, band)
    assert refused(path) == "bands: 2: heights are one band; write it to a file of its own"


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"crs": "EPSG:32643"}, "crs: EPSG:32643: in metres of a map"),
        ({"crs": "EPSG:4284"}, "crs: EPSG:4284: places are read on WGS-84 only"),
        ({"crs": "EPSG:4269"}, "crs: EPSG:4269: places are read on WGS-84 only"),
        ({"crs": None}, "crs: the file does not say where on the earth it lies"),
        ({"transform": Affine(0.5, 0.0, 70.0, 0.0, 0.25, 31.0)}, "transform: the grid is turned or runs south up"),
        ({"transform": Affine(0.5, 0.1, 70.0, 0.0, -0.25, 31.0)}, "transform: the grid is turned or runs south up"),
        ({"unit": "ft"}, "units: ft, "),
    ],
)
def test_other_maps_and_datums_are_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    assert refused(write(tmp_path / "hills.tif", **changes)).startswith(message)


def test_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hills.tif"
    path.write_text("not a picture")
    assert refused(path).startswith("format: ")


def test_without_rasterio_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "hills.tif")
    monkeypatch.setitem(sys.modules, "rasterio", None)
    assert refused(path) == 'format: reading GeoTIFF needs rasterio: pip install "vyuha[terrain]"'
