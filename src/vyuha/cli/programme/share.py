"""`vyuha programme share`: who supplied how much of a recipient's arms imports, from the user's own SIPRI files."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import FAILED, refuse, say, show

if TYPE_CHECKING:
    from vyuha.programme.sipri import Deliveries, Shares, Spread

# Output that goes to a file or a pipe is not squeezed into 80 columns.
_PIPED_WIDTH = 160


class SupplierLevel(StrEnum):
    """What counts as one supplier."""

    FILE = "file"
    SUCCESSOR = "successor"


def share(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Files from the SIPRI Arms Transfers Database.", show_default=False),
    ] = None,
    recipient: Annotated[str, typer.Option("--recipient", help="Whose imports, as SIPRI writes the name.")] = "India",
    first_year: Annotated[int, typer.Option("--from", help="First year of the window.")] = 2020,
    last_year: Annotated[int, typer.Option("--to", help="Last year of the window.")] = 2024,
    supplier_level: Annotated[
        SupplierLevel,
        typer.Option("--supplier-level", help="file: names as written; successor: the Soviet Union counts as Russia."),
    ] = SupplierLevel.FILE,
    number_spread: Annotated[
        float, typer.Option("--number-spread", min=0.0, max=1.0, help="A flagged number may be off by this part.")
    ] = 0.25,
    year_move: Annotated[
        float, typer.Option("--year-move", min=0.0, max=1.0, help="Probability that a flagged year is off by one.")
    ] = 0.5,
    draws: Annotated[int, typer.Option("--draws", min=1, max=1_000_000, help="Draws for the range.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")] = 1,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the shares, this window and moving ones.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the bar chart.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with table, charts and notes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the shares as JSON.")] = False,
) -> None:
    """Shares of a recipient's arms imports by supplier, from files that you downloaded from SIPRI.

    Example: vyuha programme share trade-register.csv --recipient India --from 2020 --to 2024
    """
    from vyuha.programme.sipri import Spread, read_files, shares
    from vyuha.programme.sipri.source import WHERE
    from vyuha.reading.problems import InputErrors
    from vyuha.results.files import RunFolderError

    if not files:
        refuse(f"vyuha programme share: name at least one file. {WHERE}")
    _check_outputs((csv, svg, html), force)
    spread = Spread(number=number_spread, year=year_move, draws=draws, seed=seed)
    successors = supplier_level is SupplierLevel.SUCCESSOR
    try:
        deliveries = read_files(files)
        result = shares(deliveries, recipient, first_year, last_year, spread, successors)
        _write(deliveries, result, spread, successors, (csv, svg, html))
    except InputErrors as errors:
        refuse(str(errors))
    except RunFolderError as error:
        refuse(f"vyuha: {error}", FAILED)
    for remark in (*deliveries.remarks, *result.remarks):
        say(f"note: {remark}")
    if as_json:
        show(json.dumps(_as_dict(deliveries, result, successors), indent=2, default=str))
    else:
        _print(deliveries, result, successors)


def _check_outputs(paths: tuple[Path | None, ...], force: bool) -> None:
    """Refuse before anything is read what could not be written at the end."""
    for path in paths:
        if path is None:
            continue
        if path.is_dir() or not path.parent.is_dir():
            refuse(f"vyuha: {path}: {'is a folder' if path.is_dir() else f'there is no folder {path.parent}'}")
        if path.exists() and not force:
            refuse(f"vyuha: {path}: exists; --force overwrites it")


def _write(
    deliveries: "Deliveries",
    result: "Shares",
    spread: "Spread",
    successors: bool,
    paths: tuple[Path | None, Path | None, Path | None],
) -> None:
    csv, svg, html = paths
    if csv is None and svg is None and html is None:
        return
    from vyuha.outputs.plots_shares import shares_csv, shares_svg, standalone
    from vyuha.outputs.shares_page import shares_page
    from vyuha.programme.sipri import moving_shares
    from vyuha.results.files import write_whole

    width = result.last_year - result.first_year + 1
    windows = (
        () if csv is None and html is None else moving_shares(deliveries, result.recipient, width, spread, successors)
    )
    if csv is not None:
        same = (result.first_year, result.last_year)
        others = [window for window in windows if (window.first_year, window.last_year) != same]
        write_whole(csv, shares_csv([result, *others]).encode())
    if svg is not None:
        alt = f"Arms imports of {result.recipient} by supplier, {result.first_year} to {result.last_year}"
        write_whole(svg, standalone(shares_svg(result, False, alt)).encode())
    if html is not None:
        write_whole(html, shares_page(result, windows, (*deliveries.remarks, *result.remarks)).encode())


def _as_dict(deliveries: "Deliveries", result: "Shares", successors: bool) -> dict[str, Any]:
    """Everything for programs: shares and concentration from 0 to 1, TIV in millions."""
    from dataclasses import asdict

    from vyuha.programme.sipri import kinds
    from vyuha.programme.sipri.wording import notes

    found = asdict(result)
    found["remarks"] = [asdict(remark) for remark in (*deliveries.remarks, *result.remarks)]
    split = kinds(deliveries, result.recipient, result.first_year, result.last_year, successors)
    files = [asdict(file) for file in deliveries.files]
    return {**found, "kinds": split.to_dicts(), "files": files, "notes": notes(result)}


def _print(deliveries: "Deliveries", result: "Shares", successors: bool) -> None:
    import sys

    from rich import box
    from rich.console import Console
    from rich.table import Table

    from vyuha.outputs.shares_page import HEADER, concentration, rows
    from vyuha.programme.sipri.wording import notes

    title = f"Arms imports of {result.recipient} by supplier, {result.first_year} to {result.last_year}"
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(HEADER):
        table.add_column(heading, justify="right" if n else "left", overflow="fold")
    for row in rows(result):
        table.add_row(*row)
    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False)
    console.print(table)
    for line in (concentration(result), *_kinds(deliveries, result, successors), *notes(result)):
        console.print(line)


def _kinds(deliveries: "Deliveries", result: "Shares", successors: bool) -> list[str]:
    """How much of it was new, second-hand, modernized, and made under licence, where the file says so."""
    from vyuha.outputs.wording import percent
    from vyuha.programme.sipri import kinds

    split = kinds(deliveries, result.recipient, result.first_year, result.last_year, successors)
    if split["status"].null_count() == split.height:
        return []
    parts = [
        f"{status} {percent(sum(rows['share'].to_list()))}"
        for (status,), rows in sorted(split.group_by("status"), key=lambda group: -group[1]["share"].sum())
    ]
    if split["licensed"].null_count() == 0:
        licensed = sum(split.filter(split["licensed"])["share"].to_list())
        parts.append(f"made under licence {percent(licensed)}")
    return [f"Of it: {', '.join(parts)}."]
