"""How a study file asks where to put units.

- ask: site
  place: [alpha]
  candidates:
    - {id: ridge, east: 3 km, north: -2 km}
    - {id: hollow, east: -4 km, north: 1 km, mast: true}
  sectors: [0 deg, 120 deg, 240 deg]
  axes:
    - {id: north, bearing: 350 deg}
    - {id: valley}
  outcome: value_lost
"""

import math
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Literal

from pydantic import Field, model_validator

from vyuha.catalogue import load as load_catalogue
from vyuha.programme.model import Label, Name, Part
from vyuha.reading.fields import Text, Whole, YesNo
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.scenario.item import Azimuth, LoosePlace, Placed
from vyuha.scenario.one_or_many import TargetReader
from vyuha.studies.estimates import check_outcome
from vyuha.studies.fights import Fights, columns
from vyuha.studies.outcomes import more_is_better
from vyuha.studies.question import Question
from vyuha.studies.settings import SettingError, parsed
from vyuha.studies.siting.choices import Asked, find
from vyuha.studies.siting.model import NODES
from vyuha.studies.siting.places import Axis, Candidate, axis_settings, grid, stand_settings
from vyuha.studies.siting.question import SitingQuestion
from vyuha.studies.study import Study

MOST_SITES, MOST_AXES, MOST_SECTORS = 1000, 24, 36
Id = Annotated[str, Text(40)]


class CandidatePart(Placed):
    """A site that may be taken; `mast: false` for radars that stand on the ground there."""

    mast: Annotated[bool, YesNo()] | None = None


class Grid(Part):
    """Sites on a square grid between two corners, so many to each side."""

    start: LoosePlace = Field(alias="from")
    end: LoosePlace = Field(alias="to")
    steps: Annotated[int, Whole(2, 30)]


class AxisPart(Part):
    """A way for raids to come: turned to a `bearing` from their target, or from a place over a route of their own;
    neither: as the scenario has it.
    """

    id: Name | None = None
    raid: Annotated[tuple[Id, ...], TargetReader()] = ()
    bearing: Azimuth | None = None
    start: LoosePlace | None = Field(default=None, alias="from")
    route: Annotated[tuple[LoosePlace, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _one_way(self) -> "AxisPart":
        if self.bearing is not None and self.start is not None:
            raise ValueError("give a bearing, or from where; one of them")
        if self.route and self.start is None:
            raise ValueError("a route goes with from")
        if self.id is None and self.bearing is None:
            raise ValueError("give it an id")
        return self

    def axis(self) -> Axis:
        """The axis that is meant."""
        id = self.id or f"{math.degrees(self.bearing or 0.0):g}-deg"
        return Axis(id, self.raid, self.bearing, self.start, self.route)


class Site(Part):
    """Where to put defences of the scenario: on which of the candidate sites (or those of a grid), looking which way,
    against the attacker's best reply among the axes.

    The model's `keep` best laydowns are fought on every axis, beside the scenario as it stands.
    """

    ask: Literal["site"]
    name: Name = "site"
    title: Label = "Where to put them"
    place: Annotated[tuple[Id, ...], Field(min_length=1, max_length=20), TargetReader()]
    candidates: Annotated[tuple[CandidatePart, ...], Field(max_length=MOST_SITES)] = ()
    grid: Grid | None = None
    sectors: Annotated[tuple[Azimuth, ...], Field(max_length=MOST_SECTORS)] = ()
    axes: Annotated[tuple[AxisPart, ...], Field(max_length=MOST_AXES)] = ()
    outcome: Annotated[str, Text(80)] = "value_lost"
    keep: Annotated[int, Whole(1, 20)] = 4
    fights: Annotated[int, Whole(2, 1_000_000)] | None = None
    nodes: Annotated[int, Whole(1, 100_000_000)] = Field(
        NODES, description="Nodes of the search for each laydown of the model; fewer leave a wider gap to the proof."
    )

    def problems(self, study: Study) -> Iterator[tuple[Location, str]]:
        """What is wrong with it in this study."""
        known = [defence.id for defence in study.scenario.defences]
        for n, id in enumerate(self.place):
            if id not in known:
                yield ("place", n), f"no such defence{suggestion(id, known)}"
            elif id in self.place[:n]:
                yield ("place", n), "named twice"
        if problem := check_outcome(self.outcome, columns()):
            yield ("outcome",), problem
        elif more_is_better(self.outcome):
            yield ("outcome",), "the attacker takes the axis that costs most; give an outcome of which less is better"
        found = self._candidates(study)
        if bool(self.candidates) == (self.grid is not None):
            yield ("candidates",), "give candidates, or a grid; one of them"
        elif len(found) < len(self.place):
            yield ("candidates",), f"{len(self.place)} defences want as many sites; there are {len(found)}"
        for n, candidate in enumerate(self.candidates):
            if candidate.id in [other.id for other in self.candidates[:n]]:
                yield ("candidates", n, "id"), "named twice"
        yield from self._axis_problems(study)

    def _axis_problems(self, study: Study) -> Iterator[tuple[Location, str]]:
        raids = [raid.id for raid in study.scenario.raids]
        ids = [axis.id for axis in self._axes()]
        wrong = False
        for n, part in enumerate(self.axes):
            for k, id in enumerate(part.raid):
                if id not in raids:
                    wrong = True
                    yield ("axes", n, "raid", k), f"no such raid{suggestion(id, raids)}"
            if ids[n] in ids[:n]:
                yield ("axes", n, "id"), f'two axes are called "{ids[n]}"'
        recorded = [raid.id for raid in study.scenario.raids if raid.paths is not None]
        if recorded:
            yield ("axes",), f"{recorded[0]} flies along recorded paths, which cannot be turned"
        elif not wrong:
            yield from self._unfit(study)

    def _unfit(self, study: Study) -> Iterator[tuple[Location, str]]:
        """Axes and sites that the scenario does not take."""
        catalogue, first = load_catalogue(), self.place[0]
        for n, axis in enumerate(self._axes()):
            try:
                parsed(study.scenario_text, axis_settings(study.scenario, axis), catalogue)
            except SettingError as error:
                yield ("axes", n), str(error)
        if all(defence.id != first for defence in study.scenario.defences):
            return
        for n, candidate in enumerate(self._candidates(study)[: len(self.candidates)]):
            try:
                sector = self.sectors[0] if self.sectors else None
                parsed(study.scenario_text, stand_settings(study.scenario, first, candidate, sector), catalogue)
            except SettingError as error:
                yield ("candidates", n), str(error)

    def _candidates(self, study: Study) -> tuple[Candidate, ...]:
        if self.grid is not None:
            origin = (study.scenario.origin.latitude, study.scenario.origin.longitude)
            return grid(self.grid.start, self.grid.end, self.grid.steps, origin)
        return tuple(Candidate(part.id, part.place, part.mast) for part in self.candidates)

    def _axes(self) -> tuple[Axis, ...]:
        """The axes; without any, the raids as they are planned."""
        return tuple(part.axis() for part in self.axes) or (Axis("as-planned"),)

    def question(self, study: Study) -> Question:
        """The question, of a study in which it has no problems."""
        asked = Asked(
            name=self.name,
            title=self.title,
            place=self.place,
            candidates=self._candidates(study),
            sectors=self.sectors,
            axes=self._axes(),
            outcome=self.outcome,
            keep=self.keep,
            fights=self.fights or study.replicates,
            nodes=self.nodes,
            work=Fights(),
        )
        return SitingQuestion(asked, partial(find, asked, study.scenario_text, study.scenario_name, study.home))
