"""`vyuha envelope`: where a missile can meet a target, found by flying it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import FAILED, refuse, say, show

if TYPE_CHECKING:
    from vyuha.results.envelope import Envelope


def envelope(
    missile: Annotated[str, typer.Argument(help="A missile of the catalogue, for example 48N6E3.")],
    target: Annotated[str, typer.Option("--target", "-t", help="A level flyer of the catalogue.")] = "su-30mki",
    speed: Annotated[
        str | None,
        typer.Option("--speed", help='Of the target, for example "900 km/h"; the catalogue\'s unless given.'),
    ] = None,
    height: Annotated[
        str | None, typer.Option("--height", help='Of the target, for example "300 m"; the catalogue\'s unless given.')
    ] = None,
    antenna: Annotated[
        str | None, typer.Option("--antenna", help="Height of the antenna whose horizon is shown; 24 m unless given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="envelopes/MISSILE-TARGET unless given.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", "-w", min=1, help="Threads; all processors.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the edges of the zone as JSON.")] = False,
) -> None:
    """Fly a missile against a level target over ranges, heights and courses, and draw where it can be met.

    Writes a page with pictures, the edges of the zone (CSV, Parquet) and every flown point (Parquet).

    Example: vyuha envelope 48N6E3 --target su-30mki
    """
    pace, level = _si("--speed", speed, "speed", "900 km/h"), _si("--height", height, "length", "300 m")
    above = _si("--antenna", antenna, "length", "24 m")
    from vyuha import api
    from vyuha.engine.envelope import EnvelopeError
    from vyuha.results.envelope import PAGE
    from vyuha.results.files import RunFolderError

    folder = api.envelope_folder(missile, target, out)
    try:
        made = api.envelope(missile, target, pace, level, above, workers, folder)
    except EnvelopeError as error:
        refuse(f"vyuha envelope: {error}")
    except RunFolderError as error:
        refuse(f"vyuha envelope: {error}", FAILED)
    if as_json:
        show(json.dumps(made.as_dict(), indent=2))
    else:
        _print(made)
    say(f"page: {folder / PAGE}")


def _si(option: str, text: str | None, dimension: str, example: str) -> float | None:
    from vyuha.base.units import UnitError, parse_quantity

    try:
        return None if text is None else parse_quantity(text, dimension, example)
    except UnitError as error:
        refuse(f"vyuha envelope: {option}: {text}: {error}")


def _print(made: "Envelope") -> None:
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table

    from vyuha.outputs.envelope_page import HEADER, rows

    title = f"{made.missile} against {made.target} at {made.speed:,.0f} m/s and {made.height / 1e3:g} km"
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(HEADER):
        table.add_column(heading, justify="right" if n in (1, 2, 4, 5) else "left")
    for row in rows(made):
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 120
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)
    if not made.possible:
        show("No interception at any height: see the column on what limits it.")
