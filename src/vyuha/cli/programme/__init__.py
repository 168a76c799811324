"""`vyuha programme`: contracts and deliveries, from promise to fact. One short file for each command."""

import typer

from vyuha.cli.programme.backtest import backtest
from vyuha.cli.programme.check import check
from vyuha.cli.programme.forecast import forecast
from vyuha.cli.programme.list import list_programmes
from vyuha.cli.programme.outcome import outcome
from vyuha.cli.programme.record import record
from vyuha.cli.programme.schema import schema
from vyuha.cli.programme.share import share

programme = typer.Typer(
    name="programme",
    help="Arms programmes from contract to delivery: what was promised, what came, what the difference costs.",
    epilog="Start with: vyuha programme list, then vyuha programme record s400-india",
    no_args_is_help=True,
    rich_markup_mode=None,
)

programme.command(name="list")(list_programmes)
for command in (record, check, schema, share, outcome, forecast, backtest):
    programme.command()(command)
