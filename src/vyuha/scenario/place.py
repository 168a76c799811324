"""Places: a point on the map, written as offset from the origin, latitude and longitude, or bearing and range."""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic_core import CoreSchema, core_schema

from vyuha.reading.fields import Quantity, Reader

_FAR = "2000 km"
KEYS: dict[str, Quantity] = {
    "east": Quantity("length", "-" + _FAR, _FAR, "-6 km"),
    "north": Quantity("length", "-" + _FAR, _FAR, "4 km"),
    "lat": Quantity(
        "angle", "-85 deg", "85 deg", "31.2 deg", reason="sites are notional and stand away from the poles"
    ),
    "lon": Quantity("angle", "-180 deg", "180 deg", "74.9 deg"),
    "bearing": Quantity("angle", "0 deg", "360 deg", "275 deg"),
    "range": Quantity("length", "0 km", _FAR, "250 km"),
}
FORMS = {"offset": ("east", "north"), "geodetic": ("lat", "lon"), "polar": ("bearing", "range")}
_SAY_WHERE = "say where in one way: east and north, lat and lon, or bearing and range"
# Mean radius of the earth [m]; what `separation` is good for does not need the ellipsoid.
_RADIUS = 6_371_008.8

Latitude = Annotated[float, KEYS["lat"]]
Longitude = Annotated[float, KEYS["lon"]]


@dataclass(frozen=True)
class Place:
    """A point: (east, north) in metres, (latitude, longitude) in radians, or (bearing, range) in radians and metres."""

    kind: Literal["offset", "geodetic", "polar"]
    a: float
    b: float


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Offset(_Form):
    east: Annotated[float, KEYS["east"]]
    north: Annotated[float, KEYS["north"]]


class _Geodetic(_Form):
    lat: Latitude
    lon: Longitude


class _Polar(_Form):
    bearing: Annotated[float, KEYS["bearing"]]
    range: Annotated[float, KEYS["range"]]


class Gathered(dict[str, Any]):
    """The place keys that stood among the other keys of an asset or a defence."""


@dataclass(frozen=True)
class PlaceReader(Reader):
    """Reads a mapping of place keys; `flat` where they stand among the other keys of their owner."""

    flat: bool = False

    def read(self, given: Any) -> Place:
        if isinstance(given, Place):
            return given
        if self.flat and not isinstance(given, Gathered):
            raise ValueError(
                "unknown key; write east and north, lat and lon, or bearing and range beside the other keys"
            )
        if not isinstance(given, dict):
            raise ValueError("give a place, for example {bearing: 275 deg, range: 250 km}")
        if sum(any(key in given for key in keys) for keys in FORMS.values()) != 1:
            raise ValueError(_SAY_WHERE)
        # A validation error raised here keeps the paths of its keys.
        if "east" in given or "north" in given:
            offset = _Offset.model_validate(dict(given))
            return Place("offset", offset.east, offset.north)
        if "lat" in given or "lon" in given:
            geodetic = _Geodetic.model_validate(dict(given))
            return Place("geodetic", geodetic.lat, geodetic.lon)
        polar = _Polar.model_validate(dict(given))
        return Place("polar", polar.bearing, polar.range)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": False, **place_schema()}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


def place_schema() -> dict[str, Any]:
    """JSON Schema of the place keys: exactly one of the three ways."""
    ways = []
    for keys in FORMS.values():
        others = {key: False for key in KEYS if key not in keys}
        ways.append({"required": list(keys), "properties": others})
    return {"properties": {key: quantity.schema() for key, quantity in KEYS.items()}, "oneOf": ways}


def gather(given: Any) -> Any:
    """Moves the place keys of a mapping under one key, `place`, unless that is taken."""
    if not isinstance(given, dict) or "place" in given:
        return given
    rest = {key: value for key, value in given.items() if key not in KEYS}
    rest["place"] = Gathered((key, value) for key, value in given.items() if key in KEYS)
    return rest


Point = tuple[float, float]


def point(place: Place, centre: Point) -> Point:
    """Latitude and longitude [rad] of a place on a spherical earth, where `centre` is what it is measured from."""
    if place.kind == "geodetic":
        return place.a, place.b
    if place.kind == "offset":
        bearing, distance = math.atan2(place.a, place.b), math.hypot(place.a, place.b)
    else:
        bearing, distance = place.a, place.b
    arc, latitude = distance / _RADIUS, centre[0]
    sine = math.sin(latitude) * math.cos(arc) + math.cos(latitude) * math.sin(arc) * math.cos(bearing)
    end = math.asin(min(1.0, max(-1.0, sine)))
    across = math.sin(bearing) * math.sin(arc) * math.cos(latitude)
    return end, centre[1] + math.atan2(across, math.cos(arc) - math.sin(latitude) * sine)


def separation(a: Point, b: Point) -> float:
    """Ground distance [m] between two points on a spherical earth, within 0.6 % of the ellipsoid's."""
    half = math.sin(0.5 * (b[0] - a[0])) ** 2
    half += math.cos(a[0]) * math.cos(b[0]) * math.sin(0.5 * (b[1] - a[1])) ** 2
    return 2.0 * _RADIUS * math.asin(math.sqrt(min(1.0, half)))
