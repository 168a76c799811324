"""`vyuha programme backtest`: how good would the forecasts have been?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vyuha.cli.console import refuse, show
from vyuha.cli.programme.rows import NOTHING, check_output, figures, rows_of, write
from vyuha.cli.programme.tables import put

if TYPE_CHECKING:
    import polars as pl

    from vyuha.studies.plan.backtest import BacktestResult


def backtest(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID|FILE]...", help="Programmes; without any, all that come with the package."),
    ] = None,
    futures: Annotated[
        int, typer.Option("-n", "--futures", min=100, max=100_000, help="How many futures to draw for a case.")
    ] = 2_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same futures.")] = 1,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write every case and its scores.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print cases and scores as JSON.")] = False,
) -> None:
    """How good would the forecasts have been, had they been made in the past?

    Standing on each past day on which something became known, the model sees only what was known then and forecasts
    what was outstanding. What has come since is scored: against the last official forecast, the last promise, and the
    plan plus the slip known so far ("carry-forward").

    Example: vyuha programme backtest s400-india
    """
    from vyuha.programme.load import built_in, load
    from vyuha.reading.problems import InputErrors

    check_output(csv, force)
    try:
        programmes = [load(name) for name in names or built_in()]
    except InputErrors as errors:
        refuse(str(errors))
    from vyuha.studies.plan.backtest import backtest as score_past
    from vyuha.studies.plan.backtest import comparable_slips

    result = score_past(programmes, comparable_slips(), seed, futures)
    if csv is not None:
        write(csv, result.cases.write_csv().encode())
    if as_json:
        show(json.dumps(_as_dict(result), indent=2))
    else:
        _print(result)


def _as_dict(result: "BacktestResult") -> dict[str, Any]:
    from vyuha.studies.plan.backtest import verdict

    return {
        "verdict": list(verdict(result)),
        "scores": rows_of(result.scores),
        "cases": rows_of(result.cases),
        "made": {"futures": result.count, "seed": result.seed},
    }


def _print(result: "BacktestResult") -> None:
    import polars as pl

    from vyuha.studies.plan.backtest import ALL, DATED, STOPS_PER_YEAR, verdict

    pooled = result.scores.filter(pl.col("programme") == ALL)
    for cases, title in ((ALL, "All cases"), (DATED, "Cases in which an official forecast stood")):
        chosen = pooled.filter(pl.col("cases") == cases).sort("pinball_months")
        if chosen.height:
            put(_scores(chosen, title))
    by_programme = result.scores.filter((pl.col("programme") != ALL) & (pl.col("cases") == ALL))
    if by_programme["programme"].n_unique() > 1:
        put(_by_programme(by_programme))
    put(*verdict(result), "")
    put(
        "Loss: mean pinball loss over 19 levels; for a single day half the error. Saved: share of the loss of"
        " carry-forward. Median against fact: months, negative where the forecast was too early. In brackets: 95 %"
        " interval, one trial per tranche.",
        f"* set with knowledge of programmes that are scored here. Stops: {STOPS_PER_YEAR:g} a year, assumed."
        f" {result.count:,} futures a case, seed {result.seed}.",
    )


def _scores(scores: "pl.DataFrame", title: str) -> object:
    first = scores.row(0, named=True)
    counted = f"{title}: {first['n']}; tranches: {first['tranches']}; programmes: {first['programmes']}"
    headings = ("forecaster", "loss, months", "saved", "median against fact", "in 50 % interval", "in 80 % interval")
    rows = [
        (
            row["forecaster"] + (" *" if row["hindsight"] else ""),
            f"{row['pinball_months']:.1f}",
            NOTHING if row["skill"] is None else f"{row['skill']:.0%}",
            f"{row['bias_months']:+.1f}",
            _held(row, "coverage_50"),
            _held(row, "coverage_80"),
        )
        for row in scores.iter_rows(named=True)
    ]
    return figures(headings, rows, counted)


def _held(row: dict[str, Any], key: str) -> str:
    if row[key] is None:
        return NOTHING
    return f"{row[key]:.0%} ({row[f'{key}_low']:.0%} to {row[f'{key}_high']:.0%})"


def _by_programme(scores: "pl.DataFrame") -> object:
    names = scores["programme"].unique(maintain_order=True).to_list()
    loss = {(row["programme"], row["forecaster"]): row["pinball_months"] for row in scores.iter_rows(named=True)}
    rows = [
        (forecaster, *(f"{loss[name, forecaster]:.1f}" if (name, forecaster) in loss else NOTHING for name in names))
        for forecaster in scores["forecaster"].unique(maintain_order=True)
    ]
    return figures(("forecaster", *names), rows, "Loss in months, by programme")
