"""The JSON Schema of study files. Expected values: what the strict reader takes, the schema takes; a slip neither."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from vyuha.studies.schema import study_schema

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "scenarios" / "studies").glob("*.yaml"))
SCHEMA = jsonschema.Draft202012Validator(study_schema())


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(study_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_it_takes_the_examples_and_no_slip_in_them(path: Path) -> None:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    SCHEMA.validate(content)
    for slip in (
        {**content, "titel": "x"},
        {**content, "questions": [{**content["questions"][0], "aks": "x"}]},
        {**content, "replicates": 1},
        {key: value for key, value in content.items() if key != "scenario"},
    ):
        assert not SCHEMA.is_valid(slip)
