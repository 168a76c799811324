"""The part of a report on the figures of the catalogue that nobody is sure of: what they do to the outcome."""

from vyuha.outputs.page import details, paragraph, picture, section, table
from vyuha.outputs.plots_sensitivity import MOST_ROWS, sensitivity_svg
from vyuha.outputs.wording import amount, span
from vyuha.results.sensitivity import Sensitivity, by_swing, read_sensitivity, why_not
from vyuha.results.sensitivity_text import (
    HEADER,
    MEASURE_WORDS,
    NOTE,
    figure_words,
    sensitivity_rows,
    sensitivity_sentences,
)
from vyuha.results.store import StoredRun

_TITLE = "What the guesses do to it"
_RATHER = (
    "How much the outcome depends on the figures that were assumed: not asked yet; `vyuha sensitivity RUN` fights the "
    "same fights with one after the other at the ends of its range."
)
_CAPTION = (
    "The same fights again, with the same random numbers, with one figure at the low end of its range (upper bar) or "
    "at the high end (lower bar): the change in the mean, with its 95 % interval. Hollow where that holds zero. "
    "The words at a bar are the value there, those in brackets the value in use."
)


def sensitivity_html(folder: StoredRun) -> str:
    """The tornado and the tables if the sensitivity was asked for, else how to ask."""
    made = read_sensitivity(folder.path)
    if made is None:
        return section("sensitivity", _TITLE, paragraph(_RATHER))
    word = MEASURE_WORDS[made.measure]
    return section(
        "sensitivity",
        _TITLE,
        paragraph(f"Over the first {made.replicates:,} fights; as they are: {word} {span(made.base)} per fight."),
        paragraph(NOTE),
        *_pictured(made),
        *(paragraph(sentence) for sentence in sensitivity_sentences(made)),
        *_others(made),
    )


def _pictured(made: Sensitivity) -> tuple[str, ...]:
    """Picture and table of the figures that change something."""
    rows = by_swing(made)
    if not rows:
        return ()
    alt, numbers = _in_words(made), (2, 3, 4, 5, 6)
    caption = _CAPTION
    if len(rows) > MOST_ROWS:
        caption += f" The {MOST_ROWS} widest swings of {len(rows)} are shown."
    return (
        picture(sensitivity_svg(made, False, alt), sensitivity_svg(made, True, alt), caption, tall=True),
        details(
            f"All {len(rows)} figures that change something",
            table("Sensitivity by figure", HEADER, sensitivity_rows(made), numbers),
        ),
    )


def _in_words(made: Sensitivity) -> str:
    """The widest swings as text."""
    said = []
    for row in by_swing(made)[:MOST_ROWS]:
        ends = ((row.low, row.change_low), (row.high, row.change_high))
        said.append(f"{figure_words(row)} " + ", ".join(f"{at}: {amount(c.mean)}" for at, c in ends if c))
    return f"Change of {MEASURE_WORDS[made.measure]} per fight. {'; '.join(said)}."


def _others(made: Sensitivity) -> tuple[str, ...]:
    """The figures that change nothing, each with why."""
    rows = [
        (figure_words(row), row.grade, row.value, f"{row.low} to {row.high}" if row.low else "", why_not(row))
        for row in made.rows
        if why_not(row)
    ]
    if not rows:
        return ()
    header = ("Figure", "Grade", "Value", "Range", "Why it is not above")
    return (details(f"The other {len(rows)} figures", table("Figures that change nothing", header, rows, (2,))),)
