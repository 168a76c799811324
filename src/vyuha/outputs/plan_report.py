"""The report on a plan: one HTML file that can be quoted from, with every chart's rows inside.

It takes the tables and answers as they are and computes nothing of its own.
"""

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from vyuha.outputs import plan_explanations, plan_made, plan_raid
from vyuha.outputs.axes import month, span_words
from vyuha.outputs.chart import Chart, write_charts
from vyuha.outputs.page import bullets, contents, details, heading, page, paragraph, section, table, text, tiles
from vyuha.outputs.plan_cells import cell, interval_words, merged, tile
from vyuha.outputs.plan_charts import delivery_rows, difference_rows, option_rows, plan_charts
from vyuha.outputs.plan_text import (
    PANELS,
    alternative_rows,
    as_of,
    compared_dates,
    pretty,
    programme_of,
    spell,
    tranche_name,
    unit_of,
)
from vyuha.outputs.plots_schedule import arrival_words
from vyuha.outputs.wording import percent
from vyuha.programme.model import KINDS
from vyuha.programme.outcome import Answer, PlanOutcome
from vyuha.programme.wording import plural
from vyuha.results.files import write_whole

CHARTS = "charts"
_LEADING, _TILES = 3, 4
# Measures that the tables quote.
_QUOTED = ("leakers", "value_protected", "rounds")
_SECTIONS = (
    ("asked", "What was asked"),
    (plan_raid.ANCHOR, plan_raid.TITLE),
    ("deliveries", "When the units come"),
    ("ready", "What is ready"),
    ("raid", "What a raid would do"),
    ("next", "What one more unit changes"),
    ("stock", "Stock and campaign"),
    ("money", "Money and what it protects"),
    ("answers", "The answers, one by one"),
    ("claims", "Claims of one side"),
    ("made", "How it was made"),
    ("limits", "What this does not say"),
)


def write_plan_report(outcome: PlanOutcome, path: Path) -> None:
    """Write the report to `path`, and the rows of its charts into the folder `charts` beside it."""
    drawn = plan_charts(outcome)
    write_charts(drawn, path.parent / CHARTS)
    write_whole(path, report_html(outcome, drawn).encode("utf-8"))


def report_html(outcome: PlanOutcome, drawn: Sequence[Chart] | None = None) -> str:
    """The report as text."""
    chosen = plan_charts(outcome) if drawn is None else drawn
    charts = {anchor: [chart for chart in chosen if chart.section == anchor] for anchor, _ in _SECTIONS}
    parts = [
        _headline(outcome),
        contents(_SECTIONS),
        _asked(outcome),
        plan_raid.theatre(outcome),
        _deliveries(outcome, charts["deliveries"]),
        _section("ready", charts["ready"], "No tables say what is ready over time."),
        _raid(outcome, charts["raid"]),
        _next(outcome, charts["next"]),
        _section("stock", charts["stock"], "This plan has no campaign of raids.", _raid_rate(outcome)),
        _section("money", charts["money"], "This plan has no dates on which costs are compared."),
        _answers(outcome),
        plan_made.claims(outcome),
        plan_made.made(outcome),
        plan_made.limits(),
        plan_made.footer(),
    ]
    return page(f"{outcome.plan.title} · Vyuha report", "\n".join(parts))


def _headline(outcome: PlanOutcome) -> str:
    leading = [answer.verdict for answer in outcome.answers[:_LEADING]]
    lede = " ".join(leading) or "This plan has no answers: its tables and charts are below."
    return (
        f'<header><p class="eyebrow">Vyuha · from contract to coverage</p><h1>{text(outcome.plan.title)}</h1>'
        f'<p class="lede">{text(lede)}</p></header>' + tiles(list(_tiles(outcome)))
    )


def _tiles(outcome: PlanOutcome) -> Iterator[tuple[str, str, str]]:
    with_values = [answer for answer in outcome.answers if answer.values]
    for answer in with_values[:_TILES]:
        yield tile(outcome, answer.values[0], answer.verdict)


