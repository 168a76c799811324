"""The ground that a scenario names: read or made up, checked, and as the tables that kernels look it up in."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.base.table import rows
from vyuha.engine.places import Geodetic, locate
from vyuha.engine.refusal import refusal
from vyuha.reading.beside import beside
from vyuha.reading.tree import Location
from vyuha.scenario import Scenario
from vyuha.scenario.model import Ground as GroundText
from vyuha.scenario.model import MadeUp
from vyuha.state.terrain import ELLIPSOID, Grid, Mask, Terrain
from vyuha.world.relief import made_up_terrain
from vyuha.world.terrain import terrain_of
from vyuha.world.terrain_grid import height_at
from vyuha.world.terrain_mask import look_around

# Metres in a degree of latitude, as made-up ground has it.
_DEGREE = 111_200.0
# Masks have places as far apart as the nodes of the terrain, but no more than this many to a side, nor nearer [m].
_MOST_PLACES = 400
_FINEST = 100.0
# Nodes farther apart than this [m] show no single hills.
_COARSE = 5e3


@dataclass(frozen=True)
class Ground:
    """Terrain, a line about it, a hash of all its heights, and the folder of the scenario ("" without a file)."""

    terrain: Terrain
    text: str
    digest: str
    home: str = ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is likely to surprise about it."""
        apart = 2.0 * float(self.terrain.grid[0].sampling)
        if apart <= _COARSE:
            return ()
        return (f"terrain: its nodes are {apart / 1e3:.0f} km apart; hills between them are not there for anyone",)


def find_ground(scenario: Scenario, home: Path = Path(), text: str = "", name: str = "scenario") -> Ground | None:
    """The ground of a scenario whose file lies in `home`; None on a smooth earth. Raises `InputErrors`, which name the
    line of the scenario's `text` (`name` is its file), for terrain that cannot be read or does not cover what stands
    and flies.
    """
    wanted = scenario.terrain
    if wanted is None:
        return None
    at: Location = ("terrain", "made_up" if wanted.made_up else "file")
    try:
        made = wanted.made_up is not None
        terrain = _made_up(scenario, wanted.made_up) if wanted.made_up is not None else _read(wanted, home)
    except ValueError as error:
        raise refusal([(at, str(error))], text, name) from None
    findings = list(_uncovered(scenario, terrain))
    if findings:
        raise refusal(findings, text, name)
    return Ground(terrain, _described(wanted, terrain), _digest(terrain), "" if made else str(home.resolve()))


def surface(ground: Ground | None, at: Geodetic) -> float:
    """Height [m] of the ground at a place; 0 on a smooth earth. Raises `ValueError` beyond the terrain."""
    if ground is None:
        return 0.0
    height = height_at(ground.terrain, *at)
    if math.isnan(height):
        raise ValueError(f"the terrain does not cover {_degrees(at)}, where a unit stands")
    return height


def ground_tables(ground: Ground | None) -> tuple[Any, npt.NDArray[np.float32]]:
    """The grid and heights as kernels look them up; both are empty on a smooth earth."""
    if ground is None:
        return rows(Grid, 0), np.zeros((0, 0), np.float32)
    return ground.terrain.grid, ground.terrain.height


def masks(
    ground: Ground | None, radars: Any, antennas: Any, places: list[Geodetic], reach: list[float], refraction: float
) -> Any:
    """What each radar (at `places`) sees over the ground out to `reach` [m]: the mask table and the table of floors.
    Radars of one mast share a square; one that moves has none.
    """
    if ground is None or not len(radars):
        return rows(Mask, 0), np.zeros(0, np.float32)
    table = rows(Mask, len(radars))
    squares: dict[tuple[Geodetic, float, float], tuple[int, float, int]] = {}
    floors: list[npt.NDArray[np.float32]] = []
    filled = 0
    for row, radar, antenna, at, far in zip(table, radars, antennas, places, reach, strict=True):
        if radar.moves or radar.orbit_rate != 0.0:
            row.height, row.spacing = surface(ground, at) + float(antenna.height), _FINEST
            continue
        mast, rounded = float(antenna.height), 1e3 * math.ceil(far / 1e3)
        key = (at, mast, rounded)
        if key not in squares:
            spacing = max(2.0 * float(ground.terrain.grid[0].sampling), rounded / _MOST_PLACES, _FINEST)
            seen = look_around(
                ground.terrain, *at, mast, reach=rounded, spacing=spacing, refraction=refraction, whole=False
            )
            squares[key] = filled, spacing, len(seen.floor) // 2
            floors.append(seen.floor.ravel())
            filled += seen.floor.size
        row.first, row.spacing, row.half = squares[key]
        row.height = surface(ground, at) + mast
    return table, np.concatenate(floors) if floors else np.zeros(0, np.float32)


