"""What units do beside shooting, as a user writes it: reloads, supply, moves, emission, shutdown."""

import math
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator, model_validator

from vyuha.reading.fields import Quantity, Reader, Whole, usually
from vyuha.scenario.item import Equipment, Item, LoosePlace, Moment, Probability, Rounds

MOST_MOVES = 20
MOST_SUPPLIES = 100
CUED = "cued"

Span = Annotated[float, Quantity("time", "0 s", "24 h", "30 min", above=True)]


@dataclass(frozen=True)
class MomentOrCue(Reader):
    """Reads a time, or `cued`, which is infinity."""

    moment: Quantity = Quantity("time", "0 s", "6 h", "5 min")

    def read(self, given: Any) -> float:
        """The time [s]."""
        return math.inf if given in (CUED, math.inf) else self.moment.read(given)

    def schema(self) -> dict[str, Any]:
        """A time or the word."""
        return {"anyOf": [self.moment.schema(), {"const": CUED}]}


class Reload(Item):
    """Rounds beside the launchers, and how long a launcher is out to take them."""

    rounds: dict[Equipment, Rounds] = Field(
        description="Beside the launchers at the start, by missile type; of a regiment, in each of its battalions.",
        examples=[{"48N6E3": 16}],
    )
    time: (
        Annotated[
            float,
            Quantity(
                "time",
                "0 s",
                "24 h",
                "30 min",
                above=True,
                reason="a launcher takes time to load; for none, write no reload",
            ),
        ]
        | None
    ) = usually(None, description="For which a launcher is out; the catalogue's unless given.", examples=["30 min"])


class Supply(Item):
    """Rounds that are brought, once or again and again."""

    at: Annotated[float, Quantity("time", "0 s", "6 h", "30 min")] | None = usually(None, description="When they come.")
    every: Annotated[float, Quantity("time", "1 s", "6 h", "30 min")] | None = usually(
        None, description="They come again and again after so long, in place of `at`."
    )
    rounds: dict[Equipment, Rounds] = Field(
        description="By missile type; they stand beside the launchers then.", examples=[{"48N6E3": 8}]
    )

    @model_validator(mode="after")
    def _one_time(self) -> "Supply":
        if (self.at is None) == (self.every is None):
            raise ValueError("say when: at, or every; one of them")
        return self

    def times(self, duration: float) -> list[float]:
        """When [s] they come in a fight of so long [s]."""
        if self.at is not None:
            return [self.at]
        assert self.every is not None
        return [n * self.every for n in range(1, math.floor(duration / self.every) + 1)]


class Relocate(Item):
    """Where a unit goes, one place after the other, and when."""

    to: Annotated[tuple[LoosePlace, ...], Field(min_length=1, max_length=MOST_MOVES)] = Field(
        description="Places; bearing and range count from the origin."
    )
    after_rounds: Annotated[int, Whole(1, 10_000)] | None = usually(
        None, description="It leaves each place when it has fired so many rounds there."
    )
    at: Annotated[tuple[Moment, ...], Field(min_length=1, max_length=MOST_MOVES)] | None = usually(
        None, description="It leaves at these times, one for each place, in place of `after_rounds`."
    )
    march: Annotated[float, Quantity("speed", "1 km/h", "100 km/h", "30 km/h")] | None = usually(
        None, description="Speed along the straight line; the catalogue's unless given."
    )
    time: Span | None = usually(
        None, description="How long each march takes, in place of a speed.", examples=["10 min"]
    )
    stow: Span | None = usually(None, description="To close down; the catalogue's unless given.", examples=["5 min"])
    emplace: Span | None = usually(None, description="To open up; the catalogue's unless given.", examples=["5 min"])

    @field_validator("to", "at", mode="before")
    @classmethod
    def _one_or_many(cls, given: Any) -> Any:
        return given if given is None or isinstance(given, list | tuple) else [given]

    @model_validator(mode="after")
    def _when_and_how(self) -> "Relocate":
        if (self.after_rounds is None) == (self.at is None):
            raise ValueError("say when it leaves: after_rounds, or at; one of them")
        if self.march is not None and self.time is not None:
            raise ValueError("give march, a speed, or time; not both")
        if self.at is not None and len(self.at) != len(self.to):
            raise ValueError(f"{len(self.at)} times for {len(self.to)} places; give one for each")
        if self.at is not None and any(b <= a for a, b in zip(self.at, self.at[1:], strict=False)):
            raise ValueError("the times in at must grow")
        return self


class Blink(Item):
    """On and off in turn."""

    on: Annotated[float, Quantity("time", "0 s", "1 h", "20 s", above=True)] = Field(description="How long it is on.")
    off: Annotated[float, Quantity("time", "0 s", "1 h", "10 s", above=True)] = Field(description="How long it is off.")
    phase: Annotated[float, Quantity("time", "0 s", "2 h", "5 s")] = usually(
        "0 s",
        description="When a turn begins, with the time on.",
    )


class Emission(Item):
    """When the radars of a unit are on the air."""

    silent_until: Annotated[float, MomentOrCue()] = usually(
        "0 s",
        description="They are silent until then; `cued`: until their net has a confirmed track within their range.",
        examples=["5 min"],
    )
    blink: Blink | None = usually(None, description="Then they are on and off in turn.")
    radars: Annotated[tuple[Equipment, ...], Field(min_length=1, max_length=10)] | None = usually(
        None, description="Catalogue ids of those of the unit's radars that this is for; all unless given."
    )

    @property
    def waits(self) -> bool:
        """Whether it waits for a cue."""
        return math.isinf(self.silent_until)


class Shutdown(Item):
    """Radars off when a missile that homes on them is near."""

    within: Annotated[float, Quantity("time", "0 s", "600 s", "30 s", above=True)] = usually(
        "30 s",
        description="Time to the unit from which such a missile frightens it.",
    )
    stay: Annotated[float, Quantity("time", "0 s", "1 h", "60 s", above=True)] = usually(
        "60 s",
        description="How long the radars stay off.",
    )
    recognised: Probability = usually(0.9, description="Probability that the track of such a missile is taken for one.")
    mistaken: Probability = usually(0.05, description="The same of any other track.")


class UnitLife(BaseModel):
    """What a unit does beside shooting."""

    reload: Reload | None = usually(None, description="Rounds beside the launchers; without, none is reloaded.")
    resupply: Annotated[tuple[Supply, ...], Field(max_length=MOST_SUPPLIES)] = usually(
        (), description="Rounds that are brought; one supply or a list."
    )
    relocate: Relocate | None = usually(None, description="Moves to other places.")
    emission: Emission | None = usually(None, description="When its radars are on the air; always unless given.")

    @field_validator("resupply", mode="before")
    @classmethod
    def _one_or_many(cls, given: Any) -> Any:
        return [given] if isinstance(given, dict) else given
