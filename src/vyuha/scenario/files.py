"""Every file that a scenario names, in one place: what leads out of its folder is refused for each of them alike."""

from collections.abc import Iterator

from vyuha.reading.tree import Location
from vyuha.scenario.code import functions_named
from vyuha.scenario.model import Scenario


def files_named(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    """Where a scenario names a file, and which."""
    if scenario.terrain is not None and scenario.terrain.file is not None:
        yield ("terrain", "file"), scenario.terrain.file
    for at, function in functions_named(scenario):
        yield at, function.rpartition(":")[0]
    yield from paths_named(scenario)


def paths_named(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    """Where a scenario names a file of recorded paths, and which."""
    for index, raid in enumerate(scenario.raids):
        if raid.paths is not None:
            yield ("raids", index, "paths"), raid.paths
    for index, flight in enumerate(scenario.traffic):
        if flight.paths is not None:
            yield ("traffic", index, "paths"), flight.paths
