"""Charts of what matters: a tornado, elementary effects, Sobol's indices, chance and ignorance, what to find out first.

Each is made from a table of the answer that is stored with it, so that a page can be drawn again without a fight.
"""

from collections.abc import Callable
from typing import Any

import polars as pl

from vyuha.outputs.chart import Chart
from vyuha.outputs.study.matters_bars import Row, bars_svg, pairs_svg, split_svg
from vyuha.outputs.study.matters_plane import plane_svg
from vyuha.outputs.wording import amount, percent, percent_range
from vyuha.results.answers import Answer
from vyuha.results.outcomes import words

# Rows of a picture; its table has all.
MOST_ROWS = 15
SECTION = "What matters"


def charts(answer: Answer) -> list[Chart]:
    """The pictures of an answer, in the order in which they are read."""
    known: dict[str, Callable[[str, pl.DataFrame], list[Chart]]] = {
        "tornado": _tornado,
        "morris": _morris,
        "sobol": _sobol,
        "split": _split,
        "worth": _worth,
    }
    return [
        chart
        for table, make in known.items()
        if table in answer.tables and answer.tables[table].height
        for chart in make(answer.name, answer.tables[table])
    ]


def _tornado(name: str, table: pl.DataFrame) -> list[Chart]:
    word = _words(table)
    rows = [_ends(row) for row in table.head(MOST_ROWS).iter_rows(named=True)]
    first = table.row(0, named=True)
    alt = (
        f"Bars of how the {word} change with each factor at both ends of its range. Widest: {first['factor']}, "
        f"{_signed(first['change_at_low'])} at {first['low']}, {_signed(first['change_at_high'])} at {first['high']}."
    )

    def draw(narrow: bool) -> str:
        return pairs_svg(rows, _id(name, "tornado", narrow), narrow, f"change of {word} per fight", alt)

    caption = (
        f"Change of the {word} per fight when one factor goes to either end of its range, widest first"
        f"{_of_all(table)}. Lines: 95 % intervals. A hollow bar belongs to a factor that is not told from none."
    )
    return [Chart(f"{name}-tornado", SECTION, "What moves the outcome", caption, table, draw, tall=len(rows) > 8)]


def _morris(name: str, table: pl.DataFrame) -> list[Chart]:
    word, first = _words(table), table.row(0, named=True)
    alt = (
        f"Plane of elementary effects: mean size across, spread upwards. Largest: {first['factor']} with mu* "
        f"{amount(first['mu_star'])} and sigma {amount(first['sigma'])}; {table['told'].sum()} of {table.height} "
        "factors are told from luck."
    )

    def draw(narrow: bool) -> str:
        return plane_svg(table, _id(name, "morris", narrow), narrow, word, alt)

    caption = (
        f"Elementary effects on the {word} per fight. To the right: mu*, the mean size of a factor's effect over its "
        "whole range. Upwards: sigma, how much the effect differs from place to place. Lines: 95 % intervals. Grey: "
        "not told from luck. Above the dashed line an effect differs by more than its size."
    )
    return [Chart(f"{name}-morris", SECTION, "Which factors matter", caption, table, draw)]


def _sobol(name: str, table: pl.DataFrame) -> list[Chart]:
    # Where any share is possible there is nothing to see.
    if table.filter((pl.col("total_least") > 0.0) | (pl.col("total_most") < 1.0)).is_empty():
        return []
    word, first = _words(table), table.row(0, named=True)
    rows = [
        Row(
            row["factor"],
            row["range"],
            (row["first"], row["first_least"], row["first_most"]),
            (row["total"], row["total_least"], row["total_most"]),
            True,
        )
        for row in table.head(MOST_ROWS).iter_rows(named=True)
    ]
    alt = (
        f"Bars of Sobol's indices. Greatest: {first['factor']}, alone {percent(first['first'])}, in all "
        f"{percent(first['total'])} of the variance."
    )

    def draw(narrow: bool) -> str:
        word_of = "share of the variance"
        names = ("alone (first order)", "with others (total)")
        return pairs_svg(rows, _id(name, "sobol", narrow), narrow, word_of, alt, names=names, shares=True)

    caption = (
        f"Share of each factor in the variance of the mean {word} over all ranges{_of_all(table)}: alone, and with all "
        "that it does together with others. Lines: 95 % intervals."
    )
    return [Chart(f"{name}-sobol", SECTION, "What makes the outcome differ", caption, table, draw)]


