"""The published JSON Schema of the scenario file, so that editors complete and check while one types."""

from typing import Any

from vyuha.reading.schema import DIALECT, written_schema
from vyuha.scenario.model import Scenario


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a scenario as YAML 1.2 or JSON readers see it."""
    generated = written_schema(Scenario)
    version = {"const": 1, "description": generated["properties"]["vyuha"]["description"]}
    properties = {**generated["properties"], "vyuha": version}
    head = {"$schema": DIALECT, "title": "Vyuha scenario"}
    return {**generated, **head, "properties": properties}
