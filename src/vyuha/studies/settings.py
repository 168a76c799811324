"""Setting fields of a scenario by path: `raids.drones.count`, `defences.alpha.load.48N6E3`, `duration`.

Steps are keys; an item of a list is named by its id (or its number, from 0). What is set may stand in the file already
or only be allowed there. `catalogue.48N6E3.unit_cost` is no field of the scenario but a figure of the catalogue.
"""

import copy
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import yaml

from vyuha.base.units import DIMENSION_OF, UnitError, parse_number, parse_quantity
from vyuha.catalogue import Catalogue, CatalogueError, Figure, figures, with_figure
from vyuha.reading.problems import InputErrors, suggestion
from vyuha.reading.tree import plain, read
from vyuha.scenario import Scenario, parse
from vyuha.studies.point import Setting, Value

CATALOGUE = "catalogue"
# Text that reads as another path than it says is no name.
_MOST_STEPS = 12
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class SettingError(ValueError):
    """Nothing can be set there, or not to this; the message says why, and what was perhaps meant."""


def is_figure(path: str) -> bool:
    """Whether a path leads to a figure of the catalogue, not into the scenario."""
    return path.partition(".")[0] == CATALOGUE


def with_settings(text: str, settings: Sequence[Setting]) -> str:
    """The text of a scenario with its own fields set (figures are passed over): the same text for the same arguments.

    Comments and layout of `text` are not kept where anything is set. Raises `SettingError` for a path that leads
    nowhere.
    """
    own = [setting for setting in settings if not is_figure(setting.path)]
    if not own:
        return text
    tree = copy.deepcopy(_tree(text))
    for setting in own:
        _set(tree, setting)
    return str(yaml.dump(tree, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120))


@lru_cache(maxsize=8)
def _tree(text: str) -> Any:
    """A scenario as plain lists and mappings of text."""
    root, problems = read(text, "scenario")
    if root is None or problems:
        raise InputErrors(problems)
    return plain(root)


def with_figures(catalogue: Catalogue, settings: Sequence[Setting]) -> Catalogue:
    """The catalogue with figures set (fields of the scenario are passed over). SettingError for what it has not."""
    for setting in settings:
        if is_figure(setting.path):
            item, name, figure = figure_at(catalogue, setting.path)
            try:
                catalogue = with_figure(catalogue, item, name, si_value(figure, setting.value))
            except CatalogueError as error:
                raise SettingError(f"{setting.path}: {error.problems[0]}") from error
    return catalogue


def figure_at(catalogue: Catalogue, path: str) -> tuple[str, str, Figure]:
    """Item, field and figure at a path. Raises `SettingError` with the nearest name where there is none."""
    label = path.partition(".")[2]
    id, _, name = label.rpartition(".")
    item = catalogue.find(id)
    if item is None:
        near = catalogue.nearest(id)
        hint = f'; did you mean "{CATALOGUE}.{near[0]}.{name}"?' if near and id else ""
        raise SettingError(f'the catalogue has nothing called "{id}"{hint}')
    own = dict(figures(item))
    if name not in own:
        raise SettingError(f'{id} has no figure "{name}"{suggestion(name, own)}')
    return id, name, own[name]


def si_value(figure: Figure, given: Value | None) -> float:
    """What is given for a figure, as text with its unit, in SI units."""
    if not isinstance(given, str):
        raise SettingError("a figure is a number with its unit")
    try:
        return parse_quantity(given, DIMENSION_OF[figure.unit]) if figure.unit else parse_number(given)
    except UnitError as error:
        raise SettingError(str(error)) from error


def parsed(text: str, settings: Sequence[Setting], catalogue: Catalogue) -> Scenario:
    """The scenario with all that is set in it, checked. Raises `SettingError` with the first thing that is wrong."""
    try:
        return parse(with_settings(text, settings), "scenario", with_figures(catalogue, settings))
    except InputErrors as error:
        problem = error.problems[0]
        raise SettingError(
            ": ".join(part for part in (problem.path, problem.value, problem.message) if part)
        ) from error


def value_at(text: str, path: str) -> Value | None:
    """What stands at a path of a scenario's text; None where nothing does."""
    here: Any = _tree(text)
    for step in path.split("."):
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list):
            here = next((item for n, item in enumerate(here) if step in (_id(item), str(n))), None)
        else:
            return None
    found: Value | None = copy.deepcopy(here)
    return found


def _set(tree: Any, setting: Setting) -> None:
    steps = setting.path.split(".")
    if len(steps) > _MOST_STEPS or not all(steps):
        raise SettingError(f'"{setting.path}" is no path; write it like raids.drones.count')
    here = tree
    for n, step in enumerate(steps):
        last, where = n == len(steps) - 1, ".".join(steps[:n]) or "the scenario"
        if isinstance(here, list):
            place = _place(here, step, where)
            if last:
                _put(here, place, setting.value)
                return
            here = here[place]
        elif isinstance(here, dict):
            # Whether a key may stand there, reading the scenario again will say.
            if last:
                _put(here, step, setting.value)
                return
            here = here.setdefault(step, {})
        else:
            raise SettingError(f'{where} is "{here}", a value with nothing inside')


def _put(here: Any, at: Any, value: Value | None) -> None:
    """A value at a key or place, or nothing there."""
    if value is not None:
        here[at] = value
    elif isinstance(here, dict) and at not in here:
        raise SettingError(f'there is no "{at}" to take out{suggestion(at, here)}')
    else:
        del here[at]


def _place(items: list[Any], step: str, where: str) -> int:
    """The place of an item in a list."""
    ids = [_id(item) for item in items]
    if step in ids:
        return ids.index(step)
    if step.isascii() and step.isdigit() and int(step) < len(items):
        return int(step)
    raise SettingError(f'no "{step}" in {where}{suggestion(step, [id for id in ids if id])}')


def _id(item: Any) -> str:
    found = item.get("id") if isinstance(item, dict) else None
    return found if isinstance(found, str) else ""
