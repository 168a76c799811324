"""What a comparison says, in sentences that its intervals allow."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from vyuha.outputs.wording import amount, money, percent
from vyuha.results.answers import Sentence
from vyuha.results.statistics import from_row
from vyuha.studies.outcomes import MONEY, SHARE, kind, words
from vyuha.studies.phrases import apart, change, failures, interval_of_change, level, listed
from vyuha.studies.stopping import Stop

__all__ = ["Found", "Sentence", "notes", "nothing", "selected", "sentences", "title"]

_SAME = (
    "Trial k of every alternative has the same random numbers, so that differences are of the alternatives and not of "
    "luck."
)
_EACH = (
    "Each interval holds by itself: of twenty differences about one misses the truth by chance alone, and the best of "
    "many is flattered by chance."
)
_LEANS = (
    "A selection ends when one alternative is far enough ahead. Means at its end, and differences, lean a little "
    "towards what made it end."
)
_WORST = (
    "In the selection, a fight that did not come to its end counts as the worst that was seen, or, of a chance, as the "
    "worst there can be."
)
_NOTHING = "No fight came to its end, so nothing can be said."
# A variance that is smaller by less is not worth a word, and more names than these are not listed.
_HELPS, _NAMED = 1.1, 3
_OWN = "random numbers that have nothing to do with each other"
_WIDE = "The stop rule was not met: after {} fights an interval of {} is still wider than {}."


class Found(NamedTuple):
    """What is to be said: the two tables of a comparison, and what is preferred."""

    outcome: str
    less: bool
    alternatives: pl.DataFrame
    differences: pl.DataFrame
    common: bool


def title(outcome: str, alternatives: int, selection: bool) -> str:
    """What was asked.

    >>> title("armed_leakers > 0", 3, False)
    '3 alternatives compared: chance of any armed leakers'
    """
    asked = f"The best of {alternatives} alternatives" if selection else f"{alternatives} alternatives compared"
    return f"{asked}: {words(outcome)}"


def sentences(found: Found) -> Iterator[Sentence]:
    """The best, what the others do against it and against the base, and what the same random numbers are worth."""
    best = found.alternatives.filter("best").row(0, named=True)
    rows = list(found.differences.iter_rows(named=True))
    if best["mean"] == best["mean"]:
        text = f'With "{best["name"]}", {level(found.outcome, from_row(best))}{_place(found, best)}.'
        yield Sentence(text, best["fights"])
    for row in rows:
        if row["mean"] == row["mean"]:
            yield Sentence(_against(found.outcome, row), 2 * row["pairs"])
    ratios = [row for row in rows if row["variance_ratio"] is not None]
    if found.common and ratios:
        yield _worth(ratios)


def _place(found: Found, best: dict[str, Any]) -> str:
    """Where the best stands among all: whether it is the extreme, and who shares its place."""
    means = found.alternatives.filter(pl.col("mean").is_not_nan())
    if best["mean"] != (means["mean"].min() if found.less else means["mean"].max()):
        # A selection may have left behind one whose few fights came out better.
        return ""
    least = "lowest" if found.less else "highest"
    same = means.filter((pl.col("mean") == best["mean"]) & (pl.col("alternative") != best["alternative"]))["name"]
    place = f", the {least} of {found.alternatives.height}"
    if len(same) == 0:
        return place
    who = listed([f'"{name}"' for name in same]) if len(same) <= _NAMED else f"{len(same)} others"
    return f"; {who} came out equal" if len(same) + 1 == found.alternatives.height else f"{place}, shared with {who}"


def _against(outcome: str, row: dict[str, Any]) -> str:
    one, other, found = f'"{row["name"]}"', f'"{row["against_name"]}"', from_row(row)
    if found.low is not None and found.high is not None and found.low <= 0.0 <= found.high:
        if found.mean == 0.0 and row["variance_ratio"] is None:
            ended = row["pairs"] - row["failed"]
            return (
                f"In each of {ended:,} pairs of fights {one} and {other} came out equal: the difference in "
                f"{apart(outcome)} is {interval_of_change(outcome, found)}."
            )
        said = interval_of_change(outcome, found)
        return f"These fights do not tell {one} from {other}: the difference in {apart(outcome)} is {said}."
    return f"With {one} instead of {other}, {change(outcome, found)}."


def _worth(rows: list[dict[str, Any]]) -> Sentence:
    """What common random numbers do for the variance of a difference."""
    ratios = sorted(row["variance_ratio"] for row in rows)
    fights = 2 * min(row["pairs"] for row in rows)
    least, most = _times(ratios[0]), _times(ratios[-1])
    if ratios[-1] < _HELPS:
        larger = f"up to {_times(1.0 / ratios[0])} times as large as" if ratios[0] < 1.0 / _HELPS else "no smaller than"
        return Sentence(
            f"Common random numbers do not help here: the variance of a difference is {larger} on {_OWN}.", fights
        )
    said = "On the same random numbers the variance of a difference is"
    if ratios[0] < _HELPS:
        return Sentence(
            f"{said} up to {most} times smaller than on {_OWN}; for some of the differences they do not help.", fights
        )
    span = least if least == most else f"{least} to {most}"
    return Sentence(f"{said} {span} times smaller than on {_OWN}.", fights)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10.0 else f"{ratio:.1f}"


def nothing(total: int) -> Sentence:
    """That all of so many fights failed."""
    return Sentence(_NOTHING, total)


def selected(name: str, outcome: str, gap: float, confidence: float, sure: bool, total: int) -> Sentence:
    """What a selection promises, or that it ran out of fights."""
    promised = percent(confidence)
    if not sure:
        return Sentence(
            f'The most fights allowed came first: "{name}" has the best mean, but that it is the best is not known '
            f"with {promised}.",
            total,
        )
    return Sentence(
        f'The selection picks "{name}" as the best. Wherever the best is better than every other by '
        f"{_gap(outcome, gap)} or more, this picks it with a probability of at least {promised}.",
        total,
    )


def _gap(outcome: str, gap: float) -> str:
    if kind(outcome) == SHARE:
        return f"{amount(100.0 * gap)} points"
    return money(gap) if kind(outcome) == MONEY else f"{amount(gap)} {words(outcome)}"


def notes(common: bool, failed: int, missed: Stop | None, selection: bool) -> tuple[str, ...]:
    """How it was found and what it takes for granted; `missed` is the stop rule that was not met."""
    said = [_SAME] if common else []
    said.append(_LEANS if selection else _EACH)
    if failed:
        said.append(failures(failed))
        if selection:
            said.append(_WORST)
    if missed:
        said.append(_WIDE.format(f"{missed.most:,}", words(missed.of), missed.width))
    return tuple(said)