def _split(name: str, table: pl.DataFrame) -> list[Chart]:
    word = _words(table)
    share = table.row(by_predicate=pl.col("part") == "share of ignorance", named=True)
    if share["most"] is None:
        return []
    alt = (
        f"One bar: {percent(share['value'])} of the variance is ignorance "
        f"({percent_range(share['least'], share['most'])}), the rest is chance."
    )

    def draw(narrow: bool) -> str:
        ends = (share["value"], share["least"], share["most"])
        return split_svg(ends, _id(name, "split", narrow), narrow, alt)

    caption = (
        f"Variance of the {word} of one fight: what comes of figures that nobody knows, and what is luck of the "
        "fight. Line: 95 % interval of where the two meet."
    )
    return [Chart(f"{name}-split", SECTION, "Chance and ignorance", caption, table, draw)]


def _worth(name: str, table: pl.DataFrame) -> list[Chart]:
    word, made = _words(table), []
    if "worth" in table.columns:
        made.append(
            _one_sided(
                (name, "worth", "What it is worth to know a figure"),
                table.sort("worth", descending=True, maintain_order=True),
                f"{word} per fight",
                f"What knowing a figure before choosing gains on average, in {word} per fight",
            )
        )
    made.append(
        _one_sided(
            (name, "share", "What ignorance is made of"),
            table.sort("share", descending=True, maintain_order=True),
            "share of the variance of ignorance",
            f"Share of each figure in the variance of the mean {word} that ignorance makes",
        )
    )
    return made


def _one_sided(names: tuple[str, str, str], table: pl.DataFrame, axis: str, caption: str) -> Chart:
    """Bars of one column with its interval, the longest first."""
    name, column, title = names
    say = percent if column == "share" else amount
    rows = [
        Row(
            row["figure"],
            row["range"],
            (row[column], row[f"{column}_least"], row[f"{column}_most"]),
            None,
            row["told"] if column == "share" else (row[f"{column}_least"] or 0.0) > 0.0,
        )
        for row in table.head(MOST_ROWS).iter_rows(named=True)
    ]
    first = table.row(0, named=True)
    alt = f"Bars, the longest first. {first['figure']}: {say(first[column])}."

    def draw(narrow: bool) -> str:
        return bars_svg(rows, _id(name, column, narrow), narrow, axis, alt, shares=column == "share")

    told = f"{caption}{_of_all(table)}. Lines: 95 % intervals. A hollow bar is not told from none."
    return Chart(f"{name}-{column}", SECTION, title, told, table, draw, tall=len(rows) > 8)


def _ends(row: dict[str, Any]) -> Row:
    low, high = (
        (row[f"change_at_{end}"], row[f"change_at_{end}_least"], row[f"change_at_{end}_most"])
        for end in ("low", "high")
    )
    return Row(str(row["factor"]), f"{row['low']} to {row['high']}", low, high, bool(row["told"]))


def _words(table: pl.DataFrame) -> str:
    return words(str(table["outcome"][0]))


def _signed(change: float) -> str:
    return f"{'+' if change > 0.0 else ''}{amount(change)}".replace("-", "−")


def _of_all(table: pl.DataFrame) -> str:
    return f" ({MOST_ROWS} of {table.height:,}; the table has all)" if table.height > MOST_ROWS else ""


def _id(name: str, kind: str, narrow: bool) -> str:
    return f"{name}-{kind}-{'narrow' if narrow else 'wide'}"
