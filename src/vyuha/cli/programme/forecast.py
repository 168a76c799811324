"""`vyuha programme forecast`: when will the next one come?"""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import refuse, show
from vyuha.cli.programme.rows import NOTHING, check_output, figures, month, rows_of, write
from vyuha.cli.programme.tables import put

if TYPE_CHECKING:
    from vyuha.programme.model import Programme
    from vyuha.programme.plan import Slip
    from vyuha.studies.plan.forecast import ProgrammeForecast


class Reference(StrEnum):
    """Classes of past programmes from which schedule growth is drawn."""

    MAJOR = "major-programmes"
    LOGNORMAL = "lognormal"
    OWN = "own-class"
    BLEND = "blend"


def forecast(
    name: Annotated[str, typer.Argument(metavar="ID|FILE", help="A programme, for example s400-india, or a file.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Forecast from what was known then, e.g. 2024-04-23.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="DATE", help="Chance of having come by then; may be repeated.")
    ] = None,
    reference: Annotated[
        Reference, typer.Option("--reference", help="Past programmes to which this one is likened.")
    ] = Reference.MAJOR,
    own_weight: Annotated[
        float, typer.Option("--own-weight", min=0.0, max=1.0, help="Weight of own-class in blend.")
    ] = 0.5,
    stops_per_year: Annotated[
        float, typer.Option("--stops-per-year", min=0.0, max=10.0, help="Full stops of the supplier, on average.")
    ] = 0.0,
    stop_length: Annotated[str, typer.Option("--stop-length", help="How long a stop lasts on average.")] = "2 years",
    correlation: Annotated[
        float, typer.Option("--correlation", min=0.0, max=0.99, help="How far a supplier's slips go together.")
    ] = 0.5,
    futures: Annotated[
        int, typer.Option("-n", "--futures", min=100, max=1_000_000, help="How many futures to draw.")
    ] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same futures.")] = 1,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the table of arrivals.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all tables and answers as JSON.")] = False,
) -> None:
    """When will the tranches come that have not come yet?

    Each promised time is stretched by a growth drawn from a class of past programmes, given that the tranche has not
    come by the date of the forecast. "vyuha programme backtest" shows how such forecasts did in the past.

    Example: vyuha programme forecast s400-india --by 2027-12-31
    """
    from vyuha.programme.load import load
    from vyuha.reading.problems import InputErrors

    check_output(csv, force)
    slip = _slip(reference.value, own_weight, stops_per_year, stop_length, correlation)
    try:
        programme = load(name)
    except InputErrors as errors:
        refuse(str(errors))
    now = programme.as_of.span.last_noon if as_of is None else _day(as_of, "--as-of") - 0.5
    from vyuha.studies.plan.forecast import forecast as forecast_programme

    result = forecast_programme(programme, slip, now, seed, futures, [_day(date, "--by") for date in by or ()])
    if csv is not None:
        write(csv, result.arrivals.write_csv().encode())
    if as_json:
        show(json.dumps(_as_dict(result), indent=2))
    else:
        _print(result)


def _slip(reference: str, own_weight: float, stops: float, length: str, correlation: float) -> "Slip":
    from pydantic import ValidationError

    from vyuha.programme.plan import Slip

    given = {
        "reference": reference,
        "own_weight": str(own_weight),
        "stops_per_year": str(stops),
        "stop_length": length,
        "supplier_correlation": str(correlation),
    }
    try:
        return Slip.model_validate(given)
    except ValidationError as error:
        problem = error.errors()[0]
        option = {"own_weight": "--own-weight", "supplier_correlation": "--correlation"}.get(
            str(problem["loc"][0]), f"--{str(problem['loc'][0]).replace('_', '-')}"
        )
        refuse(f"vyuha programme forecast: {option}: {problem['msg'].removeprefix('Value error, ')}")


def _day(text: str, option: str) -> float:
    """The end of the last day that a date means."""
    from vyuha.base.calendar import DateError, parse_date

    try:
        return parse_date(text).end
    except DateError as error:
        refuse(f"vyuha programme forecast: {option} {text}: {error}")


def _as_dict(result: "ProgrammeForecast") -> dict[str, Any]:
    return {
        "programme": result.programme.id,
        "made": result.made,
        "arrivals": rows_of(result.arrivals),
        "chances": rows_of(result.chances),
        "waiting": rows_of(result.waiting),
        "answers": [asdict(answer) for answer in result.answers],
    }


def _print(result: "ProgrammeForecast") -> None:
    from rich.padding import Padding

    from vyuha.base.calendar import show_day

    programme = result.programme
    put(f"{programme.title}, forecast from what was known on {show_day(result.as_of)}", "")
    if result.arrivals.height:
        put(_arrivals(result))
    for answer in result.answers:
        put(answer.question, *(Padding(line, (0, 0, 0, 2)) for line in (answer.verdict, *answer.reasons)), "")
    if not result.answers:
        signed = any(contract.signed.day <= result.as_of for contract in programme.contracts)
        put("Nothing that was promised is still to come." if signed else "No contract had been signed by then.", "")
    if result.chances.height:
        put(_chances(result))
    made = "; ".join(f"{key}: {value}" for key, value in result.made.items())
    put(
        f"Made with {made}.",
        "It is assumed that this programme is like those of the class, and that the step from the last delivery is an "
        "ordinary one. In back-tests the default was too early and too narrow: see vyuha programme backtest "
        f"{programme.id}",
    )


def _arrivals(result: "ProgrammeForecast") -> object:
    from vyuha.programme.wording import plural

    headings = (
        "tranche",
        plural(result.programme.unit),
        "planned",
        "re-set",
        "came",
        "5 %",
        "25 %",
        "half",
        "75 %",
        "95 %",
    )
    rows = [
        (
            row["tranche"],
            f"{row['units']:,.0f}",
            month(row["planned"]),
            month(row["reset"]),
            _came(result.programme, row["tranche"], month(row["delivered"])),
            *(month(row[key]) for key in ("p05", "p25", "p50", "p75", "p95")),
        )
        for row in result.arrivals.iter_rows(named=True)
    ]
    return figures(headings, rows, "Promised, re-set, came; on the right, by when in so many of the futures")


def _came(programme: "Programme", tranche: str, shown: str) -> str:
    """A month of delivery as it is known: on a date, about one, or only by the day of a count."""
    if shown == NOTHING:
        return shown
    known = (one.delivered for contract in programme.contracts for one in contract.tranches if one.id == tranche)
    delivered = next(known, None)
    if delivered is None:
        return f"by {shown}"
    return shown if delivered.grade in ("published", "recalled") else f"about {shown}"


def _chances(result: "ProgrammeForecast") -> object:
    dates = result.chances["date"].unique(maintain_order=True).to_list()
    rows = []
    for tranche in result.chances["tranche"].unique(maintain_order=True):
        found = {row["date"]: row["chance"] for row in _of_tranche(result, tranche)}
        rows.append((tranche, *(_chance(found[date]) if date in found else NOTHING for date in dates)))
    return figures(("tranche", *(str(date) for date in dates)), rows, "Chance of having come by")


def _chance(share: float) -> str:
    """A share of futures; never more certain than the model is."""
    if share >= 0.995:
        return "> 99%"
    return f"{share:.0%}"


def _of_tranche(result: "ProgrammeForecast", tranche: str) -> list[dict[str, Any]]:
    return [row for row in result.chances.iter_rows(named=True) if row["tranche"] == tranche]
