"""The command network as a user writes it: links between units, what they carry, and when they are cut."""

from typing import Annotated, Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from vyuha.reading.fields import Number, Quantity, Text, Whole, usually
from vyuha.scenario.item import Item

MOST_LINKS = 2000
MOST_CUTS = 100

Node = Annotated[
    str,
    Text(
        81,
        "[A-Za-z][A-Za-z0-9_-]{0,39}(/[A-Za-z][A-Za-z0-9_-]{0,39})?",
        "the id of a defence, or of a unit of a regiment, for example reg/alpha",
    ),
]
_Moment = Annotated[float, Quantity("time", "0 s", "6 h", "5 min")]
_Delay = Annotated[float, Quantity("time", "0 s", "600 s", "2 s")]


class Window(Item):
    """A span of time in which a link is cut."""

    start: _Moment = Field(alias="from", description="From then on it carries nothing.")
    end: _Moment = usually("6 h", description="From then on it carries again; unless told never.", alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> "Window":
        if self.start >= self.end:
            raise ValueError("a cut must end after it begins")
        return self


class WindowReader:
    """Reads one window or a list of them."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def read(self, given: Any) -> Any:
        """A list in any case."""
        return [given] if isinstance(given, dict) else given

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


class Link(Item):
    """A way for messages between two units."""

    between: tuple[Node, Node] = Field(
        description="Ids of its two ends; in place of the perfect link if one commands the other.",
        examples=[["alpha", "command"]],
    )
    latency: _Delay = usually("0 s", description="Time that a message takes.")
    loss: Annotated[float, Number(0, 1)] = usually(0, description="Probability that a message is lost.")
    tracks: Annotated[int, Whole(1, 100_000)] | None = usually(
        None, description="Most plots in one message (a scan, or the part of a turn); without it all go through."
    )
    cut: Annotated[tuple[Window, ...], Field(max_length=MOST_CUTS), WindowReader()] = usually(
        (), description="When it carries nothing: {from: 5 min, to: 12 min}, or a list of such spans."
    )

    @property
    def ends(self) -> frozenset[str]:
        """Its two ends, in no order."""
        return frozenset(self.between)

    def carries(self, time: float) -> bool:
        """Whether any message comes through at a `time` [s]."""
        return self.loss < 1.0 and not any(window.start <= time < window.end for window in self.cut)


class Network(Item):
    """How orders and plots travel. Without it every unit has a perfect link to the unit that commands it."""

    links: Annotated[tuple[Link, ...], Field(max_length=MOST_LINKS)] = usually(
        (), description="Links that are not perfect, and further ways."
    )
    switch_over: _Delay = usually(
        "30 s", description="From the loss of its commander until a unit commands itself (assumed)."
    )
