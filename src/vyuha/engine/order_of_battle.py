"""The order of battle: the scenario's defences written out as units, each with its place, commander and equipment."""

from dataclasses import dataclass, replace

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import CommandPost
from vyuha.catalogue.systems import System
from vyuha.engine.places import Geodetic, locate
from vyuha.scenario.composition import accepted
from vyuha.scenario.model import Defence, Scenario
from vyuha.scenario.place import Place


@dataclass(frozen=True)
class Unit:
    """A battalion or a command post at its place."""

    id: str
    system: System
    post: CommandPost
    at: Geodetic
    # Id of the unit that commands it; its own id if nobody commands it.
    commander: str
    defence: Defence
    load: dict[str, int]
    # Way points, where it moves; and the unit that it is aboard of.
    route: tuple[Geodetic, ...] = ()
    host: str | None = None


def order_of_battle(scenario: Scenario, catalogue: Catalogue) -> list[Unit]:
    """Every unit of the scenario; a regiment is written out into its command post and battalions."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    commanders = {defence.id: defence.id for defence in scenario.defences}
    units: list[Unit] = []
    for defence in scenario.defences:
        system, at = catalogue.systems[defence.system], locate(defence.place, origin)
        route = tuple(locate(point, origin) for point in defence.route)
        if system.kind != "regiment":
            unit = _unit(catalogue, defence.id, defence.system, defence, at, defence.command or defence.id)
            units.append(replace(unit, route=route))
            continue
        posts = [part.id for part in system.layout if catalogue.systems[part.system].kind == "command-post"]
        commander = f"{defence.id}/{posts[0]}" if posts else ""
        commanders[defence.id] = commander
        first = f"{defence.id}/{system.layout[0].id}"
        for part in system.layout:
            beside = Place("offset", part.east, part.north)
            id = f"{defence.id}/{part.id}"
            above = commander if id != commander else defence.command
            unit = _unit(catalogue, id, part.system, defence, locate(beside, at), above or id)
            moved = tuple(locate(beside, point) for point in route)
            units.append(replace(unit, route=moved, host=first if part.aboard else None))
    return [_under(unit, commanders) for unit in units]


def _unit(catalogue: Catalogue, id: str, system_id: str, defence: Defence, at: Geodetic, commander: str) -> Unit:
    system = catalogue.systems[system_id]
    load = {}
    if system.launchers:
        # Of what is written for a group each unit takes what fits it.
        fits = accepted(system_id, catalogue)
        given = None if defence.load is None else {id: n for id, n in defence.load.items() if id in fits}
        load = dict(system.default_load if given is None else given)
    return Unit(id, system, catalogue.command_posts[system.command_post or ""], at, commander, defence, load)


def _under(unit: Unit, commanders: dict[str, str]) -> Unit:
    return replace(unit, commander=commanders.get(unit.commander, unit.commander))
