"""Links made perfect, one at a time: what a fight would come to if only this could not go wrong.

Each link is a function from the assembled tables to new ones; what was passed in stays as it is. Random draws are keyed
by who and what for, never by order, so a fight with a link made perfect has the draws of the fight as it was. Where a
table cannot say it, a column does that is off in every other fight: `Radar.transparent`, `Radar.certain`,
`Net.true_tracks`, `Identification.known`, `FireUnit.sure_seekers`.

What is left as it is, so that a link stays one link: how far radars are instrumented and how often they look
(`coverage`, `sector`), that what a seeker homes on must be lit where the missile needs it (`seeker`), how far a missile
can fly (`reach`), and how long two looks of an engagement radar take (`time`).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from vyuha.base.table import rows
from vyuha.engine.assemble_defence import number_channels
from vyuha.results.blame import PERFECT
from vyuha.state.engagement import Order, ZonePart
from vyuha.state.link import Cut
from vyuha.state.radar import ENGAGEMENT, SEARCH
from vyuha.state.tables import Setup
from vyuha.weapons.envelope import TABLE_HEIGHTS, TABLE_RANGES, fly_out_table

# More hits than any raid can score.
_INVINCIBLE = 1 << 40
_NO_LIMIT = 1e12
# How far beyond its published limits a missile is flown to see what it reaches.
_BEYOND = 1.5
# The commander's cycle [s] when nothing takes him time.
_QUICK = 0.5
# Rounds of one magazine that stand for no end of them: for each threat, and for false tracks.
_ROUNDS_EACH, _ROUNDS_ANYWAY = 16, 64

Change = Callable[[Setup], Setup]


def perfected(setup: Setup, links: tuple[str, ...] = ()) -> Setup:
    """The tables of `setup` with these links made perfect, one after the other; the same tables for no link."""
    for link in links:
        setup = CHANGES[link](setup)
    return setup


def applicable(setup: Setup) -> tuple[str, ...]:
    """The links that `setup` has: identification only where somebody asks, rules only where there are orders or zones,
    emission only where any unit is ever silent, all others where anybody defends.
    """
    absent = set()
    if len(setup.identification) == 0:
        absent.add("identification")
    if len(setup.order) == 0 and len(setup.zone) == 0:
        absent.add("rules")
    if not _is_ever_silent(setup):
        absent.add("emission")
    return tuple(link.name for link in PERFECT if link.name not in absent)


def _is_ever_silent(setup: Setup) -> bool:
    conduct = np.asarray(setup.conduct)
    return bool(((conduct["planned"] != 0) | (conduct["shut_within"] > 0.0) | (conduct["places"] > 1)).any())


def _coverage(setup: Setup) -> Setup:
    return _all_round(setup, SEARCH)


def _sector(setup: Setup) -> Setup:
    return _all_round(setup, ENGAGEMENT)


def _all_round(setup: Setup, kind: int) -> Setup:
    radar = setup.radar.copy()  # type: ignore[attr-defined]
    mine = radar.kind == kind
    radar.minimum_range[mine], radar.sector_half_width[mine], radar.scan_exponent[mine] = 0.0, math.pi, 0.0
    radar.minimum_elevation[mine], radar.maximum_elevation[mine] = -0.5 * math.pi, 0.5 * math.pi
    return setup._replace(radar=radar)


def _horizon(setup: Setup) -> Setup:
    radar = _edited(setup.radar, transparent=True)
    radar.minimum_elevation[:] = -0.5 * math.pi
    return setup._replace(radar=radar)


def _detection(setup: Setup) -> Setup:
    return setup._replace(radar=_edited(setup.radar, certain=True))


def _tracking(setup: Setup) -> Setup:
    return setup._replace(net=_edited(setup.net, true_tracks=True))


def _identification(setup: Setup) -> Setup:
    return setup._replace(identification=_edited(setup.identification, known=True))


def _emission(setup: Setup) -> Setup:
    conduct = _edited(setup.conduct, planned=0, shut_within=0.0)
    conduct.places[:] = np.minimum(conduct.places, 1)
    return setup._replace(conduct=conduct)


def _rules(setup: Setup) -> Setup:
    return setup._replace(order=rows(Order, 0), zone=rows(ZonePart, 0))


def _command(setup: Setup) -> Setup:
    link = _edited(setup.link, latency=0.0, loss=0.0, capacity=0, first_cut=0, last_cut=-1)
    return _spared(setup, _is_post(setup))._replace(link=link, cut=rows(Cut, 0))


def _units(setup: Setup) -> Setup:
    shoots = np.zeros(len(setup.site), np.bool_)
    shoots[np.asarray(setup.fire_unit)["site"]] = True
    return _spared(setup, ~np.asarray(setup.site)["is_asset"] & (shoots | ~_is_post(setup)))


def _is_post(setup: Setup) -> Any:
    """Of every site, whether it commands other units, or is a unit that nobody commands."""
    site = np.asarray(setup.site)
    own = np.arange(len(site))
    commands = np.isin(own, site["commander"][site["commander"] != own])
    return ~site["is_asset"] & (commands | (site["commander"] == own))


def _spared(setup: Setup, sites: Any) -> Setup:
    site = setup.site.copy()  # type: ignore[attr-defined]
    site.hits_to_kill[sites] = _INVINCIBLE
    # Nor do they go down with their host.
    site.aboard[sites] = False
    return setup._replace(site=site)


def _reach(setup: Setup) -> Setup:
    if len(setup.missile) == 0:
        return setup
    missile = _edited(
        setup.missile, minimum_range=0.0, maximum_target_speed=_NO_LIMIT, maximum_ballistic_range=_NO_LIMIT
    )
    missile.minimum_height[:] = np.minimum(missile.minimum_height, 0.0)
    missile.maximum_height *= _BEYOND
    missile.maximum_range *= _BEYOND
    # As fine as before where it was before.
    fine = round(_BEYOND * TABLE_RANGES), round(_BEYOND * TABLE_HEIGHTS)
    times, speeds, ranges, heights = fly_out_table(missile, setup.frame[0], *fine)
    return setup._replace(
        missile=missile,
        doctrine=_edited(setup.doctrine, zone_from=0.0, zone_to=_NO_LIMIT),
        flyout_time=times,
        flyout_speed=speeds,
        flyout_range=ranges,
        flyout_height=heights,
    )


def _rounds(setup: Setup) -> Setup:
    magazine = setup.magazine.copy()  # type: ignore[attr-defined]
    magazine.rounds += _ROUNDS_EACH * len(setup.threat) + _ROUNDS_ANYWAY
    return setup._replace(magazine=magazine)


def _channels(setup: Setup) -> Setup:
    """A channel for every track that there can be, a guidance channel for every round, and no time for a look."""
    unit, radar = setup.fire_unit.copy(), setup.radar.copy()  # type: ignore[attr-defined]
    magazines, coming = np.asarray(setup.magazine), int(np.asarray(setup.supply)["rounds"].sum())
    for row in unit:
        own = magazines[row.first_magazine : row.last_magazine + 1]
        rounds = int(own["rounds"].sum() + own["reserve"].sum()) + coming
        row.target_channels = max(row.target_channels, 2 * len(setup.threat) + 64)
        row.missile_channels = max(row.missile_channels, rounds)
    number_channels(unit)
    radar.dwell[radar.kind == ENGAGEMENT] = 0.0
    return setup._replace(fire_unit=unit, radar=radar)


def _time(setup: Setup) -> Setup:
    net = setup.net.copy()  # type: ignore[attr-defined]
    net.cycle[:] = np.minimum(net.cycle, _QUICK)
    return setup._replace(
        net=net,
        fire_unit=_edited(setup.fire_unit, reaction_time=0.0, launch_interval=0.0),
        doctrine=_edited(setup.doctrine, assessment_delay=0.0),
    )


def _seeker(setup: Setup) -> Setup:
    missile = _edited(setup.missile, seeker_half_angle=math.pi, seeker_basket=_NO_LIMIT)
    return setup._replace(missile=missile, fire_unit=_edited(setup.fire_unit, sure_seekers=True))


def _kill(setup: Setup) -> Setup:
    return setup._replace(mission=_edited(setup.mission, fixed_kill=1.0))


def _edited(table: Any, **columns: float | bool) -> Any:
    """A copy of a table with these columns set."""
    changed = table.copy()
    for name, value in columns.items():
        changed[name][:] = value
    return changed


CHANGES: dict[str, Change] = {
    "coverage": _coverage,
    "horizon": _horizon,
    "detection": _detection,
    "emission": _emission,
    "tracking": _tracking,
    "identification": _identification,
    "rules": _rules,
    "command": _command,
    "units": _units,
    "sector": _sector,
    "reach": _reach,
    "rounds": _rounds,
    "channels": _channels,
    "time": _time,
    "seeker": _seeker,
    "kill": _kill,
}
