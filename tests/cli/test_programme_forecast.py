"""`vyuha programme forecast` and `backtest`, called as a person calls them; expected dates are those of the data."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from vyuha.cli.programme.backtest import backtest
from vyuha.cli.programme.forecast import forecast

APP = typer.Typer(rich_markup_mode=None)
APP.command()(forecast)
APP.command()(backtest)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(APP, list(arguments))


def test_a_forecast_says_what_came_and_when_the_rest_may_come() -> None:
    result = call("forecast", "s400-india", "-n", "400")
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    fourth = next(line for line in result.stdout.splitlines() if line.strip().startswith("squadron-4"))
    assert "Jun 2026" in fourth
    assert 'When will "Fifth squadron" come?' in result.stdout
    assert "since signature" in result.stdout
    assert "futures: 400" in result.stdout
    assert "vyuha programme backtest s400-india" in result.stdout


def test_a_promise_for_a_month_is_shown_in_that_month() -> None:
    """The re-set of December 2021 holds until the last day of it."""
    first = next(
        line for line in call("forecast", "s400-india", "-n", "100").stdout.splitlines() if "squadron-1" in line
    )
    assert "Oct 2020   Dec 2021   Dec 2021" in first


def test_an_older_date_knows_less() -> None:
    result = call("forecast", "s400-india", "--as-of", "2024-04-23", "-n", "200")
    fourth = next(line for line in result.stdout.splitlines() if line.strip().startswith("squadron-4"))
    assert "2026 " not in fourth.split("Aug 2022")[0]
    assert "2024" in fourth
    # Negative control: today it has come.
    assert "Jun 2026" in call("forecast", "s400-india", "-n", "200").stdout


def test_before_the_contract_there_is_nothing_to_forecast() -> None:
    result = call("forecast", "s400-india", "--as-of", "2016-05", "-n", "100")
    assert result.exit_code == 0
    assert "No contract had been signed by then." in result.stdout


def test_as_json_with_the_chance_by_a_date() -> None:
    result = call("forecast", "s400-india", "--by", "2027-06-30", "--by", "2028", "-n", "300", "--json")
    found = json.loads(result.stdout)
    assert [row["date"] for row in found["chances"]] == ["2027-06-30", "2028-12-31"]
    assert found["made"]["reference class"] == "major-programmes"
    assert found["answers"][0]["id"] == "when-squadron-5"


def test_options_reach_the_model() -> None:
    plain, stopped, other = (
        json.loads(call("forecast", "s400-india", "-n", "300", "--json", *extra).stdout)
        for extra in ([], ["--stops-per-year", "1", "--stop-length", "30 months"], ["--reference", "own-class"])
    )
    assert plain["chances"] != stopped["chances"]
    assert plain["chances"] != other["chances"]
    assert stopped["made"]["full stops"] == "1 a year of 2.5 years on average"


def test_the_table_goes_to_a_file_once(tmp_path: Path) -> None:
    file = tmp_path / "arrivals.csv"
    assert call("forecast", "s400-india", "-n", "100", "--csv", str(file)).exit_code == 0
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [row["tranche"] for row in rows] == [f"squadron-{number}" for number in range(1, 6)]
    refused = call("forecast", "s400-india", "-n", "100", "--csv", str(file))
    assert refused.exit_code == 2
    assert "exists; --force overwrites it" in refused.stderr
    assert call("forecast", "s400-india", "-n", "100", "--csv", str(file), "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["s400-indi"], 'did you mean "s400-india"?'),
        (["s400-india", "--as-of", "2020-13"], "--as-of 2020-13: there is no such day"),
        (["s400-india", "--by", "soon"], "--by soon: give a date"),
        (["s400-india", "--stop-length", "2 parsecs"], "--stop-length: "),
        (["s400-india", "--reference", "hope"], "Invalid value"),
        (["s400-india", "--csv", "/no/such/folder/file.csv"], "there is no folder /no/such/folder"),
    ],
)
def test_what_is_refused_and_why(arguments: list[str], message: str) -> None:
    result = call("forecast", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_the_back_test_prints_scores_words_and_how_they_were_made(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    result = call("backtest", "s400-india", "akash-india", "-n", "100", "--csv", str(file))
    assert result.exit_code == 0, result.output
    for text in ("carry-forward", "official", "own-class *", "Smallest loss", "evidence, not proof", "seed 1"):
        assert text in result.stdout
    cases = list(csv.DictReader(file.read_text().splitlines()))
    assert {case["programme"] for case in cases} == {"s400-india", "akash-india"}
    # Negative control: a programme without an arrival to score.
    assert "nothing to score" in call("backtest", "brahmos", "-n", "100").stdout


def test_the_back_test_as_json() -> None:
    found = json.loads(call("backtest", "s400-india", "-n", "100", "--json").stdout)
    assert found["verdict"][0].startswith("Smallest loss")
    assert found["cases"][0]["as_of"] == "2018-10-05"
    assert {row["programme"] for row in found["scores"]} == {"s400-india", "all"}


def test_help_loads_no_compiler() -> None:
    program = "import sys, vyuha.cli.programme; print('numba' in sys.modules, 'polars' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    assert seen.stdout.split() == ["False", "False"]
