"""The reference page of the commands, made from the commands: `python -m tests.docs.commands` writes it again."""

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

from vyuha.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"
_HEAD = """# Commands

What each command takes, as `vyuha COMMAND --help` says it. Results go to standard output, messages and progress to
standard error. Exit code 0 is fine, 1 is a run that failed, 2 is an input that was refused, 130 is an interruption.
"""


def written() -> str:
    """The whole page."""
    return _HEAD + "".join(f"\n## vyuha {' '.join(path)}\n\n```text\n{_help(path)}\n```\n" for path in _all(app, ()))


def _all(group: typer.Typer, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for command in group.registered_commands:
        yield (*above, command.name or getattr(command.callback, "__name__", ""))
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _all(inner.typer_instance, (*above, str(inner.typer_instance.info.name)))


def _help(path: tuple[str, ...]) -> str:
    environment = {"COLUMNS": "110", "TERMINAL_WIDTH": "110", "NO_COLOR": "1", "TERM": "dumb"}
    done = CliRunner().invoke(app, [*path, "--help"], prog_name="vyuha", env=environment)
    assert done.exit_code == 0, done.output
    return "\n".join(line.rstrip() for line in done.output.strip().splitlines())


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
