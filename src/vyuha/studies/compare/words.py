"""What a comparison says, in sentences that its intervals allow."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from vyuha.outputs.wording import amount, money, percent
from vyuha.results.answers import Sentence
from vyuha.results.statistics import Estimate
from vyuha.studies.outcomes import MONEY, SHARE, is_count, kind, words
from vyuha.studies.phrases import change, failures, interval_of_change, level
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
    least = "lowest" if found.less else "highest"
    if best["mean"] == best["mean"]:
        most = f"the {least} of {found.alternatives.height}"
        yield Sentence(f"{best['name']}: {level(found.outcome, _estimate(best))}, {most}.", best["fights"])
    for row in rows:
        if row["mean"] == row["mean"]:
            yield Sentence(_against(found.outcome, row), 2 * row["pairs"])
    ratios = [row for row in rows if row["variance_ratio"] is not None]
    if found.common and ratios:
        yield _worth(ratios)


def _against(outcome: str, row: dict[str, Any]) -> str:
    one, other, apart = f'"{row["name"]}"', f'"{row["against_name"]}"', _estimate(row)
    if apart.low is None or apart.high is None:
        return f"{one} against {other}: {change(outcome, apart)}."
    if apart.low == apart.high == 0.0:
        return f"{one} against {other}: no difference in any of {row['pairs']:,} pairs of fights."
    if apart.low <= 0.0 <= apart.high:
        said = interval_of_change(outcome, apart)
        return f"These fights do not tell {one} from {other}: the difference in {_the(outcome)} is {said}."
    return f"{one} against {other}: {change(outcome, apart)}."


def _the(outcome: str) -> str:
    return words(outcome) if is_count(outcome) else f"the {words(outcome)}"


def _worth(rows: list[dict[str, Any]]) -> Sentence:
    ratios = sorted(row["variance_ratio"] for row in rows)
    span = f"{ratios[0]:.2g}" if len(ratios) == 1 else f"{ratios[0]:.2g} to {ratios[-1]:.2g}"
    text = (
        f"On the same random numbers the variance of a difference is {span} times smaller than on random numbers that "
        "have nothing to do with each other."
    )
    return Sentence(text, 2 * min(row["pairs"] for row in rows))


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
        f'"{name}" is selected as the best. Wherever the best is better than every other by {_gap(outcome, gap)} or '
        f"more, this picks it with a probability of at least {promised}.",
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


def _estimate(row: dict[str, Any]) -> Estimate:
    return Estimate(row["mean"], row["low"], row["high"], row["method"])
