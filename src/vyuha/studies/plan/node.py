"""One point of a response surface as a scenario of its own: the first units of a theatre, with part of their rounds.

A theatre is a scenario with an ordered list of positions, each the id of a defence. Its node (k, fill) keeps the first
k positions and drops the others; everything else, the raids above all, stays. All nodes are fought with one seed, so
that the same raids, drawn alike, meet every one of them: differences between nodes are sharper than the nodes.

Rounds are whole. So `fill` times the load is rounded, and what was rounded off is carried on to the next type and the
next position: over all positions the sum is never off by more than half a round in each battalion.
"""

import math
from collections.abc import Sequence
from typing import Any

import yaml

from vyuha.catalogue import Catalogue
from vyuha.catalogue import load as load_catalogue
from vyuha.programme.plan_check import obstacles
from vyuha.reading.explain import problem_at
from vyuha.reading.problems import InputErrors, suggestion
from vyuha.reading.tree import plain, read
from vyuha.scenario import parse
from vyuha.scenario.composition import shooters
from vyuha.scenario.files import paths_named

_NAME = "scenario"


def node_text(scenario_text: str, positions: Sequence[str], units: int, fill: float) -> str:
    """The scenario of node (`units`, `fill`): the same text for the same arguments.

    Comments and layout of `scenario_text` are not kept. Raises what `check_positions` raises, and ValueError for a node
    that does not exist.
    """
    if not 0 <= units <= len(positions):
        raise ValueError(f"{units} units in {len(positions)} positions")
    if not 0.0 <= fill <= 1.0:
        raise ValueError(f"a fill of {fill:g}; it is a share of the full load")
    check_positions(scenario_text, _NAME, positions)
    tree, catalogue = _tree(scenario_text), load_catalogue()
    by_id = {defence["id"]: defence for defence in tree["defences"]}
    dropped = set(positions[units:])
    tree["defences"] = [defence for defence in tree["defences"] if defence["id"] not in dropped]
    exact = 0.0
    for position in positions[:units]:
        defence, loaded = by_id[position], {}
        for missile, rounds in _load(defence, catalogue).items():
            before, exact = _nearest(exact), exact + fill * rounds
            loaded[missile] = str(_nearest(exact) - before)
        if loaded:
            defence["load"] = loaded
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=120))


def loads_at(scenario_text: str, positions: Sequence[str]) -> list[tuple[int, int]]:
    """Number of battalions at each position, and rounds [count] of a full load in each of them."""
    tree, catalogue = _tree(scenario_text), load_catalogue()
    by_id = {defence["id"]: defence for defence in tree["defences"]}
    return [
        (len(shooters(by_id[position]["system"], catalogue)), sum(_load(by_id[position], catalogue).values()))
        for position in positions
    ]


def check_positions(text: str, name: str, positions: Sequence[str]) -> None:
    """Whether a theatre can do without any of its positions; raises `InputErrors` with all that is wrong.

    `name` is the file in messages.
    """
    scenario = parse(text, name)
    root, problems = read(text, name)
    assert root is not None
    ids = [defence.id for defence in scenario.defences]
    for n, position in enumerate(positions):
        if position not in ids:
            hint = suggestion(position, ids)
            problems.append(problem_at(("defences",), f'no defence "{position}" for a position{hint}', root, name))
        elif position in positions[:n]:
            problems.append(problem_at(("defences",), f'"{position}" is a position twice', root, name))
    for at, _ in paths_named(scenario):
        problems.append(problem_at(at, "a plan takes no recorded paths: its theatre has to be in one file", root, name))
    for place, position, reason in obstacles(scenario, positions):
        problems.append(problem_at(place, f'"{position}" {reason}', root, name))
    if problems:
        raise InputErrors(problems)


def _tree(text: str) -> Any:
    root, problems = read(text, _NAME)
    if root is None or problems:
        raise InputErrors(problems)
    return plain(root)


def _load(defence: Any, catalogue: Catalogue) -> dict[str, int]:
    """Rounds by type in each battalion of a defence; the catalogue's load where the scenario names none."""
    if "load" in defence:
        return {missile: int(rounds) for missile, rounds in defence["load"].items()}
    loads = [catalogue.systems[unit].default_load for unit in shooters(defence["system"], catalogue)]
    if any(load != loads[0] for load in loads):
        raise ValueError(f"{defence['id']}: its battalions have different loads; give a load")
    return {missile: int(rounds) for missile, rounds in loads[0].items()} if loads else {}


def _nearest(value: float) -> int:
    """Halves up, so that a fill of one half never loses rounds; tolerant of the last digits of a sum."""
    return math.floor(value + 0.5 + 1e-9)
