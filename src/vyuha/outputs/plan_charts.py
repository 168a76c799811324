"""All charts of a plan's outcome, in the order of the report; each draws exactly the rows that its CSV file holds."""

import datetime
from collections.abc import Iterator, Sequence
from functools import partial

import polars as pl

from vyuha.outputs import plan_explanations
from vyuha.outputs.axes import month, span_words
from vyuha.outputs.chart import Chart, safe_name
from vyuha.outputs.plan_cells import cell, merged
from vyuha.outputs.plan_raid import of_armed
from vyuha.outputs.plan_text import (
    PANELS,
    alternative_names,
    as_of,
    base_alternative,
    compared_dates,
    pretty,
    programme_of,
    tranche_name,
    unit_of,
)
from vyuha.outputs.plots_capability import Course, bands_svg, overlay_svg
from vyuha.outputs.plots_plans import Panel, campaign_svg, compared_svg, links_svg, marginal_svg, surface_svg
from vyuha.outputs.plots_schedule import arrival_words, delivery_svg, vintages_svg
from vyuha.programme.outcome import PlanOutcome
from vyuha.programme.wording import plural

# Longest list of deliveries, and most panels of vintages, that are still read.
MOST_ROWS, MOST_VINTAGES = 40, 9
OPTION = " (over all futures, also those without a contract)"
_MAIN = ("leakers", "value_protected")
_MONEY = ("rounds_cost", "raid_cost_lost", "value_protected")
_QUANTILES = ("p05", "p25", "p50", "p75", "p95")
_BAND = ("alternative", "date", "mean", "low", "high", "p05", "p95")


def plan_charts(outcome: PlanOutcome) -> tuple[Chart, ...]:
    """The charts that the tables of an outcome have rows for."""
    return (
        *_deliveries(outcome),
        *_vintages(outcome),
        *_ready(outcome),
        *_raid(outcome),
        *_compared(outcome),
        *_next_unit(outcome),
        *_campaign(outcome),
    )


def _deliveries(outcome: PlanOutcome) -> Iterator[Chart]:
    for programme in dict.fromkeys(outcome.tables["arrivals"]["programme"].to_list()):
        rows, labels = delivery_rows(outcome, programme)
        left_out = rows.height - MOST_ROWS
        rows, labels = rows.head(MOST_ROWS), [label.replace(OPTION, ", all futures") for label in labels[:MOST_ROWS]]
        words = "; ".join(
            f"{label}: planned {month(line['planned'], 'nowhere')}, {arrival_words(line)}"
            for label, line in zip(labels, rows.iter_rows(named=True), strict=True)
        )
        name = safe_name("deliveries", programme)
        caption = plan_explanations.DELIVERIES
        if left_out > 0:
            caption += f" {left_out} further rows are not shown."
        found = programme_of(outcome, programme)
        title = f"Deliveries: {found.title if found else pretty(programme)}"
        proposed = frozenset(option_rows(outcome, rows))
        draw = partial(_deliver, rows, labels, as_of(outcome), (name, f"{title}. {words}."), proposed)
        yield Chart(name, "deliveries", title, caption, rows, draw, tall=rows.height > 15)


def _deliver(
    rows: pl.DataFrame,
    labels: Sequence[str],
    today: datetime.date,
    words: tuple[str, str],
    proposed: frozenset[int],
    narrow: bool,
) -> str:
    name, alt = words
    return delivery_svg(rows, labels, today, name, narrow, alt, proposed=proposed)


def option_rows(outcome: PlanOutcome, rows: pl.DataFrame) -> Iterator[int]:
    """Numbers of the rows of a table of arrivals that belong to options: nothing has been promised there."""
    for n, (programme, tranche) in enumerate(rows.select("programme", "tranche").iter_rows()):
        known = programme_of(outcome, programme)
        options = known.options if known else ()
        if any(tranche == option.id or tranche.startswith((f"{option.id}/", f"{option.id}-")) for option in options):
            yield n


