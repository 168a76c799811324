"""The catalogue is complete for what the report on the arms trade names: every system is there, sourced, and plays its
part in a scenario of `scenarios/`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from vyuha.catalogue import Catalogue, figures, load
from vyuha.catalogue.systems import System

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
# What the report names -> its id in the catalogue, and a scenario that uses it.
NAMED = {
    "S-400": ("s-400/battalion", "first-raid"),
    "40N6E": ("40N6E", "saturation"),
    "48N6E3": ("48N6E3", "saturation"),
    "48N6E2": ("48N6E2", "saturation"),
    "9M96E2": ("9M96E2", "saturation"),
    "9M96E": ("9M96E", "saturation"),
    "Su-30MKI": ("su-30mki/patrol", "saturation"),
    "MiG-29": ("mig-29/patrol", "saturation"),
    "MiG-29K": ("mig-29k/patrol", "naval-group"),
    "Ka-31": ("ka-31/picket", "naval-group"),
    "Ka-28": ("ka-28", "naval-group"),
    "Ka-226T": ("ka-226t", "saturation"),
    "INS Vikramaditya": ("ins-vikramaditya/group", "naval-group"),
    "T-90": ("t-90", "saturation"),
    "AK-203": ("guards/ak-203", "saturation"),
    "BrahMos": ("brahmos", "naval-group"),
}
KEYS = ("system", "type", "vehicle")


def written(node: Any) -> Iterator[str]:
    """Every id that a scenario names: systems, types, vehicles, and loads."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in KEYS and isinstance(value, str):
                yield value
            if key == "load" and isinstance(value, dict):
                yield from (id for id, rounds in value.items() if int(rounds) > 0)
            yield from written(value)
    elif isinstance(node, list):
        for part in node:
            yield from written(part)


def used(scenario: str, catalogue: Catalogue) -> set[str]:
    """Ids that a scenario uses, itself or through the systems that it places."""
    text = (SCENARIOS / f"{scenario}.yaml").read_text(encoding="utf-8")
    found, todo = set(), list(written(yaml.safe_load(text)))
    while todo:
        id = todo.pop()
        found.add(id)
        system = catalogue.systems.get(id)
        if isinstance(system, System):
            todo += [part.system for part in system.layout if part.system not in found]
    return found


def missing(named: dict[str, tuple[str, str]], catalogue: Catalogue) -> list[str]:
    """Names that are not in the catalogue, or not in the scenario that is said to use them."""
    lacking = [name for name, (id, _) in named.items() if catalogue.find(id) is None]
    return lacking + [name for name, (id, at) in named.items() if id not in used(at, catalogue)]


def test_every_system_of_the_report_is_there_and_plays_its_part() -> None:
    assert missing(NAMED, load()) == []


def test_control_a_system_that_is_not_there_or_not_used_is_seen() -> None:
    catalogue = load()
    assert missing({"S-500": ("s-500/battalion", "first-raid")}, catalogue) == ["S-500", "S-500"]
    assert missing({"AK-203": ("guards/ak-203", "one-on-one")}, catalogue) == ["AK-203"]


@pytest.mark.parametrize("name", list(NAMED))
def test_each_has_figures_with_sources(name: str) -> None:
    item = load().find(NAMED[name][0])
    assert item is not None
    graded = [figure for _, figure in figures(item)]
    assert graded
    sourced = any(figure.source for figure in graded) or bool(getattr(item, "source", ""))
    assert sourced
