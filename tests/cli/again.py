"""How commands that fight a run again are called, and on how many fights."""

from typer.testing import CliRunner

from vyuha.cli.app import app

COUNT = 3


def call(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr
