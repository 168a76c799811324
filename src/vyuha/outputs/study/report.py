"""The report on a study: one HTML file with every answer, its pictures, and the rows of all its tables.

It takes answers and tables as they are and computes nothing of its own.
"""

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from vyuha.outputs.chart import Chart
from vyuha.outputs.page import (
    contents,
    details,
    download,
    heading,
    page,
    paragraph,
    section,
    table,
    text,
)
from vyuha.results.answers import Answer, Findings

# Rows of a table that the page shows, and that it holds as a file.
_SHOWN, _HELD = 200, 5_000
_LEADING = 3
_MADE = (
    "Beside each sentence stand the fights that it rests on; intervals in brackets are of 95 %. They are of chance "
    "alone unless a sentence says that figures were varied too: what the model leaves out is in none of them."
)
_LIMITS = (
    "A simulation for analysis and teaching, from public figures with their uncertainty and notional sites. It says "
    "what follows from these figures, not what any real system does."
)


def study_page(found: Findings) -> str:
    """The report as text."""
    sections = [_answer(answer) for answer in found.answers]
    entries = [(_anchor(answer), answer.title) for answer in found.answers]
    entries += [("points", "What was fought"), ("made", "How it was made")]
    body = [_head(found), contents(entries), *sections, _points(found.tables["points"]), _made(found)]
    return page(f"{found.title} · Vyuha study", "\n".join((*body, _footer(found))))


def _head(found: Findings) -> str:
    said = [answer.sentences[0].text for answer in found.answers[:_LEADING] if answer.sentences]
    lede = " ".join(said) or "This study has no answers."
    return (
        f'<header><p class="eyebrow">Vyuha · study</p><h1>{text(found.title)}</h1>'
        f'<p class="lede">{text(lede)}</p></header>'
    )


def _answer(answer: Answer) -> str:
    said = [_sentence(sentence.text, sentence.fights) for sentence in answer.sentences]
    notes = [paragraph(note, "note") for note in answer.notes]
    return section(_anchor(answer), answer.title, *said, *_figures(charts_of(answer)), *_tables(answer), *notes)


def charts_of(answer: Answer) -> list[Chart]:
    """The pictures of an answer."""
    return _drawn_by(answer.ask)(answer)


def _drawn_by(ask: str) -> Callable[[Answer], list[Chart]]:
    from vyuha.outputs.study import compare, curves, matters, rare, siting, sweep

    rooms: dict[str, Any] = {
        "compare": compare,
        "curve": curves,
        "matters": matters,
        "rare": rare,
        "site": siting,
        "sweep": sweep,
    }
    drawn: Callable[[Answer], list[Chart]] = rooms[ask].charts
    return drawn


def _sentence(said: str, fights: int) -> str:
    behind = f"{fights:,} fight{'s' if fights != 1 else ''}" if fights else "no fights: by the model"
    return f'<p class="claim">{text(said)} <small>({behind})</small></p>'


def _figures(charts: list[Chart]) -> Iterator[str]:
    for chart in charts:
        yield heading(chart.title)
        yield chart.html


def _tables(answer: Answer) -> Iterator[str]:
    for name, rows in answer.tables.items():
        label = f"{answer.name}-{name}"
        count = f"{rows.height:,} row{'s' if rows.height != 1 else ''}"
        yield details(f"Table: {name.replace('-', ' ')} ({count})", _table(label, rows))


def _table(name: str, rows: pl.DataFrame) -> str:
    shown = rows.head(_SHOWN)
    numbers = [n for n, kind in enumerate(rows.dtypes) if kind.is_numeric() and n]
    header = [column.replace("_", " ") for column in rows.columns]
    caption = name if rows.height <= _SHOWN else f"{name}: the first {_SHOWN} of {rows.height:,} rows"
    cells = [tuple(_cell(cell) for cell in row) for row in shown.iter_rows()]
    held = download(f"{name}.csv", f"{name}.csv", rows.write_csv().encode()) if rows.height <= _HELD else ""
    return table(caption, header, cells, numbers) + (held or paragraph(f"All rows are in tables/{name}.csv."))


def _points(points: pl.DataFrame) -> str:
    lead = (
        "Each point is the scenario with these settings; trial k is the same replicate k everywhere if the random "
        "numbers are common. `vyuha run` fights the text of a point (points/, under the name in column parts) with the "
        "same seed to the same outcome, unless figures of the catalogue are set."
    )
    return section("points", "What was fought", paragraph(lead), details("All points", _table("points", points)))


def _made(found: Findings) -> str:
    rows = [(name, value) for name, value in found.made.items() if value]
    return section("made", "How it was made", paragraph(_MADE), table("How it was made", ("What", "Value"), rows))


def _footer(found: Findings) -> str:
    notice = paragraph(found.notice, "note") if found.notice else ""
    return f"<footer>{notice}{paragraph(_LIMITS, 'note')}</footer>"


def _anchor(answer: Answer) -> str:
    return f"answer-{answer.name}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.6g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
