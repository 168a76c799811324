"""The report on a plan: numbers are the tables', names are only text, nothing loads or runs, odd plans do not break it.

Expected values are the tables of a made-up outcome (`plan_builders`), so the tests say that nothing changes on the way.
"""

import base64
import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.outputs.plan_builders import NASTY, SLIP, arrivals, bare, day, frame, interval, outcome, programme
from vyuha.outputs.chart import write_charts
from vyuha.outputs.page import page
from vyuha.outputs.plan_cells import ALL, OTHERS, cell, interval_words, merged, tile
from vyuha.outputs.plan_charts import delivery_rows, difference_rows, plan_charts
from vyuha.outputs.plan_raid import armed_threats
from vyuha.outputs.plan_report import report_html, write_plan_report
from vyuha.outputs.plan_text import PANELS, compared_dates, measured, value_words
from vyuha.outputs.record_report import record_html
from vyuha.programme.outcome import TABLES, PlanOutcome, Value
from vyuha.programme.record import record

LARGEST = 10_000_000
NAMES = [
    "deliveries-s400-india",
    "vintages-s400-india",
    "ready-s400-india",
    "brings-s400-india",
    "raid-leakers",
    "raid-value-protected",
    "comparison",
    "differences",
    "money",
    "marginal",
    "surface",
    "links",
    "campaign",
]


class Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words).replace("\u00a0", " ")


def dangers(text: str) -> list[str]:
    """Everything in a page that could run, load or lead out of it; links to its own parts and data do not."""
    found = []
    for tag, attributes in Page(text).tags:
        if tag in ("script", "img", "iframe", "object", "embed", "link", "form", "base", "image", "foreignobject"):
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            own = value.startswith("#") or (value.startswith("data:text/csv;") and "download" in attributes)
            away = name in ("src", "srcset", "action") or (name.endswith("href") and not own)
            if name.startswith("on") or away or re.search(r"url\((?!#)", value):
                found.append(f"{tag} {name}={value[:60]}")
    return found


@pytest.fixture(scope="module")
def plan_outcome() -> PlanOutcome:
    return outcome()


@pytest.fixture(scope="module")
def report(plan_outcome: PlanOutcome) -> str:
    return report_html(plan_outcome)


def test_nothing_runs_or_loads(report: str) -> None:
    assert dangers(report) == []
    assert "default-src 'none'" in report
    assert "http" not in re.sub(r'http-equiv="|xmlns(:xlink)?="http[^"]*"', "", report)


@pytest.mark.parametrize(
    "attack",
    [
        NASTY,
        '<a href="https://example.org">x</a>',
        '<a href="javascript:1">x</a>',
        '<a href="data:text/html;base64,PGI+" download="x">x</a>',
        '<a href="data:text/csv;base64,PGI+">x</a>',
        "<script>1</script>",
    ],
)
def test_the_check_notices_what_leads_away(attack: str) -> None:
    """Negative control: the same check must object when such a thing stands in the page as it is."""
    assert dangers(page("title", f"<p>{attack}</p>")) != []


def test_names_are_shown_as_text(report: str) -> None:
    """The made-up plan carries markup in its title, an alternative, a source, a forecaster and a verdict."""
    assert Page(report).text.count(NASTY) >= 8
    assert "<img" not in report


def test_every_picture_has_words_and_its_own_ids(report: str) -> None:
    tags = Page(report).tags
    pictures = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(pictures) == 2 * len(NAMES)
    assert all(attributes["role"] == "img" and len(attributes["aria-label"]) > 60 for attributes in pictures)
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', report))
    assert {first or second for first, second in wanted} <= set(ids)


def test_the_order_is_that_of_the_questions(report: str) -> None:
    titles = re.findall(r"<h2>([^<]+)</h2>", report)
    assert [title.split()[0:3] for title in titles[:5]] == [
        ["What", "was", "asked"],
        ["The", "raid", "and"],
        ["When", "the", "units"],
        ["What", "is", "ready"],
        ["What", "a", "raid"],
    ]
    assert titles[-1] == "What this does not say"


