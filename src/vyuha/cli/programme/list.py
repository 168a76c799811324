"""`vyuha programme list`: the programmes that come with the package."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from vyuha.cli.console import FAILED, refuse, show
from vyuha.cli.programme.tables import put, table

if TYPE_CHECKING:
    from vyuha.programme.card import Record


def list_programmes(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the programmes that come with the package: what was ordered, what has been delivered, by when.

    Example: vyuha programme list
    """
    from vyuha.programme import built_in, load
    from vyuha.programme.record import record
    from vyuha.reading.problems import InputErrors

    cards = []
    for name in built_in():
        try:
            cards.append(record(load(name)))
        except InputErrors as errors:
            refuse(f"a programme of the package cannot be read:\n{errors}", FAILED)
    if as_json:
        show(json.dumps([_as_dict(card) for card in cards], indent=2))
        return
    header = ("id", "title", "kind", "supplier", "ordered", "delivered", "as of")
    rows = [(c.id, c.title, c.kind.replace("-", " "), c.supplier, *_numbers(c), _day(c.as_of)) for c in cards]
    put(table(header, rows), 'Show the record of one: "vyuha programme record ID"')


def _day(day: float) -> str:
    from vyuha.programme.wording import for_day

    return for_day(day)


def _numbers(card: "Record") -> tuple[str, str]:
    """Ordered and delivered, in words."""
    from vyuha.programme.wording import counted

    known = {figure.id: figure for figure in card.totals}
    if "ordered" not in known:
        return "nothing", ""
    ordered = counted(known["ordered"].value, card.unit)
    had = known.get("delivered")
    if had is None:
        return ordered, "not known"
    return ordered, ("at least " if had.label.endswith("at least") else "") + f"{had.value:,.0f}"


def _as_dict(card: "Record") -> dict[str, object]:
    from vyuha.base.calendar import show_day

    known = {figure.id: figure.value for figure in card.totals}
    head = {key: getattr(card, key) for key in ("id", "title", "kind", "supplier", "buyer", "unit")}
    numbers = {key: known.get(key) for key in ("ordered", "delivered")}
    return head | numbers | {"as_of": show_day(card.as_of)}
