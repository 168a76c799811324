"""Something that comes about in a fight and then stays: "armed_leakers > 0", "assets_lost >= 2"."""

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vyuha.base.units import NUMBER
from vyuha.reading.problems import suggestion
from vyuha.results.outcomes import THREATS

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled
    from vyuha.engine.splitting import Goal

# Outcomes that never fall while a fight goes on, in words for one and for several. All need threats that come through.
OUTCOMES = {
    "armed_leakers": ("armed threat comes through", "armed threats come through"),
    "leakers": ("threat comes through", "threats come through"),
    "hit": ("threat hits its target", "threats hit their targets"),
    "stray": ("threat comes down beside its target", "threats come down beside their targets"),
    "assets_lost": ("asset is lost", "assets are lost"),
    "units_lost": ("unit is lost", "units are lost"),
    "value_lost": ("value is lost", "value is lost"),
}
_WRITTEN = re.compile(rf"\s*([a-z_]+)\s*(>=|<=|==|!=|>|<)\s*({NUMBER.pattern})\s*", re.ASCII)


class EventError(ValueError):
    """What is asked for is nothing that comes about and stays; the message says why."""


@dataclass(frozen=True)
class Event:
    """`column` of a fight's outcomes is greater than `limit`, or, unless `strict`, equal to it."""

    column: str
    limit: float
    strict: bool = True

    @property
    def text(self) -> str:
        """As it stands in a file, with all digits: events that differ have different texts.

        >>> read_event("armed_leakers>0").text
        'armed_leakers > 0'
        """
        return f"{self.column} {'>' if self.strict else '>='} {repr(self.limit).removesuffix('.0')}"

    @property
    def need(self) -> int:
        """How many threats must come through for it at least.

        >>> read_event("armed_leakers > 2").need, read_event("assets_lost >= 2").need
        (3, 1)
        """
        if self.column not in THREATS:
            return 1
        return math.floor(self.limit) + 1 if self.strict else math.ceil(self.limit)

    @property
    def words(self) -> str:
        """What comes about.

        >>> read_event("armed_leakers > 0").words, read_event("value_lost > 50").words
        ('an armed threat comes through', 'value lost is more than 50')
        """
        if self.column == "value_lost":
            return f"value lost is {'more than' if self.strict else 'at least'} {self.limit:,.10g}"
        least = math.floor(self.limit) + 1 if self.strict else math.ceil(self.limit)
        one, several = OUTCOMES[self.column]
        return f"{'an' if one[0] in 'aeio' else 'a'} {one}" if least == 1 else f"at least {least} {several}"

    def holds(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Where it has come about, by the outcome of each fight."""
        return np.asarray(values > self.limit if self.strict else values >= self.limit)

    def goal(self, assembled: "Assembled") -> "Goal":
        """The threats that must come through for it, and how many of them."""
        from vyuha.engine.splitting import Goal
        from vyuha.results.tables import armed

        raid = np.array([row.of_raid for row in assembled.roster.threats], dtype=np.bool_)
        if self.column == "armed_leakers":
            return Goal(armed(assembled.roster), self.need)
        if self.column in THREATS:
            return Goal(raid, self.need)
        return Goal(raid & (np.asarray(assembled.setup.threat)["warhead_hits"] > 0), self.need)


def read_event(text: str) -> Event:
    """What a text asks for. Raises `EventError`.

    >>> read_event("armed_leakers > 2")
    Event(column='armed_leakers', limit=2.0, strict=True)
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise EventError('give an outcome, > or >=, and a number, for example "armed_leakers > 0"')
    column, sign, limit = found.group(1), found.group(2), float(found.group(3))
    if column not in OUTCOMES:
        raise EventError(
            f"splitting follows threats on their way in, and {column} does not count them or what they do"
            f"{suggestion(column, OUTCOMES)}"
        )
    if sign not in (">", ">="):
        raise EventError(
            f"{column} only grows while a fight goes on: what is rare must be that it comes above a number; "
            "give > or >="
        )
    if math.isinf(limit):
        raise EventError("compare with a finite number")
    event = Event(column, limit, sign == ">")
    if limit < 0.0 or (limit == 0.0 and not event.strict):
        raise EventError(f"{event.text} holds in every fight")
    return event
