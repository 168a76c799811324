"""`vyuha envelope`: where a missile can meet a target, found by flying it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import refuse, say, show, show_table
from vyuha.cli.folders import Before, refuse_folder

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
    pace, level = _si("speed", speed, "900 km/h"), _si("height", height, "300 m")
    above = _si("antenna", antenna, "24 m")
    from vyuha import api
    from vyuha.engine.envelope import EnvelopeError
    from vyuha.results.envelope import ABOUT, PAGE, held_envelope
    from vyuha.results.files import RunFolderError

    folder = api.envelope_folder(missile, target, out)
    try:
        held_envelope(folder)
        before = Before(folder, ABOUT)
        made = api.envelope(missile, target, pace, level, above, workers, folder)
    except EnvelopeError as error:
        refuse(f"vyuha envelope: {_said_otherwise(missile, error)}")
    except RunFolderError as error:
        refuse_folder("envelope", error)
    if as_json:
        show(json.dumps(made.as_dict(), indent=2))
    else:
        _print(made)
    for note in made.notes:
        say(f"note: {note}")
    before.say_replaced("another envelope")
    say(f"page: {folder / PAGE}")


def _si(name: str, text: str | None, example: str) -> float | None:
    """The value of an option in SI units; refused with the text as it was typed."""
    from vyuha.base.units import UnitError, parse_quantity
    from vyuha.results.envelope import LIMITS

    if text is None:
        return None
    dimension, least, most, words = LIMITS[name]
    try:
        value = parse_quantity(text, dimension, example)
    except UnitError as error:
        refuse(f"vyuha envelope: --{name}: {text}: {error}")
    if not least <= value <= most:
        refuse(f"vyuha envelope: --{name}: {text}: give {words}")
    return value


def _said_otherwise(id: str, error: Exception) -> str:
    """The refusal; a radar that only the verification knows is named as such."""
    from vyuha.verification.low_altitude import CLAIMS

    if id in {claim.station.name for claim in CLAIMS.values()}:
        return f"{id} is a radar of `vyuha verify low-altitude`, not of the catalogue; an envelope is of a missile"
    return str(error)


def _print(made: "Envelope") -> None:
    from vyuha.outputs.envelope_page import HEADER, horizon_line, rows

    title = f"{made.missile} against {made.target} at {made.speed:,.0f} m/s and {made.height / 1e3:g} km"
    show_table(title, HEADER, rows(made), (1, 2, 4, 5), 120)
    show(horizon_line(made))
    if not made.possible:
        show("No interception at any height: see the column on what limits it.")
