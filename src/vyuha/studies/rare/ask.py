"""The question how likely something rare is, as it is written in a study file.

- ask: rare
  event: armed_leakers > 2
  within: 0.1
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from vyuha.programme.model import Name, Part
from vyuha.reading.fields import Number, Text, Whole
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.studies.designs import AS_IT_IS
from vyuha.studies.point import Point
from vyuha.studies.question import Question
from vyuha.studies.rare.bounds import impossible
from vyuha.studies.rare.event import EventError, read_event
from vyuha.studies.rare.question import RareQuestion

if TYPE_CHECKING:
    from vyuha.studies.study import Study


class Rare(Part):
    """How likely is something that plain fights hardly ever see."""

    ask: Literal["rare"]
    name: Name = "rare"
    event: Annotated[str, Text(80)] = Field(
        "armed_leakers > 0",
        description="What is rare: an outcome that comes above a number.",
        examples=["assets_lost > 0"],
    )
    alternative: Name | None = Field(None, description="Of which alternative; without it, of the scenario as it is.")
    size: Annotated[int, Whole(20, 20_000)] = Field(300, description="Fights that a run has side by side.")
    within: Annotated[float, Number(0.0, 1.0, above=True)] = Field(
        0.2, description="How far the interval may reach from the chance, as a share of it."
    )
    runs: Annotated[int, Whole(2, 100_000)] = Field(200, description="Runs of splitting at most.")
    plain: Annotated[int, Whole(1, 100_000_000)] | None = Field(
        None, description="Plain fights beside them; without it, as many as the study has replicates."
    )

    def problems(self, study: "Study") -> Iterator[tuple[Location, str]]:
        """What is wrong with it in this study."""
        event = None
        try:
            event = read_event(self.event)
        except EventError as error:
            yield ("event",), str(error)
        known = [one.id for one in study.alternatives]
        if self.alternative is not None and self.alternative not in known:
            yield ("alternative",), f'no alternative "{self.alternative}"{suggestion(self.alternative, known)}'
        elif event is not None and (problem := impossible(event, study, self._point(study))):
            yield ("event",), problem

    def question(self, study: "Study") -> Question:
        """The question to this study."""
        chosen = next((one for one in study.alternatives if one.id == self.alternative), None)
        return RareQuestion(
            name=self.name,
            event=read_event(self.event),
            point=self._point(study),
            size=self.size,
            within=self.within,
            runs=self.runs,
            plain=self.plain or study.replicates,
            of=chosen.name if chosen else "",
        )

    def _point(self, study: "Study") -> Point:
        """Where it is fought."""
        chosen = next((one for one in study.alternatives if one.id == self.alternative), None)
        return chosen.point() if chosen else study.point(AS_IT_IS)
