"""Can what has a route move as written, and can what has a station stay there?"""

from collections.abc import Iterator

from vyuha.catalogue import System
from vyuha.reading.tree import Location
from vyuha.scenario.model import Asset, Defence


def check_moving_asset(at: Location, asset: Asset) -> Iterator[tuple[Location, str]]:
    """What keeps an asset (at `at`) from moving, or its vehicles from being counted."""
    if asset.count > 1 and asset.vehicle is None:
        yield (*at, "count"), "counts vehicles; say which with vehicle"
    if asset.speed is not None and not asset.route:
        yield (*at, "speed"), "goes with a route"
    if asset.route and asset.speed is None and asset.vehicle is None:
        yield (*at, "route"), "needs a speed, or a vehicle that has one"


def check_moving_defence(at: Location, defence: Defence, members: list[System]) -> Iterator[tuple[Location, str]]:
    """What keeps a unit (at `at`), or one of the `members` of a group, from moving or from staying on station."""
    still = [system.id for system in members if not system.can_move]
    if defence.route and still:
        yield (*at, "route"), f"{still[0]} does not move while it fights"
    if defence.speed is not None and not defence.route:
        yield (*at, "speed"), "goes with a route"
    if defence.station is not None and any(system.carrier != "air" for system in members):
        yield (*at, "station"), f"only aircraft come and go; {defence.system} stays"
