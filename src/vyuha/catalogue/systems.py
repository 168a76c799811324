"""Systems: what a scenario places, made of radars, launchers and a command post."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from vyuha.catalogue.figure import Count, Money, PositiveLength, PositiveSpeed, PositiveTime, Ratio
from vyuha.catalogue.items import Item, Offset, Part, Whole, with_source
from vyuha.catalogue.life import Movable

# Kinds of units that have launchers, and one engagement radar (or eyes) to guide or lay them.
SHOOTERS = ("battalion", "battery", "patrol", "guards")


def _yes_no(raw: Any) -> Any:
    """Text of yes or no as a bool; anything else is left for the field's own check."""
    return {"true": True, "false": False}.get(raw, raw) if isinstance(raw, str) else raw


class MountedRadar(Part):
    """A radar of a system, on its vehicle or on a mast."""

    radar: str
    mast: str | None = None


class LauncherGroup(Part):
    """Launchers of one type."""

    launcher: str
    count: Annotated[Whole, Field(ge=1, le=100)]


class Placed(Part):
    """A unit of a regiment, relative to the regiment's place [m]."""

    id: str
    system: str
    east: Offset
    north: Offset
    # Aboard the first unit of the layout, and lost with it.
    aboard: Annotated[bool, BeforeValidator(_yes_no)] = False


class System(Item, Movable):
    """What a scenario places: a unit that shoots, a command post, a picket, a decoy emitter, or a regiment of units."""

    kind: Literal["battalion", "battery", "patrol", "guards", "command-post", "picket", "regiment", "decoy-emitter"]
    command_post: str | None = None
    radars: tuple[MountedRadar, ...] = ()
    launchers: tuple[LauncherGroup, ...] = ()
    default_load: dict[str, Whole] = Field(default_factory=dict)
    layout: tuple[Placed, ...] = ()
    # What carries its radars round a circle: an aircraft at `carrier_height`, or a ship.
    carrier: Literal["air", "sea"] | None = None
    carrier_height: PositiveLength | None = None
    carrier_speed: PositiveSpeed | None = None
    carrier_radius: PositiveLength | None = None
    # How long it stays on station (left out: all the time).
    time_on_station: PositiveTime | None = None
    # As a target: what it is worth, and what it takes to end it. A regiment is struck unit by unit.
    value: Ratio | None = None
    hits_to_kill: Count | None = None
    radius: PositiveLength | None = None
    unit_cost: Money
    # Of the composition.
    source: str
    grade: Literal["published", "recalled", "community", "derived", "assumed"]
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _source(cls, raw: Any, info: ValidationInfo) -> Any:
        return with_source(raw, info, "")

    @model_validator(mode="after")
    def _parts(self) -> Self:
        group = self.kind == "regiment"
        worth = (self.command_post, self.value, self.hits_to_kill, self.radius)
        equipped = bool(self.radars or self.launchers)
        if group and (any(part is not None for part in worth) or equipped or not self.layout):
            raise ValueError("a regiment has a layout of units, and no equipment or worth of its own")
        if not group and (any(part is None for part in worth) or not (self.radars or self.decoy_power) or self.layout):
            raise ValueError(
                "a unit has command_post, value, hits_to_kill, radius, radars (or decoy_power), and no layout"
            )
        if self.shoots != bool(self.launchers):
            raise ValueError(f"a {', '.join(SHOOTERS[:-1])} or {SHOOTERS[-1]} has launchers, nothing else has")
        if any((self.carrier is None) != (part is None) for part in (self.carrier_speed, self.carrier_radius)):
            raise ValueError("what is carried has carrier, carrier_speed and carrier_radius; give all or none")
        if (self.carrier == "air") != (self.carrier_height is not None):
            raise ValueError("what an aircraft carries has carrier_height, nothing else has")
        if self.march_speed is not None and (group or self.carrier == "air"):
            raise ValueError("what an aircraft carries, and a regiment, has no march_speed")
        return self

    @property
    def shoots(self) -> bool:
        """Whether it is a unit with launchers and an engagement radar (or eyes) of its own."""
        return self.kind in SHOOTERS

    @property
    def can_move(self) -> bool:
        """Whether it can follow a route: a ship, and what fights on the march without closing down for it."""
        return self.carrier == "sea" or (self.march_speed is not None and self.emplacement_time is None)
