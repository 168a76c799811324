"""The published JSON Schemas of programme and plan files, so that editors complete and check while one types."""

from typing import Any

from pydantic import BaseModel

from vyuha.catalogue.figure import GRADES
from vyuha.programme.model import Programme
from vyuha.programme.plan import DateReader, Plan
from vyuha.reading.schema import published, written_schema

# Readers of YAML other than ours take plain numbers and years for numbers.
_PLAIN = {"type": ["string", "number"]}
_SAID = {
    "source": {"type": "string", "description": 'Keys of "sources" or free text, separated by "; ".'},
    "grade": {"enum": list(GRADES), "description": "How far it can be trusted; an assumed fact needs a note."},
    "note": {"type": "string"},
}


def programme_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a programme as YAML 1.2 or JSON readers see it."""
    return _published(Programme, "vyuha-programme", "Vyuha programme")


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a plan as YAML 1.2 or JSON readers see it."""
    return _published(Plan, "vyuha-plan", "Vyuha plan")


def _published(model: type[BaseModel], version: str, title: str) -> dict[str, Any]:
    generated = written_schema(model)
    written = {"Dated": _dated(), "Due": _due(), "Figure": _figure()}
    parts = {name: written.get(name, part) for name, part in generated["$defs"].items() if name != "Span"}
    return published({**generated, "$defs": parts}, version, title)


def _date() -> dict[str, Any]:
    """A date as text; a bare year may be read as a number."""
    text = DateReader().schema()
    return {"anyOf": [text, {"type": "integer", "minimum": 1900, "maximum": 2199}], "description": text["description"]}


def _dated() -> dict[str, Any]:
    dates = {"date": _date(), "low": _date(), "high": _date()}
    return _mapping("A date with its source, and its range where sources differ.", {**dates, **_SAID}, ["date"])


def _figure() -> dict[str, Any]:
    numbers = dict.fromkeys(("value", "likely", "low", "high"), _PLAIN)
    described = _mapping("A number with its unit, source and range.", {**numbers, **_SAID, "date": _PLAIN}, [])
    return {**described, "oneOf": [{"required": ["value"]}, {"required": ["likely"]}]}


def _due() -> dict[str, Any]:
    after = {"after": {"type": "string", "description": 'Time after signature, e.g. "24 months".'}}
    period = {**after, "low": _PLAIN, "high": _PLAIN, **_SAID}
    promise = _mapping("A promise: a period after signature.", period, ["after"])
    return {"anyOf": [_dated(), promise], "description": "A promise: a date, or a period after signature."}


def _mapping(description: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    head = {"type": "object", "description": description, "additionalProperties": False}
    return {**head, "properties": properties, "required": [*required, "grade"]}
