"""A point of a study: a scenario with some of its fields, or figures of the catalogue, set to other values."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

# A value as it stands in a file: text, a list or a mapping of such.
Value: TypeAlias = str | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """What stands at a `path` of the scenario ("raids.drones.count") or is a figure ("catalogue.48N6E3.unit_cost").

    Figures are given with their unit, as text, like everything else. Without a value (None) nothing stands there: a
    unit, a raid, a key is taken out.
    """

    path: str
    value: Value | None

    def __hash__(self) -> int:
        return hash((self.path, json.dumps(self.value, sort_keys=True)))


@dataclass(frozen=True)
class Point:
    """A scenario as it is fought in a study. `name` is also that of its folder; `scenario` names another scenario file
    than the study's own ("": that one).
    """

    name: str
    settings: tuple[Setting, ...] = ()
    scenario: str = ""