def delivery_rows(outcome: PlanOutcome, programme: str) -> tuple[pl.DataFrame, list[str]]:
    """The course without changes, then what other forecast courses have that differs from it; rows and labels."""
    table = outcome.tables["arrivals"].filter(pl.col("programme") == programme)
    known, base = programme_of(outcome, programme), base_alternative(outcome)
    first = table.filter(pl.col("alternative") == base)
    parts, labels = [first], [tranche_name(known, tranche) for tranche in first["tranche"]]
    dates = ["tranche", "delivered", "never", *_QUANTILES]
    held = set(first.select(dates).iter_rows())
    for alternative in outcome.plan.alternatives:
        if alternative.id == base or alternative.deliveries != "expected":
            continue
        rows = table.filter(pl.col("alternative") == alternative.id)
        changed = [row not in held for row in rows.select(dates).iter_rows()]
        rows = rows.filter(pl.Series(changed, dtype=pl.Boolean))
        parts.append(rows)
        holders = table.group_by("tranche").agg(pl.col("alternative").n_unique().alias("n"))
        alone = set(holders.filter(pl.col("n") == 1)["tranche"])
        labels += [
            tranche_name(known, tranche) + ("" if tranche in alone else f" ({alternative.name})")
            for tranche in rows["tranche"]
        ]
    # An option that is delivered in one needs no number.
    single = {label for label in labels if label.endswith(": 1") and f"{label[:-1]}2" not in labels}
    labels, rows = [label[:-3] if label in single else label for label in labels], pl.concat(parts)
    open_still = {n for n in option_rows(outcome, rows) if (rows["never"][n] or 0.0) > 0.0}
    return rows, [label + OPTION if n in open_still else label for n, label in enumerate(labels)]


def _vintages(outcome: PlanOutcome) -> Iterator[Chart]:
    table = outcome.tables["vintages"].filter(pl.col("first").is_not_null() | pl.col("last").is_not_null())
    for programme in dict.fromkeys(table["programme"].to_list()):
        rows = table.filter(pl.col("programme") == programme)
        found = programme_of(outcome, programme)
        order = sorted(dict.fromkeys(rows["tranche"].to_list()))[:MOST_VINTAGES]
        titles = [(tranche, tranche_name(found, tranche)) for tranche in order]
        rows = rows.filter(pl.col("tranche").is_in(order))
        yield vintage_chart(rows, titles, programme, found.title if found else pretty(programme))


def vintage_chart(rows: pl.DataFrame, titles: Sequence[tuple[str, str]], programme: str, title: str) -> Chart:
    """The chart of dated forecasts of one programme."""
    words = "; ".join(
        f"{dict(titles)[line['tranche']]}: in {month(line['said'])} {line['by']} said "
        f"{span_words(line['first'], line['last'])}"
        for line in rows.sort("tranche", "said").iter_rows(named=True)
    )
    name, alt = safe_name("vintages", programme), f"What was forecast when, {title}. {words}."

    def draw(narrow: bool) -> str:
        return vintages_svg(rows, titles, name, narrow, alt)

    return Chart(name, "deliveries", f"What was forecast when: {title}", plan_explanations.VINTAGES, rows, draw)


def _ready(outcome: PlanOutcome) -> Iterator[Chart]:
    table, names = outcome.tables["capability"], alternative_names(outcome)
    for programme in dict.fromkeys(table["programme"].to_list()):
        found = programme_of(outcome, programme)
        title, unit = found.title if found else pretty(programme), unit_of(outcome, programme)
        rows = table.filter(pl.col("programme") == programme)
        units = rows.filter(pl.col("quantity") == "units")
        if units.height:
            label = f"ready {plural(unit)}"
            heading = f"Ready {plural(unit)}: {title}"
            yield _over_time(outcome, units, ("ready", safe_name("ready", programme)), (heading, label), "count")
        others = [quantity for quantity in dict.fromkeys(rows["quantity"]) if quantity != "units"]
        rows = rows.filter(pl.col("quantity") != "units").select("quantity", *_BAND)
        if others:
            panels = [(quantity, plan_explanations.BROUGHT.get(quantity, pretty(quantity))) for quantity in others]
            course = Course(names, "", "count", as_of(outcome))
            alt = f"What the ready {plural(unit)} bring: {', '.join(others)}. {_last(rows, names)}"
            name = safe_name("brings", programme)
            draw = partial(_overlay, rows, course, panels, name, alt)
            caption = plan_explanations.BRINGS
            caption += plan_explanations.ROUNDS if set(others) & set(plan_explanations.BROUGHT) else ""
            yield Chart(name, "ready", f"What they bring: {title}", caption, rows, draw)


