"""The record card of a programme as a page: headline, charts of deliveries and of what was forecast when, the tables.

Figures, words and numbered notes are the record's; nothing is computed here.
"""

import datetime
from collections.abc import Iterator

import polars as pl

from vyuha.outputs import plan_explanations, plan_made
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.page import bullets, heading, page, paragraph, section, table, text, tiles
from vyuha.outputs.plan_charts import MOST_ROWS, MOST_VINTAGES, vintage_chart
from vyuha.outputs.plots_schedule import arrival_words, delivery_svg
from vyuha.programme.card import ContractCard, Record
from vyuha.programme.model import Programme
from vyuha.programme.outcome import TABLES
from vyuha.programme.record_text import figure_text, sections, title_lines

_DELIVERIES = (
    "Diamonds are the original promise (the last day that keeps it), squares the last re-set baseline, discs what "
    "came. A stroke is the date that the card takes for what has not come; its notes say whose it is."
)
_TILES = 4


def record_html(record: Record, programme: Programme) -> str:
    """The card as text."""
    title, under = title_lines(record)
    parts = [
        f'<header><p class="eyebrow">Vyuha · record card</p><h1>{text(record.title)}</h1>'
        f'<p class="lede">{text(" ".join(record.headline))}</p></header>',
        tiles(list(_tiles(record))[:_TILES]),
        paragraph(f"{title}. {under}.", "note"),
        paragraph(record.summary),
        section("charts", "Promised, forecast, delivered", *_charts(record, programme)),
        section("card", "The card", *_tables(record)),
        *([_claims(record)] if record.claims else []),
        section("sources", "Sources", *_notes(record)),
        plan_made.footer(),
    ]
    return page(f"{title} · Vyuha", "\n".join(parts))


# Figures that head the page, by the last part of their id, most telling first.
_TOLD = ("lost", "growth_last", "growth_first", "growth", "growth_cost", "late_last", "delivered")


def _tiles(record: Record) -> Iterator[tuple[str, str, str]]:
    """The figures that tell most, each once; that of a contract says whose it is where there are several."""
    told = [*record.totals, *(figure for contract in record.contracts for figure in contract.figures)]
    names = {contract.id: contract.name for contract in record.contracts}
    seen = set()
    for kind in _TOLD:
        for figure in told:
            holder, _, last = figure.id.rpartition(".")
            words, _, bounds = figure_text(figure).partition(" (")
            if last != kind or (figure.label, words) in seen:
                continue
            seen.add((figure.label, words))
            whose = f" ({names[holder]})" if holder in names and len(names) > 1 else ""
            number, _, unit = words.partition(" ")
            known = unit.lower() in figure.label.lower()
            yield number if known else words, figure.label + whose, bounds.removesuffix(")")


def _charts(record: Record, programme: Programme) -> Iterator[str]:
    charts = record_charts(record, programme)
    if not charts:
        yield paragraph("No single delivery of this programme is dated; what was counted stands in the card.")
    for chart in charts:
        yield heading(chart.title)
        yield chart.html


def record_charts(record: Record, programme: Programme) -> list[Chart]:
    """A chart of the deliveries of each contract, and one of what was forecast when."""
    charts = [_delivery_chart(record, contract) for contract in record.contracts if contract.deliveries]
    names = {row.id: row.name for contract in record.contracts for row in contract.deliveries}
    rows = _vintages(record, programme)
    order = sorted(set(rows["tranche"]), key=list(names).index)[:MOST_VINTAGES]
    if order:
        rows = rows.filter(pl.col("tranche").is_in(order))
        charts.append(vintage_chart(rows, [(id, names[id]) for id in order], record.id, record.title))
    return charts


def _delivery_chart(record: Record, contract: ContractCard) -> Chart:
    rows = pl.DataFrame(
        [
            {
                "alternative": "record",
                "programme": record.id,
                "tranche": row.id,
                "units": float(row.units),
                "planned": _deadline(row.planned),
                "reset": _deadline(row.reset),
                "delivered": _date(row.delivered),
                "never": 0.0,
                "p50": _date(row.expected),
            }
            for row in contract.deliveries[:MOST_ROWS]
        ],
        schema=TABLES["arrivals"],
        orient="row",
    )
    labels = [row.name for row in contract.deliveries[:MOST_ROWS]]
    words = "; ".join(
        f"{label}: {arrival_words(line)}" for label, line in zip(labels, rows.iter_rows(named=True), strict=True)
    )
    name, today = safe_name("deliveries", record.id, contract.id), _date(record.on)
    assert today is not None
    alt = f"Deliveries of {contract.name}: planned, re-set and actual. {words}."

    def draw(narrow: bool) -> str:
        return delivery_svg(rows, labels, today, name, narrow, alt, "date taken for it")

    left_out = len(contract.deliveries) - len(labels)
    caption = _DELIVERIES + (f" {left_out} further deliveries are not shown." if left_out else "")
    return Chart(name, "charts", f"Deliveries: {contract.name}", caption, rows, draw, tall=len(labels) > 15)


def _vintages(record: Record, programme: Programme) -> pl.DataFrame:
    came = {row.id: row.delivered for contract in record.contracts for row in contract.deliveries}
    rows = [
        {
            "programme": record.id,
            "tranche": one.tranche,
            "said": _date(one.said.day),
            "by": one.by,
            "first": _date(one.when.span.start),
            "last": _date(one.when.span.end - 1.0),
            "delivered": _date(came[one.tranche]),
            "source": one.when.source,
            "grade": one.when.grade,
        }
        for one in programme.forecasts
        if one.tranche in came and one.said.day <= record.on
    ]
    return pl.DataFrame(rows, schema=TABLES["vintages"], orient="row")


def _tables(record: Record) -> Iterator[str]:
    """The sections of the card; those without a header are sentences."""
    for one in sections(record)[0]:
        if one.title == "In short" or one.title.startswith("Claims"):
            continue
        if one.header:
            yield table(one.title, [head[:1].upper() + head[1:] for head in one.header], one.rows)
        else:
            yield heading(one.title)
            yield bullets([" ".join(cells) for cells in one.rows])


def _claims(record: Record) -> str:
    return section(
        "claims",
        "Claims of one side",
        paragraph(plan_explanations.CLAIMS.replace("report", "card")),
        *(plan_made.claim_html(claim) for claim in record.claims),
    )


def _notes(record: Record) -> Iterator[str]:
    lines = sections(record)[1].lines
    yield table("Numbered sources", ("Note", "Source"), lines) if lines else paragraph("No source is cited.")


def _date(day: float | None) -> datetime.date | None:
    return None if day is None else datetime.date.fromordinal(int(day))


def _deadline(day: float | None) -> datetime.date | None:
    """The last day that keeps a promise whose time runs out at `day`."""
    return None if day is None else datetime.date.fromordinal(-int(-day // 1) - 1)