def test_numbers_are_those_of_the_tables(plan_outcome: PlanOutcome, report: str) -> None:
    words, dates = Page(report).text, compared_dates(plan_outcome)
    assert len(dates) == 4
    rows = plan_outcome.tables["outcomes"].filter(pl.col("date").is_in(dates)).iter_rows(named=True)
    for line in rows:
        if line["measure"] in ("leakers", "value_protected", "rounds"):
            assert cell(line, PANELS[line["measure"]].kind) in words
    for line in difference_rows(plan_outcome).iter_rows(named=True):
        if line["measure"] in ("leakers", "value_protected"):
            assert cell(line, PANELS[line["measure"]].kind, True) in words
    for answer in plan_outcome.answers:
        assert all(part in words for part in (answer.question, answer.verdict, *answer.reasons, answer.basis))
        assert all(part in words for value in answer.values for part in interval_words(value))


def test_a_changed_number_is_missed(plan_outcome: PlanOutcome, report: str) -> None:
    """Negative control: the check above fails for a table that the page was not made from."""
    dates = compared_dates(plan_outcome)
    rows = plan_outcome.tables["outcomes"].filter(pl.col("date").is_in(dates) & (pl.col("measure") == "leakers"))
    changed = rows.with_columns(pl.col("mean") * 1.1)
    words = Page(report).text
    assert not all(cell(line, "count") in words for line in changed.iter_rows(named=True))


def held_data(text: str) -> dict[str, bytes]:
    """The files that a page offers for download."""
    tags = [attributes for tag, attributes in Page(text).tags if tag == "a" and "download" in attributes]
    return {entry["download"]: base64.b64decode(entry["href"].split("base64,")[1]) for entry in tags}


def test_every_chart_hands_out_the_rows_that_it_draws(plan_outcome: PlanOutcome, report: str, tmp_path: Path) -> None:
    held = held_data(report)
    assert list(held) == [f"{name}.csv" for name in NAMES if name != "money"][:8] + [
        f"{name}.csv" for name in ("marginal", "surface", "links", "campaign", "money")
    ]
    written = write_charts(plan_charts(plan_outcome), tmp_path / "charts")
    assert {path.name: path.read_bytes() for path in written} == held
    for chart in plan_charts(plan_outcome):
        read = pl.read_csv(io.BytesIO(held[chart.file_name]), schema=chart.data.schema)
        assert read.equals(chart.data)
        assert read.height > 0


@pytest.mark.parametrize("name", ["deliveries-s400-india", "raid-leakers", "comparison", "surface", "campaign"])
def test_other_rows_give_another_picture(name: str, plan_outcome: PlanOutcome) -> None:
    """Picture and file follow the same table: when one cell of it changes, both change."""
    table = {"deliveries-s400-india": "arrivals", "raid-leakers": "outcomes", "comparison": "outcomes"}.get(name, name)
    old = plan_outcome.tables[table]
    if table == "arrivals":
        new = old.with_columns(pl.col("planned").dt.offset_by("-1y"))
    else:
        new = old.with_columns(pl.when(pl.col("measure") == "leakers").then(pl.col("mean") * 0.5).otherwise("mean"))
    other = replace(plan_outcome, tables=plan_outcome.tables | {table: new})
    before, after = (next(chart for chart in plan_charts(one) if chart.name == name) for one in (plan_outcome, other))
    assert before.csv != after.csv
    assert before.draw(False) != after.draw(False)


def test_charts_come_in_the_order_of_the_report(plan_outcome: PlanOutcome) -> None:
    assert [chart.name for chart in plan_charts(plan_outcome)] == NAMES


def test_charts_can_be_had_alone() -> None:
    drawn = plan_charts(few())
    assert [chart.name for chart in drawn] == ["deliveries-s400-india"]
    for chart in drawn:
        wide, narrow = chart.draw(False), chart.draw(True)
        assert wide.startswith("<svg") and narrow.startswith("<svg") and wide != narrow
        assert chart.caption
        assert chart.data.height == 5


