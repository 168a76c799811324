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
from vyuha.studies.factors import number_and_unit
from vyuha.studies.sweep.question import Sweeping

if TYPE_CHECKING:
    from vyuha.studies.factors import Factor
    from vyuha.studies.study import Study


class Sweep(Part):
    """Every point of the design and every outcome; the study's own outcomes unless others are given."""

    ask: Literal["sweep"] = "sweep"
    name: Name = "sweep"
    outcomes: Annotated[tuple[Annotated[str, Text(80)], ...], Field(min_length=1, max_length=50)] | None = Field(
        default=None, description="What is read at every point; without it, the outcomes of the study."
    )

    def problems(self, study: "Study") -> Iterator[tuple[Location, str]]:
        """What is wrong with it, given the study."""
        from vyuha.studies.fights import columns

        if study.design is None:
            lacking = "a design" if study.factors else "factors and a design"
            yield (), f"needs points to sweep; give the study {lacking}, for example design: {{kind: grid}}"
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
            labels=tuple(_label(factor) for factor in study.factors),
            units=tuple(_unit(factor, study) for factor in study.factors),
            work=Fights(),
            replicates=study.replicates,
            stop=study.stop,
        )


def _label(factor: "Factor") -> str:
    """The name that it was given, or its id in words; a path is no name."""
    return factor.name if factor.name != factor.path else factor.id.replace("-", " ").replace("_", " ")


def _unit(factor: "Factor", study: "Study") -> str:
    """The unit of its numbers; none where they are written in several, or it has other values than numbers."""
    alone = study.design is not None and study.design.kind == "one-at-a-time"
    values = [*factor.levels, *([factor.base] if alone and factor.base is not None else [])]
    if any(factor.number(value) is None for value in values):
        return ""
    units = {number_and_unit(value)[1] for value in values}
    return units.pop() if len(units) == 1 else ""