def _overlay(
    rows: pl.DataFrame, course: Course, panels: Sequence[tuple[str, str]], name: str, alt: str, narrow: bool
) -> str:
    return overlay_svg(rows, course, panels, name, narrow, alt)


def _raid(outcome: PlanOutcome) -> Iterator[Chart]:
    table = outcome.tables["outcomes"]
    for measure in _MAIN if _has(table, "leakers") else ("leak_share", "value_protected"):
        rows = table.filter(pl.col("measure") == measure)
        if rows.height:
            panel = PANELS[measure]
            title = f"{panel.title} per raid{_of(measure, outcome)}" if panel.kind == "count" else panel.title
            yield _over_time(outcome, rows, ("raid", safe_name("raid", measure)), (title, title.lower()), panel.kind)


def _over_time(
    outcome: PlanOutcome, rows: pl.DataFrame, place: tuple[str, str], title: tuple[str, str], kind: str
) -> Chart:
    """Bands over time for all alternatives; `place` is section and name, `title` the heading and the axis."""
    section, name = place
    rows, names = rows.select(_BAND), alternative_names(outcome)
    course = Course(names, title[1], kind, as_of(outcome), tuple(compared_dates(outcome)))
    alt = f"{title[0]} over time, by alternative. {_last(rows, names, kind)}"

    def draw(narrow: bool) -> str:
        return bands_svg(rows, course, name, narrow, alt)

    caption = plan_explanations.READY if section == "ready" else plan_explanations.RAID
    return Chart(name, section, title[0], caption, rows, draw)


def _last(rows: pl.DataFrame, names: dict[str, str], kind: str = "count") -> str:
    """The means on the last day in words."""
    last = rows.filter(pl.col("date") == pl.col("date").max())
    parts = [
        f"{names.get(line['alternative'], line['alternative'])}"
        f"{', ' + line['quantity'] if 'quantity' in line else ''}: {cell(line, kind)}"
        for line in last.iter_rows(named=True)
    ]
    return f"In {month(last['date'][0])}: {'; '.join(parts)}." if parts else ""


def _compared(outcome: PlanOutcome) -> Iterator[Chart]:
    at = outcome.tables["outcomes"].filter(pl.col("date").is_in(compared_dates(outcome)))
    title = ("raid", "comparison", "The alternatives on the same dates")
    yield from _comparison(outcome, at, _MAIN, title)
    title = ("raid", "differences", "Differences on the same futures")
    yield from _comparison(outcome, difference_rows(outcome), _MAIN, title)
    title = ("money", "money", "Cost exchange and value protected")
    yield from _comparison(outcome, at, _MONEY, title)


def difference_rows(outcome: PlanOutcome) -> pl.DataFrame:
    """Differences on the dates of the plan, without those of an alternative against itself."""
    table = outcome.tables["differences"].filter(pl.col("alternative") != pl.col("against"))
    return table.filter(pl.col("date").is_in(compared_dates(outcome)))


def _comparison(
    outcome: PlanOutcome, rows: pl.DataFrame, measures: Sequence[str], place: tuple[str, str, str]
) -> Iterator[Chart]:
    panels = [panel._replace(title=panel.title + _of(panel.measure, outcome)) for panel in _panels(rows, measures)]
    if not panels:
        return
    section, name, title = place
    differences = "against" in rows.columns
    kept = [column for column in rows.columns if column not in _QUANTILES]
    rows, names = merged(
        outcome, rows.filter(pl.col("measure").is_in([panel.measure for panel in panels])).select(kept)
    )
    words = "; ".join(
        f"{month(line['date'])}, {names.get(line['alternative'], line['alternative'])}, "
        f"{PANELS[line['measure']].title}: {cell(line, PANELS[line['measure']].kind, differences)}"
        for line in rows.sort("date").iter_rows(named=True)
    )
    if differences:
        against = rows["against"][0]
        title += f": each against “{names.get(against, against)}”"
    standing = {
        "comparison": plan_explanations.COMPARISON,
        "differences": plan_explanations.DIFFERENCES,
        "money": plan_explanations.MONEY,
    }

    def draw(narrow: bool) -> str:
        return compared_svg(rows, names, panels, name, narrow, f"{title}. {words}.")

    yield Chart(name, section, title, standing[name], rows, draw, tall=True)


