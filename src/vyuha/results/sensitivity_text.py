"""The sensitivity as rows of text, for the terminal and the report alike."""

from collections import Counter

from vyuha.results.blame_text import signed_cell
from vyuha.results.sensitivity import FigureSensitivity, Sensitivity, by_swing, told_by_chance, why_not
from vyuha.results.statistics import Estimate
from vyuha.results.summary_text import mean_cell

MEASURE_WORDS = {"leakers": "leakers", "armed_leakers": "armed leakers", "value_lost": "value lost"}
HEADER = ("Figure", "Grade", "Value", "Low end", "Change there", "High end", "Change there", "Note")
NOTE = (
    "Figures are varied one at a time, all others as they are: two that are wrong together may do more than both "
    "alone, or less. The ranges of assumed figures are guesses themselves, and so is what they make of the outcome: a "
    "wide swing says where a source would help most, a narrow one that the guess hardly matters in this fight."
)


def sensitivity_title(made: Sensitivity) -> str:
    """What was fought."""
    word = MEASURE_WORDS[made.measure]
    return f"Sensitivity: the first {made.replicates:,} fights, {mean_cell(made.base)} {word} as they are"


def sensitivity_rows(made: Sensitivity) -> list[tuple[str, ...]]:
    """One row for each figure that changes something, the widest swing first."""
    return [
        (
            figure_words(row),
            row.grade,
            row.value,
            row.low,
            change_cell(row.change_low),
            row.high,
            change_cell(row.change_high),
            row.note + (f"{'; ' if row.note else ''}{row.failed} fights failed" if row.failed else ""),
        )
        for row in by_swing(made)
    ]


def figure_words(row: FigureSensitivity) -> str:
    """`91N6E reference rcs`."""
    return f"{row.item} {row.figure.replace('_', ' ')}"


def change_cell(change: Estimate | None) -> str:
    """A change with its interval; a dash where nothing was fought."""
    return "-" if change is None else signed_cell(change)


def sensitivity_sentences(made: Sensitivity) -> list[str]:
    """How many figures change nothing and why, and how many changes would be told from none by chance alone."""
    said = []
    reasons = Counter(why_not(row) for row in made.rows if why_not(row))
    if reasons:
        said.append("Not in the table: " + "; ".join(f"{count} x {reason}" for reason, count in reasons.items()) + ".")
    told, differ = told_by_chance(made)
    if differ:
        said.append(
            f"Of {differ} changes that differ from fight to fight {told} are told from none; one in twenty, about "
            f"{max(1, round(differ / 20))}, would be by chance alone."
        )
    return said
