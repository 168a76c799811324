"""The one door from validated text to SI arrays: a scenario and the catalogue become the tables that the engine
fights with.
"""

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from vyuha.base.table import column, rows
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble_courses import Course, courses, knot_table, place_name, raid_start
from vyuha.engine.assemble_defence import (
    Round,
    facing,
    fire_units,
    magazines,
    missiles,
    sites,
)
from vyuha.engine.assemble_doctrine import doctrine_table, doctrines_of, magazine_rules
from vyuha.engine.assemble_engagement import orders, rank_by, zones
from vyuha.engine.assemble_identity import identification, kinds
from vyuha.engine.assemble_life import life, paths, places_of
from vyuha.engine.assemble_movers import Floats, Way, path, ways, with_paths
from vyuha.engine.assemble_network import chain, links, nets
from vyuha.engine.assemble_radars import Radars, radars
from vyuha.engine.assemble_raids import NOWHERE, Entry, threat_table
from vyuha.engine.assemble_recorded import Aims, recorded_courses, with_recorded
from vyuha.engine.assemble_traffic import flight_courses, with_traffic
from vyuha.engine.code import Code, find_code
from vyuha.engine.ground import Ground, find_ground, ground_tables, masks, surface
from vyuha.engine.order_of_battle import Unit, order_of_battle
from vyuha.engine.places import Geodetic, locate
from vyuha.engine.recorded import NO_PATHS, Paths
from vyuha.results.records import Named, Roster
from vyuha.scenario.files import paths_named
from vyuha.scenario.formation import half_width
from vyuha.scenario.model import Scenario
from vyuha.state.mission import Mission
from vyuha.state.tables import Setup
from vyuha.weapons.envelope import fly_out_table
from vyuha.world.frame import make_frame

_KIND_OF = {False: "missile", True: "burst"}
# Beyond the courses [m], where threats drift and tracks run ahead of them.
_MARGIN = 10e3


class AssemblyError(ValueError):
    """The scenario is sound, but the engine cannot fight it; the message says what to change."""


@dataclass(frozen=True)
class Assembled:
    """A scenario ready to fight: the tables, and the names behind their rows."""

    scenario: Scenario
    setup: Setup
    roster: Roster
    units: list[Unit]
    courses: dict[tuple[str, str], Course]
    # Shortest time [s] from a decision to an intercept; what is seen later than this before its end cannot be stopped.
    response_time: float
    # The terrain; None: the earth is smooth.
    ground: Ground | None = None
    # Functions that doctrines bring, by how they are named.
    code: dict[str, Code] = field(default_factory=dict)
    # Paths that raids and traffic fly along.
    recorded: Paths = NO_PATHS


def assemble(
    scenario: Scenario,
    catalogue: Catalogue,
    ground: Ground | None = None,
    code: dict[str, Code] | None = None,
    recorded: Paths = NO_PATHS,
) -> Assembled:
    """The tables of a scenario on its `ground`, with the `code` of its doctrines (both found from the working folder if
    the scenario has what is not given) and its `recorded` paths. Raises `AssemblyError` for what the engine cannot
    fight, `InputErrors` for terrain or code that cannot be had.
    """
    _check_given(scenario, recorded)
    ground = find_ground(scenario) if ground is None else ground
    code = find_code(scenario) if code is None else code
    scenario = recorded.filled(scenario)
    frame, units, site_table, heights, found, axis, threats, entries, moving = planned(
        scenario, catalogue, ground, recorded
    )
    first_unit = len(scenario.assets)
    known = doctrines_of(scenario)
    net_table, net_of = nets(units, first_unit, list(known))
    rank_by(net_table, scenario, units, first_unit)
    chain(site_table, net_table, units, first_unit, scenario.network)
    link_table, cut_table = links(scenario.network, units, site_rows(scenario, units))
    looking = radars(units, net_of, first_unit, frame[0], catalogue, axis, heights, scenario.environment)
    radar_table, antennas = looking.radar, looking.antenna
    missile_table, kinds_of_round = missiles(units, catalogue)
    magazine_table = magazines(units, kinds_of_round)
    unit_table = fire_units(units, net_of, first_unit, looking, magazine_table, list(known), catalogue)
    missile_ids = [kind.id for kind in kinds_of_round]
    magazine_rules(magazine_table, unit_table, list(known.values()), missile_ids)
    mission = rows(Mission, 1)
    fixed = scenario.run.fixed_kill_probability
    mission[0].duration, mission[0].fixed_kill = scenario.duration, -1.0 if fixed is None else fixed
    try:
        living = life(scenario, catalogue, units, frame[0], ground, radar_table, magazine_table, missile_ids)
    except ValueError as error:
        raise AssemblyError(str(error)) from error
    grid, height = ground_tables(ground)
    stands = [units[radar.site - first_unit].at for radar in radar_table]
    reach = _reaches(scenario, looking, found) if ground is not None else []
    mask, floor = masks(ground, radar_table, antennas, stands, reach, frame[0].refraction)
    times, speeds, ranges, heights_of = fly_out_table(missile_table, frame[0])
    setup = Setup(
        frame=frame,
        mission=mission,
        site=site_table,
        net=net_table,
        link=link_table,
        cut=cut_table,
        radar=radar_table,
        antenna=antennas,
        background=looking.background,
        curve=looking.curve,
        threat=threats,
        knot=with_paths(knot_table(found), site_table, site_rows(scenario, units), moving),
        missile=missile_table,
        magazine=magazine_table,
        fire_unit=unit_table,
        doctrine=doctrine_table(known, code),
        identification=identification(scenario, catalogue),
        kind=kinds(scenario, catalogue),
        order=orders(scenario, units),
        zone=zones(scenario, frame[0]),
        flyout_time=times,
        flyout_speed=speeds,
        flyout_range=ranges,
        flyout_height=heights_of,
        grid=grid,
        height=height,
        mask=mask,
        floor=floor,
        conduct=living.conduct,
        place=living.place,
        path=paths(threats, entries, found),
        supply=living.supply,
    )
    _refuse_shared_streams(setup)
    roster = _roster(scenario, catalogue, units, entries, looking.names, kinds_of_round)
    return Assembled(scenario, setup, roster, units, found, _response_time(setup), ground, code, recorded)


