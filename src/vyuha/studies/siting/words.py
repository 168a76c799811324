"""Where units should stand, in sentences: the model's answer, what fights made of it, and the second best."""

import math
from collections.abc import Iterator

from vyuha.outputs.wording import percent, span
from vyuha.results.answers import Sentence
from vyuha.results.sensitivity import is_told
from vyuha.results.statistics import Estimate
from vyuha.results.summary_text import number
from vyuha.studies.estimates import difference, words
from vyuha.studies.phrases import capital, listed
from vyuha.studies.siting.choices import AS_IT_STANDS, Choice, Field
from vyuha.studies.siting.found import Found
from vyuha.studies.siting.profile import Profile, profile

# Shares by which one laydown has to be the better in something for that to be said.
_CLEARLY = 0.05


def sentences(field: Field, found: Found) -> Iterator[Sentence]:
    """Which laydown is the best in fights, the second best, what the model found, and how far the two agree."""
    best, *others = found.order
    if math.isnan(found.worst(best).mean):
        yield Sentence(_modelled(field), 0)
        yield Sentence("No fight came to its end, so fights do not choose among the laydowns.", found.fights)
        return
    yield Sentence(_best(field, found, best), found.fights_of(best))
    yield from _others(field, found, best, others)
    if others and not math.isnan(found.worst(others[0]).mean):
        yield from _second(field, found, best, others[0])
    yield Sentence(_modelled(field), 0)
    yield Sentence(_agreement(found), found.fights)


def _modelled(field: Field) -> str:
    covered, solved = field.covered, field.solved
    sites = len({option.candidate.id for option in covered.options[: covered.free] if option.candidate})
    first = field.choices[0]
    replies = field.replies(first)
    axis, stake = covered.axes[int(replies.argmax())], _stake(field, int(replies.argmax()))
    units = sum(len(own) for own in covered.members)
    text = (
        f"Of all ways to put {_count(units, 'unit')} on {_count(sites, 'site')}, the model likes {first.id} best: "
        f"{_where(field, first)}. Its worst axis is {axis}, where {number(float(replies.max()))} of {number(stake)} at "
        "stake are lost by the model."
    )
    if solved.proved:
        return text + " No laydown is better in the model; this is proved."
    return text + f" Whether another is better in the model is not proved: by {percent(solved.gap)} at most."


def _stake(field: Field, axis: int) -> float:
    covered = field.covered
    return sum(aim.stake for aim in covered.aims if aim.axis == covered.axes[axis])


def _name(choice: Choice) -> str:
    """What a sentence calls it."""
    return f"the scenario {choice.id}" if choice.id == AS_IT_STANDS else choice.id


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _where(field: Field, choice: Choice) -> str:
    """Who stands where, and looks where to."""
    parts = []
    for row, id in zip(choice.rows, choice.defences, strict=True):
        option = field.covered.options[row]
        site = f"at {option.candidate.id}" if option.candidate else "where it is"
        looking = "" if option.sector is None else f", looking to {math.degrees(option.sector):.0f} deg"
        parts.append(f"{id} {site}{looking}")
    return "; ".join(parts)


def _best(field: Field, found: Found, best: int) -> str:
    choice, axis = field.choices[best], field.axes[found.replies[best]].id
    return (
        f"In fights {_name(choice)} is the best against the attacker's best reply ({_where(field, choice)}): "
        f"from {axis} the {words(found.outcome)} is {span(found.worst(best))} per fight, and no axis costs it more."
    )


def _others(field: Field, found: Found, best: int, others: list[int]) -> Iterator[Sentence]:
    """What stands in the scenario, and all others, against the best."""
    now = next(k for k, choice in enumerate(field.choices) if choice.id == AS_IT_STANDS)
    if now != best and not math.isnan(found.worst(now).mean):
        more = found.more(best, now, len(others))
        text = f"The scenario as it stands loses {_change(more)} on its own worst axis, {_axis(field, found, now)}."
        yield Sentence(text, found.fights_of(best) + found.fights_of(now))
    changes = [found.more(best, k, len(others)) for k in others]
    worse = [_name(field.choices[k]) for k, change in zip(others, changes, strict=True) if is_told(change)]
    equal = [_name(field.choices[k]) for k, change in zip(others, changes, strict=True) if not is_told(change)]
    parts = [f"worse beyond chance: {listed(worse)}"] if worse else []
    parts += [f"not told apart from it: {listed(equal)}"] if equal else []
    if parts:
        text = f"Compared with {_name(field.choices[best])}, all at once at 95 %: {'; '.join(parts)}."
        yield Sentence(text, found.fights)


def _change(more: Estimate) -> str:
    if more.mean < 0.0:
        flipped = Estimate(-more.mean, _minus(more.high), _minus(more.low), more.method)
        return f"{_signed(flipped)} less"
    return f"{_signed(more)} more"


def _signed(change: Estimate) -> str:
    """A change with an interval of which an end may be negative."""
    return span(change).replace("-", "−")


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _axis(field: Field, found: Found, choice: int) -> str:
    return field.axes[found.replies[choice]].id


