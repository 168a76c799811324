"""Reads problems from files in the text format in which instances of this problem are published.

The first line holds the numbers of weapons and targets and how many rounds each weapon has, `W T mu`; then come the T
values of the targets; then lines `i j p` with the probability that a round of weapon i kills target j, both counted
from 0. A pair that is not named has probability 0.
"""

import math
import os
from pathlib import Path

import numpy as np

from vyuha.assignment.instances import Instance
from vyuha.assignment.problem import MOST_ROUNDS
from vyuha.reading.problems import MOST_PROBLEMS, InputErrors, Problem, shown

# The most pairs of a weapon and a target.
_MOST_PAIRS = 10_000_000


def read_instance(path: str | os.PathLike[str]) -> Instance:
    """The problem of a file. Raises `InputErrors`, each with its line, for what is not in the format; `OSError` for a
    file that cannot be read.
    """
    name = os.fspath(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputErrors([Problem(name, 0, "", "", "is not a text file")]) from error
    return parse_instance(text, name)


def parse_instance(text: str, name: str) -> Instance:
    """The problem of a text; `name` is what its problems are said to be in."""
    reader = _Reader(name)
    lines = [(n, line.split()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise InputErrors([Problem(name, 0, "", "", "is empty; the first line must hold weapons, targets, rounds")])
    weapons, targets, rounds = reader.sizes(*lines[0])
    reader.stop()
    if len(lines) < 1 + targets:
        reader.wrong(lines[-1][0], "", f"{targets} values of targets must follow the first line, not {len(lines) - 1}")
        reader.stop()
    values = np.array([reader.value(*line) for line in lines[1 : 1 + targets]])
    kill, seen = np.zeros((weapons, targets)), np.zeros((weapons, targets), np.int64)
    for number, words in lines[1 + targets :]:
        pair = reader.pair(number, words, weapons, targets)
        if pair is None:
            continue
        i, j, p = pair
        if seen[i, j]:
            reader.wrong(number, f"{i} {j}", f"the pair stands in line {seen[i, j]} already")
        kill[i, j], seen[i, j] = p, number
    reader.stop()
    return Instance(values, kill, np.full(weapons, rounds, np.int64))


class _Reader:
    """Reads lines and gathers what is wrong with them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []

    def wrong(self, line: int, value: str, message: str) -> None:
        """Note a problem; after the most that are shown, end."""
        self._problems.append(Problem(self._name, line, "", shown(value), message))
        if len(self._problems) >= MOST_PROBLEMS:
            self.stop()

    def stop(self) -> None:
        """End if anything was wrong."""
        if self._problems:
            raise InputErrors(self._problems)

    def sizes(self, line: int, words: list[str]) -> tuple[int, int, int]:
        """Weapons, targets and rounds of each weapon."""
        read = [int(word) if word.isdecimal() and len(word) <= 9 else -1 for word in words]
        if len(words) != 3 or min(read) < 0 or read[0] == 0 or read[1] == 0:
            self.wrong(line, " ".join(words), "must hold weapons, targets and rounds of each weapon, as in 50 100 2")
            return 0, 0, 0
        if read[0] * read[1] > _MOST_PAIRS or read[0] * read[2] > MOST_ROUNDS:
            self.wrong(line, " ".join(words), f"the most is {_MOST_PAIRS:,} pairs and {MOST_ROUNDS:,} rounds in all")
        return read[0], read[1], read[2]

    def value(self, line: int, words: list[str]) -> float:
        """The value of a target."""
        value = _number(words[0]) if len(words) == 1 else math.nan
        if not 0.0 <= value < math.inf:
            self.wrong(line, " ".join(words), "must be the value of a target, one number of at least 0")
        return value

    def pair(self, line: int, words: list[str], weapons: int, targets: int) -> tuple[int, int, float] | None:
        """A weapon, a target and a probability."""
        form = "must hold weapon, target and kill probability, as in 0 3 0.75"
        if len(words) != 3 or not (words[0].isdecimal() and words[1].isdecimal()) or max(map(len, words[:2])) > 9:
            self.wrong(line, " ".join(words), form)
            return None
        i, j, p = int(words[0]), int(words[1]), _number(words[2])
        if i >= weapons or j >= targets:
            self.wrong(line, f"{i} {j}", f"weapons are 0 to {weapons - 1}, targets 0 to {targets - 1}")
            return None
        if not 0.0 <= p <= 1.0:
            self.wrong(line, words[2], "the kill probability must be 0 to 1")
            return None
        return i, j, p


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


def write_instance(instance: Instance, path: str | os.PathLike[str]) -> None:
    """Write a problem, all weapons of which have the same number of rounds, in the format."""
    if len(set(instance.rounds.tolist())) != 1:
        raise ValueError("rounds: the format has one number of rounds for all weapons")
    weapons, targets = instance.kill_probability.shape
    lines = [f"{weapons} {targets} {instance.rounds[0]}", *(repr(float(value)) for value in instance.values)]
    for i, row in enumerate(instance.kill_probability):
        lines += [f"{i} {j} {float(p)!r}" for j, p in enumerate(row) if p > 0.0]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
