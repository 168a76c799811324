"""Coverage for maps of others: areas as GeoJSON, the probability as GeoTIFF or as NumPy arrays."""

import importlib
import importlib.util
import io
import json
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from vyuha.outputs.cut import HALF_TURN, polygons, turn
from vyuha.results.coverage import ENGAGEMENT, GEOJSON, MAP, Area, ChanceMap, Coverage, Polygon, Ring

NO_RASTERIO = 'GeoTIFF needs rasterio (pip install "vyuha[terrain]"); the maps are NumPy arrays (.npz) instead'
# Decimals of a degree in GeoJSON: 0.1 m.
_DECIMALS = 6


def map_files(coverage: Coverage) -> dict[str, bytes]:
    """The areas and, for each height, the map of the probability, as files by name."""
    write, suffix = (geotiff, ".tif") if has_rasterio() else (npz, ".npz")
    maps = {f"{MAP}{one.height:g}m{'-jammed' if one.jammed else ''}{suffix}": write(one) for one in coverage.maps}
    return {GEOJSON: geojson(coverage).encode(), **maps}


def has_rasterio() -> bool:
    """Whether GeoTIFF can be written here."""
    return importlib.util.find_spec("rasterio") is not None


def geojson(coverage: Coverage) -> str:
    """All areas as a feature collection (RFC 7946: WGS-84, longitude first, outer edges counterclockwise)."""
    features = [_feature(coverage, area) for area in coverage.areas]
    whole: dict[str, Any] = {"type": "FeatureCollection"}
    if any(area.polygons for area in coverage.areas):
        outer = np.concatenate([polygon[0] for area in coverage.areas for polygon in area.polygons])
        # Over the date line the box has its east below its west.
        (west, south), (east, north) = outer[:, :2].min(axis=0), outer[:, :2].max(axis=0)
        sides = (_on_map(west), south, _on_map(east), north)
        whole["bbox"] = [round(float(value), _DECIMALS) for value in sides]
    whole |= {"vyuha": coverage.about, "features": features}
    return json.dumps(whole, separators=(",", ":"), allow_nan=False) + "\n"


def _feature(coverage: Coverage, area: Area) -> dict[str, Any]:
    drawn = [[_positions(ring) for ring in part] for polygon in area.polygons for part in _cut(polygon)]
    kept = [[ring for ring in polygon if len(ring) > 3] for polygon in drawn if len(polygon[0]) > 3]
    properties = {
        "radar": area.radar,
        "site": area.site or None,
        "model": area.model or None,
        "kind": area.kind,
        "cued": area.kind == ENGAGEMENT,
        "target": coverage.target or None,
        "target_height_m": area.height,
        "target_rcs_m2": coverage.rcs,
        "probability": coverage.probability,
        "area_km2": round(area.size / 1e6, 3),
        "farthest_km": None if area.farthest is None else round(area.farthest / 1e3, 3),
        "limit": area.limit,
        "jammed": area.jammed,
        "time_s": coverage.time,
    }
    geometry = {"type": "MultiPolygon", "coordinates": kept} if kept else None
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _cut(polygon: Polygon) -> Sequence[Sequence[Ring]]:
    """The polygon, or, where it leaves the map over the date line, its parts."""
    off = any((np.abs(ring[:, 0]) > HALF_TURN).any() for ring in polygon)
    return polygons([ring[:, :2] for ring in polygon]) if off else [polygon]


def _on_map(longitude: float) -> float:
    """A longitude [deg] brought to the map, of which both sides belong to it."""
    return longitude if abs(longitude) <= HALF_TURN else float(turn(longitude))


def _positions(ring: Ring) -> list[list[float]]:
    """Corners as GeoJSON has them, without those that rounding made the same; the first comes again at the end."""
    rounded = [[round(float(value), _DECIMALS) for value in corner[:2]] for corner in ring[:-1]]
    distinct = [corner for n, corner in enumerate(rounded) if corner != rounded[n - 1]]
    return [*distinct, *distinct[:1]]


def geotiff(one: ChanceMap) -> bytes:
    """A map as GeoTIFF: degrees on WGS-84, the middle of a pixel is a node. Needs rasterio."""
    rasterio: Any = importlib.import_module("rasterio")
    memory: Any = importlib.import_module("rasterio.io")
    count_rows, count_columns = one.chances.shape
    step_x, step_y = (one.east - one.west) / (count_columns - 1), (one.north - one.south) / (count_rows - 1)
    place = rasterio.Affine(step_x, 0.0, one.west - 0.5 * step_x, 0.0, -step_y, one.north + 0.5 * step_y)
    options = {"driver": "GTiff", "height": count_rows, "width": count_columns, "count": 1, "dtype": "float32"}
    jammed = ", jammed" if one.jammed else ""
    options |= {"crs": "EPSG:4326", "transform": place, "nodata": float("nan"), "compress": "deflate"}
    with warnings.catch_warnings():
        # Between parts of rasterio itself.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        with memory.MemoryFile() as file:
            with file.open(**options) as target:
                target.write(one.chances, 1)
                target.set_band_description(
                    1, f"probability of detection in one look, target at {one.height:g} m{jammed}"
                )
            return bytes(file.read())


def npz(one: ChanceMap) -> bytes:
    """A map as NumPy arrays: `probability`, and the sides of its outermost nodes in degrees."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        probability=one.chances,
        height=one.height,
        west=one.west,
        south=one.south,
        east=one.east,
        north=one.north,
    )
    return buffer.getvalue()
