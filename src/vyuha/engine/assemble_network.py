"""Assembles the network: nets, chains of command and links as tables."""

from typing import Any

from vyuha.base.table import rows
from vyuha.engine.order_of_battle import Unit
from vyuha.scenario.network import Network
from vyuha.state.link import Cut, Link
from vyuha.state.site import Net


def tops(units: list[Unit]) -> dict[str, str]:
    """The highest commander of every unit, by id."""
    above = {unit.id: unit.commander for unit in units}
    found = {}
    for unit in units:
        at = unit.id
        while above[at] != at:
            at = above[at]
        found[unit.id] = at
    return found


def nets(units: list[Unit], first_site: int, doctrine_ids: list[str]) -> tuple[Any, dict[str, int]]:
    """The net table, and the net of every unit at the start. First stand the nets that are used from the start, then
    those of units that may come to command themselves.
    """
    top = tops(units)
    commanders = list(dict.fromkeys(top.values()))
    keepers = commanders + [unit.id for unit in units if unit.id not in commanders and unit.defence.autonomous]
    table = rows(Net, len(keepers))
    places = {unit.id: i for i, unit in enumerate(units)}
    for row, keeper in zip(table, keepers, strict=True):
        post = units[places[keeper]].post
        row.site = first_site + places[keeper]
        row.doctrine = doctrine_ids.index(units[places[keeper]].defence.doctrine)
        row.cycle, row.coast_time = post.cycle.value, post.coast_time.value
        row.confirm_hits, row.confirm_looks = round(post.confirm_hits.value), round(post.confirm_looks.value)
        row.process_noise, row.manoeuvre_noise = post.process_noise.value, post.manoeuvre_noise.value
        row.quiet_time, row.manoeuvre_time = post.quiet_time.value, post.manoeuvre_time.value
    return table, {unit.id: commanders.index(top[unit.id]) for unit in units}


def chain(site_table: Any, net_table: Any, units: list[Unit], first_site: int, network: Network) -> None:
    """Write into the site table who commands whom, and what becomes of whom without his commander."""
    places = {unit.id: first_site + i for i, unit in enumerate(units)}
    for s, row in enumerate(site_table):
        row.commander, row.own_net = s, -1
    for unit in units:
        row = site_table[places[unit.id]]
        row.commander, row.autonomous = places[unit.commander], unit.defence.autonomous
        row.switch_over = network.switch_over
    for n, net in enumerate(net_table):
        site_table[net.site].own_net = n


def links(network: Network, units: list[Unit], rows_of: dict[str, int]) -> tuple[Any, Any]:
    """The tables of links and of their cuts: what the scenario names, and a perfect link from every other unit to its
    commander. `rows_of` has the row of every site by id.
    """
    named = {frozenset(rows_of[name] for name in link.between): link for link in network.links}
    usual = [frozenset((rows_of[unit.id], rows_of[unit.commander])) for unit in units if unit.commander != unit.id]
    pairs = [*named, *(pair for pair in dict.fromkeys(usual) if pair not in named)]
    cuts = [window for link in named.values() for window in link.cut]
    table, cut_table = rows(Link, len(pairs)), rows(Cut, len(cuts))
    for cut, window in zip(cut_table, cuts, strict=True):
        cut.start, cut.end = window.start, window.end
    first = 0
    for row, pair in zip(table, pairs, strict=True):
        row.one, row.other = sorted(pair)
        link = named.get(pair)
        count = len(link.cut) if link else 0
        row.first_cut, row.last_cut = first, first + count - 1
        first += count
        if link:
            row.latency, row.loss, row.capacity = link.latency, link.loss, link.tracks or 0
    return table, cut_table