def few() -> PlanOutcome:
    """One alternative with nothing but its deliveries."""
    return bare(arrivals=[row for row in arrivals() if row["alternative"] == "delivered"])


def test_the_file_is_whole_small_and_repeatable(report: str, tmp_path: Path) -> None:
    assert len(report.encode("utf-8")) < LARGEST
    path = tmp_path / "report.html"
    write_plan_report(few(), path)
    assert path.read_text(encoding="utf-8") == report_html(few())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["charts", "report.html"]
    assert [entry.name for entry in (tmp_path / "charts").iterdir()] == ["deliveries-s400-india.csv"]


def test_claims_are_marked_and_sources_listed(report: str) -> None:
    words = Page(report).text
    assert "Claim of Air force: A fighter was shot down at 300 km." in words
    assert "Denied by The other air force." in words
    assert "not used in any computation" in words
    assert "Reply of a minister, 2 January 2019" in words
    assert "half of such approvals pass" in words  # why a probability was assumed
    assert "vyuha programme outcome <plan>.yaml" in words
    assert "10 of 10 held-out values" in words
    assert "notional sites" in words


def _sound(text: str) -> None:
    assert dangers(text) == []
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", Page(text).text)


def test_a_plan_without_tables_or_answers() -> None:
    text = report_html(bare())
    _sound(text)
    words = Page(text).text
    assert "This plan has no answers" in words
    assert "No held-out points were fought" in words
    assert "<svg" not in text


def test_all_never() -> None:
    """One alternative of which nothing ever comes: no quantile exists."""
    rows = [
        row | dict.fromkeys(SLIP) | {"delivered": None, "never": 1.0}
        for row in arrivals()
        if row["alternative"] == "delivered"
    ]
    text = report_html(bare(arrivals=rows))
    _sound(text)
    assert Page(text).text.count("never") >= 5


def test_means_without_intervals() -> None:
    """One future, one fight: no interval can be given, and none is drawn."""
    points = {"mean": 0.0, "low": None, "high": None} | dict.fromkeys(SLIP)
    where = {"alternative": "delivered", "date": day("2026-11-22")}
    tables: dict[str, list[dict[str, Any]]] = {
        "outcomes": [where | {"measure": measure} | points for measure in ("leakers", "value_protected")],
        "capability": [where | {"programme": "s400-india", "quantity": "units"} | points],
        "marginal": [{"units": 1, "measure": "leakers", "mean": 0.0, "low": None, "high": None}],
        "vintages": [
            dict.fromkeys(TABLES["vintages"])
            | {"programme": "s400-india", "tranche": "squadron-5", "said": day("2020"), "by": "x", "first": day("2030")}
            | {"source": "y", "grade": "published"}
        ],
    }
    _sound(report_html(bare(**tables)))


def _one_alternative(made: PlanOutcome) -> PlanOutcome:
    """The first alternative only, so that there is nothing to compare it with."""
    plan = made.plan.model_copy(update={"alternatives": made.plan.alternatives[:1]})
    tables = {
        name: table.filter(pl.col("alternative") == "contracted") if "alternative" in table.columns else table
        for name, table in made.tables.items()
    }
    return replace(made, plan=plan, tables=tables)


def _no_dates(made: PlanOutcome) -> PlanOutcome:
    return replace(made, plan=made.plan.model_copy(update={"dates": ()}))


def _no_vintages(made: PlanOutcome) -> PlanOutcome:
    return replace(made, tables=made.tables | {"vintages": frame("vintages", [])})


@pytest.mark.parametrize(
    ("change", "missing", "kept"),
    [
        (_one_alternative, "differences", "comparison"),
        (_no_dates, "comparison", "raid-leakers"),
        (_no_vintages, "vintages-s400-india", "deliveries-s400-india"),
    ],
)
def test_what_is_not_there_is_left_out(
    change: Callable[[PlanOutcome], PlanOutcome], missing: str, kept: str, plan_outcome: PlanOutcome
) -> None:
    """To save time the page is made with one of its charts only."""
    changed = plan_charts(change(plan_outcome))
    assert missing not in {chart.name for chart in changed}
    assert missing in {chart.name for chart in plan_charts(plan_outcome)}
    _sound(report_html(change(plan_outcome), [chart for chart in changed if chart.name == kept]))


