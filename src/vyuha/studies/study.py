"""A study as it has been read: the scenario, what is varied in it, and what is asked."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vyuha.scenario import Scenario
from vyuha.studies.designs import Design, points_of, table_of
from vyuha.studies.factors import Factor
from vyuha.studies.point import Point, Setting, Value

if TYPE_CHECKING:
    from vyuha.studies.stopping import Stop


@dataclass(frozen=True)
class Alternative:
    """One of the defences, or raids, that are compared; `scenario` names another scenario file ("": the study's)."""

    id: str
    name: str
    settings: tuple[Setting, ...] = ()
    scenario: str = ""

    def point(self) -> Point:
        """Where it is fought."""
        return Point(self.id, self.settings, self.scenario)


@dataclass(frozen=True)
class Study:
    """What is asked of a scenario. `home` is the folder of the scenario; `others` are the texts of further scenarios
    that alternatives name, by name. `stop` is None where the number of `replicates` [count] is given.
    """

    title: str
    notice: str
    seed: int
    scenario_text: str
    scenario_name: str
    home: Path
    scenario: Scenario
    factors: tuple[Factor, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    design: Design | None = None
    replicates: int = 200
    stop: "Stop | None" = None
    outcomes: tuple[str, ...] = ("armed_leakers",)
    common: bool = True
    part_seconds: float = 4.0
    others: dict[str, str] = field(default_factory=dict)

    def factor(self, id: str) -> Factor:
        """The factor of an id. Raises `KeyError`."""
        return {factor.id: factor for factor in self.factors}[id]

    @property
    def factor_ids(self) -> tuple[str, ...]:
        """Ids of the factors, in the order of the file."""
        return tuple(factor.id for factor in self.factors)

    def point(self, name: str, **values: Value) -> Point:
        """A point with factors, by id, at values."""
        return Point(name, tuple(self.factor(id).setting(value) for id, value in values.items()))

    def text_of(self, point: Point) -> str:
        """The scenario that a point starts from."""
        return self.others[point.scenario] if point.scenario else self.scenario_text

    @cached_property
    def _levels(self) -> list[tuple[Value | None, ...]]:
        return self.design.levels(self.factors, self.seed) if self.design else []

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The points of the design; none without one."""
        return points_of(self.factors, self._levels)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """One row per point of the design: `point`, and a column per factor."""
        return table_of(self.factors, self.points, self._levels)