def _check_given(scenario: Scenario, recorded: Paths) -> None:
    """Without its paths a raid would fly as the stand-in for it, and nobody would notice."""
    if not recorded.of and any(paths_named(scenario)):
        raise ValueError("the recorded paths of the scenario are not given")


class Planned(NamedTuple):
    """What of a scenario can fail to be fought: where everything stands, looks and flies."""

    frame: Any
    units: list[Unit]
    sites: Any
    # Height of the ground under each unit [m].
    heights: dict[str, float]
    courses: dict[tuple[str, str], Course]
    facing: dict[str, float]
    threats: Any
    entries: list[Entry]
    # Paths of the sites that move.
    moving: dict[str, Floats]


def planned(
    scenario: Scenario, catalogue: Catalogue, ground: Ground | None = None, recorded: Paths = NO_PATHS
) -> Planned:
    """The plan of a scenario, filled by its `recorded` paths, on its `ground`. Raises `AssemblyError` for what the
    engine cannot fight; the message begins with the raid or the unit that it is about.
    """
    frame = make_frame(scenario.origin.latitude, scenario.origin.longitude, refraction=scenario.environment.refraction)
    units = order_of_battle(scenario, catalogue)
    rows_of = site_rows(scenario, units)
    places = _places(scenario, units, rows_of)
    starts = [(raid_start(scenario, raid, places), raid.count) for raid in scenario.raids]
    try:
        site_table = sites(scenario, units, frame[0], catalogue, ground)
        heights = {unit.id: surface(ground, unit.at) for unit in units}
        moving = ways(scenario, units, catalogue)
        paths = {id: path(way, frame[0], ground) for id, way in moving.items()}
        by_id = _by_each_id(moving, scenario, units)
        found = courses(scenario, catalogue, places, frame[0], ground, by_id)
        axis = facing(units, starts, catalogue)
        table, entries = threat_table(scenario, catalogue, rows_of, found, frame[0], ground)
        found |= recorded_courses(scenario, recorded, frame[0], _knots(found))
        aims = Aims(frame[0], ground, rows_of, places, by_id, column(site_table, "radius"))
        table, entries = with_recorded(table, entries, scenario, catalogue, found, recorded, aims)
        found |= flight_courses(scenario, catalogue, frame[0], ground, _knots(found))
        table, entries = with_traffic(table, entries, scenario, catalogue, found, frame[0], recorded)
    except ValueError as error:
        raise AssemblyError(str(error)) from error
    return Planned(frame, units, site_table, heights, found, axis, table, entries, paths)


def _knots(found: dict[tuple[str, str], Course]) -> int:
    return sum(len(course.knots) for course in found.values())


def _by_each_id(moving: dict[str, Way], scenario: Scenario, units: list[Unit]) -> dict[str, Way]:
    """The ways by every id under which a raid may aim at what moves; that of a group stands for its command post."""
    rows_of = site_rows(scenario, units)
    at = {rows_of[id]: way for id, way in moving.items()}
    return {id: at[row] for id, row in rows_of.items() if row in at}


