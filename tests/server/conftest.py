"""Servers for the tests: one with the gate, one with tight limits, and one without a gate for the negative controls."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.results import synthetic
from tests.server.client import Served
from vyuha.results.folder import RunFolder

QUICK = """\
vyuha: 1
title: Quick
duration: 10 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km}
defences:
  - {id: alpha, system: s-400/battalion, east: -5 km, north: 2 km, load: {9M96E2: 4}}
raids:
  - {id: drones, type: shahed-136, count: 2, target: base, from: {bearing: 275 deg, range: 20 km}, spacing: 5 s}
run: {replicates: 3, seed: 1}
"""
LARGE = 24_000_000
TIGHT = {"body": 100_000, "head_seconds": 1.0, "body_seconds": 1.0, "connections": 40, "listeners": 2, "jobs": 3}


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page as the build leaves it, without what is heavy."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text('<script src="/assets/index-1.js"></script>the page')
    (folder / "login.html").write_text(
        '<script src="/assets/login-1.js"></script><link href="/assets/login-1.css">the door'
    )
    (folder / "icon.svg").write_text("<svg/>")
    for name in ("index-1.js", "login-1.js", "login-1.css"):
        (folder / "assets" / name).write_text(f"/* {name} */")
    # More than the kernel takes at once.
    (folder / "assets" / "large.bin").write_bytes(bytes(LARGE))
    return folder


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people have: made-up runs, two of them on the same random numbers, and a scenario."""
    folder = tmp_path_factory.mktemp("stored")
    for name, count, draws, seed in (("first", 120, 7, 7), ("second", 110, 8, 7), ("other", 30, 9, 9)):
        with RunFolder.open_or_create(folder / "runs" / name, synthetic.plan(seed=seed)) as run:
            run.write(synthetic.block(0, count, seed=draws))
            run.finish(count)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "quick.yaml").write_text(QUICK)
    return folder


def copied(results: Path, folder: Path) -> Path:
    """A copy that a test may change."""
    shutil.copytree(results, folder)
    return folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, page: Path, results: Path) -> Iterator[Served]:
    """A server of a folder with runs and a scenario, which may be edited; its engine is loaded when it is asked for."""
    folder = tmp_path_factory.mktemp("served")
    one = Served(copied(results, folder / "results"), page, folder / "log", "--edit")
    yield one
    one.end()


@pytest.fixture(scope="session")
def tight(tmp_path_factory: pytest.TempPathFactory, page: Path, results: Path) -> Iterator[Served]:
    """The same with limits that a test reaches quickly."""
    folder = tmp_path_factory.mktemp("tight")
    one = Served(copied(results, folder / "results"), page, folder / "log", "--edit", limits=TIGHT)
    yield one
    one.end()


@pytest.fixture(scope="session")
def ungated(tmp_path_factory: pytest.TempPathFactory, page: Path, results: Path) -> Iterator[Served]:
    """The same without its gate: what a test finds refused must pass here."""
    folder = tmp_path_factory.mktemp("ungated")
    one = Served(copied(results, folder / "results"), page, folder / "log", "--edit", guard=False)
    yield one
    one.end()