def _section(anchor: str, charts: Sequence[Chart], otherwise: str, *before_html: str) -> str:
    title = dict(_SECTIONS)[anchor]
    if not charts:
        return section(anchor, title, *before_html, paragraph(otherwise))
    return section(anchor, title, *before_html, *_figures(charts))


def _figures(charts: Sequence[Chart]) -> Iterator[str]:
    for chart in charts:
        yield heading(chart.title)
        yield chart.html


def _asked(outcome: PlanOutcome) -> str:
    plan = outcome.plan
    start, end = (month(datetime.date.fromordinal(int(day))) for day in (plan.start.start, plan.end.end - 1.0))
    notice = [paragraph(plan.notice)] if plan.notice else []
    programmes = [
        (
            one.title,
            f"{one.supplier} to {one.buyer}; {KINDS[one.kind]}",
            plural(one.unit),
            _together(month(datetime.date.fromordinal(int(one.as_of.day)))),
        )
        for one in outcome.programmes
    ]
    force = programme_of(outcome, plan.force.programme)
    name = force.title if force else plan.force.programme
    return section(
        "asked",
        "What was asked",
        *notice,
        paragraph(
            f"{len(plan.alternatives)} alternatives are compared from {start} to {end}, on the facts known in "
            f"{month(as_of(outcome))}. After that day the schedule is drawn in {plan.futures:,} futures, the same for "
            f"all alternatives. Ready units of “{name}” take up to {len(plan.force.positions)} notional positions "
            f"against the raid of the scenario {plan.force.scenario}."
        ),
        table("The alternatives", ("Alternative", "Deliveries", "What sets it apart"), alternative_rows(outcome)),
        table("The programmes", ("Programme", "Who", "Counted in", "Facts as of"), programmes),
    )


def _deliveries(outcome: PlanOutcome, charts: Sequence[Chart]) -> str:
    if not charts:
        return _section("deliveries", charts, "No programme of this plan has deliveries.")
    parts = []
    for programme in dict.fromkeys(outcome.tables["arrivals"]["programme"].to_list()):
        rows, labels = delivery_rows(outcome, programme)
        proposed = set(option_rows(outcome, rows))
        cells = [
            (
                label,
                f"{line['units']:,.6g}" if line["units"] else "rounds only",
                ("if ordered: " if n in proposed and line["planned"] else "")
                + _together(month(line["planned"], "no promise")),
                _together(month(line["reset"])),
                arrival_words(line),
            )
            for n, (label, line) in enumerate(zip(labels, rows.iter_rows(named=True), strict=True))
        ]
        found = programme_of(outcome, programme)
        header = ("Delivery", "Units", "Planned", "Re-set", "Came, or median forecast (nine futures in ten)")
        parts.append(table(f"Deliveries: {found.title if found else pretty(programme)}", header, cells, (1,)))
        if rows["p50"].is_not_null().any():
            parts += [paragraph(words.format(programme=programme)) for words in plan_explanations.FORECASTS]
    first = [chart for chart in charts if chart.name.startswith("deliveries")]
    others = [chart for chart in charts if chart not in first]
    return section(
        "deliveries", dict(_SECTIONS)["deliveries"], *_figures(first), *parts, *_vintage_parts(outcome, others)
    )


def _vintage_parts(outcome: PlanOutcome, charts: Sequence[Chart]) -> Iterator[str]:
    yield from _figures(charts)
    if not charts:
        yield paragraph("No dated forecasts are on record for these programmes.")
        return
    cells = [
        (
            _together(month(line["said"])),
            line["by"],
            _together(tranche_name(programme_of(outcome, line["programme"]), line["tranche"])),
            _together(span_words(line["first"], line["last"])),
            _together(month(line["delivered"], "not yet")),
            f"{line['source']} ({line['grade']})",
        )
        for line in outcome.tables["vintages"].sort("said").iter_rows(named=True)
    ]
    forecasts = table("Who forecast what", ("Said", "By", "Delivery", "Expected", "Came", "Source (grade)"), cells)
    yield details(f"Who forecast what ({len(cells)} forecasts)", forecasts)


