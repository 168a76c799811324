"""Plans, programmes and futures small enough to know by heart, for the tests of the join."""

import math
from collections.abc import Sequence

import numpy as np

from vyuha.base.calendar import parse_date
from vyuha.programme import parse
from vyuha.programme.model import Programme
from vyuha.programme.plan import Plan
from vyuha.studies.plan.deliveries import Delivery
from vyuha.studies.plan.futures import Futures

PROGRAMME = """\
vyuha-programme: 1
id: units
title: Units
supplier: Ruritania
buyer: Freedonia
kind: direct-purchase
unit: squadron
as_of: {date: 2026-01-15, grade: assumed, note: an example}
summary: An example.
contracts:
  - id: main
    name: Four units
    signed: {date: 2018-01-01, grade: assumed, note: an example}
    quantity: {value: 4, grade: assumed, note: an example}
    price: {usd: {value: 4 BUSD, grade: assumed, note: an example}}
    tranches:
      - id: one
        units: 1
        planned: {date: 2020-01-01, grade: assumed, note: an example}
        delivered: {date: 2021-01-01, grade: assumed, note: an example}
      - id: two
        units: 1
        planned: {date: 2021-01-01, grade: assumed, note: an example}
        delivered: {date: 2023-01-01, grade: assumed, note: an example}
      - {id: three, units: 1, planned: {date: 2022-01-01, grade: assumed, note: an example}}
      - {id: four, units: 1, planned: {date: 2023-01-01, grade: assumed, note: an example}}
options:
  - id: more
    name: Two more
    units: {value: 2, grade: assumed, note: an example}
    price: {usd: {value: 2 BUSD, grade: assumed, note: an example}}
    stages:
      - id: cabinet
        name: Cabinet
        probability: {value: 0.5, grade: assumed, note: an example}
        takes: {value: 1 years, grade: assumed, note: an example}
    first: {value: 2 years, grade: assumed, note: an example}
    interval: {value: 1 years, grade: assumed, note: an example}
  - id: rounds
    name: A hundred rounds
    rounds: {value: 100, grade: assumed, note: an example}
    price: {usd: {value: 500 MUSD, grade: assumed, note: an example}}
    first: {value: 1 years, grade: assumed, note: an example}
brings:
  launchers: {value: 8, grade: assumed, note: an example}
  rounds: {value: 50, low: 40, high: 100, grade: assumed, note: an example}
training: {value: 0 days, grade: assumed, note: an example}
"""

ALTERNATIVES: tuple[dict[str, object], ...] = (
    {"id": "planned", "name": "As contracted", "deliveries": "planned"},
    {"id": "actual", "name": "As delivered"},
    {"id": "again", "name": "As delivered, again"},
    {"id": "late", "name": "A year late", "late": [{"tranche": "three", "by": "1 years"}]},
    {"id": "more", "name": "Two more", "options": ["more"]},
    {"id": "rounds", "name": "Rounds", "options": ["rounds"]},
    {"id": "stop", "name": "Stop", "stops": [{"supplier": "Ruritania", "from": "2026-02"}]},
    {"id": "none", "name": "Nothing", "deliveries": "none"},
)


def programme(text: str = PROGRAMME) -> Programme:
    return parse(text, "units.yaml")


def plan(names: Sequence[str] | None = None, **changes: object) -> Plan:
    """The plan over all of `ALTERNATIVES`, or those of these ids, in this order."""
    kept = ALTERNATIVES if names is None else [one for name in names for one in ALTERNATIVES if one["id"] == name]
    raw: dict[str, object] = {
        "vyuha-plan": "1",
        "title": "Small",
        "programmes": ["units.yaml"],
        "from": "2019",
        "to": "2034",
        "as_of": "2026-01-15",
        "futures": "200",
        "force": {"scenario": "small.yaml", "programme": "units", "positions": [f"p{i}" for i in range(1, 7)]},
        "alternatives": list(kept),
        "dates": ["2022-06-01", "2026-01-15", "2030-01-01"],
    }
    return Plan.model_validate(raw | changes)


def day(text: str) -> float:
    return parse_date(text).start


def futures(*columns: tuple[float, Sequence[float]], rounds: float = 0.0) -> Futures:
    """Futures given by hand: units and days of arrival of each tranche; a column of `rounds` if any."""
    labels = tuple(Delivery("units", "main", f"t{i}", units) for i, (units, _) in enumerate(columns))
    grid = np.array([days for _, days in columns], dtype=float).T.copy()
    if rounds:
        labels += (Delivery("units", "rounds", "rounds", 0.0, rounds=rounds, option=True),)
        grid = np.column_stack((grid, np.full(len(grid), day("2025-01-01"))))
    return Futures(labels, grid, grid, grid)


NEVER = math.inf
