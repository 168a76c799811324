"""What a model says of the file that it reads: its JSON Schema as one writes it, and the keys allowed at a place."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """Describes what stands in the file: a key is left out rather than null, defaults are shown as one writes them."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = self.generate_inner(schema["schema"])
        default = schema.get("default")
        if isinstance(default, (str, int, float)):
            described = {**described, "default": default}
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def written_schema(model: type[BaseModel]) -> JsonSchemaValue:
    """The JSON Schema of what `model` reads from a file."""
    return model.model_json_schema(schema_generator=_AsWritten, mode="validation")


def keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys allowed in the mapping at `location` of a file of `model`; steps that no file has are skipped."""
    schema = written_schema(model)
    here = schema
    for step in location:
        kinds = here.get("discriminator", {}).get("mapping", {})
        if step in kinds:
            # Which of several kinds of mapping stands there: a step that no file has.
            here = _resolved(schema, {"$ref": kinds[step]})
            continue
        options = [here, *(_resolved(schema, option) for option in here.get("anyOf", []))]
        if isinstance(step, int):
            found = next((option["items"] for option in options if "items" in option), None)
        else:
            found = next((o["properties"][step] for o in options if step in o.get("properties", {})), None)
        if found is not None:
            here = _resolved(schema, found)
    return list(here.get("properties", {}))


def _resolved(schema: JsonSchemaValue, part: JsonSchemaValue) -> JsonSchemaValue:
    name = part.get("$ref", "").rpartition("/")[2]
    return {**schema["$defs"][name], **part} if name else part


def published(described: JsonSchemaValue, version: str, title: str) -> JsonSchemaValue:
    """What is `described` of a file as a JSON Schema (draft 2020-12) of its own, the key of its `version` first."""
    first = {version: {"const": 1, "description": "Version of the file format."}}
    properties = {**first, **{key: part for key, part in described["properties"].items() if key != version}}
    return {**described, "$schema": DIALECT, "title": title, "properties": properties}