def _raid(outcome: PlanOutcome, charts: Sequence[Chart]) -> str:
    at = outcome.tables["outcomes"].filter(pl.col("date").is_in(compared_dates(outcome)))
    at, names = merged(outcome, at.filter(pl.col("measure").is_in(_QUOTED)))
    cells = [
        (_together(month(date)), names.get(alternative, alternative), *_measures(rows, _QUOTED, False))
        for (date, alternative), rows in at.group_by("date", "alternative", maintain_order=True)
    ]
    tables = []
    header = ("Date", "Alternative", *_titles(outcome, _QUOTED))
    if cells:
        tables.append(table("If the raid came on this date (mean with 95 % interval)", header, cells, (2, 3, 4)))
    tables += _differences(outcome)
    if not charts:
        return _section("raid", charts, "No tables say what a raid would do.")
    return section("raid", dict(_SECTIONS)["raid"], *_figures(charts), *tables)


def _together(words: str) -> str:
    """Words that are not broken over lines; a span of two dates may break in its middle."""
    return words.replace(" ", "\u00a0").replace("\u00a0to\u00a0", " to ")


def _measures(rows: pl.DataFrame, measures: Sequence[str], difference: bool) -> list[str]:
    by_measure = {line["measure"]: line for line in rows.iter_rows(named=True)}
    return [
        cell(by_measure[measure], PANELS[measure].kind, difference) if measure in by_measure else ""
        for measure in measures
    ]


def _titles(outcome: PlanOutcome, measures: Sequence[str]) -> Iterator[str]:
    for measure in measures:
        yield PANELS[measure].title + (plan_raid.of_armed(outcome) if measure == "leakers" else "")


def _differences(outcome: PlanOutcome) -> list[str]:
    rows = difference_rows(outcome)
    rows, names = merged(outcome, rows.filter(pl.col("measure").is_in(_QUOTED[:2])))
    if not rows.height:
        return []
    cells = []
    for (date, alternative), part in rows.group_by("date", "alternative", maintain_order=True):
        leakers = part.filter(pl.col("measure") == "leakers")
        shares = ""
        if leakers.height:
            shares = f"{percent(leakers['better'][0])} / {percent(leakers['same'][0])}"
        changes = _measures(part, _QUOTED[:2], True)
        cells.append((_together(month(date)), names.get(alternative, alternative), *changes, shares))
    against = rows["against"][0]
    header = (
        "Date",
        "Alternative",
        *_titles(outcome, _QUOTED[:2]),
        "Fewer come through / the same",
    )
    caption = f"Against “{names.get(against, against)}”, on the same futures (mean difference with 95 % interval)"
    note = "The last column: in so many of the futures fewer come through than under the other, and just as many."
    return [table(caption, header, cells, (2, 3, 4)), paragraph(note, "note")]


def _next(outcome: PlanOutcome, charts: Sequence[Chart]) -> str:
    unit = unit_of(outcome)
    lead = paragraph(
        f"A further {unit} helps where channels or rounds are short. Where another link of the chain breaks first, it "
        "changes little. The pictures below show which of the two holds, and at what number."
    )
    return _section("next", charts, "No response surface was made.", *([lead] if charts else []))


def _raid_rate(outcome: PlanOutcome) -> str:
    return paragraph(f"For questions about stock, such a raid comes every {spell(outcome.plan.raids.every)}.")


def _answers(outcome: PlanOutcome) -> str:
    if not outcome.answers:
        return section("answers", dict(_SECTIONS)["answers"], paragraph("No question was answered."))
    return section("answers", dict(_SECTIONS)["answers"], *(_answer(answer) for answer in outcome.answers))


def _answer(answer: Answer) -> str:
    parts = [heading(answer.question), paragraph(answer.verdict, "verdict")]
    if answer.reasons:
        parts.append(bullets(answer.reasons))
    if answer.values:
        rows = [interval_words(value) for value in answer.values]
        parts.append(table("The numbers", ("What", "Value", "Interval"), rows, (1, 2)))
    if answer.basis:
        parts.append(paragraph(f"Basis: {answer.basis}", "note"))
    return "".join(parts)
