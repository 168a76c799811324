"""What all parts of a scenario share: how they are read, and the kinds of fields that several of them have."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from vyuha.reading.fields import Number, Quantity, Text, Whole
from vyuha.scenario.place import Place, PlaceReader, gather, place_schema

MOST_SITES = 500
MOST_RAIDS = 5000
MOST_WAY_POINTS = 100

Name = Annotated[
    str,
    Text(40, "[A-Za-z][A-Za-z0-9_-]{0,39}", "a letter, then letters, digits, _ or -, at most 40 in all"),
]
Label = Annotated[str, Text(200)]
Equipment = Annotated[str, Text(80)]
FlatPlace = Annotated[Place, PlaceReader(flat=True)]
LoosePlace = Annotated[Place, PlaceReader()]
Moment = Annotated[float, Quantity("time", "0 s", "6 h", "90 s")]
Delay = Annotated[float, Quantity("time", "0 s", "600 s", "5 s")]
Radius = Annotated[float, Quantity("length", "0 m", "50 km", "500 m", above=True)]
Worth = Annotated[float, Number(0, 1e12, above=True)]
Hits = Annotated[int, Whole(1, 10_000)]
Probability = Annotated[float, Number(0, 1)]
Rounds = Annotated[int, Whole(0, 10_000)]
Reach = Annotated[float, Quantity("length", "0 km", "2000 km", "60 km")]
Azimuth = Annotated[float, Quantity("angle", "0 deg", "360 deg", "275 deg")]


class Item(BaseModel):
    """What all parts of a scenario share."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Placed(Item):
    """Something that stands on the map; its place is written among its other keys."""

    id: Name
    place: FlatPlace

    @model_validator(mode="before")
    @classmethod
    def _gather_place(cls, given: Any) -> Any:
        return gather(given)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler.resolve_ref_schema(handler(schema))
        where = place_schema()
        described["properties"].pop("place", None)
        described["properties"].update(where["properties"])
        described["required"] = [key for key in described.get("required", []) if key != "place"]
        described["oneOf"] = where["oneOf"]
        return described
