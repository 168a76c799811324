"""Stand-ins for fights, so that a study can be measured without them; workers of a cluster import them from here."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measure import SCENARIOS
from vyuha.scenario import parse
from vyuha.studies.fights import columns
from vyuha.studies.point import Point, Setting
from vyuha.studies.study import Study

SCENARIO = SCENARIOS / "one-on-one.yaml"


@dataclass(frozen=True)
class Rest:
    """A part that takes so many seconds of nobody's processor; one trial is a part."""

    seconds: float

    @property
    def name(self) -> str:
        return "rest"

    @property
    def fights(self) -> float:
        return 1e9

    def do(self, assembled: Any, seed: int, first: int, count: int, workers: int) -> pl.DataFrame:
        time.sleep(self.seconds * count)
        return pl.DataFrame({"trial": range(first, first + count), "failure": [None] * count})


@dataclass(frozen=True)
class Drawn:
    """Rows with all columns of a fight, drawn instead of fought; `fights` says how many to a part."""

    fights: float

    @property
    def name(self) -> str:
        return "drawn"

    def do(self, assembled: Any, seed: int, first: int, count: int, workers: int) -> pl.DataFrame:
        chance = np.random.default_rng([seed, first])
        drawn = {name: chance.poisson(3.0, count) for name in columns()}
        return pl.DataFrame({"replicate": range(first, first + count), **drawn, "failure": [None] * count})


def study(part_seconds: float, seed: int = 1) -> Study:
    """The tutorial's scenario as a study."""
    text = SCENARIO.read_text()
    scenario = parse(text, SCENARIO.name)
    return Study("Measured", "", seed, text, SCENARIO.name, Path(SCENARIO.parent), scenario, part_seconds=part_seconds)


def point(fighters: int = 1) -> Point:
    """Where so many fighters come."""
    return Point(f"fighters-{fighters}", (Setting("raids.fighter.count", str(fighters)),))
