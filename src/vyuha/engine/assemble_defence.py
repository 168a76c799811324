"""Assembles the defence: sites, missiles, magazines and fire units as tables."""

import math
from typing import Any

import numpy as np

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.engine.ground import Ground, surface
from vyuha.engine.order_of_battle import Unit
from vyuha.engine.places import Geodetic, locate, stand
from vyuha.scenario.model import Scenario
from vyuha.state.radar import ENGAGEMENT
from vyuha.state.site import Site
from vyuha.state.weapon import FireUnit, Magazine, Missile
from vyuha.weapons.performance import missile_row
from vyuha.world.geodesy import geodesic_inverse

# Mean of the raids' directions as unit vectors, below which they have no common one.
_LEAST_AGREEMENT = 0.3


def sites(scenario: Scenario, units: list[Unit], frame: Any, ground: Ground | None = None) -> Any:
    """The site table: the assets in order, then the units."""
    table = rows(Site, len(scenario.assets) + len(units))
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    for row, asset in zip(table, scenario.assets, strict=False):
        at = locate(asset.place, origin)
        stand(frame, row, at, surface(ground, at))
        row.entity, row.is_asset = entity_id(asset.id), True
        row.value, row.radius, row.hits_to_kill = asset.value, asset.radius, asset.hits_to_kill
    for row, unit in zip(table[len(scenario.assets) :], units, strict=True):
        stand(frame, row, unit.at, surface(ground, unit.at))
        own, system = unit.defence, unit.system
        assert system.value and system.radius and system.hits_to_kill
        row.entity, row.is_asset = entity_id(unit.id), False
        row.value = own.value if own.value is not None else system.value.value
        row.radius = own.radius if own.radius is not None else system.radius.value
        row.hits_to_kill = own.hits_to_kill if own.hits_to_kill is not None else round(system.hits_to_kill.value)
    return table


def missiles(units: list[Unit], catalogue: Catalogue) -> tuple[Any, list[str]]:
    """The table of missile types that are loaded anywhere, and their ids."""
    ids = sorted({id for unit in units for id, count in unit.load.items() if count > 0})
    table = rows(Missile, len(ids))
    for i, id in enumerate(ids):
        table[i] = missile_row(catalogue.missiles[id])[0]
    return table, ids


def magazines(units: list[Unit], missile_ids: list[str]) -> Any:
    """The magazine table, unit by unit; missile types without rounds have no row."""
    armed = [unit for unit in units if unit.system.launchers]
    stock = [(u, missile_ids.index(id), n) for u, unit in enumerate(armed) for id, n in unit.load.items() if n > 0]
    table = rows(Magazine, len(stock))
    for row, (u, m, count) in zip(table, stock, strict=True):
        row.fire_unit, row.missile, row.rounds = u, m, count
    return table


def fire_units(
    units: list[Unit],
    net_of: dict[str, int],
    first_site: int,
    radar_table: Any,
    magazine_table: Any,
    doctrine_ids: list[str],
    catalogue: Catalogue,
) -> Any:
    """The table of units with launchers; the rows of other tables that belong to one follow each other."""
    armed = [(i, unit) for i, unit in enumerate(units) if unit.system.launchers]
    table = rows(FireUnit, len(armed))
    engagement = interceptor = 0
    for u, (row, (i, unit)) in enumerate(zip(table, armed, strict=True)):
        guide = next(mount.radar for mount in unit.system.radars if catalogue.radars[mount.radar].role == "engagement")
        radar = catalogue.radars[guide]
        assert radar.target_channels and radar.missile_channels
        row.entity, row.site, row.net = entity_id(unit.id), first_site + i, net_of[unit.id]
        row.radar = int(np.flatnonzero((radar_table.site == row.site) & (radar_table.kind == ENGAGEMENT))[0])
        own = np.flatnonzero(magazine_table.fire_unit == u)
        row.first_magazine, row.last_magazine = (int(own[0]), int(own[-1])) if len(own) else (0, -1)
        row.target_channels, row.missile_channels = (
            round(radar.target_channels.value),
            round(radar.missile_channels.value),
        )
        row.first_engagement, row.last_engagement = engagement, engagement + row.target_channels - 1
        row.first_interceptor, row.last_interceptor = interceptor, interceptor + row.missile_channels - 1
        engagement, interceptor = engagement + row.target_channels, interceptor + row.missile_channels
        row.reaction_time = unit.post.reaction_time.value
        row.launch_interval = min(catalogue.launchers[g.launcher].launch_interval.value for g in unit.system.launchers)
        row.doctrine = doctrine_ids.index(unit.defence.doctrine)
    return table


def facing(units: list[Unit], starts: list[tuple[Geodetic, int]]) -> dict[str, float]:
    """Azimuth [rad] in which each unit's engagement radar looks when the scenario gives no sector: the mean direction
    of the raids (`starts`: where each comes from, and of how many threats). Raises ValueError where they come from
    opposite sides, so that there is no such direction.
    """
    result = {}
    for unit in units:
        bearings = [(geodesic_inverse(*unit.at, *start)[1], count) for start, count in starts]
        east = sum(count * math.sin(b) for b, count in bearings)
        north = sum(count * math.cos(b) for b, count in bearings)
        length = math.hypot(east, north) / max(sum(count for _, count in bearings), 1)
        if unit.defence.sector is None and unit.system.launchers and length < _LEAST_AGREEMENT:
            raise ValueError(f"{unit.id}: the raids come from opposite sides; say where its radar looks with a sector")
        result[unit.id] = math.atan2(east, north) % (2.0 * math.pi)
    return result
