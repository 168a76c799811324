"""Assembles the defence: sites, missiles, magazines and fire units as tables."""

import math
from typing import Any, NamedTuple

import numpy as np

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble_radars import Radars
from vyuha.engine.ground import Ground, surface
from vyuha.engine.order_of_battle import Unit
from vyuha.engine.places import Geodetic, locate, stand
from vyuha.scenario.model import Asset, Scenario
from vyuha.state.radar import ENGAGEMENT
from vyuha.state.site import Site
from vyuha.state.weapon import FireUnit, Magazine, Missile
from vyuha.weapons.performance import burst_row, missile_row, thrown_row
from vyuha.world.geodesy import geodesic_inverse

# Mean of the raids' directions as unit vectors, below which they have no common one.
_LEAST_AGREEMENT = 0.3


def worth(asset: Asset, catalogue: Catalogue) -> tuple[float, float, int]:
    """Value, radius [m] and hits to destroy an asset: as written, or those of so many vehicles of the catalogue."""
    if asset.vehicle is None:
        return asset.value, asset.radius, asset.hits_to_kill
    item, given = catalogue.vehicles[asset.vehicle], asset.model_fields_set
    value = asset.value if "value" in given else asset.count * item.value.value
    radius = asset.radius if "radius" in given else item.radius.value
    return value, radius, asset.hits_to_kill if "hits_to_kill" in given else asset.count


def sites(scenario: Scenario, units: list[Unit], frame: Any, catalogue: Catalogue, ground: Ground | None = None) -> Any:
    """The site table: the assets in order, then the units."""
    table = rows(Site, len(scenario.assets) + len(units))
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    for row, asset in zip(table, scenario.assets, strict=False):
        at = locate(asset.place, origin)
        stand(frame, row, at, surface(ground, at))
        row.entity, row.is_asset = entity_id(asset.id), True
        row.value, row.radius, row.hits_to_kill = worth(asset, catalogue)
    for row, unit in zip(table[len(scenario.assets) :], units, strict=True):
        stand(frame, row, unit.at, surface(ground, unit.at))
        own, system = unit.defence, unit.system
        assert system.value and system.radius and system.hits_to_kill
        row.entity, row.is_asset = entity_id(unit.id), False
        row.value = own.value if own.value is not None else system.value.value
        row.radius = own.radius if own.radius is not None else system.radius.value
        row.hits_to_kill = own.hits_to_kill if own.hits_to_kill is not None else round(system.hits_to_kill.value)
    rows_of = {unit.id: len(scenario.assets) + i for i, unit in enumerate(units)}
    for row, unit in zip(table[len(scenario.assets) :], units, strict=True):
        row.aboard, row.host = unit.host is not None, rows_of[unit.host] if unit.host is not None else 0
    return table


class Round(NamedTuple):
    """A type of round as it leaves its launcher: from the surface, or from an aircraft's `height` [m] and `speed`
    [m/s].
    """

    id: str
    height: float = 0.0
    speed: float = 0.0


def round_of(unit: Unit, id: str) -> Round:
    """A type of round as a unit launches it."""
    system = unit.system
    if system.carrier != "air":
        return Round(id)
    assert system.carrier_height and system.carrier_speed
    return Round(id, system.carrier_height.value, system.carrier_speed.value)


def missiles(units: list[Unit], catalogue: Catalogue) -> tuple[Any, list[Round]]:
    """The table of types of rounds that are loaded anywhere, and what they are."""
    kinds = sorted({round_of(unit, id) for unit in units for id, count in unit.load.items() if count > 0})
    table = rows(Missile, len(kinds))
    for i, kind in enumerate(kinds):
        if kind.id in catalogue.guns:
            table[i] = burst_row(catalogue.guns[kind.id])[0]
        elif kind.speed > 0.0:
            table[i] = thrown_row(catalogue.missiles[kind.id], kind.height, kind.speed)[0]
        else:
            table[i] = missile_row(catalogue.missiles[kind.id])[0]
    return table, kinds


def magazines(units: list[Unit], kinds: list[Round]) -> Any:
    """The magazine table, unit by unit; types of rounds of which a unit has none have no row there."""
    armed = [unit for unit in units if unit.system.launchers]
    stock = [
        (u, kinds.index(round_of(unit, id)), n) for u, unit in enumerate(armed) for id, n in unit.load.items() if n
    ]
    table = rows(Magazine, len(stock))
    for row, (u, m, count) in zip(table, stock, strict=True):
        row.fire_unit, row.missile, row.rounds = u, m, count
    return table


def fire_units(
    units: list[Unit],
    net_of: dict[str, int],
    first_site: int,
    looking: Radars,
    magazine_table: Any,
    doctrine_ids: list[str],
    catalogue: Catalogue,
) -> Any:
    """The table of units with launchers; the rows of other tables that belong to one follow each other."""
    armed = [(i, unit) for i, unit in enumerate(units) if unit.system.launchers]
    table = rows(FireUnit, len(armed))
    radar_table, antennas = looking.radar, looking.antenna
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
        # Aircraft launch from where their antenna is, ships and vehicles from under it.
        row.drop = 0.0 if unit.system.carrier == "air" else float(antennas[row.radar].height)
        row.reaction_time = unit.post.reaction_time.value
        row.launch_interval = min(catalogue.launchers[g.launcher].launch_interval.value for g in unit.system.launchers)
        row.doctrine = doctrine_ids.index(unit.defence.doctrine)
    number_channels(table)
    return table


def number_channels(units: Any) -> None:
    """Give each row of the table of fire units its rows of engagements and of interceptors, one after the other."""
    engagement = interceptor = 0
    for row in units:
        row.first_engagement, row.last_engagement = engagement, engagement + row.target_channels - 1
        row.first_interceptor, row.last_interceptor = interceptor, interceptor + row.missile_channels - 1
        engagement, interceptor = engagement + row.target_channels, interceptor + row.missile_channels


def facing(units: list[Unit], starts: list[tuple[Geodetic, int]], catalogue: Catalogue) -> dict[str, float]:
    """Azimuth [rad] in which each unit's engagement radar looks when the scenario gives no sector: the mean direction
    of the raids (`starts`: where each comes from, and of how many threats). Raises ValueError where they come from
    opposite sides, so that there is no such direction and one would be needed.
    """
    result = {}
    for unit in units:
        bearings = [(geodesic_inverse(*unit.at, *start)[1], count) for start, count in starts]
        east = sum(count * math.sin(b) for b, count in bearings)
        north = sum(count * math.cos(b) for b, count in bearings)
        length = math.hypot(east, north) / max(sum(count for _, count in bearings), 1)
        looks = [catalogue.radars[mount.radar] for mount in unit.system.radars]
        narrow = any(radar.role == "engagement" and radar.sector_width.value < 2.0 * math.pi - 1e-6 for radar in looks)
        if unit.defence.sector is None and narrow and length < _LEAST_AGREEMENT:
            raise ValueError(f"{unit.id}: the raids come from opposite sides; say where its radar looks with a sector")
        result[unit.id] = math.atan2(east, north) % (2.0 * math.pi)
    return result
