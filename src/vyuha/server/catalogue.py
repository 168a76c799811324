"""What a scenario may name, for the forms of the page."""

from vyuha.catalogue import Catalogue as Contents
from vyuha.catalogue import load
from vyuha.scenario.composition import accepted, members
from vyuha.server.content import Catalogue, Choice


def catalogue() -> Catalogue:
    """Threats, systems and missiles of the catalogue, and what fits where."""
    known = load()
    missiles: list[Choice] = [{"id": id, "name": one.name, "kind": one.guidance} for id, one in known.missiles.items()]
    guns: list[Choice] = [{"id": id, "name": one.name, "kind": "gun"} for id, one in known.guns.items()]
    return {
        "threats": [{"id": id, "name": one.name, "kind": one.threat_class} for id, one in known.threats.items()],
        "systems": [{"id": id, "name": one.name, "kind": one.kind} for id, one in known.systems.items()],
        "missiles": [*missiles, *guns],
        "fits": {id: _fits(id, known) for id in known.systems},
    }


def _fits(system: str, known: Contents) -> list[str]:
    return list(dict.fromkeys(missile for member in members(system, known) for missile in accepted(member, known)))
