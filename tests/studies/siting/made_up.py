"""A siting without an engine: what options do is given, and what fights come to is drawn from a known law."""

from dataclasses import dataclass, field

import numpy as np

from vyuha.scenario import parse
from vyuha.scenario.place import Place
from vyuha.studies.fights import Fights
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Work
from vyuha.studies.siting.choices import Asked, Field
from vyuha.studies.siting.coverage import Aim, Covered, Option, Way
from vyuha.studies.siting.model import solve
from vyuha.studies.siting.places import Axis, Candidate

TEXT = """
vyuha: 1
title: A plain with two batteries
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km, value: 100}
defences:
  - {id: alpha, system: s-400/battalion, east: 1 km, north: 0 km}
  - {id: bravo, system: s-400/battalion, east: -1 km, north: 0 km}
raids:
  - {id: raid, type: babur, count: 4, target: base, from: {bearing: 0 deg, range: 90 km}}
run: {replicates: 20, seed: 1}
"""
SITES = ("north", "east", "south", "west")
AXES = ("from-north", "from-east", "from-south")


def asked(keep: int = 3, fights: int = 400) -> Asked:
    """Two battalions on four sites against three axes."""
    candidates = tuple(Candidate(id, Place("offset", 1e3 * k, 2e3 * k)) for k, id in enumerate(SITES))
    axes = tuple(Axis(id, bearing=0.5 * np.pi * k) for k, id in enumerate(AXES))
    return Asked("site", "Where", ("alpha", "bravo"), candidates, (), axes, "value_lost", keep, fights, 60.0, Fights())


def made_up(keep: int = 3) -> Field:
    """Each site meets one threat of its own side twice and of a neighbouring side once; what stands meets none."""
    request = asked(keep)
    options = tuple(Option(f"0x{k}x0", 0, candidate, None) for k, candidate in enumerate(request.candidates))
    effort = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [0.0] * 3, [0.0] * 3])
    there = (Option("alpha", 0, None, None), Option("bravo", 0, None, None))
    aims = tuple(Aim(axis, "raid", "base", 4, 100.0) for axis in AXES)
    line = np.linspace(0.0, 9e4, 20)
    ways = tuple(Way(axis, "raid", "base", line, 0.5 * line, np.ones((6, 20), bool)) for axis in AXES)
    covered = Covered(
        (*options, *there), 4, (("alpha", "bravo"),), aims, effort, 60.0 * effort, effort, np.zeros(3), 0.6, ways
    )
    return Field(parse(TEXT), request.axes, covered, solve(covered.siting(), keep))


@dataclass
class MadeUp:
    """Fights whose outcome scatters around what the model says, times a `factor`, plus what `worse` adds to points."""

    field: Field
    request: Asked
    factor: float = 1.5
    spread: float = 10.0
    worse: dict[str, float] = field(default_factory=dict)
    fought: dict[str, Floats] = field(default_factory=dict)

    def fight(self, point: Point, count: int) -> None:
        """The first trials of a point; the same noise at all of them."""
        noise = np.random.default_rng(5).normal(0.0, self.spread, count)
        means = {
            repr(self.field.point(choice, axis)): float(self.field.replies(choice)[a])
            for choice in self.field.choices
            for a, axis in enumerate(self.field.axes)
        }
        own = np.random.default_rng([ord(letter) for letter in point.name]).normal(0.0, 1.0, count)
        self.fought[repr(point)] = self.factor * means[repr(point)] + self.worse.get(point.name, 0.0) + noise + own

    def count(self, point: Point, work: Work) -> int:
        """Trials that are there."""
        return len(self.fought.get(repr(point), ()))

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """The outcome of each."""
        assert outcome == self.request.outcome
        return self.fought[repr(point)]
