"""`vyuha programme share`: who supplied how much of a recipient's arms imports, from the user's own SIPRI files."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import refuse, say, show
from vyuha.cli.programme.rows import check_output, figures, write
from vyuha.cli.programme.tables import put

if TYPE_CHECKING:
    from vyuha.programme.sipri import Deliveries, Shares, Spread


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
    draws: Annotated[int, typer.Option("--draws", min=100, max=1_000_000, help="Draws for the range.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="Seed of the draws.")] = 1,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the shares, this window and moving ones.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the bar chart.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page with table, charts and notes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the shares as JSON.")] = False,
) -> None:
    """Shares of a recipient's arms imports by supplier, from files that you downloaded from SIPRI.

    Example: vyuha programme share trade-register.csv --recipient India --from 2020 --to 2024
    """
    from vyuha.programme.sipri import Spread, keep_inputs, read_files, shares
    from vyuha.programme.sipri.source import WHERE
    from vyuha.reading.problems import InputErrors

    if not files:
        refuse(f"vyuha programme share: name at least one file. {WHERE}")
    for path in (csv, svg, html):
        check_output(path, force)
    spread = Spread(number=number_spread, year=year_move, draws=draws, seed=seed)
    successors = supplier_level is SupplierLevel.SUCCESSOR
    try:
        keep_inputs((csv, svg, html), files)
        deliveries = read_files(files)
        result = shares(deliveries, recipient, first_year, last_year, spread, successors)
        _write(deliveries, result, spread, successors, (csv, svg, html))
    except InputErrors as errors:
        refuse(str(errors))
    for remark in (*deliveries.remarks, *result.remarks):
        say(f"note: {remark}")
    if as_json:
        show(json.dumps(_as_dict(deliveries, result, successors), indent=2, default=str))
    else:
        _print(deliveries, result, successors)


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

    width = result.last_year - result.first_year + 1
    windows = (
        () if csv is None and html is None else moving_shares(deliveries, result.recipient, width, spread, successors)
    )
    if csv is not None:
        same = (result.first_year, result.last_year)
        others = [window for window in windows if (window.first_year, window.last_year) != same]
        write(csv, shares_csv([result, *others]).encode())
    if svg is not None:
        alt = f"Arms imports of {result.recipient} by supplier, {result.first_year} to {result.last_year}"
        write(svg, standalone(shares_svg(result, False, alt)).encode())
    if html is not None:
        write(html, shares_page(result, windows, (*deliveries.remarks, *result.remarks)).encode())


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
    from vyuha.outputs.shares_page import HEADER, concentration, rows
    from vyuha.programme.sipri.wording import notes

    title = f"Arms imports of {result.recipient} by supplier, {result.first_year} to {result.last_year}"
    put(figures(HEADER, rows(result), title))
    put(concentration(result), *_kinds(deliveries, result, successors), *notes(result))


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
