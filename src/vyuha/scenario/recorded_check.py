"""Can what flies along recorded paths do so? Its types and its start, as far as the scenario alone tells; what stands
in the file is for the engine to judge.
"""

from collections.abc import Callable, Iterator

from vyuha.catalogue import Catalogue, Threat
from vyuha.reading.tree import Location
from vyuha.scenario.model import Flight, Raid

# The suffixes of files of paths, by what they hold.
SUFFIXES = (".csv", ".parquet", ".pcap")


def check_recorded(
    at: Location, flown: Raid | Flight, duration: float | None, fits: Callable[[Threat], str], catalogue: Catalogue
) -> Iterator[tuple[Location, str]]:
    """What keeps a raid or a flight (at `at`) with recorded paths from flying; `fits` says why a type does not ("": it
    does).
    """
    assert flown.paths is not None
    if not flown.paths.lower().endswith(SUFFIXES):
        yield (*at, "paths"), "recorded paths are read from .csv, .parquet and .pcap files"
    if duration is not None and flown.start >= duration:
        yield (*at, "start"), f"is not before the end of the scenario ({duration:g} s)"
    named: list[tuple[Location, str]] = [(("type",), flown.type)]
    named += [(("types", name), id) for name, id in flown.types.items()]
    for key, id in named:
        why = fits(catalogue.threats[id]) if id in catalogue.threats else ""
        if why:
            yield (*at, *key), why


def why_no_raider(item: Threat) -> str:
    """Why a type flies in no raid; "" if it does."""
    return f"{item.id} flies in traffic; it attacks nothing" if item.threat_class in ("airliner", "helicopter") else ""