def test_numbers_of_answers_keep_their_units() -> None:
    """Expected texts: written by hand."""
    assert value_words(Value("price", 1.1e9, 9e8, 1.3e9, "USD")) == ("USD 1.1 bn", "900 M to 1.3 bn")
    assert value_words(Value("share of futures", 0.6, None, None, "1")) == ("60.0 %", "")
    assert value_words(Value("change", -3.2, -4.0, -2.0, "1")) == ("−3.20", "−4.00 to −2.00")
    assert measured(interval(0.5), "share") == "50.0 % (47.0 to 53.0 %)"


def test_the_record_card_as_a_page() -> None:
    """Headline and figures are the record's; every chart hands out its rows; names are text."""
    made = record(programme())
    text = record_html(made, programme())
    _sound(text)
    words = Page(text).text
    assert all(line in words for line in made.headline)
    assert NASTY in words
    held = held_data(text)
    assert list(held) == ["deliveries-s400-india-main.csv"]
    read = pl.read_csv(io.BytesIO(held["deliveries-s400-india-main.csv"]), schema=TABLES["arrivals"])
    # A promise of a month is kept until its last day, a delivery known to its month is put at the month's middle.
    assert read["planned"].to_list()[0].isoformat() == "2020-10-31"
    assert read["delivered"].to_list()[0].isoformat() == "2021-12-16"
    assert read["delivered"].to_list()[4] is None


def test_a_card_without_contracts() -> None:
    empty = programme().model_copy(update={"contracts": (), "options": (), "claims": ()})
    _sound(record_html(record(empty), empty))


def test_reports_do_not_load_the_compiler() -> None:
    """In a fresh process, after all modules that write these pages."""
    modules = "chart, plan_report, record_report"
    code = f"import sys; from vyuha.outputs import {modules}; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_raid_is_described(plan_outcome: PlanOutcome, report: str) -> None:
    """Numbers counted by hand in the builder's scenario: six armed threats and four decoys on two assets."""
    words = Page(report).text
    assert armed_threats(plan_outcome) == 6
    assert "10 threats, 6 of them armed, come for 2 assets" in words
    assert "Armed threats through, of 6" in words
    assert "36 km to 50 km from the target" in words
    assert "60 m, 80 m" in words
    assert "300 (75 %)" in words
    assert "10. site-10" in words
    assert "no other air defence than these squadrons" in words
    assert "a property of this theatre" in words


def test_other_defences_are_named(plan_outcome: PlanOutcome) -> None:
    """Control: where positions are only part of the defence, the differences are no upper bound."""
    force = plan_outcome.plan.force.model_copy(update={"positions": ("site-1",)})
    less = replace(plan_outcome, plan=plan_outcome.plan.model_copy(update={"force": force}))
    words = Page(report_html(less, ())).text
    assert "no other air defence" not in words
    assert "site-2, site-3" in words


def test_forecasts_say_how_they_did(report: str) -> None:
    words = Page(report).text
    assert "too early and too narrow" in words
    assert "vyuha programme backtest s400-india" in words
    assert "since signature" in words


def test_options_promise_nothing_yet(plan_outcome: PlanOutcome) -> None:
    labels = delivery_rows(plan_outcome, "s400-india")[1]
    assert [label for label in labels if "also those without a contract" in label] == labels[6:11]
    table = plan_outcome.tables["arrivals"].with_columns(pl.col("planned").fill_null(day("2031-06")))
    promised = replace(plan_outcome, tables=plan_outcome.tables | {"arrivals": table})
    deliveries = plan_charts(promised)[0].draw(False)
    assert "as a contract would promise" in deliveries
    assert "as a contract would promise" not in plan_charts(few())[0].draw(False)


