"""The `vyuha` command: puts the commands together and words what goes wrong."""

import os
import sys
from typing import Annotated

import typer

from vyuha.cli.assign import assign
from vyuha.cli.blame import blame
from vyuha.cli.catalogue import catalogue
from vyuha.cli.check import check
from vyuha.cli.console import FAILED, OK, say, show
from vyuha.cli.coverage import coverage
from vyuha.cli.dis import dis
from vyuha.cli.envelope import envelope
from vyuha.cli.live import live
from vyuha.cli.new import new
from vyuha.cli.programme import programme
from vyuha.cli.replay import replay
from vyuha.cli.run import run
from vyuha.cli.schema import schema
from vyuha.cli.sensitivity import sensitivity
from vyuha.cli.serve import serve
from vyuha.cli.study import study
from vyuha.cli.track import track
from vyuha.cli.verify import verify

# What the command line framework makes of an interrupt from the keyboard.
INTERRUPTED = 130

app = typer.Typer(
    name="vyuha",
    help="Simulate and plan integrated air defence: fight a raid many times and see what leaked, why, what it cost.",
    epilog="Start with: vyuha new my-raid.yaml, then vyuha run my-raid.yaml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from vyuha import __version__

        show(f"vyuha {__version__}")
        raise typer.Exit(OK)


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """What stands before any command."""


for command in (
    run,
    serve,
    replay,
    live,
    blame,
    sensitivity,
    study,
    check,
    catalogue,
    envelope,
    coverage,
    track,
    assign,
    verify,
    new,
    schema,
):
    app.command()(command)
app.add_typer(programme)
app.add_typer(dis)


def main() -> None:
    """Entry point. Exit codes: 0 fine, 1 the run failed, 2 refused input or wrong usage, 130 interrupted."""
    try:
        try:
            app()
        finally:
            # What cannot be written must be noticed here, not while the interpreter shuts down.
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`).
        _drop_output()
        sys.exit(FAILED)
    except OSError as error:
        _drop_output()
        where = f"{error.filename}: " if error.filename is not None else ""
        say(f"vyuha: {where}{(error.strerror or str(error)).lower()}")
        sys.exit(FAILED)
    except Exception as error:
        # Polars itself takes too long to load for a command that needs none of it.
        if (type(error).__module__, type(error).__name__) != ("polars.exceptions", "ComputeError"):
            raise
        _drop_output()
        say(f"vyuha: a table is damaged; fight the run again (vyuha run ... --force): {error}")
        sys.exit(FAILED)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            say("vyuha: interrupted (a run or a study goes on where it stopped when the same command is called again)")
        raise


def _drop_output() -> None:
    """Let what is still to be written to standard output go nowhere, so that the end of the program is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
