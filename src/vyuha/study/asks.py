"""The kinds of questions that a study file may hold; each has a room of its own."""

from typing import Annotated

from pydantic import Field

from vyuha.study.compare.ask import Compare
from vyuha.study.curves.ask import Curve
from vyuha.study.matters.ask import Matters
from vyuha.study.rare.ask import Rare
from vyuha.study.siting.ask import Site
from vyuha.study.sweep.ask import Sweep

__all__ = ["Ask", "Compare", "Curve", "Matters", "Rare", "Site", "Sweep"]

Ask = Annotated[Compare | Curve | Matters | Rare | Site | Sweep, Field(discriminator="ask")]