def _second(field: Field, found: Found, best: int, second: int) -> Iterator[Sentence]:
    """The second best, what it is like, and what speaks for it."""
    choice, more = field.choices[second], found.more(best, second, len(found.order) - 1)
    apart = "" if is_told(more) else ", which is not told from none"
    fights = found.fights_of(best) + found.fights_of(second)
    text = (
        f"Second best is {_name(choice)} ({_where(field, choice)}): on its worst axis, {_axis(field, found, second)}, "
        f"it loses {_change(more)}{apart}."
    )
    yield Sentence(text, fights)
    one, other = profile(field, found, second), profile(field, found, best)
    reasons = [*_sides(field, found, best, second), *_reasons(one, other)]
    yield Sentence(f"{capital(_name(choice))}: {'; '.join(_like(one))}.", found.fights_of(second))
    if reasons:
        text = f"{capital(_name(choice))} has this over {_name(field.choices[best])}: {listed(reasons)}."
    else:
        text = f"In these figures {_name(choice)} has nothing over {_name(field.choices[best])}."
    yield Sentence(text, fights)


def _sides(field: Field, found: Found, best: int, second: int) -> Iterator[str]:
    """The axes on which the second best loses less, beyond chance."""
    for a, axis in enumerate(field.axes):
        less = difference(found.values[second][a], found.values[best][a], found.outcome)
        if is_told(less) and less.mean > 0.0:
            yield f"from {axis.id} it loses {span(less)} less"


def _like(one: Profile) -> Iterator[str]:
    """What a laydown is like, in half sentences."""
    yield f"its units stand {_distances(one)} from the nearest asset"
    yield f"its weak side is {one.weakest} and its strong side {one.strongest}"
    if one.units > 1:
        if one.backed:
            yield f"two units or more reach threats from {listed(list(one.backed))}"
        else:
            yield "no two units reach threats from the same side"
        yield f"without {one.key}, which it needs most, the model loses {number(one.crippled)} on the worst axis"
    if one.blind:
        yield f"from {listed(list(one.blind))} nothing of it can meet a threat"
    yield f"from {one.shortest} it has the least time, and sees a threat for {one.seen:.0f} s"


def _distances(one: Profile) -> str:
    low, high = one.nearest / 1e3, one.farthest / 1e3
    return f"{low:.1f} km" if one.units == 1 else f"{low:.1f} to {high:.1f} km"


def _reasons(one: Profile, other: Profile) -> Iterator[str]:
    """In what the first is the better one."""
    if one.spread < other.spread * (1.0 - _CLEARLY):
        yield (
            f"its axes are more alike ({number(one.spread)} between the worst and the best of them, not "
            f"{number(other.spread)})"
        )
    if one.units > 1 and one.crippled < other.crippled * (1.0 - _CLEARLY):
        lost = f"{number(one.crippled)}, not {number(other.crippled)}, by the model"
        yield f"it stands the loss of a unit better ({lost})"
    if len(one.backed) > len(other.backed):
        yield f"units back each other up on more axes ({len(one.backed)}, not {len(other.backed)})"
    if len(one.blind) < len(other.blind):
        yield "it is blind on fewer sides"
    if one.seen > other.seen * (1.0 + _CLEARLY) and one.seen - other.seen > 5.0:
        yield f"it sees threats for {one.seen:.0f} s at the least, not {other.seen:.0f} s"
    if one.farthest < other.farthest * (1.0 - _CLEARLY):
        away = f"{one.farthest / 1e3:.1f} km, not {other.farthest / 1e3:.1f} km"
        yield f"its units stand nearer to what they defend ({away})"
    if one.moved < other.moved:
        yield f"it moves {_count(one.moved, 'unit')} from where they stand, not {other.moved}"


def _agreement(found: Found) -> str:
    agreed = found.agreement
    if agreed.pairs == 0:
        text = "Fights tell no two laydowns apart on their worst axes."
    else:
        text = (
            f"Of the {_count(agreed.pairs, 'pair')} of laydowns that fights tell apart at 95 % each, the model has "
            f"{agreed.same} in the same order."
        )
    taus = [f"{tau:.2f} {over}" for tau, over in _taus(agreed.laydowns, agreed.cells) if tau is not None]
    return text + (f" Kendall's tau between model and fights is {' and '.join(taus)}." if taus else "")


def _taus(laydowns: float | None, cells: float | None) -> list[tuple[float | None, str]]:
    return [(laydowns, "over the laydowns"), (cells, "over all laydowns and axes")]


def notes(field: Field, found: Found) -> Iterator[str]:
    """How it was found, and what is taken for granted."""
    yield (
        "The model counts how often a unit on a site can engage one threat of a raid that flies its plan, by the "
        "functions of a fight: horizon, terrain, masts, sectors, the radars' ranges, the missiles' flight. Threats of "
        "a raid share its channels and rounds. It knows no jamming, no decoys, no losses of units and no seekers: it "
        "ranks, and fights decide."
    )
    yield (
        "The attacker sees the laydown and takes the axis that costs most. All laydowns met the same raids with the "
        "same random numbers; differences are paired, fight by fight."
    )
    yield (
        "The highest of several means is a little too high by chance; the more fights, the less. Intervals hold for "
        "the axis that was chosen; those of how much more a laydown loses than the best hold for all laydowns at once "
        "at 95 %."
    )
    if field.covered.mean_weight > 0.0:
        share = percent(field.covered.mean_weight)
        yield f"Where worst axes are equal in the model, the mean of all axes decides; it counts {share}."
    if not field.solved.ordered:
        yield "The model's laydowns after the first need not be the next best ones; its time was too short to know."
    if found.failed:
        yield f"{_count(found.failed, 'fight')} failed; intervals allow for what they could have been."
