"""Doctrine as it is written in a scenario: how a unit shoots, and how a commander shares out its targets."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from vyuha.reading.fields import Number, Quantity, Text, Whole, YesNo, usually
from vyuha.scenario.item import Delay, Equipment, Item, Name, Probability, Reach
from vyuha.scenario.life import Shutdown
from vyuha.scenario.moving import Spare
from vyuha.state.group import GROUPS

MOST_SALVO = 8
# Missile types in one order of preference.
MOST_PREFERRED = 16
# Salvos after the first that may differ from each other.
MOST_LATER = 3
_PART = "[A-Za-z0-9_][A-Za-z0-9_-]*"
_FILE = rf"(?:{_PART}/)*{_PART}\.py:[a-z][a-z0-9_]*"

Group = Annotated[str, Text(20, "|".join(GROUPS), "one of " + ", ".join(GROUPS))]
Code = Annotated[
    str,
    Text(200, _FILE, "a file in the scenario's folder and a function in it, for example mine.py:choose"),
]
NameOrCode = Annotated[
    str,
    Text(
        200,
        rf"[A-Za-z][A-Za-z0-9_-]{{0,39}}|{_FILE}",
        "the id of a doctrine, or a file in the scenario's folder and a function in it, for example mine.py:choose",
    ),
]
Salvo = Annotated[int, Whole(1, MOST_SALVO)]


def is_code(name: str) -> bool:
    """Whether `name` is that of a function in a file, and not of a doctrine.

    >>> is_code("mine.py:choose"), is_code("salvo")
    (True, False)
    """
    return ".py:" in name


class Zone(Item):
    """Ground ranges from the unit between which it may intercept."""

    start: Reach = usually("0 km", alias="from")
    end: Reach = usually("2000 km", alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> "Zone":
        if self.start >= self.end:
            raise ValueError("a zone must end farther out than it starts")
        return self


class Reserve(Item):
    """The last rounds of a missile type, and what they are kept for."""

    rounds: Annotated[int, Whole(1, 10_000)] = Field(description="How many of the last rounds of each unit.")
    groups: Annotated[tuple[Group, ...], Field(min_length=1)] = Field(
        alias="for", description="Groups of targets at which they may be fired."
    )


class Doctrine(Item):
    """How a fire unit shoots."""

    id: Name
    salvo: Salvo = usually(1, description="Rounds launched at a target before looking.")
    then: Annotated[tuple[Salvo, ...], Field(max_length=MOST_LATER)] = usually(
        (),
        description="Rounds of the second salvo, the third and all later ones at a target that is judged alive; the "
        "last one given repeats, without any as `salvo`.",
    )
    interval: Annotated[float, Quantity("time", "0 s", "10 min", "10 s")] = usually(
        "0 s",
        description="Least time between the rounds of a salvo. With one, each round is judged by itself, and those "
        "that have not left are cancelled by the first verdict that the target is dead (ripple).",
    )
    most_rounds: Annotated[int, Whole(0, 1000)] = usually(0, description="Most rounds at one target (0: no limit).")
    assessment_delay: Delay = usually("5 s", description="From an intercept to the verdict on it.")
    false_alive: Probability = usually(0.05, description="Probability that a dead target is judged alive.")
    false_dead: Probability = usually(0.05, description="Probability that a live target is judged dead.")
    reopen_time: Delay = usually(
        "15 s",
        description="A target judged dead that is still tracked this long afterwards is engaged again (0 s: never).",
    )
    zone: Zone = usually(Zone())
    ranking: Annotated[str, Text(7, "urgency|value", "urgency or value")] = usually(
        "urgency",
        description="Of whoever commands: tracks come in turn by how straight and soon they come, or by the value that "
        "they are expected to cost.",
    )
    least_kill: Probability = usually(
        0.0, description="No round is fired whose expected kill probability is lower than this."
    )
    prefer: dict[Group, Annotated[tuple[Equipment, ...], Field(min_length=1, max_length=MOST_PREFERRED)]] = usually(
        {},
        description="By group of targets: missile types in the order in which they are taken; others come after them.",
        examples=[{"drone": ["9M96E", "48N6E3"]}],
    )
    keep: dict[Equipment, Annotated[tuple[Group, ...], Field(min_length=1)]] = usually(
        {},
        description="By missile type: the only groups of targets at which it is fired.",
        examples=[{"40N6E": ["standoff"]}],
    )
    reserve: dict[Equipment, Reserve] = usually(
        {}, description="By missile type: its last rounds, kept for some groups of targets."
    )
    allocation: Annotated[
        str, Text(15, "urgency|marginal-return|assignment", "urgency, marginal-return or assignment")
    ] = usually(
        "urgency",
        description="Of whoever commands: tracks one by one as urgent as they are, each to the unit that meets it "
        "soonest; or rounds to where they save most value.",
    )
    remote: Annotated[bool, YesNo()] = usually(
        False,
        description="Whether missiles with an active seeker fly at what only other radars of the picture see, beyond "
        "the horizon or the sector of the unit's own.",
    )
    spare: Spare | None = usually(None, description="Slow targets that the unit leaves to others.")
    shutdown: Shutdown | None = usually(
        None, description="Radars are switched off when a missile that homes on them comes; never unless given."
    )
    round_price: Annotated[float, Number(0, 1e12)] = usually(
        0.0,
        description="Of whoever commands, unless by urgency: a round has to save more than this, on the scale of the "
        "assets' values.",
    )
    function: Code | None = usually(
        None, description="Function that judges each shot, see [doctrine](doctrine.md).", examples=["mine.py:choose"]
    )

    @property
    def later(self) -> tuple[int, int, int]:
        """Rounds of the second salvo, the third and all later ones."""
        given = self.then or (self.salvo,)
        second, third, rest = (given[min(i, len(given) - 1)] for i in range(MOST_LATER))
        return second, third, rest

    @property
    def spare_speed(self) -> float:
        """Speed [m/s] below which targets are left to others (0: none are)."""
        return self.spare.slower_than if self.spare else 0.0

    @property
    def spare_time(self) -> float:
        """How long [s] before they reach what they threaten it shoots at them all the same."""
        return self.spare.until if self.spare else 0.0

    @property
    def zone_from(self) -> float:
        """Nearest ground range [m] at which it may intercept."""
        return self.zone.start

    @property
    def zone_to(self) -> float:
        """Farthest ground range [m] at which it may intercept."""
        return self.zone.end


def named(name: str, known: dict[str, Any]) -> Doctrine:
    """The doctrine that a defence names: one of `known`, or one that is nothing but a function in a file."""
    if is_code(name):
        return Doctrine.model_validate({"id": "code", "function": name}).model_copy(update={"id": name})
    found: Doctrine = known[name]
    return found
