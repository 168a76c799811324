"""What is wrong with a file: every problem on one line, with file, line, field, value and what is allowed."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Nobody reads further; the rest shows when these are mended.
MOST_PROBLEMS = 200
_LONGEST_VALUE = 60
_MOST_SUGGESTED = 12
# Comparing spellings is slow; beyond so many known names only those that start alike are compared.
_MOST_COMPARED = 100


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `line` counts from 1 (0: the file as a whole), `path` and `value` may be empty."""

    file: str
    line: int
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        return printable(": ".join(part for part in (place, self.path, self.value, self.message) if part))


class InputErrors(Exception):
    """All that is wrong with a file that somebody wrote, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(problems, key=lambda problem: problem.line)
        self.problems = tuple(found[:MOST_PROBLEMS])
        lines = [str(problem) for problem in self.problems]
        if len(found) >= MOST_PROBLEMS:
            lines.append(f"only the first {MOST_PROBLEMS} problems are shown")
        super().__init__("\n".join(lines))


def printable(text: str) -> str:
    """Text that keeps to one line and cannot steer a terminal: control characters are written as escapes."""
    return "".join(repr(c)[1:-1] if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)


def shown(value: object) -> str:
    """A value as a problem shows it: text in one short line, nothing for lists and mappings."""
    if isinstance(value, (dict, list, tuple)) or value is None:
        return ""
    text = printable(str(value)[: _LONGEST_VALUE + 1].strip())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """The tail of a message about an unknown name: the nearest known one, or all of them when they are few.

    >>> suggestion("shahed-163", ["shahed-136", "brahmos"])
    '; did you mean "shahed-136"?'
    """
    names = list(allowed)
    short = word[:_LONGEST_VALUE].lower()
    folded = {name.lower(): name for name in names if len(names) <= _MOST_COMPARED or name[:1].lower() == short[:1]}
    near = difflib.get_close_matches(short, list(folded)[:_MOST_COMPARED], n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{folded[near[0]]}"?'
    return f"; allowed: {', '.join(names)}" if 0 < len(names) <= _MOST_SUGGESTED else ""
