"""Assembles what units do beside shooting: emission, moves, reloads and supply, and the ways of threats to units that
move.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble_courses import Course, place_name
from vyuha.engine.assemble_doctrine import doctrines_of
from vyuha.engine.assemble_raids import Entry
from vyuha.engine.ground import Ground, surface
from vyuha.engine.order_of_battle import Unit
from vyuha.engine.places import Geodetic, face, locate, stand
from vyuha.scenario.life import Relocate, Shutdown
from vyuha.scenario.life_check import ARM, open_time, stow_time
from vyuha.scenario.model import Scenario
from vyuha.state.life import Conduct, Path, Place, Supply


class Life(NamedTuple):
    """The tables of `state.life` that do not change."""

    conduct: Any
    place: Any
    supply: Any


def places_of(unit: Unit, scenario: Scenario) -> list[Geodetic]:
    """Where a unit stands one after the other; of one that stays, nothing."""
    if unit.defence.relocate is None:
        return []
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    return [unit.at, *(locate(place, origin) for place in unit.defence.relocate.to)]


def life(
    scenario: Scenario,
    catalogue: Catalogue,
    units: list[Unit],
    frame: Any,
    ground: Ground | None,
    radar_table: Any,
    magazine_table: Any,
    missile_ids: list[str],
) -> Life:
    """The tables of a scenario; those of magazines get their columns of reloads in place. The ways of threats are added
    by `paths`. Raises `ValueError`, which begins with the unit, for a place beyond the terrain.
    """
    conduct, place = rows(Conduct, 0), rows(Place, 0)
    if _needed(scenario, catalogue, units):
        conduct, place = _conduct(scenario, catalogue, units, frame, ground, radar_table)
    supply = _stock(scenario, catalogue, units, magazine_table, missile_ids)
    return Life(conduct, place, supply)


def _shutdowns(scenario: Scenario) -> dict[str, Shutdown]:
    """Shutdowns by doctrine."""
    known = doctrines_of(scenario)
    return {id: doctrine.shutdown for id, doctrine in known.items() if doctrine.shutdown is not None}


def _needed(scenario: Scenario, catalogue: Catalogue, units: list[Unit]) -> bool:
    """Whether any unit does, or meets, more than shooting."""
    cautious = _shutdowns(scenario)
    return any(catalogue.threats[raid.type].threat_class == ARM for raid in scenario.raids) or any(
        unit.defence.relocate or unit.defence.emission or unit.system.decoy_power or unit.defence.doctrine in cautious
        for unit in units
    )


def _conduct(
    scenario: Scenario, catalogue: Catalogue, units: list[Unit], frame: Any, ground: Ground | None, radar_table: Any
) -> tuple[Any, Any]:
    """The tables of conduct and of places."""
    first_unit, cautious = len(scenario.assets), _shutdowns(scenario)
    conduct = rows(Conduct, first_unit + len(units))
    conduct.last_radar = -1
    stands: list[Any] = []
    for i, unit in enumerate(units):
        row, own = conduct[first_unit + i], np.flatnonzero(radar_table.site == first_unit + i)
        if len(own):
            row.first_radar, row.last_radar = int(own[0]), int(own[-1])
        row.decoy_power = unit.system.decoy_power.value if unit.system.decoy_power else 0.0
        _emission(row, unit)
        shutdown = cautious.get(unit.defence.doctrine)
        if shutdown is not None:
            row.shut_within, row.shut_stay = shutdown.within, shutdown.stay
            row.recognised, row.mistaken = shutdown.recognised, shutdown.mistaken
        if unit.defence.relocate is not None:
            row.first_place = len(stands)
            stands += _places(unit, unit.defence.relocate, scenario, frame, ground)
            row.places = len(stands) - row.first_place
            _march(row, unit, unit.defence.relocate, catalogue)
    place = rows(Place, len(stands))
    for k, stood in enumerate(stands):
        place[k] = stood
    return conduct, place


def _emission(row: Any, unit: Unit) -> None:
    """Write the plan of emission of a unit to its `row`."""
    plan = unit.defence.emission
    if plan is None:
        return
    for k, mount in enumerate(unit.system.radars):
        if plan.radars is None or mount.radar in plan.radars:
            row.planned |= 1 << k
    row.cued, row.silent_until = plan.waits, 0.0 if plan.waits else plan.silent_until
    if plan.blink is not None:
        row.blink_on, row.blink_off, row.blink_phase = plan.blink.on, plan.blink.off, plan.blink.phase


def _march(row: Any, unit: Unit, plan: Relocate, catalogue: Catalogue) -> None:
    """Write how a unit moves to its `row`."""
    stow = plan.stow if plan.stow is not None else stow_time(unit.system, unit.defence, catalogue)
    opening = plan.emplace if plan.emplace is not None else open_time(unit.system, unit.defence, catalogue)
    assert stow is not None and opening is not None
    row.after_rounds, row.stow_time, row.open_time = plan.after_rounds or 0, stow, opening
    row.march_time = plan.time or 0.0
    own = unit.system.march_speed.value if unit.system.march_speed else 0.0
    row.speed = plan.march if plan.march is not None else own


def _places(unit: Unit, plan: Relocate, scenario: Scenario, frame: Any, ground: Ground | None) -> list[Any]:
    """Rows of the places of a unit."""
    table = rows(Place, 1 + len(plan.to))
    for k, at in enumerate(places_of(unit, scenario)):
        row = table[k]
        try:
            stand(frame, row, at, surface(ground, at))
        except ValueError as error:
            raise ValueError(f"{unit.id}: {error}") from error
        face(frame, row)
        row.departure = math.nan if plan.at is None or k == 0 else plan.at[k - 1]
    return list(table)


def _stock(
    scenario: Scenario, catalogue: Catalogue, units: list[Unit], magazine_table: Any, missile_ids: list[str]
) -> Any:
    """Write what can be reloaded to the magazines; returns the table of supplies."""
    armed, coming = [unit for unit in units if unit.system.launchers], []
    for g, row in enumerate(magazine_table):
        unit, id = armed[row.fire_unit], missile_ids[row.missile]
        own, supplies = unit.defence.reload, unit.defence.resupply
        if own is None and not supplies:
            continue
        takes = [group for group in unit.system.launchers if id in catalogue.launchers[group.launcher].fits]
        launchers = sum(group.count for group in takes)
        slowest = max(catalogue.launchers[group.launcher].reload_time.value for group in takes)
        row.reload_time = own.time if own is not None and own.time is not None else slowest
        row.batch = math.ceil(row.rounds / launchers)
        row.reserve = own.rounds.get(id, 0) if own is not None else 0
        for supply in supplies:
            if supply.rounds.get(id, 0) > 0:
                coming += [(time, g, supply.rounds[id]) for time in supply.times(scenario.duration)]
    table = rows(Supply, len(coming))
    for row, (time, g, count) in zip(table, coming, strict=True):
        row.time, row.magazine, row.rounds = time, g, count
    return table


def paths(threats: Any, entries: list[Entry], found: dict[tuple[str, str], Course]) -> Any:
    """The ways of all threats to the places of targets that move; writes to the rows of `threats` which are theirs."""
    ways: list[tuple[int, int]] = []
    known: dict[tuple[str, str], tuple[int, int]] = {}
    for row, entry in zip(threats, entries, strict=True):
        key = entry.group, entry.target
        if (entry.group, place_name(entry.target, 1)) not in found:
            continue
        if key not in known:
            first, k = len(ways), 0
            while (entry.group, place_name(entry.target, k)) in found:
                course = found[entry.group, place_name(entry.target, k)]
                ways.append((course.first, course.last))
                k += 1
            known[key] = first, k
        row.first_path, row.paths = known[key]
    table = rows(Path, len(ways))
    for row, (first, last) in zip(table, ways, strict=True):
        row.first_knot, row.last_knot = first, last
    return table