def _next_unit(outcome: PlanOutcome) -> Iterator[Chart]:
    unit, tables = unit_of(outcome), outcome.tables
    marginal = tables["marginal"].filter(pl.col("measure").is_in(_MAIN))
    if marginal.height:
        panels = _panels(marginal, _MAIN)
        words = "; ".join(
            f"{unit} {line['units']}, {PANELS[line['measure']].title}: {cell(line, PANELS[line['measure']].kind, True)}"
            for line in marginal.iter_rows(named=True)
        )
        title = f"What the next {unit} changes"
        draw = partial(_marginal, marginal, panels, unit, f"{title}. {words}.")
        yield Chart("marginal", "next", title, plan_explanations.MARGINAL, marginal, draw)
    surface = tables["surface"].filter(pl.col("measure").is_in(_MAIN))
    if surface.height:
        panels = _panels(surface, _MAIN)
        words = "; ".join(
            f"{line['units']} at {100.0 * line['fill']:.0f} %: {cell(line, 'count')}"
            for line in surface.filter(pl.col("measure") == panels[0].measure).iter_rows(named=True)
        )
        title = f"Numbers of {plural(unit)} and loads of rounds"
        draw = partial(_surface, surface, panels, unit, f"{title}. {panels[0].title}: {words}.")
        yield Chart("surface", "next", title, plan_explanations.SURFACE, surface, draw)
    yield from _links(outcome, unit)


def _links(outcome: PlanOutcome, unit: str) -> Iterator[Chart]:
    links = outcome.tables["links"]
    # The fullest load that was fought with each number of units; without units there is none.
    links = links.filter(pl.col("fill") == pl.col("fill").max().over("units"))
    if not links.height or not (links["mean"] > 0.0).any():
        return
    words = "; ".join(
        f"{line['units']}: {line['link']} {cell(line, 'count')}"
        for line in links.filter(pl.col("mean") > 0.0).iter_rows(named=True)
    )
    title = "Which link of the chain is the limit"

    def draw(narrow: bool) -> str:
        return links_svg(links, unit, "links", narrow, f"{title}, by number of {plural(unit)}. {words}.")

    yield Chart("links", "next", title, plan_explanations.LINKS, links, draw)


def _campaign(outcome: PlanOutcome) -> Iterator[Chart]:
    table, unit = outcome.tables["campaign"], unit_of(outcome)
    panels = _panels(table, ("leakers",)) or _panels(table, ("leak_share",))
    if not panels:
        return
    rows = table.filter(pl.col("measure") == panels[0].measure)
    ends = rows.group_by("units", "stock", maintain_order=True).last()
    words = "; ".join(
        f"{line['units']} {unit} with {line['stock']:,.0f} rounds: "
        f"{line['stock_left']:.0f} left after raid {line['raid']}"
        for line in ends.iter_rows(named=True)
    )

    def draw(narrow: bool) -> str:
        return campaign_svg(rows, panels, unit, "campaign", narrow, f"Raid after raid without resupply. {words}.")

    yield Chart("campaign", "stock", "Raid after raid without resupply", plan_explanations.CAMPAIGN, rows, draw)


def _marginal(rows: pl.DataFrame, panels: Sequence[Panel], unit: str, alt: str, narrow: bool) -> str:
    return marginal_svg(rows, panels, unit, "marginal", narrow, alt)


def _surface(rows: pl.DataFrame, panels: Sequence[Panel], unit: str, alt: str, narrow: bool) -> str:
    return surface_svg(rows, panels, unit, "surface", narrow, alt)


def _of(measure: str, outcome: PlanOutcome) -> str:
    """The number behind a count of leakers."""
    return of_armed(outcome) if measure == "leakers" else ""


def _panels(rows: pl.DataFrame, measures: Sequence[str]) -> list[Panel]:
    return [PANELS[measure] for measure in measures if _has(rows, measure)]


def _has(rows: pl.DataFrame, measure: str) -> bool:
    return bool((rows["measure"] == measure).any())
