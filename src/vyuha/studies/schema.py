"""The published JSON Schema of study files, so that editors complete and check while one types."""

from typing import Any

from vyuha.reading.kinds import STUDY
from vyuha.reading.schema import published, written_schema
from vyuha.studies.file import StudyFile


def study_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a study as YAML 1.2 or JSON readers see it."""
    return published(written_schema(StudyFile), STUDY, "Vyuha study")
