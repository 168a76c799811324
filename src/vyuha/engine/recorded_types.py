"""What flies along a recorded path: the catalogue's type for what the file calls it."""

from typing import Final

from vyuha.catalogue import Catalogue
from vyuha.reading.problems import shown, suggestion
from vyuha.recordings.flown import Flown, Source
from vyuha.scenario.model import Flight, Raid
from vyuha.scenario.recorded_check import why_no_raider
from vyuha.scenario.traffic import why_not_of

MARKED: Final = "is a recording of real aircraft (ADS-B), whose crews and passengers are nobody's target here"
# Catalogue ids by kind, domain and category of DIS (SISO-REF-010), for what `types` of a raid does not name.
DIS_TYPES: Final = {
    (1, 2, 1): "su-30mki",  # fighter
    (1, 2, 2): "mig-29k",  # attack
    (1, 2, 6): "stand-off-jammer",  # electronic warfare
    (1, 2, 50): "shahed-136",  # unmanned
    (2, 4, 1): "mar-1",  # guided, against radars
    (2, 6, 1): "brahmos",  # guided, against ships
    (2, 9, 1): "babur",  # guided, in support
    (2, 10, 1): "babur",  # guided, strategic
    (2, 11, 1): "babur",  # guided, tactical
}


def type_of(path: Flown, flown: Raid | Flight, source: Source, catalogue: Catalogue) -> tuple[str, str]:
    """The catalogue id of what flies along a path of a raid or a flight, and what is wrong with it ("": nothing)."""
    id = _dis_type(path.type, flown) if source == "DIS" else flown.types.get(path.type, path.type or flown.type)
    if id not in catalogue.threats:
        return id, f"no such threat in the catalogue: {shown(id)}; name its catalogue id in types{_near(id, catalogue)}"
    item = catalogue.threats[id]
    return id, why_not_of(flown.side, catalogue, item) if isinstance(flown, Flight) else why_no_raider(item)


def _near(id: str, catalogue: Catalogue) -> str:
    return suggestion(id, catalogue.threats)


def _dis_type(said: str, flown: Raid | Flight) -> str:
    """By the longest beginning of its numbers that `types` names; else by kind, domain and category."""
    parts = said.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in flown.types:
            return flown.types[".".join(parts[:length])]
    if isinstance(flown, Flight):
        return flown.type
    return DIS_TYPES.get((int(parts[0]), int(parts[1]), int(parts[3])), flown.type)
