"""What a study says: sentences, each with the fights behind it, and the tables that they were read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Sentence:
    """One thing that a study found. The text names its interval; `fights` [count] are those that it rests on."""

    text: str
    fights: int


@dataclass(frozen=True)
class Answer:
    """The answer to one question of a study.

    `ask` is the kind of question ("compare", "rare" ...), `name` tells it from others of the same study. `tables` are
    stored as they stand, by name; `notes` say how it was found and what it takes for granted.
    """

    ask: str
    name: str
    title: str
    sentences: tuple[Sentence, ...]
    tables: Mapping[str, pl.DataFrame]
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Findings:
    """All that a study came to: its answers, every table by name, and `made`: how it was made, in words."""

    title: str
    notice: str
    answers: tuple[Answer, ...]
    tables: Mapping[str, pl.DataFrame]
    made: Mapping[str, str]
