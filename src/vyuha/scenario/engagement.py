"""Rules of engagement and control zones, as a scenario writes them."""

from collections.abc import Iterator
from itertools import combinations
from typing import Annotated, Any

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from vyuha.reading.fields import Number, Quantity, Text, YesNo, usually
from vyuha.scenario.item import MOST_WAY_POINTS, Delay, Item, LoosePlace, Moment, Name, Probability
from vyuha.scenario.place import Point, point, separation

MOST_ORDERS = 20
MOST_ZONES = 200
CORRIDOR = "corridor"
# Keys that only a corridor has a use for.
_OF_CORRIDORS = ("speed", "heading", "one_way", "odds")
_SHAPES = {"circle": ("centre", "radius"), "strip": ("route", "width"), "polygon": ("corners",)}
_SHORTEST = 1.0


class Order(Item):
    """Which tracks may be engaged from a moment on."""

    start: Moment = usually("0 s", alias="from", description="From when it holds, until the next one does.")
    rule: Annotated[str, Text(5, "hold|tight|free", "hold, tight or free")] = Field(
        description="hold: only what attacks the unit itself; tight: only what is declared hostile; free: all that is "
        "not declared neutral or own."
    )
    certainty: Probability | None = usually(
        None,
        description="Least probability of hostile with which a track is engaged; unless given `declare_at` for tight, "
        "and none for the others.",
    )
    self_defence: Annotated[float, Quantity("length", "0 m", "50 km", "5 km", above=True)] = usually(
        "5 km", description="With hold: what is expected to come down, or to pass, within this distance attacks it."
    )
    self_defence_time: Delay = usually("90 s", description="With hold: and no later than this from now.")


class OrdersReader:
    """Reads `tight`, one order, or a list of them in order of time."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def read(self, given: Any) -> Any:
        """A list in any case."""
        if isinstance(given, str):
            return [{"rule": given}]
        return [given] if isinstance(given, (dict, Order)) else given

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [{"enum": ["hold", "tight", "free"]}, many["items"], many]}


Orders = Annotated[tuple[Order, ...], Field(min_length=1, max_length=MOST_ORDERS), OrdersReader()]


class Heights(Item):
    """Heights above the sea between which a zone lies."""

    low: Annotated[float, Quantity("length", "0 m", "100 km", "9 km")] = usually("0 m", alias="from")
    high: Annotated[float, Quantity("length", "0 m", "100 km", "12 km", above=True)] = usually("100 km", alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> "Heights":
        if self.low >= self.high:
            raise ValueError("it must end higher than it begins")
        return self


class Speeds(Item):
    """Speeds over the ground between which a track flies as civil traffic does."""

    low: Annotated[float, Quantity("speed", "0 m/s", "5 km/s", "150 m/s")] = usually("150 m/s", alias="from")
    high: Annotated[float, Quantity("speed", "0 m/s", "5 km/s", "300 m/s", above=True)] = usually("300 m/s", alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> "Speeds":
        if self.low >= self.high:
            raise ValueError("the span must end faster than it begins")
        return self


def _either_shape(schema: dict[str, Any]) -> None:
    keys = {key for shape in _SHAPES.values() for key in shape}
    schema["oneOf"] = [
        {"required": list(shape), "properties": dict.fromkeys(sorted(keys - set(shape)), False)}
        for shape in _SHAPES.values()
    ]


class ControlZone(Item):
    """A part of the air in which a rule of its own holds."""

    model_config = ConfigDict(json_schema_extra=_either_shape)

    id: Name
    rule: Annotated[str, Text(8, "free|tight|hold|no-fire|corridor", "free, tight, hold, no-fire or corridor")] = Field(
        description="free, tight, hold: tracks inside are engaged by this rule, whatever that of the unit; no-fire: no "
        "intercept may lie inside; corridor: what flies along it as civil traffic does is taken for civil."
    )
    centre: LoosePlace | None = usually(
        None, description="Middle of a circle; bearing and range count from the origin, here and below."
    )
    radius: Annotated[float, Quantity("length", "0 km", "2000 km", "10 km", above=True)] | None = usually(
        None, description="Of the circle."
    )
    route: Annotated[tuple[LoosePlace, ...], Field(min_length=2, max_length=MOST_WAY_POINTS)] | None = usually(
        None, description="Way points of a strip, at least two."
    )
    width: Annotated[float, Quantity("length", "0 km", "500 km", "18.5 km", above=True)] | None = usually(
        None, description="Whole width of the strip; its ends are round."
    )
    corners: Annotated[tuple[LoosePlace, ...], Field(min_length=3, max_length=MOST_WAY_POINTS)] | None = usually(
        None, description="Corners of a polygon, at least three."
    )
    height: Heights = usually(Heights(), description="Between which heights above the sea.")
    start: Moment = usually("0 s", alias="from", description="When it begins to hold.")
    end: Moment | None = usually(None, alias="to", description="When it no longer holds.")
    speed: Speeds = usually(Speeds(), description="Of a corridor: speeds of what is taken for civil.")
    heading: Annotated[float, Quantity("angle", "1 deg", "180 deg", "20 deg")] = usually(
        "20 deg", description="Of a corridor: how far from its direction that may fly."
    )
    one_way: Annotated[bool, YesNo()] = usually(
        False, description="Of a corridor: true where traffic flies only in the order of the way points."
    )
    odds: Annotated[float, Number(1, 1e6)] = usually(
        10, description="Of a corridor: how many times likelier a neutral aircraft is there than elsewhere."
    )

    @model_validator(mode="after")
    def _sound(self) -> "ControlZone":
        given = {key for shape in _SHAPES.values() for key in shape if getattr(self, key) is not None}
        if given not in [set(shape) for shape in _SHAPES.values()]:
            raise ValueError("give centre and radius, or route and width, or corners")
        if self.end is not None and self.end <= self.start:
            raise ValueError("a zone must end later than it begins")
        if self.rule == CORRIDOR and self.route is None:
            raise ValueError("a corridor has a direction: give route and width")
        for key in _OF_CORRIDORS:
            if self.rule != CORRIDOR and key in self.model_fields_set:
                raise ValueError(f"{key} goes with rule: corridor")
        return self


def out_of_order(orders: tuple[Order, ...]) -> int | None:
    """Which of the orders begins no later than the one before it; None where all do."""
    later = (n for n in range(1, len(orders)) if orders[n].start <= orders[n - 1].start)
    return next(later, None)


def check_zone(zone: ControlZone, duration: float | None, centre: Point | None) -> Iterator[tuple[str, str]]:
    """What is wrong with a zone of a fight of `duration` [s] around `centre`: the key and what to say of it."""
    if duration is not None and zone.start >= duration:
        yield "from", f"is not before the end of the scenario ({duration:g} s)"
    if centre is None:
        return
    key = "route" if zone.route else "corners"
    places = [point(place, centre) for place in zone.route or zone.corners or ()]
    legs = list(zip(places, places[1:] + ([] if zone.route else places[:1]), strict=False))
    if any(separation(a, b) < _SHORTEST for a, b in legs):
        yield key, "two points that follow each other are the same place"
    elif key == "corners" and _crosses_itself(legs):
        yield key, "the edges cross each other; name the corners in order around the zone"


def _crosses_itself(edges: list[tuple[Point, Point]]) -> bool:
    return any(
        _side(a, b, c) * _side(a, b, d) < 0.0 and _side(c, d, a) * _side(c, d, b) < 0.0
        for (a, b), (c, d) in combinations(edges, 2)
    )


def _side(a: Point, b: Point, c: Point) -> float:
    """Sign of the turn from a over b to c, in latitude and longitude."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
