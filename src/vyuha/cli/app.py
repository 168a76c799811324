"""The `vyuha` command: puts the commands together and words what goes wrong."""

import sys

import typer

from vyuha.cli.catalogue import catalogue
from vyuha.cli.check import check
from vyuha.cli.new import new
from vyuha.cli.replay import replay
from vyuha.cli.run import run
from vyuha.cli.schema import schema

app = typer.Typer(
    name="vyuha",
    help="Simulate and plan integrated air defence: fight a raid many times and see what leaked, why, what it cost.",
    epilog="Start with: vyuha new my-raid.yaml, then vyuha run my-raid.yaml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (run, replay, check, catalogue, new, schema):
    app.command()(command)


def main() -> None:
    """Entry point. Exit codes: 0 fine, 1 the run failed, 2 refused input or wrong usage, 130 interrupted."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("vyuha: interrupted\n")
        sys.exit(130)
