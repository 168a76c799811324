"""The published JSON Schema of study files, so that editors complete and check while one types."""

from typing import Any

from vyuha.reading.schema import written_schema
from vyuha.studies.file import StudyFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def study_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a study as YAML 1.2 or JSON readers see it."""
    generated = written_schema(StudyFile)
    version = {"vyuha-study": {"const": 1, "description": "Version of the file format."}}
    rest = {key: part for key, part in generated["properties"].items() if key != "vyuha-study"}
    return {**generated, "$schema": _DIALECT, "title": "Vyuha study", "properties": {**version, **rest}}
