"""How a study file asks for a curve: `- {ask: curve, along: drones, of: saturation}`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from vyuha.programme.model import Label, Name, Part
from vyuha.reading.fields import Quantity, Text
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.studies.curves.axis import ALTERNATIVES, Axis, axis_of, why_not
from vyuha.studies.curves.measures import Asked
from vyuha.studies.curves.question import CurveQuestion
from vyuha.studies.estimates import check_outcome
from vyuha.studies.fights import Fights, columns
from vyuha.studies.question import Question
from vyuha.studies.study import Study

Kind = Literal["plain", "saturation", "rounds", "marginal", "exchange"]
_TITLES = {
    "plain": "Outcomes",
    "saturation": "Saturation",
    "rounds": "Rounds and time to empty",
    "marginal": "What the next one is worth",
    "exchange": "Cost exchange and value protected",
}
# What is shown unless outcomes are given; of `exchange` they are fixed.
_USUAL: dict[str, tuple[str, ...]] = {
    "saturation": ("armed_leakers",),
    "rounds": ("shots",),
    "marginal": ("armed_leakers",),
}


class Curve(Part):
    """Outcomes along a factor, or from one alternative to the next, with bands and knees.

    `of` says what is read from them: `saturation` (leakers, and the size that saturates), `rounds` (and time to empty),
    `marginal` (each alternative against the one before), `exchange` (costs beside value protected), or `plain`.
    """

    ask: Literal["curve"]
    name: Name = "curve"
    title: Label | None = None
    of: Kind = "plain"
    along: Annotated[str, Text(80)] | None = None
    outcomes: Annotated[tuple[Annotated[str, Text(80)], ...], Field(min_length=1, max_length=12)] | None = None
    limit: Annotated[float, Quantity("ratio", "0 %", "99.9 %", "50 %", above=True)] | None = None

    def problems(self, study: Study) -> Iterator[tuple[Location, str]]:
        """What is wrong with it in this study."""
        if self.of == "exchange" and self.outcomes is not None:
            yield ("outcomes",), "an exchange has its own outcomes; leave them out"
        if self.limit is not None and self.of != "saturation":
            yield ("limit",), "a limit is for a curve of saturation; leave it out"
        for n, outcome in enumerate(self.outcomes or ()):
            if message := check_outcome(outcome, columns()):
                yield ("outcomes", n), message
        yield from self._axis_problems(study)

    def _axis_problems(self, study: Study) -> Iterator[tuple[Location, str]]:
        along = self._along(study)
        numeric = _numeric(study)
        if along is None:
            reasons = [why_not(factor) for factor in study.factors]
            none = f"no factor of the study will do: {'; '.join(reasons)}" if reasons else "the study has no factors"
            yield ("along",), f"say along which: {', '.join(numeric)}" if numeric else none
        elif along == ALTERNATIVES:
            if len(study.alternatives) < 2:
                yield ("along",), "a curve along alternatives takes at least two of them"
            elif self.of in ("saturation", "rounds"):
                yield ("along",), f"a curve of {self.of} runs along a factor with numbers for values"
        elif along not in study.factor_ids:
            yield ("along",), f"no such factor{suggestion(along, [*study.factor_ids, ALTERNATIVES])}"
        elif along not in numeric:
            yield ("along",), why_not(study.factor(along))
        elif self.of == "saturation" and study.factor(along).unit:
            unit = study.factor(along).unit
            yield ("along",), f"saturation is by numbers of threats, and this is in {unit}; ask for a plain curve"

    def _along(self, study: Study) -> str | None:
        """The axis that is meant: the one given, the alternatives for what the next one is worth, the only factor."""
        if self.along is not None:
            return self.along
        if self.of == "marginal":
            return ALTERNATIVES
        numeric = _numeric(study)
        return numeric[0] if len(numeric) == 1 else None

    def question(self, study: Study) -> Question:
        """The question, of a study in which it has no problems."""
        along = self._along(study)
        assert along is not None  # it has no problems
        axis = axis_of(study, along)
        asked = Asked(
            axis=axis,
            outcomes=self.outcomes or _USUAL.get(self.of, study.outcomes),
            trials=study.replicates,
            seed=study.seed,
            work=Fights(),
            worth=_worth(study, axis),
            limit=self.limit,
        )
        return CurveQuestion(self.name, self.title or _title(self.of, axis), self.of, asked)


def _numeric(study: Study) -> list[str]:
    """The factors along which a curve can run."""
    return [factor.id for factor in study.factors if not why_not(factor)]


def _title(of: str, axis: Axis) -> str:
    return _TITLES[of] if axis.stepped else f"{_TITLES[of]}: {axis.name}"


def _worth(study: Study, axis: Axis) -> float:
    """Value of all assets together, or 0 where it is not the same at all points."""
    changed = any(setting.path.startswith("assets") for point in axis.points for setting in point.settings)
    if changed or any(point.scenario for point in axis.points):
        return 0.0
    return float(sum(asset.value * asset.count for asset in study.scenario.assets))
