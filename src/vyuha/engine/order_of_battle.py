"""The order of battle: the scenario's defences written out as units, each with its place, commander and equipment."""

from dataclasses import dataclass

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import CommandPost, System
from vyuha.engine.places import Geodetic, locate
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


def order_of_battle(scenario: Scenario, catalogue: Catalogue) -> list[Unit]:
    """Every unit of the scenario; a regiment is written out into its command post and battalions."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    commanders = {defence.id: defence.id for defence in scenario.defences}
    units: list[Unit] = []
    for defence in scenario.defences:
        system, at = catalogue.systems[defence.system], locate(defence.place, origin)
        if system.kind != "regiment":
            units.append(_unit(catalogue, defence.id, defence.system, defence, at, defence.command or defence.id))
            continue
        posts = [part.id for part in system.layout if catalogue.systems[part.system].kind == "command-post"]
        commander = f"{defence.id}/{posts[0]}" if posts else ""
        commanders[defence.id] = commander
        for part in system.layout:
            place = locate(Place("offset", part.east, part.north), at)
            id = f"{defence.id}/{part.id}"
            above = commander if id != commander else defence.command
            units.append(_unit(catalogue, id, part.system, defence, place, above or id))
    return [_under(unit, commanders) for unit in units]


def _unit(catalogue: Catalogue, id: str, system_id: str, defence: Defence, at: Geodetic, commander: str) -> Unit:
    system = catalogue.systems[system_id]
    load = dict(defence.load if defence.load is not None else system.default_load) if system.launchers else {}
    return Unit(id, system, catalogue.command_posts[system.command_post or ""], at, commander, defence, load)


def _under(unit: Unit, commanders: dict[str, str]) -> Unit:
    commander = commanders.get(unit.commander, unit.commander)
    return Unit(unit.id, unit.system, unit.post, unit.at, commander, unit.defence, unit.load)