def site_rows(scenario: Scenario, units: list[Unit]) -> dict[str, int]:
    """Row of every site by id, assets first; the id of a regiment stands for its command post."""
    rows_of = {id: i for i, id in enumerate([asset.id for asset in scenario.assets] + [unit.id for unit in units])}
    parts = [unit for unit in units if unit.defence.id not in rows_of]
    # The post has the last word.
    parts.sort(key=lambda unit: unit.system.kind == "command-post")
    return rows_of | {unit.defence.id: rows_of[unit.id] for unit in parts}


def _places(scenario: Scenario, units: list[Unit], rows_of: dict[str, int]) -> dict[str, Geodetic]:
    """Where every site is, by each of its ids."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    places = [locate(asset.place, origin) for asset in scenario.assets] + [unit.at for unit in units]
    moves = {place_name(unit.id, k): at for unit in units for k, at in enumerate(places_of(unit, scenario)) if k > 0}
    return {id: places[row] for id, row in rows_of.items()} | moves


def _reaches(scenario: Scenario, looking: Radars, found: dict[tuple[str, str], Course]) -> list[float]:
    """How far [m] each radar has to look: to the farthest place of any course and a little more, or to its limit."""
    wide = max(
        *(
            half_width(raid) + (raid.decoys.spread if raid.decoys else 0.0) + 4.0 * raid.dispersion.cross_track
            for raid in scenario.raids
        ),
        *(flight.lateral * flight.count + 4.0 * flight.dispersion.cross_track for flight in scenario.traffic),
        0.0,
    )
    points = np.concatenate([course.knots[:, 1:4] for course in found.values()])
    reaches = []
    for radar, at in zip(looking.radar, looking.antenna, strict=True):
        away = np.sqrt(((points - (at.x, at.y, at.z)) ** 2).sum(axis=1)).max()
        reaches.append(min(float(away) + wide + _MARGIN, float(radar.instrumented_range)))
    return reaches


def _refuse_shared_streams(setup: Setup) -> None:
    """Two entities whose names hash alike would share their random numbers."""
    entities = np.concatenate([column(table, "entity") for table in (setup.site, setup.radar, setup.threat)])
    if len(np.unique(entities)) != len(entities):
        raise AssemblyError("two names share one random stream; rename a raid, a flight, an asset or a defence")


def _response_time(setup: Setup) -> float:
    """Shortest reaction of any unit plus the shortest time of flight of any missile [s]."""
    if len(setup.fire_unit) == 0 or not np.isfinite(setup.flyout_time).any():
        return math.inf
    return float(column(setup.fire_unit, "reaction_time").min() + np.nanmin(setup.flyout_time))


def _roster(
    scenario: Scenario,
    catalogue: Catalogue,
    units: list[Unit],
    entries: list[Entry],
    radar_names: list[tuple[str, str]],
    kinds_of_round: list[Round],
) -> Roster:
    """The names behind the rows, with the costs of what is spent and lost."""
    threats, sides = [], {flight.id: flight.side for flight in scenario.traffic}
    for entry in entries:
        item = catalogue.threats[entry.type]
        side = sides.get(entry.group, "hostile") if entry.target == NOWHERE else "hostile"
        threats.append(Named(entry.name, entry.type, item.threat_class, entry.group, item.unit_cost.value, side))
    rows_of = site_rows(scenario, units)
    assets = [Named(asset.id, "asset", asset.name or asset.id) for asset in scenario.assets]
    own = [Named(u.id, u.system.id, u.system.name, u.defence.id, u.system.unit_cost.value) for u in units]
    sites = tuple(assets + own)
    return Roster(
        threats=tuple(threats),
        sites=sites,
        missiles=tuple(
            Named(
                _label(kind, kinds_of_round), _KIND_OF[kind.id in catalogue.guns], item.name, "", item.unit_cost.value
            )
            for kind in kinds_of_round
            for item in [catalogue.rounds[kind.id]]
        ),
        fire_units=tuple(unit for unit, u in zip(own, units, strict=True) if u.system.launchers),
        radars=tuple(Named(name, kind, catalogue.radars[kind].name) for name, kind in radar_names),
        targets=tuple(entry.target and sites[rows_of[entry.target]].id for entry in entries),
    )


def _label(kind: Round, kinds: list[Round]) -> str:
    """What results call a type of round: its id, with the height from which it is thrown where there are several."""
    several = sum(other.id == kind.id for other in kinds) > 1
    return f"{kind.id} from {kind.height / 1e3:g} km" if several else kind.id
