"""Fights that are none: outcomes by a known law, with luck that all points share and luck that each has for itself."""

import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vyuha.scenario import parse
from vyuha.studies.factors import Factor
from vyuha.studies.matters.varied import Varied
from vyuha.studies.study import Study

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "scenarios/one-on-one.yaml").read_text()


class FakeWork:
    """Work that nobody does."""

    name = "fights"
    fights = 1.0

    def do(self, *_):
        raise AssertionError("nothing is fought here")


class FakeFought:
    """The outcome of trial k at a point: `law` of its settings, plus luck of the trial, plus luck of both."""

    def __init__(
        self, law: Callable[[dict[str, float]], float], shared: float = 0.0, own: float = 0.0, count: int = 1000
    ) -> None:
        self.law, self.own, self.trials = law, own, count
        self.shared = shared * np.random.default_rng(5).standard_normal(count)
        self.broken: dict[str, list[int]] = {}

    def count(self, point, work):
        return self.trials

    def values(self, point, outcome, work):
        places = {setting.path: float(setting.value) for setting in point.settings}
        luck = np.random.default_rng(zlib.crc32(repr(point.settings).encode())).standard_normal(len(self.shared))
        found = self.law(places) + self.shared + self.own * luck
        found[self.broken.get(point.name, [])] = np.nan
        return found


def factor(id: str, low: str = "0", high: str = "1") -> Varied:
    """A factor of which the law is even."""
    return Varied(Factor(id, id, id, (), low, high, None))


def study(**changed) -> Study:
    """A study of the smallest scenario, for what reads no fights."""
    given = {
        "title": "Test",
        "notice": "",
        "seed": 1,
        "scenario_text": TEXT,
        "scenario_name": "one-on-one.yaml",
        "home": ROOT / "scenarios",
        "scenario": parse(TEXT, "one-on-one.yaml"),
    }
    return Study(**(given | changed))


def ishigami(shares):
    """Ishigami's function of places between 0 and 1; a = 7, b = 0.1."""
    x = np.pi * (2.0 * shares - 1.0)
    return np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
