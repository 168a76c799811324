"""`vyuha schema`: prints the JSON Schema that the library publishes."""

import json

from typer.testing import CliRunner

from vyuha.cli.app import app
from vyuha.scenario import json_schema


def test_prints_the_schema() -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(json.dumps(json_schema()))


def test_help_has_an_example() -> None:
    for command in ("check", "new", "schema"):
        result = CliRunner().invoke(app, [command, "--help"])
        assert result.exit_code == 0
        assert f"Example: vyuha {command}" in result.stdout
