"""Raids and traffic that fly along recorded paths: what a scenario says of them, the file with the paths aside.

The file tells how many there are and where they fly. Until it has been read, stand-ins take the place of what the file
will say; `engine.recorded` puts in what it does say.
"""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, ValidationError, model_validator
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from vyuha.reading.beside import inside
from vyuha.reading.fields import Text, usually
from vyuha.scenario.item import Equipment, Item, Name
from vyuha.scenario.place import Place

MOST_TYPES = 100
PathFile = Annotated[str, Text(200), AfterValidator(inside)]
# What stands for a place until the file has been read.
SOMEWHERE = Place("offset", 0.0, 0.0)


class Recordable(Item):
    """What flies as its keys say, or along recorded paths."""

    # The keys that a file of paths fills, with their stand-ins, and the keys that go with it. All others do not.
    STAND_INS: ClassVar[dict[str, Any]] = {}
    BESIDE_PATHS: ClassVar[frozenset[str]] = frozenset()

    id: Name
    type: Equipment
    paths: PathFile | None = usually(
        None,
        description="File of recorded paths, beside the scenario file or in a folder there, in place of where and how "
        "they fly.",
        examples=["paths/exercise.csv"],
    )
    types: Annotated[dict[Annotated[str, Text(80)], Equipment], Field(max_length=MOST_TYPES)] = usually(
        {},
        description="Catalogue ids by what `paths` calls a type; of DIS by the first numbers of one, such as 1.2.222.",
        examples=[{"1.2.222.1": "su-30mki"}],
    )

    @property
    def kinds(self) -> frozenset[str]:
        """Catalogue ids of all that it brings; before its file has been read, of all that it names."""
        return frozenset({self.type, *self.types.values()})

    @model_validator(mode="before")
    @classmethod
    def _paths_say_the_rest(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        known = {field.alias or name for name, field in cls.model_fields.items()}
        if "paths" not in given:
            stray = [key for key in given if key == "types"]
            message = "goes with paths: what flies as its keys say is of one type"
        else:
            stray = [key for key in given if key in known - cls.BESIDE_PATHS]
            message = "does not go with paths: where, when and how they fly stands in the file"
        if stray:
            error = PydanticCustomError("beside_paths", message)
            details = [InitErrorDetails(type=error, loc=(key,), input=given[key]) for key in stray]
            raise ValidationError.from_exception_data(cls.__name__, details)
        return {**cls.STAND_INS, **given} if "paths" in given else given

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler.resolve_ref_schema(handler(schema))
        needed = [key for key in described.get("required", []) if key in cls.STAND_INS]
        described["required"] = [key for key in described.get("required", []) if key not in needed]
        described["anyOf"] = [{"required": needed}, {"required": ["paths"]}]
        return described
