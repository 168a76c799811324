"""How friend is told from foe, as a scenario writes it."""

from typing import Annotated

from vyuha.reading.fields import Number, Text, usually
from vyuha.scenario.item import Equipment, Item


class Expectation(Item):
    """How likely a track is to be of each side before anything is known of it; only their ratios count."""

    hostile: Annotated[float, Number(0, 1e6, above=True)] = 2
    neutral: Annotated[float, Number(0, 1e6)] = 1
    own: Annotated[float, Number(0, 1e6)] = 1


class Identification(Item):
    """How the defence tells friend from foe."""

    control: Annotated[str, Text(5, "tight|free|none", "tight, free or none")] = usually(
        "tight",
        description="tight: only what is declared hostile is engaged; free: all that is not declared neutral or own; "
        "none: nobody asks, and everything is engaged.",
    )
    declare_at: Annotated[float, Number(0.34, 1)] = usually(
        0.9, description="Probability at which a track is declared hostile, neutral or own."
    )
    expect: Expectation = usually(Expectation())
    interrogator: Equipment = usually(
        "iff-ssr", description="Catalogue id of what asks, beside every radar.", examples=["iff-ssr"]
    )
