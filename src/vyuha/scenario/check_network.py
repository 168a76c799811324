"""Checks of the command network: ends that exist, no pair twice, a way from every unit to its commander."""

from collections.abc import Collection, Iterator

from vyuha.catalogue import Catalogue
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.scenario.model import Defence
from vyuha.scenario.network import Link

Finding = tuple[Location, str]


def commanders(defences: list[Defence], catalogue: Catalogue) -> dict[str, str]:
    """The commander of every unit by id, itself where nobody commands it; the id of a regiment stands for its post."""
    return {unit: stands_for(name, defences, catalogue) for unit, name in _named(defences, catalogue)}


def stands_for(name: str, defences: list[Defence], catalogue: Catalogue) -> str:
    """The unit that an id means: of a regiment its command post."""
    for defence in defences:
        if defence.id == name and defence.system in catalogue.systems:
            parts = catalogue.systems[defence.system].layout
            posts = [part.id for part in parts if catalogue.systems[part.system].kind == "command-post"]
            return f"{name}/{posts[0]}" if posts else name
    return name


def _named(defences: list[Defence], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Every unit and the name of its commander."""
    for defence in defences:
        if defence.system not in catalogue.systems:
            continue
        parts = catalogue.systems[defence.system].layout
        if not parts:
            yield defence.id, defence.command or defence.id
            continue
        post = stands_for(defence.id, defences, catalogue)
        for part in parts:
            unit = f"{defence.id}/{part.id}"
            yield unit, (defence.command or unit) if unit == post else (post if post != defence.id else unit)


def check_network(
    links: dict[int, Link],
    defences: list[Defence],
    declared: Collection[str],
    duration: float | None,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    """Everything that is wrong between links and units. Cuts are compared with the `duration` [s] if that is known; of
    units that are `declared` but not sound in themselves nothing is known.
    """
    above = commanders(defences, catalogue)
    known = [*above, *(defence.id for defence in defences if defence.id not in above)]
    pairs: set[frozenset[str]] = set()
    sound = True
    for index, link in links.items():
        at: Location = ("network", "links", index)
        missing = [name for name in link.between if name not in known]
        yield from (
            ((*at, "between", link.between.index(name)), "no such unit" + suggestion(name, known))
            for name in missing
            if name.partition("/")[0] not in declared
        )
        ends = frozenset(stands_for(name, defences, catalogue) for name in link.between)
        if len(ends) == 1:
            yield (*at, "between"), "both ends are the same unit"
        elif ends in pairs:
            yield (*at, "between"), "links two units that another link joins already"
        sound = sound and not missing and len(ends) == 2 and ends not in pairs
        pairs.add(ends)
        for number, window in enumerate(link.cut):
            if duration is not None and window.start >= duration:
                where = (*at, "cut", number) if len(link.cut) > 1 else (*at, "cut")
                yield where, f"is not before the end of the scenario ({duration:g} s)"
    if sound:
        yield from _paths(links, above, defences, catalogue)


def _paths(
    links: dict[int, Link], above: dict[str, str], defences: list[Defence], catalogue: Catalogue
) -> Iterator[Finding]:
    """Units from which no way leads to their commander at the start."""
    at = {frozenset(stands_for(name, defences, catalogue) for name in link.between): i for i, link in links.items()}
    up = {ends for ends, i in at.items() if links[i].carries(0.0)}
    up |= {frozenset((unit, post)) for unit, post in above.items()} - set(at)
    for unit, post in above.items():
        reached = {unit}
        grown = True
        while grown:
            near = {end for ends in up if ends & reached for end in ends}
            grown = not near <= reached
            reached |= near
        if post not in reached and post in above:
            # Of the links that are cut then one must have been its own.
            own = at[frozenset((unit, post))]
            key = "loss" if links[own].loss == 1.0 else "cut"
            yield ("network", "links", own, key), f"no path from {unit} to {post} at the start"


def check_chains(defences: dict[int, Defence], catalogue: Catalogue) -> Iterator[Finding]:
    """Posts that would in the end command themselves."""
    above = {defence.id: defence.command for defence in defences.values()}
    for index, defence in defences.items():
        seen, name = {defence.id}, defence.command
        while name is not None and name not in seen:
            seen.add(name)
            name = above.get(name)
        if name == defence.id:
            yield ("defences", index, "command"), "commands itself in the end: the chain of command is a circle"
