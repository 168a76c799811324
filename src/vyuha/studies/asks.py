"""The kinds of questions that a study file may hold; each has a room of its own."""

from typing import Annotated

from pydantic import Field

from vyuha.studies.compare.ask import Compare
from vyuha.studies.curves.ask import Curve
from vyuha.studies.matters.ask import Matters
from vyuha.studies.rare.ask import Rare
from vyuha.studies.siting.ask import Site
from vyuha.studies.sweep.ask import Sweep

__all__ = ["Ask", "Compare", "Curve", "Matters", "Rare", "Site", "Sweep"]

Ask = Annotated[Compare | Curve | Matters | Rare | Site | Sweep, Field(discriminator="ask")]
