"""What flies along a recorded path: the catalogue's type for what the file calls it."""

from typing import Final

from vyuha.catalogue import Catalogue
from vyuha.dis.entity_types import parse_type, threat_like
from vyuha.reading.problems import shown, suggestion
from vyuha.recordings.flown import Flown, Source
from vyuha.scenario.model import Flight, Raid
from vyuha.scenario.recorded_check import why_no_raider
from vyuha.scenario.traffic import why_not_of

MARKED: Final = "is a recording of real aircraft (ADS-B), whose crews and passengers are nobody's target here"


def type_of(path: Flown, flown: Raid | Flight, source: Source, catalogue: Catalogue) -> tuple[str, str]:
    """The catalogue id of what flies along a path of a raid or a flight, and what is wrong with it ("": nothing)."""
    id = (
        _dis_type(path.type, flown, catalogue)
        if source == "DIS"
        else flown.types.get(path.type, path.type or flown.type)
    )
    if id not in catalogue.threats:
        return id, f"no such threat in the catalogue: {shown(id)}; name its catalogue id in types{_near(id, catalogue)}"
    item = catalogue.threats[id]
    return id, why_not_of(flown.side, catalogue, item) if isinstance(flown, Flight) else why_no_raider(item)


def _near(id: str, catalogue: Catalogue) -> str:
    return suggestion(id, catalogue.threats)


def _dis_type(said: str, flown: Raid | Flight, catalogue: Catalogue) -> str:
    """By the longest beginning of its numbers that `types` names; of a raid else what it is most like."""
    parts = said.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in flown.types:
            return flown.types[".".join(parts[:length])]
    like = threat_like(parse_type(said)) if isinstance(flown, Raid) else None
    return flown.type if like is None or why_no_raider(catalogue.threats[like]) else like
