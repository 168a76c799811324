"""Assembles doctrine: the rules of each doctrine as rows, and what they say of each unit's magazines."""

from collections.abc import Collection, Mapping
from typing import Any

from vyuha.base.table import rows
from vyuha.engine.code import Code
from vyuha.scenario.doctrine import Doctrine as DoctrineText
from vyuha.scenario.doctrine import named
from vyuha.scenario.doctrines import BUILT_IN
from vyuha.scenario.model import Scenario
from vyuha.state.group import BITS, GROUPS, LAST_PLACE
from vyuha.state.weapon import BY_ASSIGNMENT, BY_RETURN, BY_URGENCY, Doctrine

_ALLOCATIONS = {"urgency": BY_URGENCY, "marginal-return": BY_RETURN, "assignment": BY_ASSIGNMENT}
_AS_WRITTEN = (
    "salvo",
    "interval",
    "most_rounds",
    "assessment_delay",
    "false_alive",
    "false_dead",
    "reopen_time",
    "zone_from",
    "zone_to",
    "spare_speed",
    "spare_time",
    "least_kill",
    "round_price",
    "remote",
)


def doctrines_of(scenario: Scenario) -> dict[str, DoctrineText]:
    """The doctrines that may be named: built-in ones, the scenario's own, and functions that a defence names."""
    known: dict[str, DoctrineText] = BUILT_IN | {doctrine.id: doctrine for doctrine in scenario.doctrines}
    return known | {defence.doctrine: named(defence.doctrine, known) for defence in scenario.defences}


def doctrine_table(known: Mapping[str, DoctrineText], code: Mapping[str, Code]) -> Any:
    """The doctrine table; `code` holds the compiled function of every one that has any."""
    table = rows(Doctrine, len(known))
    for row, doctrine in zip(table, known.values(), strict=True):
        for column in _AS_WRITTEN:
            row[column] = getattr(doctrine, column)
        row.second, row.third, row.later = doctrine.later
        row.allocation = _ALLOCATIONS[doctrine.allocation]
        if doctrine.function is not None:
            row.score, row.count = code[doctrine.function].score, code[doctrine.function].count
        rules = doctrine.prefer or doctrine.keep or doctrine.reserve or doctrine.function
        row.particular = bool(rules or doctrine.least_kill > 0.0)
    return table


def magazine_rules(magazines: Any, units: Any, doctrines: list[DoctrineText], missile_ids: list[str]) -> None:
    """Write to the magazine table what the doctrine of each unit says of its missile types."""
    for row in magazines:
        doctrine, missile = doctrines[units[row.fire_unit].doctrine], missile_ids[row.missile]
        row.places = sum(_place(doctrine, group, missile) << (BITS * i) for i, group in enumerate(GROUPS))
        row.barred = _others(doctrine.keep[missile]) if missile in doctrine.keep else 0
        if missile in doctrine.reserve:
            row.last_rounds = doctrine.reserve[missile].rounds
            row.last_barred = _others(doctrine.reserve[missile].groups)


def _place(doctrine: DoctrineText, group: str, missile: str) -> int:
    """Place of a missile type in the order in which they are taken against a group: 0 is first."""
    order = doctrine.prefer.get(group, ())
    if not order:
        return 0
    return min(order.index(missile) if missile in order else len(order), LAST_PLACE)


def _others(groups: Collection[str]) -> int:
    """The groups that are not among `groups`, one bit for each."""
    return sum(1 << i for i, group in enumerate(GROUPS) if group not in groups)
