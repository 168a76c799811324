"""The question what comes of every point of a study's design, as it is written in a study file.

- ask: sweep
  outcomes: [armed_leakers, rounds_cost]
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from vyuha.programme.model import Name, Part
from vyuha.reading.fields import Text
from vyuha.reading.tree import Location
from vyuha.studies.estimates import check_outcome
from vyuha.studies.sweep.question import Sweeping

if TYPE_CHECKING:
    from vyuha.studies.study import Study


class Sweep(Part):
    """Every point of the design and every outcome; the study's own outcomes unless others are given."""

    ask: Literal["sweep"] = "sweep"
    name: Name = "sweep"
    outcomes: Annotated[tuple[Annotated[str, Text(80)], ...], Field(min_length=1, max_length=50)] | None = None

    def problems(self, study: "Study") -> Iterator[tuple[Location, str]]:
        """What is wrong with it, given the study."""
        from vyuha.studies.fights import columns

        if study.design is None:
            yield (), "needs points to sweep; give the study a design and factors"
        for n, outcome in enumerate(self.outcomes or ()):
            if problem := check_outcome(outcome, columns()):
                yield ("outcomes", n), problem
            elif outcome in (self.outcomes or ())[:n]:
                yield ("outcomes", n), f'"{outcome}" is there twice'

    def question(self, study: "Study") -> Sweeping:
        """The question, ready to be asked."""
        from vyuha.studies.fights import Fights

        return Sweeping(
            name=self.name,
            outcomes=tuple(dict.fromkeys(self.outcomes or study.outcomes)),
            points=study.points,
            rows=study.rows,
            labels=tuple(study.factor(id).name for id in study.factor_ids),
            work=Fights(),
            replicates=study.replicates,
            stop=study.stop,
        )