def test_no_false_precision() -> None:
    """Expected texts: written by hand."""
    exact, nought = {"mean": 4.0, "low": 4.0, "high": 4.0}, {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert cell(exact, "count") == "4"
    assert cell(nought, "share", True) == "no difference"
    assert cell(interval(4.0), "count") == measured(interval(4.0), "count") == "4.00 (3.76 to 4.24)"
    years = Value("squadron-years lost by 7 May 2025 (nine futures in ten)", 8.2606, 8.2606, 8.2606, "years")
    assert interval_words(years)[2] == "the same in all futures"
    assert interval_words(Value("days (nine futures in ten)", 60.0, 49.0, 84.0, "days"))[2].startswith("nine futures")
    assert interval_words(Value("days", 60.0, 49.0, 84.0, "days"))[2].startswith("95 %")


def test_a_tile_can_be_read_alone(plan_outcome: PlanOutcome) -> None:
    years = Value("squadron-years lost by 7 May 2025 (nine futures in ten)", 8.2606, 8.2606, 8.2606, "years")
    assert tile(plan_outcome, years, "") == ("8.3", "squadron-years lost by 7 May 2025", "")
    lost = Value("squadron-years lost to the end (nine futures in ten)", 1.0, 1.0, 1.0, "years")
    assert tile(plan_outcome, lost, '"As contracted" costs 1')[:2] == (
        "1",
        "squadron-years lost to the end, “As contracted”",
    )


def test_alternatives_that_no_fact_tells_apart_are_told_once(plan_outcome: PlanOutcome) -> None:
    """Before the facts end all but the contract are alike; afterwards nothing is merged, alike or not."""
    rows = plan_outcome.tables["outcomes"].filter(pl.col("date").is_in(compared_dates(plan_outcome)))
    # The made-up course with more squadrons differs from the others by a millionth long before they come.
    rows = rows.filter(pl.col("measure") == "leakers").with_columns(pl.col("mean", "low", "high").round(3))
    found, names = merged(plan_outcome, rows)
    before = found.filter(pl.col("date") == compared_dates(plan_outcome)[0])
    assert before["alternative"].unique(maintain_order=True).to_list() == ["contracted", OTHERS]
    assert OTHERS in names and ALL not in names
    after = pl.col("date") > compared_dates(plan_outcome)[0]
    assert found.filter(after).equals(rows.sort("date", maintain_order=True).filter(after))


def test_one_that_differs_stops_the_merging(plan_outcome: PlanOutcome) -> None:
    """Negative control: a second alternative with another number leaves all rows as they are."""
    rows = plan_outcome.tables["outcomes"].filter(pl.col("date") == compared_dates(plan_outcome)[0])
    rows = rows.filter(pl.col("measure") == "leakers").with_columns(pl.col("mean", "low", "high").round(3))
    assert OTHERS in merged(plan_outcome, rows)[1]
    moved = pl.when(pl.col("alternative") == "stop").then(pl.col("mean") + 0.5).otherwise("mean")
    assert OTHERS not in merged(plan_outcome, rows.with_columns(moved.alias("mean")))[1]


def test_checks_name_the_limit_and_the_largest_miss(plan_outcome: PlanOutcome) -> None:
    """One held-out value is put 2.5 standard errors off: inside the limit, outside two errors, and named."""
    row = {"units": 3, "fill": 0.5, "measure": "leakers", "surface": 10.0, "error": 1.0, "direct": 12.5}
    row |= {"direct_low": 12.5, "direct_high": 12.5, "allowed": 3.2, "inside": True}
    near = row | {"units": 4, "direct": 10.5, "direct_low": 10.5, "direct_high": 10.5}
    changed = replace(plan_outcome, tables=plan_outcome.tables | {"checks": frame("checks", [row, near])})
    words = Page(report_html(changed, ())).text
    assert "2 of 2 held-out values" in words
    assert "1 of 2 lie within two standard errors" in words
    assert "The largest miss is 2.5 of them: armed threats through with 3 at 50 % load" in words
    assert "± 3.20" in words
