"""What the programmes of a plan rest on: every graded statement in them, gathered by source and by grade."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from vyuha.catalogue.figure import GRADES, Figure
from vyuha.outputs.plan_text import pretty
from vyuha.programme.dated import Dated, Due
from vyuha.programme.model import Programme, Sourced


class Statement(NamedTuple):
    """A date, a number or a sentence of a programme: where it stands, what it says, who says so, and how well."""

    place: str
    text: str
    source: str
    grade: str
    note: str


def statements(programme: Programme) -> list[Statement]:
    """All graded statements of a programme, in the order of its file."""
    return list(_walk(programme, ()))


def _walk(part: object, place: tuple[str, ...]) -> Iterator[Statement]:
    if isinstance(part, (Dated, Due, Figure)):
        yield Statement(_place(place), part.text, part.source, part.grade, part.note)
    elif isinstance(part, BaseModel):
        if isinstance(part, Sourced):
            yield Statement(_place(place), getattr(part, "text", ""), part.source, part.grade, part.note)
        name = getattr(part, "id", "")
        inside = (*place, name) if place and name else place
        for key in type(part).model_fields:
            yield from _walk(getattr(part, key), (*inside, key))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _walk(value, (*place, str(key)))
    elif isinstance(part, tuple):
        for value in part:
            yield from _walk(value, place)


def _place(place: Sequence[str]) -> str:
    return pretty(", ".join(place))


def source_rows(programme: Programme) -> list[tuple[str, str, str]]:
    """One row per source: its text, how many statements rest on it, and their grades."""
    grades: dict[str, Counter[str]] = {}
    for statement in statements(programme):
        grades.setdefault(statement.source or "(no source)", Counter())[statement.grade] += 1
    return [
        (source, str(sum(counts.values())), ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade]))
        for source, counts in sorted(grades.items(), key=lambda entry: -sum(entry[1].values()))
    ]


def assumed_rows(programme: Programme) -> list[tuple[str, str, str]]:
    """One row per assumed statement: where it stands, what it says, and why."""
    return [
        (statement.place, statement.text, statement.note)
        for statement in statements(programme)
        if statement.grade == "assumed"
    ]
