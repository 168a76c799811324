"""From a scenario to its coverage: who of its radars sees a target at a given height, by the functions of a fight."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vyuha.catalogue import Catalogue
from vyuha.engine.assemble import Assembled
from vyuha.engine.coverage_asked import (
    FAINT,
    FEWEST,
    NODES,
    PROBABILITY,
    check_asked,
    find_echo,
    find_heights,
    probes,
)
from vyuha.engine.coverage_grid import AskedError, CoverageError, Nodes, around, lay, size, to_corner, together
from vyuha.engine.coverage_moment import check_time, jammers_at, quiet, watch_at
from vyuha.engine.ground import masks, surface
from vyuha.engine.outline import Numbers, outlines
from vyuha.engine.picture import picture
from vyuha.engine.picture_ground import relief_between
from vyuha.engine.places import Geodetic
from vyuha.results.coverage import ALL, ENGAGEMENT, NET, SEARCH, Area, ChanceMap, Coverage, Ring
from vyuha.results.laydown import Relief
from vyuha.sensors.chance import chance_of
from vyuha.sensors.coverage import BELOW_HORIZON, OUTSIDE, VISIBLE
from vyuha.sensors.coverage_map import NO_GROUND, Chances, Watch, fill_chances, settle_edges
from vyuha.sensors.echo import free_space, moving_response
from vyuha.state.radar import SEARCH as SEARCHES
from vyuha.state.tables import Setup
from vyuha.world.geodesy import SEMI_MAJOR, geodesic_inverse, geodetic_to_local, local_to_geodetic
from vyuha.world.propagation import horizon_range
from vyuha.world.terrain_grid import height_at

__all__ = ["AskedError", "CoverageError", "check_asked", "find_echo", "find_heights", "free_space_range"]
__all__ += ["make_coverage"]

_SLACK = 1.01
# Less air in the way than published ranges contain lets a radar see a little farther.
_THIN_AIR = 1.15
# A mask needs a few places [m].
_LEAST = 1e3
_RELIEF = 144

LIMITS = {
    OUTSIDE: "range, sector or elevation of the radar",
    BELOW_HORIZON: "horizon",
    VISIBLE: "weak echo",
    NO_GROUND: "end of the terrain",
}
_OVER_GROUND = "ground and horizon"
NOWHERE = "seen nowhere"


def make_coverage(  # noqa: PLR0913 (what is asked; everything but the scenario has a default)
    assembled: Assembled,
    catalogue: Catalogue,
    heights: Sequence[float] | None = None,
    target: str | None = None,
    rcs: float | None = None,
    probability: float = PROBABILITY,
    nodes: int = NODES,
    time: float | None = None,
    jamming: bool = True,
    speed: float | None = None,
) -> Coverage:
    """Who of an assembled scenario sees a target at each of `heights` (m) above the ground: areas in which a radar
    detects it with at least this `probability` in one look, and a map of the best probability on a grid of so many
    `nodes` to its longer side.

    `time` (s) is a moment of the scenario: carried antennas are where they are then, and if anybody jams then, all is
    there twice, without and with `jamming`. `speed` (m/s) is the target's towards the radar; any unless given.

    Raises `CoverageError` for a scenario without radars and for values and ids that make no sense.
    """
    levels, area, swerling = check_asked(catalogue, heights, target, rcs, probability, nodes, speed)
    setup = assembled.setup
    if not len(setup.radar):
        raise CoverageError("the scenario has no radar; give it a defence, such as {system: s-400/battalion}")
    check_time(float(setup.mission[0].duration), time)
    jammers = jammers_at(setup, assembled.roster.threats, time) if jamming and time is not None else ()
    watches = {False: quiet(setup) if time is None else watch_at(setup, time, False)}
    if jammers and time is not None:
        watches[True] = watch_at(setup, time)
    areas: list[Area] = []
    maps = []
    looks: dict[tuple[float, ...], Setup] = {}
    for height in levels:
        probe = probes(height, area, swerling, speed)
        level = _Level(assembled, probe, probability, nodes, looks, watches[False])
        for jammed, watch in watches.items():
            found, chart = level.look(watch, jammed)
            areas += found
            maps.append(chart)
    return Coverage(
        title=assembled.scenario.title,
        target=target or "",
        rcs=area,
        swerling=swerling,
        probability=probability,
        heights=levels,
        areas=tuple(areas),
        maps=tuple(maps),
        places=picture(assembled, catalogue, rings=False).places,
        ground=_relief(assembled, areas),
        time=time,
        speed=speed,
        jammers=jammers,
        nodes=nodes,
    )


class _Level:
    """One height: what each radar has on a grid of its own, and the best of those that search on a common one. Grids
    reach as far as anything is seen in the `quiet` moment: jamming hides, and shows nothing.
    """

    def __init__(
        self,
        assembled: Assembled,
        probe: Any,
        probability: float,
        nodes: int,
        looks: dict[tuple[float, ...], Setup],
        quiet: Watch,
    ) -> None:
        self._assembled, self._probe, self._probability = assembled, probe, probability
        radars: Any = assembled.setup.radar
        first = len(assembled.scenario.assets)
        self._homes = [assembled.units[radar.site - first].at for radar in radars]
        self._stands = together([_stand(assembled, quiet, r, at) for r, at in enumerate(self._homes)])
        self._searching = np.flatnonzero(radars.kind == SEARCHES)
        self._reaches = [self._reach(r) for r in range(len(radars))]
        self._setup, self._count = assembled.setup, max(nodes // 2, FEWEST)
        if assembled.ground is not None:
            # Hills hide most of what the highest ground would show: a second look is no wider than it has to be, which
            # makes masks and grids finer.
            self._setup = _with_masks(assembled, self._homes, self._reaches, looks)
            self._reaches = [min(far, self._seen_to(quiet, r)) for r, far in enumerate(self._reaches)]
            self._setup, self._count = _with_masks(assembled, self._homes, self._reaches, looks), nodes
        self._boxes = [around(at, far) for at, far in zip(self._stands, self._reaches, strict=True)]
        # Without any that searches, the map is one of nothing.
        self._nodes = lay([self._boxes[r] for r in self._searching] or self._boxes, nodes)

    def look(self, watch: Watch, jammed: bool) -> tuple[list[Area], ChanceMap]:
        """Each radar's area, then that of all which search; and their map. `jammed`: with the jammers on, though none
        of the radars may hear them.
        """
        found = []
        for r in range(len(self._stands)):
            # One that searches alone is the net: on one grid, so that the two are the same.
            nodes = self._nodes if self._searching.tolist() == [r] else self._own(r)
            found.append(self._area(watch, r, nodes, self._chances(watch, r, nodes), np.array([r])))
        best, asked = np.full(self._nodes.shape, np.nan, np.float32), np.zeros(self._nodes.shape, bool)
        for r in self._searching.tolist():
            part = self._nodes.part(self._boxes[r])
            own = Nodes(self._nodes.latitudes[part[0]].copy(), self._nodes.longitudes[part[1]].copy())
            np.fmax(best[part], self._chances(watch, r, own), out=best[part])
            asked[part] = True
        found.append(self._area(watch, None, self._nodes, best, self._searching))
        return [replace(area, jammed=jammed) for area in found], self._map(best, asked, jammed)

    def _map(self, best: Chances, asked: Any, jammed: bool) -> ChanceMap:
        """The best probability of all radars that search; next to nothing beyond what any of them could reach."""
        known, ground, nodes = best.copy(), self._assembled.ground, self._nodes
        for i, j in np.argwhere(~asked).tolist():
            beyond = ground and math.isnan(height_at(ground.terrain, nodes.latitudes[i], nodes.longitudes[j]))
            known[i, j] = math.nan if beyond else 0.0
        north, south = math.degrees(nodes.latitudes[0]), math.degrees(nodes.latitudes[-1])
        west, east = math.degrees(nodes.longitudes[0]), math.degrees(nodes.longitudes[-1])
        return ChanceMap(float(self._probe[0].height), west, south, east, north, known, jammed)

    def _reach(self, r: int) -> float:
        """How far [m] along the ground radar `r` could detect the target, were there only the lowest ground."""
        radar, ground, probe = self._assembled.setup.radar[r], self._assembled.ground, self._probe[0]
        least = FAINT if r in self._searching else self._probability
        far = min(float(radar.instrumented_range), self._free_range(r, least))
        antenna, target = float(self._assembled.setup.antenna[r].height), float(probe.height)
        if ground is not None:
            grid = ground.terrain.grid[0]
            antenna += surface(ground, self._homes[r]) - float(grid.lowest)
            target += float(grid.highest - grid.lowest)
            far = min(far, to_corner(grid, self._stands[r]))
        return _SLACK * min(far, horizon_range(antenna, target, self._assembled.setup.frame[0].refraction)) + _LEAST

    def _free_range(self, r: int, least: float) -> float:
        """How far [m] radar `r` could detect the target at the best: the reflected ray may double the field, and a
        canceller lets its best speeds through stronger than the mean over all.
        """
        setup = self._assembled.setup
        reflects = setup.background[0].permittivity > 1.0 and self._assembled.ground is None
        louder = math.sqrt(math.sqrt(max(moving_response(setup.radar[r], float(self._probe[0].speed)), 1.0)))
        return louder * (2.0 if reflects else _THIN_AIR) * free_space_range(setup, r, self._probe[0], least)

    def _seen_to(self, watch: Watch, r: int) -> float:
        """Distance [m] to the farthest node that radar `r` sees at all, and four steps more."""
        nodes, (latitude, longitude) = self._own(r), self._stands[r]
        seen = np.argwhere(self._chances(watch, r, nodes) > 0.0)
        north = nodes.latitudes[seen[:, 0]] - latitude
        east = (nodes.longitudes[seen[:, 1]] - longitude) * math.cos(latitude)
        away = SEMI_MAJOR * float(np.hypot(north, east).max(initial=0.0))
        return _SLACK * (away + 4.0 * nodes.step) + _LEAST

    def _own(self, r: int) -> Nodes:
        return lay([around(self._stands[r], self._reaches[r])], self._count)

    def _chances(self, watch: Watch, r: int, nodes: Nodes) -> Chances:
        chances = np.empty(nodes.shape, np.float32)
        fill_chances(self._setup, watch, r, self._probe, nodes.latitudes, nodes.longitudes, chances)
        return chances

    def _area(self, watch: Watch, r: int | None, nodes: Nodes, chances: Chances, chosen: Numbers) -> Area:
        traced = outlines(chances >= np.float32(self._probability))
        corners, codes = self._settle(watch, nodes, traced.pairs, chosen)
        polygons = tuple(tuple(_closed(corners[loop]) for loop in loops) for loops in traced.areas)
        outer = np.concatenate([loops[0] for loops in traced.areas]) if traced.areas else np.zeros(0, np.int64)
        limit = LIMITS[int(np.bincount(codes[outer]).argmax())] if len(outer) else NOWHERE
        if limit == LIMITS[BELOW_HORIZON] and self._assembled.ground is not None:
            limit = _OVER_GROUND
        height, whole = float(self._probe[0].height), math.fsum(size(ring) for rings in polygons for ring in rings)
        if r is None:
            return Area(NET, "", "", ALL, height, polygons, whole, None, None, limit)
        at, named = self._stands[r], self._assembled.roster.radars[r]
        away = np.array([geodesic_inverse(*at, *np.radians(corners[k, 1::-1]))[0] for k in outer])
        farthest, middle = (float(away.max()), float(np.median(away))) if len(away) else (None, None)
        site = self._assembled.roster.sites[self._setup.radar[r].site].id
        kind = SEARCH if r in self._searching else ENGAGEMENT
        return Area(named.id, site, named.kind, kind, height, polygons, whole, farthest, middle, limit)

    def _settle(self, watch: Watch, nodes: Nodes, pairs: Numbers, chosen: Numbers) -> tuple[Ring, Numbers]:
        """Longitude, latitude [degrees], east and north [m] of each corner, and what holds just beyond."""
        columns = (nodes.latitudes, nodes.longitudes, nodes.latitudes, nodes.longitudes)
        ends = np.column_stack([values[pairs[:, k]] for k, values in enumerate(columns)])
        places, codes = np.empty((len(pairs), 2)), np.zeros(len(pairs), np.int64)
        settle_edges(self._setup, watch, chosen, self._probe, self._probability, ends, places, codes)
        frame = self._setup.frame[0]
        local = [geodetic_to_local(frame, latitude, longitude, 0.0)[:2] for latitude, longitude in places]
        return np.column_stack([np.degrees(places[:, ::-1]), np.reshape(local, (-1, 2))]), codes


def _stand(assembled: Assembled, watch: Watch, r: int, home: Geodetic) -> Geodetic:
    """Where the antenna of radar `r` is [rad]: at `home`, or somewhere on its circle."""
    radar = assembled.setup.radar[r]
    if not radar.moves and radar.orbit_rate == 0.0:
        return home
    antenna = watch.antennas[r]
    return local_to_geodetic(assembled.setup.frame[0], antenna.x, antenna.y, antenna.z)[:2]


def free_space_range(setup: Setup, r: int, probe: Any, level: float) -> float:
    """Distance [m] at which radar `r` [row] detects a `probe` row with the probability `level` at the peak of its beam
    and with nothing in the way, by halving.
    """
    low, high = 0.0, 1e7
    for _ in range(60):
        middle = 0.5 * (low + high)
        snr = free_space(setup.radar[r], middle, float(probe.rcs))
        if chance_of(setup.curve, int(setup.radar[r].chances), int(probe.swerling), snr) >= level:
            low = middle
        else:
            high = middle
    return low


def _with_masks(
    assembled: Assembled, stands: list[Any], reaches: list[float], looks: dict[tuple[float, ...], Setup]
) -> Setup:
    """The tables with masks that go as far as the target could be seen, not only as far as raids fly."""
    setup = assembled.setup
    if assembled.ground is None:
        return setup
    key = tuple(1e3 * math.ceil(reach / 1e3) for reach in reaches)
    if key not in looks:
        refraction = float(setup.frame[0].refraction)
        mask, floor = masks(assembled.ground, setup.radar, setup.antenna, stands, list(key), refraction)
        looks[key] = setup._replace(mask=mask, floor=floor)
    return looks[key]


def _closed(corners: Ring) -> Ring:
    return np.concatenate([corners, corners[:1]])


def _relief(assembled: Assembled, areas: list[Area]) -> Relief | None:
    """The ground under all areas and sites, with a margin."""
    if assembled.ground is None:
        return None
    sites: Any = assembled.setup.site
    outer = [polygon[0] for area in areas for polygon in area.polygons]
    east = np.concatenate([sites.x, *(ring[:, 2] for ring in outer)])
    north = np.concatenate([sites.y, *(ring[:, 3] for ring in outer)])
    half = 0.55 * float(max(np.ptp(east), np.ptp(north), 20e3))
    middle_e, middle_n = 0.5 * float(east.min() + east.max()), 0.5 * float(north.min() + north.max())
    edges = middle_e - half, middle_e + half, middle_n - half, middle_n + half
    return relief_between(assembled.ground, assembled.setup.frame[0], edges, _RELIEF)
