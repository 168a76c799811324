"""`vyuha programme record`: the record card of a programme."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import refuse, show
from vyuha.cli.programme.rows import check_output, write
from vyuha.cli.programme.tables import put, table

if TYPE_CHECKING:
    from vyuha.programme.card import Record


def record(
    name: Annotated[str, typer.Argument(metavar="ID|FILE", help="A programme of the package, or a file.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The card as of an earlier day, e.g. 2025-05-07.")
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="DELIVERY=DATE", help="Take a delivery to have come on a day; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON, with every fact behind it.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the figures to a CSV file.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the card as a page, with charts.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Print the record card that a parliament asks for: promised and actual dates, original and later cost, how many
    times delayed, what was missing, what was done meanwhile; each figure with its formula and numbered sources.

    Example: vyuha programme record s400-india --on 2025-05-07
    """
    from vyuha.programme import load
    from vyuha.programme.known import card_on
    from vyuha.programme.record import record as make
    from vyuha.reading.problems import InputErrors

    check_output(csv, force)
    check_output(html, force)
    try:
        programme = load(name)
        card = make(programme, _assumed(assume or []), None if on is None else _day("--on", on))
        # Charts must not show more than the card.
        shown = card_on(programme, card.on) if card.cut else programme
    except InputErrors as errors:
        refuse(str(errors))
    except ValueError as error:
        refuse(f"vyuha programme record: {error}")
    if csv is not None:
        write(csv, _csv(card))
    if html is not None:
        from vyuha.outputs.record_report import record_html

        write(html, record_html(card, shown).encode())
    if as_json:
        from vyuha.programme.record_data import as_dict

        show(json.dumps(as_dict(card), indent=2, ensure_ascii=False))
    elif csv is None and html is None:
        _print(card)


def _day(option: str, text: str) -> float:
    """The middle of the day, month or year that was named."""
    from vyuha.base.calendar import DateError, parse_date

    try:
        return parse_date(text).middle
    except DateError as error:
        refuse(f"vyuha programme record: {option} {text!r}: {error}")


def _assumed(given: list[str]) -> dict[str, float]:
    found = {}
    for one in given:
        tranche, sign, date = one.partition("=")
        if not sign:
            refuse(f"vyuha programme record: --assume {one!r}: give a delivery and a date, e.g. squadron-5=2026-11")
        found[tranche.strip()] = _day("--assume", date)
    return found


def _csv(card: "Record") -> bytes:
    import csv
    import io

    from vyuha.programme.record_data import COLUMNS, as_rows

    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows(as_rows(card))
    return stream.getvalue().encode()


def _print(card: "Record") -> None:
    from rich.padding import Padding

    from vyuha.programme.record_text import sections, title_lines

    title, under = title_lines(card)
    found, notes = sections(card)
    put(title, under, "")
    for section in found:
        if section.header:
            put(table(section.header, section.rows, section.title))
        else:
            put(section.title, *(Padding(f"- {row[0]}", (0, 0, 0, 2)) for row in section.rows), "")
    put(table((), notes.lines, "Sources (published unless a grade stands beside the number)"))
