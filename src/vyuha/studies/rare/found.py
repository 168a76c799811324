"""What runs of splitting and plain fights say of something rare, in sentences and tables."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from vyuha.results.answers import Answer, Sentence
from vyuha.results.statistics import Estimate
from vyuha.studies.estimates import estimate
from vyuha.studies.question import Floats
from vyuha.studies.rare.event import Event
from vyuha.studies.rare.interval import chance_of, effective
from vyuha.studies.rare.words import chance_words, rounded

ASK = "rare"
# Splitting pays when plain fights as sure cost more than this many times as much.
PAYS = 1.5
# Runs of which fewer than this share carry the mean are too uneven to trust.
_EVEN = 0.25
# So many must be expected of plain fights before they check anything.
_CHECKS = 5.0
# Both ways are held to disagree when they are this many standard errors apart.
_APART = 3.0
_FAILED = "They are not in the mean; its interval reaches as far as if they had come out at the least or the most seen."


@dataclass(frozen=True)
class Found:
    """Plain fights (whether it came about, and events fought in each; NaN: failed) and the columns of `runs` with
    `size` fights each through `levels`, which a pilot chose by fighting `pilot_events`.
    """

    name: str
    event: Event
    of: str
    size: int
    levels: tuple[float, ...]
    plain: Floats
    plain_events: Floats
    runs: Mapping[str, Floats]
    pilot_events: float = 0.0

    @cached_property
    def chance(self) -> Estimate:
        """By splitting."""
        return chance_of(self.runs["chance"])

    @cached_property
    def seen(self) -> Estimate:
        """By plain fights."""
        return estimate(self.plain, self.event.text)

    @cached_property
    def cost(self) -> float:
        """What the runs cost, in plain fights with as many events."""
        return float(np.nansum(self.runs["events"]) / np.nanmean(self.plain_events))

    @cached_property
    def pilot_cost(self) -> float:
        """What the pilot cost, in plain fights with as many events."""
        return self.pilot_events / float(np.nanmean(self.plain_events))

    @cached_property
    def error(self) -> float:
        """Standard error of the mean of the runs."""
        ended = self.runs["chance"][~np.isnan(self.runs["chance"])]
        return float(ended.std(ddof=1)) / math.sqrt(len(ended)) if len(ended) > 1 else math.inf

    @cached_property
    def as_sure(self) -> float:
        """Plain fights that would be as sure as the runs [count]; not a number where nothing was reached."""
        mean = self.chance.mean
        if self.error == 0.0 or not mean > 0.0:
            return math.nan
        return mean * (1.0 - mean) / self.error**2

    @property
    def split(self) -> bool:
        """Whether there are runs of splitting that came to it."""
        return len(self.runs["chance"]) > 0 and self.chance.mean > 0.0

    @property
    def pays(self) -> bool:
        """Whether splitting saves fights."""
        return self.split and self.as_sure > PAYS * self.cost

    @property
    def plain_is_surer(self) -> bool:
        """Whether the plain fights that there are say more than the runs."""
        if not self.split:
            return True
        return self.seen.mean > 0.0 and len(self.plain) > self.as_sure


def answer_of(found: Found) -> Answer:
    """Sentences and tables."""
    tables = {"ways": _ways(found)}
    if found.split:
        tables["levels"] = _levels(found)
    of = f", {found.of}" if found.of else ""
    title = f"How likely it is that {found.event.words}{of}"
    return Answer(ASK, found.name, title, tuple(_sentences(found)), tables, tuple(_notes(found)))


def _sentences(found: Found) -> list[Sentence]:
    if np.isnan(found.plain).all():
        return [Sentence("No plain fight came to its end, so nothing can be said.", len(found.plain))]
    said = [_chance(found)]
    if not len(found.runs["chance"]):
        return said
    if not found.split:
        return [*said, _never(found)]
    return [*said, _cost(found), _beside(found)]


def _chance(found: Found) -> Sentence:
    """The answer, by the surer of both ways."""
    best = found.seen if found.plain_is_surer else found.chance
    fights = len(found.plain) if found.plain_is_surer else round(found.cost)
    if best.mean == 0.0:
        high = best.high if best.high is not None else 1.0
        text = f"In {fights:,} plain fights never {found.event.words}: the chance is at most {high:.1e} (95 %)."
        return Sentence(text, fights)
    by = "plain fights" if found.plain_is_surer else "splitting"
    return Sentence(f"The chance that {found.event.words} is {chance_words(best)}, by {by}.", fights)


def _cost(found: Found) -> Sentence:
    """Whether splitting pays."""
    runs, cost = len(found.runs["chance"]), round(found.cost)
    text = f"{runs} runs of splitting cost as much as {cost:,} plain fights."
    text += f" As sure would be {rounded(found.as_sure)} of these"
    if found.pays:
        text += f", {rounded(found.as_sure / found.cost)} times as many."
    else:
        text += ": splitting does not pay here, plain fights do."
    return Sentence(text, round(found.cost))


def _beside(found: Found) -> Sentence:
    """What plain fights say beside splitting, and whether that checks it."""
    count, number = len(found.plain), int(np.nansum(found.plain))
    spread = math.sqrt(max(found.chance.mean * (1.0 - found.chance.mean), 0.0) / count)
    apart = abs(found.seen.mean - found.chance.mean) / math.hypot(spread, found.error)
    seen = f"n {count:,} plain fights it {_times(number)}{_ends(found.seen)}"
    text = f"Splitting says {chance_words(found.chance)}; i{seen}" if found.plain_is_surer else f"I{seen}"
    expected = found.chance.mean * count
    text += f"; splitting expects {rounded(expected)}"
    if apart > _APART:
        text += ": that is more than chance explains. Trust the plain fights."
    elif expected < _CHECKS:
        text += ", so few that they check nothing."
    else:
        text += ", and both agree."
    return Sentence(text, count + round(found.cost))


def _ends(seen: Estimate) -> str:
    """The interval of a chance as numbers."""
    return "" if seen.low is None or seen.high is None else f" ({seen.low:.2g} to {seen.high:.2g})"


def _times(number: int) -> str:
    return {0: "never came about", 1: "came about once", 2: "came about twice"}.get(
        number, f"came about {number:,} times"
    )


def _never(found: Found) -> Sentence:
    runs = len(found.runs["chance"])
    if np.isnan(found.runs["chance"]).all():
        return Sentence(f"All {runs} runs of splitting failed.", round(found.cost))
    text = f"{runs} runs of splitting, as many events as {round(found.cost):,} plain fights, never came to it either"
    if found.levels:
        reached = np.flatnonzero([found.runs[f"share_{k + 1}"].any() for k in range(len(found.levels))])
        deepest = found.levels[int(reached[-1])] if len(reached) else 0.0
        text += f"; the farthest came {100.0 * deepest:.0f} % of the way"
    return Sentence(f"{text}.", round(found.cost))


def _notes(found: Found) -> list[str]:
    runs, plain = found.runs["chance"], int(np.isnan(found.plain).sum())
    failed = [f"{plain} of {len(found.plain)} plain fights failed. {_FAILED}"] if plain else []
    if plain == len(found.plain):
        return ["All plain fights failed; no runs of splitting were fought."]
    if not len(runs):
        return ["A first run of splitting found it common enough for plain fights; no more were fought.", *failed]
    notes = [
        f"Splitting fights {found.size} fights side by side through {len(found.levels)} levels, shares of the way that "
        "the threats have to go. Fights that reach a level are copied, the others are given up; the shares that reach "
        "one level after the other make the chance. A first run, which does not count, chose the levels.",
        _fought(found),
        "The interval of plain fights is by mid-P, that of splitting by its runs.",
    ]
    notes += failed
    if lost := int(np.isnan(runs).sum()):
        notes.append(f"{lost} of {len(runs)} runs failed. {_FAILED}")
    if found.split and effective(runs) < _EVEN * len(runs):
        notes.append(
            f"The estimate hangs on about {effective(runs):.0f} of {len(runs)} runs; its interval may be too narrow. "
            "More fights side by side (size) help."
        )
    return notes


def _fought(found: Found) -> str:
    """What all was fought, and what of it stands behind a sentence."""
    parts = len(found.plain), round(found.cost), round(found.pilot_cost)
    return (
        f"Fought were {parts[0]:,} plain fights, {len(found.runs['chance']):,} runs of splitting with as many events "
        f"as {parts[1]:,} plain fights, copies and all, and the first run with as many as {parts[2]:,}: "
        f"{sum(parts):,} in all. Behind each sentence stand those that it rests on: plain fights, runs, or both; the "
        "first run only chose levels."
    )


def _levels(found: Found) -> pl.DataFrame:
    """The chance to come to each level, and in the end to the event."""
    product = np.ones(len(found.runs["chance"]))
    rows = []
    for k, level in enumerate(found.levels):
        product = product * found.runs[f"share_{k + 1}"]
        rows.append(_row(level, chance_of(product)))
    return pl.DataFrame([*rows, _row(1.0, found.chance)], schema=_LEVELS)


_LEVELS = {"share_of_way": pl.Float64(), "chance": pl.Float64(), "low": pl.Float64(), "high": pl.Float64()}


def _row(level: float, chance: Estimate) -> dict[str, float | None]:
    return {"share_of_way": level, "chance": chance.mean, "low": chance.low, "high": chance.high}


def _ways(found: Found) -> pl.DataFrame:
    """Both ways side by side: what they found, and what they cost."""
    mean = found.seen.mean
    error = math.sqrt(mean * (1.0 - mean) / len(found.plain))
    rows = [_way("plain fights", found.seen, error, float(len(found.plain)))]
    if len(found.runs["chance"]):
        rows.append(_way("splitting", found.chance, found.error, found.cost))
    return pl.DataFrame(rows, schema=_WAYS)


_WAYS = {
    "way": pl.String(),
    "chance": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "standard_error": pl.Float64(),
    "cost_in_fights": pl.Float64(),
}


def _way(way: str, chance: Estimate, error: float, cost: float) -> dict[str, str | float | None]:
    own: dict[str, str | float | None] = {"way": way, "chance": chance.mean, "low": chance.low, "high": chance.high}
    return own | {"standard_error": error, "cost_in_fights": cost}
