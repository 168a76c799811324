"""Doctrine in scenarios: what is read, what is refused and where, and the code that a scenario brings.

Expected values: the rules as documented; each refusal stands beside what is accepted.
"""

from pathlib import Path

import pytest

from vyuha.scenario import InputErrors, parse, remarks
from vyuha.scenario.code import read_code

TEXT = """
vyuha: 1
title: laboratory
duration: 20 min
origin: {{lat: 31.0 deg, lon: 74.9 deg}}
assets: [{{id: base, east: 0 km, north: 0 km}}]
defences: [{{id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, doctrine: {name}}}]
raids: [{{id: west, type: su-30mki, count: 1, target: base, from: {{bearing: 270 deg, range: 200 km}}}}]
doctrines: [{{id: lab{rules}}}]
"""


def problems(rules: str = "", name: str = "lab") -> list[tuple[str, str]]:
    try:
        parse(TEXT.format(rules=rules, name=name))
    except InputErrors as errors:
        return [(problem.path, problem.message) for problem in errors.problems]
    return []


@pytest.mark.parametrize(
    "rules",
    [
        ", salvo: 2, then: [1]",
        ", prefer: {drone: [9M96E, 9M96E2, 48N6E3], standoff: [40N6E]}",
        ", keep: {40N6E: [standoff]}",
        ", reserve: {48N6E3: {rounds: 4, for: [ballistic, supersonic]}}",
        ", least_kill: 0.3, allocation: assignment, round_price: 2",
        ", salvo: 3, interval: 10 s",
        ", function: doctrines/mine.py:choose",
    ],
)
def test_accepted(rules: str) -> None:
    assert problems(rules) == []


@pytest.mark.parametrize(
    ("rules", "path", "message"),
    [
        (", then: [0]", "doctrines[0].then[0]", "between 1 and 8"),
        (", then: [1, 1, 1, 1]", "doctrines[0].then", "at most 3"),
        (", prefer: {drones: [9M96E]}", "doctrines[0].prefer.drones", "one of drone"),
        (", prefer: {drone: [9M97]}", "doctrines[0].prefer.drone[0]", "no such missile"),
        (", prefer: {drone: [9M96E, 9M96E]}", "doctrines[0].prefer.drone[1]", "twice"),
        (", prefer: {drone: [40N6E]}, keep: {40N6E: [standoff]}", "doctrines[0].prefer.drone[0]", "kept for others"),
        (", keep: {40N6: [standoff]}", "doctrines[0].keep.40N6", "no such missile"),
        (", reserve: {48N6E3: {rounds: 0, for: [ballistic]}}", "doctrines[0].reserve.48N6E3.rounds", "between 1"),
        (", reserve: {48N6E3: {rounds: 1, for: []}}", "doctrines[0].reserve.48N6E3.for", "must not be empty"),
        (", allocation: best", "doctrines[0].allocation", "urgency"),
        (", function: /etc/mine.py:choose", "doctrines[0].function", "in the scenario's folder"),
        (", function: ../mine.py:choose", "doctrines[0].function", "in the scenario's folder"),
        (", function: mine.py", "doctrines[0].function", "a function in it"),
    ],
)
def test_refused(rules: str, path: str, message: str) -> None:
    found = problems(rules)
    assert [where for where, _ in found] == [path], found
    assert message in found[0][1]


def test_a_defence_may_name_a_function() -> None:
    assert problems(name="mine.py:choose") == []
    assert [path for path, _ in problems(name="mine")] == ["defences[0].doctrine"]
    assert [path for path, _ in problems(name='"../mine.py:choose"')] == ["defences[0].doctrine"]


def test_the_check_says_that_a_scenario_brings_code() -> None:
    said = [line for line in remarks(parse(TEXT.format(rules="", name="mine.py:choose"))) if "code" in line]
    assert said == ["brings code: mine.py:choose is compiled and called by a run; it has not been run here"]
    assert not [line for line in remarks(parse(TEXT.format(rules="", name="lab"))) if "code" in line]


GOOD = '''"""Mine."""
import math
from math import exp

FLOOR = 0.5
LIMITS = (1.0, -2.0)


def weight(kill: float) -> float:
    return exp(-kill) + LIMITS[1]


def choose(track, option):
    """Never below the floor."""
    if option.kill < FLOOR:
        return -math.inf
    return weight(option.kill)
'''


def reading(folder: Path, text: str, name: str = "mine.py:choose") -> str:
    (folder / "mine.py").write_text(text)
    try:
        read_code(name, folder)
    except ValueError as error:
        return str(error)
    return ""


def test_plain_arithmetic_is_accepted(tmp_path: Path) -> None:
    assert reading(tmp_path, GOOD) == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("import os\n" + GOOD, "line 1: imports something else"),
        (GOOD.replace("import math\n", "import math, os\n"), "imports something else"),
        (GOOD + "\nprint(1)\n", "only import math"),
        (GOOD + "\nLATER = weight(1.0)\n", "only numbers"),
        (GOOD.replace("return weight(option.kill)", "return open('x')"), "open may not be called"),
        (GOOD.replace("return weight(option.kill)", "return ().__class__"), "__class__ is not allowed"),
        (GOOD.replace("return weight(option.kill)", "return [1.0][0]"), "[1.0] is not allowed"),
        (GOOD.replace("return weight(option.kill)", "raise ValueError"), "raise is not allowed"),
        (GOOD.replace("return weight(option.kill)", "assert False"), "assert is not allowed"),
        (GOOD.replace("return weight(option.kill)", "global FLOOR"), "global is not allowed"),
        (GOOD.replace("def choose(track, option)", "def choose(track)"), "takes (track)"),
        (GOOD.replace("def choose(track, option)", "def choose(option, track)"), "takes (option, track)"),
        (GOOD.replace("def choose(track, option)", "def choose(track, option=1)"), "without defaults"),
        (GOOD.replace("def choose(", "def chose("), "has no function choose; it has: weight, chose"),
        (GOOD.replace("def choose(track, option)", "@weight\ndef choose(track, option)"), "is decorated"),
        ("def choose(track, option:\n", "is not Python"),
    ],
)
def test_everything_else_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    assert complaint in reading(tmp_path, text)


def test_files_elsewhere_are_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "away.py").write_text(GOOD)
    (home / "mine.py").symlink_to(tmp_path / "away.py")
    with pytest.raises(ValueError, match="mine.py: a link that leads out of the scenario's folder"):
        read_code("mine.py:choose", home)
    with pytest.raises(ValueError, match="there is no such file"):
        read_code("none.py:choose", home)


def test_a_digest_stands_for_the_text(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(GOOD)
    first = read_code("mine.py:choose", tmp_path).digest
    assert read_code("mine.py:choose", tmp_path).digest == first
    (tmp_path / "mine.py").write_text(GOOD.replace("0.5", "0.6"))
    assert read_code("mine.py:choose", tmp_path).digest != first
