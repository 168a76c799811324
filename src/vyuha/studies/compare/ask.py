"""The question which of several alternatives is better, as it is written in a study file.

- ask: compare
  outcome: armed_leakers > 0
  by: selection
  indifference: 0.02
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from vyuha.programme.model import Name, Part
from vyuha.reading.fields import Number, Text, Whole
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.studies.compare.question import Comparison
from vyuha.studies.compare.selection import Selection
from vyuha.studies.estimates import check_outcome, is_chance, is_count
from vyuha.studies.outcomes import more_is_better

if TYPE_CHECKING:
    from vyuha.studies.study import Alternative, Study


class Compare(Part):
    """Two or more alternatives on the same random numbers: as many fights as the study says, or (`by: selection`) as
    many as it takes to know which is best. `indifference` is the difference that is worth knowing. Unless `prefer` says
    so, the outcome says whether less of it is better, or more.
    """

    model_config = Part.model_config | {"populate_by_name": True}

    ask: Literal["compare"] = "compare"
    name: Name = "compare"
    outcome: Annotated[str, Text(80)] = Field(default="armed_leakers", description="What is compared.")
    prefer: Literal["less", "more"] | None = Field(
        default=None,
        description="Whether less of the outcome is better, or more. Without it the outcome says so: more threats "
        "killed, more cost of threats killed and later times are better, and less of anything else.",
    )
    alternatives: Annotated[tuple[Name, ...], Field(min_length=2, max_length=200)] | None = Field(
        default=None, description="Which alternatives, the base first; without it, all of the study."
    )
    by: Literal["number", "selection"] = Field(
        default="number", description="As many fights as the study says, or as many as it takes to know which is best."
    )
    indifference: Annotated[float, Number(0.0, 1e15, above=True)] | None = Field(
        default=None, description="The smallest difference of the outcome that is worth knowing; for a selection."
    )
    confidence: Annotated[float, Number(0.5, 0.9999)] = Field(
        default=0.95, description="With what probability a selection picks the best."
    )
    at_most: Annotated[int, Whole(200, 100_000_000)] = Field(
        default=100_000, alias="at-most", description="Fights of each alternative that a selection may take."
    )

    def problems(self, study: "Study") -> Iterator[tuple[Location, str]]:
        """What is wrong with it, given the study."""
        from vyuha.studies.fights import columns

        if problem := check_outcome(self.outcome, columns()):
            yield ("outcome",), problem
        known = [one.id for one in study.alternatives]
        for n, id in enumerate(self.alternatives or ()):
            if id not in known:
                yield ("alternatives", n), f'no alternative "{id}"{suggestion(id, known)}'
            elif id in (self.alternatives or ())[:n]:
                yield ("alternatives", n), f'"{id}" is there twice'
        if self.alternatives is None and len(known) < 2:
            yield (), "needs two alternatives or more to compare; give the study alternatives"
        if self.by == "selection" and self.indifference is None:
            yield (), "a selection needs an indifference: the smallest difference of the outcome that is worth knowing"
        if self.by == "number" and self.indifference is not None:
            yield ("indifference",), 'only a selection has one; set "by: selection", or leave it out'

    def question(self, study: "Study") -> Comparison:
        """The question, ready to be asked."""
        from vyuha.studies.fights import Fights

        chosen = self._chosen(study)
        less = not more_is_better(self.outcome) if self.prefer is None else self.prefer == "less"
        selection = Selection(
            indifference=self.indifference or 1.0,
            confidence=self.confidence,
            less=less,
            counts=is_chance(self.outcome) or is_count(self.outcome),
            most=self.at_most,
            worst=float(less) if is_chance(self.outcome) else None,
        )
        return Comparison(
            name=self.name,
            outcome=self.outcome,
            points=tuple(one.point() for one in chosen),
            names=tuple(one.name for one in chosen),
            work=Fights(),
            less=less,
            replicates=study.replicates,
            stop=study.stop,
            selection=selection if self.by == "selection" else None,
            common=study.common,
        )

    def _chosen(self, study: "Study") -> list["Alternative"]:
        if self.alternatives is None:
            return list(study.alternatives)
        by_id = {one.id: one for one in study.alternatives}
        return [by_id[id] for id in self.alternatives]
