"""Code that a scenario brings, made ready for fights: compiled, tried on a grid of inputs, found again by its hash.

A function reaches the engine as an address in the doctrine table. So no part of the engine is compiled again for it,
and what is kept compiled on disk depends on no user's file. It is compiled anew in each process.
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from vyuha.base.compile import Entry, loose_kernel, returns
from vyuha.command.choice import MOST_ASKED
from vyuha.command.facts import FACTS, OptionFacts, TrackFacts
from vyuha.engine.refusal import refusal
from vyuha.reading.tree import Location
from vyuha.scenario.code import CodeText, functions_named, read_code
from vyuha.scenario.model import Scenario

# Values of each fact at which a function is tried: the ends of what can come, and between.
GRID: dict[str, tuple[float, ...]] = {
    "value": (0.0, 1.0, 100.0, 1e6),
    "time_to_go": (0.0, 30.0, 600.0, math.inf),
    "speed": (1.0, 51.0, 250.0, 2200.0),
    "height": (0.0, 60.0, 9e3, 60e3),
    "climb": (-1500.0, 0.0, 300.0),
    "group": (0.0, 1.0, 2.0, 3.0, 4.0, 5.0),
    "shots": (0.0, 1.0, 12.0),
    "error": (0.0, 100.0, 10e3),
    "kill": (0.0, 0.3, 0.8, 1.0),
    "due": (0.0, 30.0, 300.0),
    "ground_range": (0.0, 30e3, 400e3),
    "reach": (1e3, 40e3, 400e3),
    "lead": (-1500.0, 0.0, 1500.0),
    "rounds": (1.0, 2.0, 32.0),
    "loaded": (1.0, 4.0, 64.0),
    "channels": (0.0, 1.0, 36.0),
}
_TRIES = 20_000
_SEED = 1
_NUMBERS = ("float64", "int64", "float32", "int32")
# Functions ready for use, by their file's hash and name; they live as long as the process, since setups hold addresses.
_READY: dict[tuple[str, str], "Code"] = {}


class CodeChanged(ValueError):
    """The files that a scenario names are not those that they were."""


@dataclass(frozen=True)
class Code:
    """A doctrine's function: `score` and `count` are the addresses of its parts (0: it gives no rounds); `digest` is
    the hash of its file, `home` the folder that the file's name counts from.
    """

    name: str
    score: int
    count: int
    digest: str
    home: str
    # Keep what the addresses point to.
    parts: tuple[Entry, ...]


def find_code(
    scenario: Scenario, home: Path = Path(), text: str = "", name: str = "scenario", digest: str | None = None
) -> dict[str, Code]:
    """The functions that a scenario names, whose file lies in `home`, compiled and tried. Raises `InputErrors`, which
    name the line of the scenario's `text` (`name` is its file), for those that cannot be used; `CodeChanged` before
    anything is run if all files together do not have the `digest` that is asked for.
    """
    findings: list[tuple[Location, str]] = []
    texts: dict[str, CodeText] = {}
    named = list(functions_named(scenario))
    for at, function in named:
        try:
            texts[function] = read_code(function, home)
        except ValueError as error:
            findings.append((at, str(error)))
    if not findings and digest is not None and digest_of(texts) != digest:
        raise CodeChanged("the function of a doctrine has changed since")
    found: dict[str, Code] = {}
    for at, function in named:
        if function in texts and not findings:
            try:
                found[function] = ready(texts[function], str(home.resolve()))
            except ValueError as error:
                findings.append((at, str(error).removeprefix(f"{function}: ")))
    if findings:
        raise refusal(findings, text, name)
    return found


def digest_of(texts: Mapping[str, CodeText] | Mapping[str, Code]) -> str:
    """One hash of all functions that a scenario names ("" if there are none)."""
    if not texts:
        return ""
    lines = [f"{name} {texts[name].digest}" for name in sorted(texts)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def ready(text: CodeText, home: str) -> Code:
    """The function behind `text`, compiled and tried. Raises `ValueError`, which says its name and what is wrong."""
    key = (text.digest, text.name)
    if key not in _READY:
        try:
            parts = _parts(text)
        except TypeError as error:
            raise ValueError(f"{text.name}: does not compile: {error}") from None
        for complaint in complaints(*(part.call for part in parts)):
            raise ValueError(f"{text.name}: {complaint}")
        count = parts[1].address if len(parts) > 1 else 0
        _READY[key] = Code(text.name, parts[0].address, count, text.digest, home, parts)
    return replace(_READY[key], home=home)


def _parts(text: CodeText) -> tuple[Entry, ...]:
    """The compiled parts of a function: its score, and its rounds if it gives a pair."""
    names: dict[str, Any] = {}
    exec(compile(text.tree, text.name.partition(":")[0], "exec"), names)
    for name, member in list(names.items()):
        if callable(member) and hasattr(member, "__code__"):
            names[name] = loose_kernel(member)
    choose = names[text.function]
    track = TrackFacts(*(1.0 for _ in TrackFacts._fields))
    option = OptionFacts(*(1.0 for _ in OptionFacts._fields))
    given = returns(choose, track, option)
    if _is_number(given):
        return (Entry(_alone(choose), FACTS),)
    head, _, inside = given.partition("(")
    pair = inside.removesuffix(")")
    if (head == "UniTuple" and pair in (f"{number} x 2" for number in _NUMBERS)) or (
        head == "Tuple" and len(pair.split(", ")) == 2 and all(_is_number(part) for part in pair.split(", "))
    ):
        return Entry(_first(choose), FACTS), Entry(_second(choose), FACTS)
    raise ValueError(f"{text.name}: returns {given}; it has to return a score, or a score and a number of rounds")


def _is_number(given: str) -> bool:
    return given in _NUMBERS or given.startswith(("Literal[int]", "Literal[float]"))


# Functions of plain floats around the user's, which takes facts by their names.


def _alone(choose: Callable[..., Any]) -> Callable[..., float]:
    def entry(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p):  # type: ignore[no-untyped-def]  # noqa: E741, PLR0913
        return float(choose(TrackFacts(a, b, c, d, e, f, g, h), OptionFacts(i, j, k, l, m, n, o, p)))

    return entry


def _first(choose: Callable[..., Any]) -> Callable[..., float]:
    def entry(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p):  # type: ignore[no-untyped-def]  # noqa: E741, PLR0913
        return float(choose(TrackFacts(a, b, c, d, e, f, g, h), OptionFacts(i, j, k, l, m, n, o, p))[0])

    return entry


def _second(choose: Callable[..., Any]) -> Callable[..., float]:
    def entry(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p):  # type: ignore[no-untyped-def]  # noqa: E741, PLR0913
        return float(choose(TrackFacts(a, b, c, d, e, f, g, h), OptionFacts(i, j, k, l, m, n, o, p))[1])

    return entry


@cache
def probes() -> tuple[tuple[float, ...], ...]:
    """Inputs at which every function is tried: draws from the grid, the same each time."""
    draws = np.random.default_rng(_SEED)
    columns = [draws.choice(np.array(values), _TRIES) for values in GRID.values()]
    return tuple(tuple(float(value) for value in row) for row in zip(*columns, strict=True))


def complaints(score: Callable[..., float], count: Callable[..., float] | None = None) -> Iterator[str]:
    """What is wrong with what a function gives at the probes."""
    for facts in probes():
        given = score(*facts)
        if math.isnan(given) or given == math.inf:
            yield f"gives the score {given}{_shown(facts)}"
        if count is not None and given > -math.inf:
            rounds = count(*facts)
            if not 0.0 <= rounds <= MOST_ASKED or rounds != math.floor(rounds):
                yield f"asks for {rounds:g} rounds, not for 0 to {MOST_ASKED}{_shown(facts)}"


def _shown(facts: tuple[float, ...]) -> str:
    names = [*(f"track.{name}" for name in TrackFacts._fields), *(f"option.{name}" for name in OptionFacts._fields)]
    return " at " + ", ".join(f"{name} = {value:g}" for name, value in zip(names, facts, strict=True))
