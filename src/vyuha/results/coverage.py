"""Coverage as plain data: areas in which radars detect a target, and maps of the probability."""

import io
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.results.files import check_folder
from vyuha.results.laydown import Place, Relief

FORMAT = 1
ABOUT, TABLE, GEOJSON, PICTURE, PAGE = (
    "coverage.json",
    "coverage.csv",
    "coverage.geojson",
    "coverage.png",
    "coverage.html",
)
# Maps of a height: coverage-100m.tif, or .npz.
MAP, MAPS = "coverage-", (".tif", ".npz")
# What all search radars of the scenario see together.
NET = "all search radars"
SEARCH, ENGAGEMENT, ALL = "search radar", "engagement radar", "net"

# (corner, 4): longitude and latitude [degrees], east and north of the origin [m]; the last corner is the first.
Ring = npt.NDArray[np.float64]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True)
class Area:
    """Where a radar, or all that search, detects the target at one height with the probability asked for.

    Each polygon is its outer edge, counterclockwise, then its holes, clockwise.
    """

    # `site/radar` or NET; the site, and the radar's id in the catalogue (both empty for the net).
    radar: str
    site: str
    model: str
    kind: str
    # Of the target above the ground, m.
    height: float
    polygons: tuple[Polygon, ...]
    # m2; distances from the radar to the edge, m: the farthest, and the middle one of all corners (none for the net and
    # where nothing is seen).
    size: float
    farthest: float | None
    middle: float | None
    # What most of the outer edge is due to.
    limit: str
    # Whether the jammers of the moment were on.
    jammed: bool = False


@dataclass(frozen=True)
class ChanceMap:
    """Probability that the best of the search radars detects the target in one look: rows from north to south, columns
    from west to east; NaN where nothing is known. The sides are those of the outermost nodes, in degrees.
    """

    height: float
    west: float
    south: float
    east: float
    north: float
    chances: npt.NDArray[np.float32]
    jammed: bool = False


@dataclass(frozen=True)
class Jamming:
    """Who jams at the moment of a coverage: threat and raid, effective power (W), and where it is then: east and north
    of the origin and above the ellipsoid (m).
    """

    threat: str
    raid: str
    power: float
    east: float
    north: float
    height: float


@dataclass(frozen=True)
class Coverage:
    """Who sees a target of one cross-section, at one or several heights above the ground."""

    title: str
    # Id in the catalogue; empty for a bare cross-section. m2; fluctuation 0 or 1; probability of one look.
    target: str
    rcs: float
    swerling: int
    probability: float
    heights: tuple[float, ...]
    areas: tuple[Area, ...]
    maps: tuple[ChanceMap, ...]
    places: tuple[Place, ...]
    ground: Relief | None = None
    # Time of the scenario, s (None: no moment in particular); towards the radar, m/s (None: any); who jams then.
    time: float | None = None
    speed: float | None = None
    jammers: tuple[Jamming, ...] = ()
    # Of the map to its longer side; the scenario's file and the SHA-256 of its text (empty: it came from no file).
    nodes: int = 0
    file: str = ""
    sha256: str = ""

    def at(self, height: float, jammed: bool = False) -> list[Area]:
        """The areas at one of the `heights` (m), each radar's, then the net's; with the jammers off, or on."""
        return [area for area in self.areas if (area.height, area.jammed) == (height, jammed)]

    @property
    def looks(self) -> tuple[bool, ...]:
        """With the jammers off, and on if there are any."""
        return (False, True) if self.jammers else (False,)

    @property
    def table(self) -> pl.DataFrame:
        """One row for each radar and height, in units that people read."""
        rows = [
            {
                "radar": area.radar,
                "kind": area.kind,
                "height_m": area.height,
                "jammed": area.jammed,
                "area_km2": area.size / 1e6,
                "middle_km": None if area.middle is None else area.middle / 1e3,
                "farthest_km": None if area.farthest is None else area.farthest / 1e3,
                "limit": area.limit,
            }
            for area in self.areas
        ]
        return pl.DataFrame(rows, schema_overrides=dict.fromkeys(("middle_km", "farthest_km"), pl.Float64))

    @property
    def about(self) -> dict[str, Any]:
        """What was asked, in SI units, and of what, so that it can be asked again."""
        return {
            "format": FORMAT,
            "vyuha": version("vyuha"),
            "scenario": self.title,
            "scenario_file": self.file or None,
            "scenario_sha256": self.sha256 or None,
            "target": self.target or None,
            "rcs_m2": self.rcs,
            "swerling": self.swerling,
            "probability": self.probability,
            "heights_m": list(self.heights),
            "nodes": self.nodes,
            "time_s": self.time,
            "radial_speed_m_s": self.speed,
            "jammers": [
                {
                    "threat": jammer.threat,
                    "raid": jammer.raid,
                    "power_w": jammer.power,
                    "east_m": jammer.east,
                    "north_m": jammer.north,
                    "height_m": jammer.height,
                }
                for jammer in self.jammers
            ],
            "ground": None if self.ground is None else self.ground.text,
        }

    def as_dict(self) -> dict[str, Any]:
        """What was asked and the table, for programs."""
        return self.about | {"areas": self.table.to_dicts()}

    def files(self) -> dict[str, bytes]:
        """The table and what was asked, as files by name."""
        buffer = io.StringIO()
        self.table.write_csv(buffer)
        return {TABLE: buffer.getvalue().encode(), ABOUT: (json.dumps(self.about, indent=2) + "\n").encode()}


def is_map(name: str) -> bool:
    """Whether a file of this name is the map of a height."""
    return name.startswith(MAP) and name.endswith(MAPS)


def held_coverage(folder: Path) -> list[str]:
    """The names in a folder that holds a coverage or nothing; raises `RunFolderError` for another."""
    own = (ABOUT, TABLE, GEOJSON, PICTURE, PAGE)
    return check_folder(folder, "a coverage", lambda name: name in own or is_map(name), ABOUT)


def show_height(height: float) -> str:
    """A height (m) as pictures and names of files have it.

    >>> show_height(100.0), show_height(1500.0)
    ('100 m', '1.5 km')
    """
    return f"{height / 1e3:g} km" if height >= 1e3 else f"{height:g} m"
