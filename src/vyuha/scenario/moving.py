"""What moves, stays for a while, or is left to others: small parts of assets, defences and doctrines."""

from typing import Annotated

from pydantic import Field

from vyuha.reading.fields import Quantity, usually
from vyuha.scenario.item import MOST_WAY_POINTS, Delay, Item, LoosePlace, Moment

Route = Annotated[tuple[LoosePlace, ...], Field(max_length=MOST_WAY_POINTS)]
Pace = Annotated[float, Quantity("speed", "0 m/s", "50 m/s", "25 km/h", above=True)]


class Station(Item):
    """When an aircraft on patrol comes on station, and how long it stays."""

    start: Moment = usually("0 s", alias="from", description="When it comes.")
    time: Annotated[float, Quantity("time", "0 s", "24 h", "90 min", above=True)] | None = usually(
        None, alias="for", description="How long it stays; the catalogue's unless given."
    )


class Spare(Item):
    """Slow targets that a unit leaves to others."""

    slower_than: Annotated[float, Quantity("speed", "0 m/s", "5 km/s", "100 m/s", above=True)] = Field(
        description="Tracks slower than this are left to other units."
    )
    until: Delay = usually("60 s", description="So long before they reach what they threaten; then it shoots too.")
