"""From a file to a scenario: reads, types and checks, and reports everything that is wrong at once."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from vyuha.catalogue import Catalogue
from vyuha.catalogue import load as load_catalogue
from vyuha.reading.explain import explain, problem_at
from vyuha.reading.kinds import SCENARIO, mapping, of_another_kind
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem
from vyuha.reading.text import read_text
from vyuha.reading.tree import Location, Node
from vyuha.scenario.check import Draft, check
from vyuha.scenario.doctrine import Doctrine, is_code
from vyuha.scenario.engagement import MOST_ZONES, ControlZone, Order, Orders
from vyuha.scenario.item import MOST_RAIDS, MOST_SITES, Item
from vyuha.scenario.model import Asset, Defence, Flight, Origin, Raid, Scenario
from vyuha.scenario.network import MOST_LINKS, Link

_LISTS = {
    "assets": MOST_SITES,
    "defences": MOST_SITES,
    "raids": MOST_RAIDS,
    "traffic": MOST_RAIDS,
    "doctrines": MOST_SITES,
    "zones": MOST_ZONES,
}
# Where names of other things stand: list, key, kind.
_NAMES = (
    ("defences", "system", "system"),
    ("defences", "command", "site"),
    ("defences", "doctrine", "doctrine"),
    ("defences", "load", "missile"),
    ("doctrines", "prefer", "missiles"),
    ("doctrines", "keep", "missile"),
    ("doctrines", "reserve", "missile"),
    ("assets", "vehicle", "vehicle"),
    ("raids", "type", "threat"),
    ("raids", "decoys", "threat"),
    ("raids", "target", "site"),
    ("traffic", "type", "threat"),
    ("raids", "types", "threats"),
    ("traffic", "types", "threats"),
)
_ORDERS: TypeAdapter[tuple[Order, ...]] = TypeAdapter(Orders)
_DURATION: TypeAdapter[float] = TypeAdapter(Scenario.__annotations__["duration"])
Part = TypeVar("Part", bound=Item)


def load(path: str | os.PathLike[str], catalogue: Catalogue | None = None) -> Scenario:
    """The scenario in a file; raises `InputErrors` with all that is wrong, also when the file cannot be read."""
    return parse(read_text(path), os.fspath(path), catalogue)


def parse(text: str, name: str = "scenario", catalogue: Catalogue | None = None) -> Scenario:
    """The scenario in a text (`name` is the file in messages); raises `InputErrors` with all that is wrong."""
    root, tree, problems = mapping(text, name, "a scenario is a mapping (key: value); see `vyuha new`")
    first = [*of_another_kind(tree, SCENARIO, root, name), *_too_long(tree, root, name)]
    if first:
        raise InputErrors([*problems, *first])
    scenario = None
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        problems.extend(explain(error, Scenario, root, name))
    for location, message in islice(check(_draft(tree), catalogue or load_catalogue()), MOST_PROBLEMS):
        problems.append(problem_at(location, message, root, name))
    if problems or scenario is None:
        raise InputErrors(problems)
    return scenario


def _too_long(tree: dict[str, Any], root: Node, name: str) -> list[Problem]:
    """Lists too long to look at one by one."""
    lists = [(key, most) for key, most in _LISTS.items() if isinstance(tree.get(key), list) and len(tree[key]) > most]
    found = [
        problem_at((key,), f"{len(tree[key])} {key}; at most {most} are allowed", root, name) for key, most in lists
    ]
    links = len(_listed(_within(tree, "network"), "links"))
    if links > MOST_LINKS:
        message = f"{links} links; at most {MOST_LINKS} are allowed"
        found.append(problem_at(("network", "links"), message, root, name))
    return found


def _draft(tree: dict[str, Any]) -> Draft:
    """What can be checked against each other, although other parts may be wrong."""
    return Draft(
        duration=_duration(tree.get("duration")),
        origin=_valid(Origin, tree.get("origin")),
        assets=_items(Asset, tree, "assets"),
        defences=_items(Defence, tree, "defences"),
        raids=_items(Raid, tree, "raids"),
        traffic=_items(Flight, tree, "traffic"),
        doctrines=_items(Doctrine, tree, "doctrines"),
        zones=_items(ControlZone, tree, "zones"),
        roe=_orders(tree.get("roe")),
        site_ids=_ids(tree, "assets") + _ids(tree, "defences"),
        references=list(_references(tree)),
        raid_ids=_ids(tree, "raids") + _ids(tree, "traffic"),
        doctrine_ids=_ids(tree, "doctrines"),
        zone_ids=_ids(tree, "zones"),
        links=_items(Link, _within(tree, "network"), "links"),
    )


def _references(tree: dict[str, Any]) -> Iterator[tuple[Location, str, str]]:
    """Names of other things, as written."""
    for part, name in (("environment", "ground"), ("identification", "interrogator")):
        given = tree.get(part)
        if isinstance(given, dict) and isinstance(given.get(name), str):
            yield (part, name), given[name], name
    for key, name, kind in _NAMES:
        for index, item in enumerate(_listed(tree, key)):
            given = item.get(name) if isinstance(item, dict) else None
            if isinstance(given, dict) and kind == "threat":
                if isinstance(given.get("type"), str):
                    yield (key, index, name, "type"), given["type"], kind
            elif isinstance(given, str) and not is_code(given):
                yield (key, index, name), given, kind
            elif isinstance(given, dict) and kind == "missiles":
                lists = [(group, order) for group, order in given.items() if isinstance(order, list)]
                found = [((key, index, name, group, i), one) for group, order in lists for i, one in enumerate(order)]
                yield from ((at, one, "missile") for at, one in found if isinstance(one, str))
            elif isinstance(given, list) and kind == "site":
                yield from (((key, index, name, i), one, kind) for i, one in enumerate(given) if isinstance(one, str))
            elif isinstance(given, dict) and kind == "threats":
                yield from (((key, index, name, of), id, "threat") for of, id in given.items() if isinstance(id, str))
            elif isinstance(given, dict) and kind == "missile":
                yield from (((key, index, name, missile), missile, kind) for missile in given)


def _within(tree: dict[str, Any], key: str) -> dict[str, Any]:
    """The part of a scenario under a key; empty if it is no mapping."""
    given = tree.get(key)
    return given if isinstance(given, dict) else {}


def _duration(given: Any) -> float | None:
    try:
        return _DURATION.validate_python(given)
    except ValidationError:
        return None


def _orders(given: Any) -> tuple[Order, ...]:
    try:
        return _ORDERS.validate_python(given)
    except ValidationError:
        return ()


def _valid(kind: type[Part], given: Any) -> Part | None:
    try:
        return kind.model_validate(given)
    except ValidationError:
        return None


def _listed(tree: dict[str, Any], key: str) -> list[Any]:
    given = tree.get(key)
    return given if isinstance(given, list) else []


def _items(kind: type[Part], tree: dict[str, Any], key: str) -> dict[int, Part]:
    valid = {index: _valid(kind, given) for index, given in enumerate(_listed(tree, key))}
    return {index: item for index, item in valid.items() if item is not None}


def _ids(tree: dict[str, Any], key: str) -> list[tuple[Location, str]]:
    found: list[tuple[Location, str]] = []
    for index, given in enumerate(_listed(tree, key)):
        if isinstance(given, dict) and isinstance(given.get("id"), str):
            found.append(((key, index, "id"), given["id"]))
    return found
