"""`vyuha catalogue`: what is modelled, and for each figure where it comes from."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import FAILED, refuse, show

if TYPE_CHECKING:
    from rich.table import Table

    from vyuha.catalogue import Catalogue, Item

# Kind -> the fields that the list shows.
_LISTED = {
    "systems": ("kind", "unit_cost"),
    "radars": ("band", "reference_range", "instrumented_range", "period"),
    "grounds": ("permittivity", "roughness", "gamma", "velocity_spread"),
    "masts": ("antenna_height", "emplacement_time"),
    "launchers": ("cells", "reload_time"),
    "missiles": ("guidance", "maximum_range", "maximum_height", "maximum_speed"),
    "guns": ("maximum_range", "muzzle_velocity", "burst_rounds", "unit_cost"),
    "command posts": ("reaction_time", "tracks"),
    "threats": ("threat_class", "speed", "height", "rcs", "unit_cost"),
    "interrogators": ("civil_reply", "friend_reply"),
    "vehicles": ("value", "unit_cost"),
}
_FIGURE_PARTS = ("text", "value", "low", "high", "si_unit", "source", "grade", "date", "note")
# Output that goes to a file or a pipe is not squeezed into 80 columns.
_PIPED_WIDTH = 160


def catalogue(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="An item, for example 91N6E.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, figures in SI units.")] = False,
) -> None:
    """List the equipment and threats that are modelled, or show every figure of one with its source and grade.

    Example: vyuha catalogue 91N6E
    """
    from vyuha.catalogue import CatalogueError, load

    try:
        contents = load()
    except CatalogueError as error:
        refuse(f"the catalogue cannot be read:\n{error}", FAILED)
    item = None if id is None else contents.find(id)
    if id is not None and item is None:
        near = contents.nearest(id)
        hint = f"; did you mean {' or '.join(near)}?" if near else '; "vyuha catalogue" lists all'
        refuse(f"vyuha catalogue: nothing is called {id!r}{hint}")
    if as_json:
        show(json.dumps(_everything(contents) if item is None else _as_dict(item), indent=2))
    elif item is None:
        _print_list(contents)
    else:
        _print_item(item)


def _everything(contents: "Catalogue") -> dict[str, list[dict[str, Any]]]:
    return {kind: [_as_dict(item) for item in items.values()] for kind, items in contents.kinds.items()}


def _as_dict(item: "Item") -> dict[str, Any]:
    """An item for programs: plain fields as they are, figures with SI numbers."""
    from vyuha.catalogue import figures

    known = dict(figures(item))
    plain = item.model_dump(exclude=set(known), exclude_none=True, mode="json")
    shown = {name: {part: getattr(figure, part) for part in _FIGURE_PARTS} for name, figure in known.items()}
    return plain | {"figures": shown}


def _print_list(contents: "Catalogue") -> None:
    tables = []
    for kind, items in contents.kinds.items():
        fields = _LISTED[kind]
        table = _table(kind.capitalize(), "id", "name", *(_label(field) for field in fields), "assumed")
        for item in items.values():
            table.add_row(item.id, item.name, *(_cell(item, field) for field in fields), _assumed(item))
        tables.append(table)
    _print(*tables, 'Show one with its sources: "vyuha catalogue ID"')


def _print_item(item: "Item") -> None:
    from vyuha.catalogue import figures

    known = dict(figures(item))
    facts = _table("", "", "")
    facts.show_header = False
    for field, value in item.model_dump(exclude={*known, "id", "name", "description"}, exclude_none=True).items():
        if value:
            facts.add_row(_label(field), _plain(value))
    table = _table("", "figure", "value (range)", "grade", "source and note")
    for field, figure in known.items():
        date = f" ({figure.date})" if figure.date else ""
        said = "\n".join(part for part in (figure.source + date if figure.source else "", figure.note) if part)
        table.add_row(_label(field), figure.text, figure.grade, said)
    _print(f"{item.id}: {item.name}", item.description, *([facts] if facts.row_count else []), table)


def _table(title: str, *headings: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _print(*parts: object) -> None:
    import sys

    from rich.console import Console

    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False)
    for part in parts:
        console.print(part)


def _label(field: str) -> str:
    return field.replace("_", " ")


def _cell(item: "Item", field: str) -> str:
    value = getattr(item, field)
    return str(getattr(value, "text", value))


def _assumed(item: "Item") -> str:
    from vyuha.catalogue import figures

    grades = [figure.grade for _, figure in figures(item)]
    return f"{grades.count('assumed')} of {len(grades)}"


def _plain(value: object) -> str:
    """A field that is no figure, for people."""
    if isinstance(value, Mapping) and all(isinstance(part, int) for part in value.values()):
        return ", ".join(f"{count} x {key}" for key, count in value.items())
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items() if part is not None)
    if isinstance(value, (list, tuple)):
        return "; ".join(_plain(part) for part in value)
    return f"{value:g} m" if isinstance(value, float) else str(value)
