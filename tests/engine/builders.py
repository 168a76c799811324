"""Scenarios made to order: text for the assembler, and switches that leave one law at work."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tests.tables import grow
from vyuha.catalogue import Catalogue, load
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.replicates import Engine
from vyuha.results.records import Block
from vyuha.scenario import parse
from vyuha.state.tables import Setup
from vyuha.state.threat import KILLED

# Standard errors that a mean may be off: one false alarm in sixteen thousand.
CONFIDENT = 4.0
HEAD = """
vyuha: 1
title: laboratory
duration: {duration:g} s
origin: {{lat: 31.0 deg, lon: 74.9 deg}}
environment: {{refraction: {refraction}}}
assets:
  - {{id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 10000, radius: 5 km}}
"""
BATTALION = "  - {id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, doctrine: lab, load: {48N6E3: 32}}\n"
# A search radar and nothing that shoots.
WATCH = "  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}\n"


@dataclass(frozen=True)
class Case:
    """A scenario in parts, each of which a test may replace."""

    raids: str
    defences: str = BATTALION
    doctrine: str = "salvo: 1"
    kill: float | None = 0.7
    duration: float = 1800.0
    refraction: float = 4.0 / 3.0

    @property
    def text(self) -> str:
        """The scenario file."""
        parts = [HEAD.format(duration=self.duration, refraction=self.refraction)]
        if self.defences:
            parts.append("defences:\n" + self.defences)
        parts.append("raids:\n" + self.raids)
        parts.append(f"doctrines:\n  - {{id: lab, {self.doctrine}}}\n")
        if self.kill is not None:
            parts.append(f"run: {{fixed_kill_probability: {self.kill}}}\n")
        return "".join(parts)


def raid(
    id: str = "west",
    count: int = 10,
    bearing: float = 270.0,
    distance: float = 200.0,
    spacing: str = "20 s",
    type: str = "su-30mki",
    more: str = "height: 9 km, lateral: 3 km",
) -> str:
    """A raid on the base from `bearing` [deg] and `distance` [km]."""
    return (
        f"  - {{id: {id}, type: {type}, count: {count}, target: base, "
        f"from: {{bearing: {bearing:g} deg, range: {distance:g} km}}, spacing: {spacing}, {more}}}\n"
    )


@cache
def catalogue() -> Catalogue:
    return load()


def build(case: Case) -> Assembled:
    return assemble(parse(case.text, "lab.yaml"), catalogue())


def certain_sight(setup: Setup) -> None:
    """Steady targets so large that every look sees them, at once and where they are, and no false plots: what is left
    is the law under test.
    """
    radar, ground = setup.radar, setup.background[0]
    grow(setup, 1000.0)
    setup.threat.swerling[:] = 0
    radar.false_plots[:], radar.canceller[:], radar.parts[:], radar.latency[:] = 0.0, 0, 1, 0.0
    radar.range_bias[:] = radar.azimuth_bias[:] = radar.elevation_bias[:] = 0.0
    ground.permittivity, ground.gamma = 1.0, 0.0


def fight(setup: Setup, count: int, seed: int = 1, workers: int = 2) -> Block:
    """The first `count` replicates; none may fail."""
    block = Engine(setup, seed, workers).fight_block(0, count)
    assert not block.failures.any()
    return block


def leaked(block: Block) -> npt.NDArray[np.bool_]:
    """Whether each threat of each replicate came through."""
    return np.asarray(block.threats["outcome"] != KILLED)


def z_score(values: npt.NDArray[np.float64], expected: float) -> float:
    """How many standard errors the mean of independent `values` is from `expected`."""
    return float((values.mean() - expected) / (values.std(ddof=1) / math.sqrt(len(values))))


def agrees(values: npt.NDArray[np.float64], expected: float) -> bool:
    """Whether the mean of independent `values` is within `CONFIDENT` standard errors of what is `expected`."""
    if values.std() == 0.0:
        return math.isclose(float(values[0]), expected)
    return abs(z_score(values, expected)) < CONFIDENT


def leak_and_rounds(block: Block, threats: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Share of the first `threats` that leaked, and rounds for each of them, of every replicate."""
    on_them = block.shots["threat"] < threats
    rounds = np.bincount(block.shot_replicate[on_them], minlength=len(block.failures)) / threats
    return leaked(block)[:, :threats].mean(axis=1), rounds
