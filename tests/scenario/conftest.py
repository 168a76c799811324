"""Helpers: a sound small scenario, and what the loader says about a changed one."""

from collections.abc import Callable

import pytest

from vyuha.scenario import InputErrors, parse

SOUND = """\
vyuha: 1
title: A test
duration: 20 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km, value: 100, hits_to_kill: 3}
defences:
  - {id: post, system: s-400/command-post, east: -9 km, north: 0 km}
  - id: alpha
    system: s-400/battalion
    command: post
    bearing: 300 deg
    range: 8 km
    load: {48N6E3: 24, 9M96E2: 32}
    doctrine: mine
raids:
  - id: drones
    type: shahed-136
    count: 30
    target: [base, alpha]
    from: {bearing: 275 deg, range: 50 km}
    route: [{east: -20 km, north: 5 km}]
    start: 90 s
    spacing: 20 s
    speed: 185 km/h
doctrines:
  - {id: mine, salvo: 2, zone: {from: 5 km, to: 60 km}}
run: {replicates: 100, seed: 7}
"""

Refusals = Callable[[str], list[str]]


@pytest.fixture
def sound() -> str:
    return SOUND


@pytest.fixture
def refusals() -> Refusals:
    """The lines of the refusal of a text."""

    def refuse(text: str) -> list[str]:
        with pytest.raises(InputErrors) as caught:
            parse(text, "x.yaml")
        return str(caught.value).splitlines()

    return refuse


@pytest.fixture
def changed(refusals: Refusals) -> Callable[[str, str], list[str]]:
    """The lines of the refusal of the sound scenario with one text replaced by another."""

    def change(old: str, new: str) -> list[str]:
        assert SOUND.count(old) == 1, "the test must change exactly one place"
        return refusals(SOUND.replace(old, new))

    return change