def _made_up(scenario: Scenario, wanted: MadeUp) -> Terrain:
    latitude, longitude = math.degrees(scenario.origin.latitude), math.degrees(scenario.origin.longitude)
    north = wanted.reach / _DEGREE
    east = north / math.cos(scenario.origin.latitude)
    extent = longitude - east, latitude - north, longitude + east, latitude + north
    return made_up_terrain(
        extent,
        step=wanted.grid / _DEGREE,
        seed=wanted.seed,
        base=wanted.base,
        hills=wanted.hills,
        ridges=wanted.ridges,
        size=wanted.size / _DEGREE,
    )


def _read(wanted: GroundText, home: Path) -> Terrain:
    beside(home, str(wanted.file))
    try:
        return terrain_of(home / str(wanted.file), reference=wanted.reference)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror or error}") from None


def _described(wanted: GroundText, terrain: Terrain) -> str:
    grid = terrain.grid[0]
    source = f"made up with seed {wanted.made_up.seed}" if wanted.made_up else str(wanted.file)
    above = "the ellipsoid" if grid.reference == ELLIPSOID else "the mean sea level"
    return f"{source}; {grid.lowest:.0f} to {grid.highest:.0f} m above {above}, nodes {2.0 * grid.sampling:.0f} m apart"


def _digest(terrain: Terrain) -> str:
    """SHA-256 of the grid and its heights: what they are, not how a file packs them."""
    digest, grid = hashlib.sha256(), np.asarray(terrain.grid)
    for name in Grid.__annotations__:
        digest.update(f"{name} {grid[name][0]!r}\n".encode())
    digest.update(np.ascontiguousarray(terrain.height, "<f4").tobytes())
    return digest.hexdigest()


def _uncovered(scenario: Scenario, terrain: Terrain) -> Iterator[tuple[Location, str]]:
    """What stands or flies where the terrain has ended."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    sites: dict[str, Geodetic] = {}
    for kind, placed in (("assets", scenario.assets), ("defences", scenario.defences)):
        for index, site in enumerate(placed):
            sites[site.id] = locate(site.place, origin)
            if math.isnan(height_at(terrain, *sites[site.id])):
                yield (kind, index), f"the terrain does not cover {_degrees(sites[site.id])}"
    for index, defence in enumerate(scenario.defences):
        for k, place in enumerate(defence.relocate.to if defence.relocate else ()):
            if math.isnan(height_at(terrain, *locate(place, origin))):
                where = _degrees(locate(place, origin))
                yield ("defences", index, "relocate", "to", k), f"the terrain does not cover {where}"
    for index, raid in enumerate(scenario.raids):
        if raid.paths:
            continue
        first = sites[raid.target[0]]
        for key, place in (("from", raid.origin), *(("route", point) for point in raid.route)):
            at = locate(place, first if place.kind == "polar" else origin)
            if math.isnan(height_at(terrain, *at)):
                yield ("raids", index, key), f"the terrain does not cover {_degrees(at)}"
    for index, flight in enumerate(scenario.traffic):
        if flight.paths:
            continue
        for key, place in (("from", flight.origin), *(("route", p) for p in flight.route), ("to", flight.destination)):
            at = locate(place, origin)
            if math.isnan(height_at(terrain, *at)):
                yield ("traffic", index, key), f"the terrain does not cover {_degrees(at)}"


def _degrees(at: Geodetic) -> str:
    return f"{math.degrees(at[0]):.4f} deg, {math.degrees(at[1]):.4f} deg"
