"""The published JSON Schema of the scenario file, so that editors complete and check while one types."""

from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from vyuha.scenario.model import Scenario


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
def _generated() -> JsonSchemaValue:
    return Scenario.model_json_schema(schema_generator=_AsWritten, mode="validation")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario as YAML 1.2 or JSON readers see it."""
    generated = _generated()
    version = {"const": 1, "description": generated["properties"]["vyuha"]["description"]}
    properties = {**generated["properties"], "vyuha": version}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Vyuha scenario"}
    return {**generated, **head, "properties": properties}


def keys_at(location: tuple[int | str, ...]) -> list[str]:
    """The keys that are allowed in the mapping at `location`; steps that the file does not have are skipped."""
    schema = _generated()
    here = schema
    for step in location:
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
