"""`ask: matters`: what moves the outcome, how much of its spread is chance, and what to find out first.

- ask: matters                  # a tornado: every factor at either end of its range
- ask: matters
  method: morris                # which of many factors matter at all
  figures: assumed
- ask: matters
  method: sobol                 # which share of the spread each of a few factors makes
  points: 64
- ask: matters
  method: draws                 # chance and ignorance, and which figure to find out first
  figures: assumed
  decide: no                    # to know more at all, not before choosing between the alternatives
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field

from vyuha.programme.model import Name, Part
from vyuha.reading.fields import Reader, Text, Whole, YesNo
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.results.answers import Answer, Sentence
from vyuha.studies.estimates import check_outcome
from vyuha.studies.fights import Fights, columns
from vyuha.studies.matters.asked_draws import Draws, Ignorance
from vyuha.studies.matters.asked_morris import Screening
from vyuha.studies.matters.asked_sobol import Shares
from vyuha.studies.matters.idle import idle_words
from vyuha.studies.matters.laid import NothingLeftError
from vyuha.studies.matters.morris import check_installed
from vyuha.studies.matters.tornado import Tornado
from vyuha.studies.matters.varied import ASSUMED, Varied, problem_of, varied
from vyuha.studies.outcomes import more_is_better
from vyuha.studies.question import Fought, Question, Want, Work
from vyuha.studies.settings import CATALOGUE
from vyuha.studies.study import Study

Method = Literal["tornado", "morris", "sobol", "draws"]
# Fields that only one method has.
_OWN = {
    "trajectories": "morris",
    "levels": "morris",
    "points": "sobol",
    "draws": "draws",
    "prefer": "draws",
    "decide": "draws",
}
_FIGHTS, _TRAJECTORIES, _LEVELS, _POINTS, _DRAWS = 20, 10, 4, 64, 100
_LEAST_FIGHTS = {"tornado": 2, "morris": 3, "sobol": 3, "draws": 3}


@dataclass(frozen=True)
class _Figures(Reader):
    """`assumed`, or a list of figures of the catalogue: `9M96E2.lethal_radius`, `catalogue.9M96E2.lethal_radius`."""

    def read(self, given: Any) -> tuple[str, ...]:
        one = Text(120, r"[A-Za-z0-9_./-]+", "the name of a figure, item.figure, for example 9M96E2.lethal_radius")
        if given == ASSUMED:
            return (ASSUMED,)
        if not isinstance(given, (list, tuple)) or not given:
            raise ValueError(f"give {ASSUMED}, or a list of figures, for example [9M96E2.lethal_radius]")
        # As a factor names it, or without the word that is the same for all.
        return tuple(one.read(name).removeprefix(f"{CATALOGUE}.") for name in given)

    def schema(self) -> dict[str, Any]:
        names = {"type": "array", "minItems": 1, "items": {"type": "string"}}
        return {"anyOf": [{"enum": [ASSUMED]}, names]}


@dataclass(frozen=True)
class Noted:
    """A question of which the answer has one note and one sentence more, or says that too many fights failed for
    any.
    """

    asked: Question
    note: str
    name: str = "matters"
    idle: str = ""

    def at_most(self) -> Sequence[Want]:
        """As the question."""
        return self.asked.at_most()

    def wants(self, fought: Fought) -> Sequence[Want]:
        """As the question."""
        return self.asked.wants(fought)

    def answer(self, fought: Fought) -> Answer:
        """As the question, with the sentence and the note."""
        note = (self.note,) if self.note else ()
        try:
            answer = self.asked.answer(fought)
        except NothingLeftError as error:
            fights = round(sum(want.count * want.work.fights for want in self.at_most()))
            text = f"What matters is not known: {error}."
            return Answer("matters", self.name, "What matters", (Sentence(text, fights),), {}, note)
        # It says something of all the fights that were fought for this.
        fights = max(sentence.fights for sentence in answer.sentences)
        said = (*answer.sentences, Sentence(self.idle, fights)) if self.idle else answer.sentences
        return replace(answer, sentences=said, notes=(*answer.notes, *note))


class Matters(Part):
    """What moves the outcome. `factors` are ids of the study's, `figures` those of the catalogue; without either all of
    the study's factors are varied.
    """

    ask: Literal["matters"]
    name: Name = "matters"
    method: Method = Field(
        "tornado",
        description="Each factor alone at both ends (tornado), which of many matter (morris), shares of the variance "
        "(sobol), or chance, ignorance and what to find out first (draws).",
    )
    outcome: Annotated[str, Text(80)] | None = Field(
        None, description="What is to be moved; without it, the first outcome of the study."
    )
    factors: Annotated[tuple[Name, ...], Field(max_length=200)] = Field(
        (), description="Ids of the study's factors; with neither these nor figures, all of them."
    )
    figures: Annotated[tuple[str, ...], _Figures()] = Field(
        (),
        description="Figures of the catalogue over their own ranges: a list of them, or all that are assumed.",
        examples=[["9M96E2.lethal_radius"]],
    )
    fights: Annotated[int, Whole(2, 1_000_000)] | None = Field(
        None, description=f"Fights of each point; without it, the study's replicates (tornado) or {_FIGHTS}."
    )
    trajectories: Annotated[int, Whole(3, 10_000)] | None = Field(
        None, description=f"Ways through all factors, of method morris; without it, {_TRAJECTORIES}."
    )
    levels: Annotated[int, Whole(2, 100)] | None = Field(
        None, description=f"Places on each range, an even number, of method morris; without it, {_LEVELS}."
    )
    points: Annotated[int, Whole(4, 2**20)] | None = Field(
        None, description=f"Points of the design, a power of two, of method sobol; without it, {_POINTS}."
    )
    draws: Annotated[int, Whole(10, 1_000_000)] | None = Field(
        None, description=f"Draws of all figures together, of method draws; without it, {_DRAWS}."
    )
    prefer: Literal["less", "more"] | None = Field(
        None, description="Whether less or more of the outcome is better, of method draws; without it, its column says."
    )
    decide: Annotated[bool, YesNo()] | None = Field(
        None,
        description="Whether figures are to be known before choosing between the alternatives, of method draws; "
        "without it, yes where the study has alternatives.",
    )

    def problems(self, study: Study) -> Iterator[tuple[Location, str]]:
        """What is wrong with it in this study."""
        yield from self._misplaced()
        if self.outcome is not None and (problem := check_outcome(self.outcome, columns())):
            yield ("outcome",), problem
        for n, id in enumerate(self.factors):
            if id not in study.factor_ids:
                yield ("factors", n), f'no factor "{id}"{suggestion(id, study.factor_ids)}'
        for n, name in enumerate(self.figures):
            if name != ASSUMED and (problem := problem_of(name)):
                yield ("figures", n), problem
        if not study.factors and not self.figures:
            yield (), f"nothing is varied; give the study factors, or figures: {ASSUMED}"
        yield from self._unfit(study)

    def question(self, study: Study) -> Question:
        """What is to be fought for it, and the answer."""
        chosen = varied(study, self.factors, self.figures)
        left = ""
        if chosen.refused:
            left = f"Not varied, since the scenario cannot stand at an end of their range: {', '.join(chosen.refused)}."
        others = study.alternatives if self.method == "draws" and self.decide is not False else ()
        idle = idle_words(study, chosen.factors, others)
        return Noted(self.asked(study, chosen.factors, Fights()), left, self.name, idle)

    def asked(self, study: Study, factors: tuple[Varied, ...], work: Work) -> Question:
        """The question for factors that are known, by any work."""
        outcome = self.outcome or study.outcomes[0]
        if self.method == "tornado":
            return Tornado(self.name, outcome, factors, self.fights or study.replicates, work)
        fights = self.fights or _FIGHTS
        if self.method == "morris":
            steps = self.trajectories or _TRAJECTORIES, self.levels or _LEVELS
            return Screening(self.name, outcome, factors, steps, fights, work, study.seed)
        if self.method == "sobol":
            return Shares(self.name, outcome, factors, self.points or _POINTS, fights, work, study.seed)
        draws = Draws(self.draws or _DRAWS, fights, self._more(outcome), study.seed)
        alternatives = () if self.decide is False else study.alternatives
        return Ignorance(self.name, outcome, factors, alternatives, draws, work)

    def _more(self, outcome: str) -> bool:
        if self.prefer is not None:
            return self.prefer == "more"
        return more_is_better(outcome)

    def _misplaced(self) -> Iterator[tuple[Location, str]]:
        for key, method in _OWN.items():
            if getattr(self, key) is not None and self.method != method:
                yield (key,), f"is only for method: {method}"

    def _unfit(self, study: Study) -> Iterator[tuple[Location, str]]:
        least = _LEAST_FIGHTS[self.method]
        if self.fights is not None and self.fights < least:
            yield ("fights",), f"must be at least {least} for method: {self.method}"
        if self.method != "tornado" and not study.common:
            yield ("method",), f"{self.method} needs common random numbers at all points; leave out random-numbers"
        if self.method == "morris" and (missing := check_installed()):
            yield ("method",), missing
        if self.levels is not None and self.levels % 2:
            yield ("levels",), "must be even"
        if self.points is not None and self.points & (self.points - 1):
            yield ("points",), f"must be a power of two, for example {1 << (self.points.bit_length() - 1)}"
        wanted = len(self.factors or study.factors) if not self.figures else 2
        if self.method in ("sobol", "morris") and wanted < 2:
            yield ("method",), f"{self.method} needs at least two factors"
        if self.method == "draws" and self.decide is not False:
            yield from self._overruled(study)

    def _overruled(self, study: Study) -> Iterator[tuple[Location, str]]:
        """Factors and figures that an alternative would set again."""
        chosen = set(self.factors) or (set() if self.figures else set(study.factor_ids))
        paths = {factor.path: ("factors", factor.id) for factor in study.factors if factor.id in chosen}
        paths |= {f"catalogue.{name}": ("figures", name) for name in self.figures if name != ASSUMED}
        for one in study.alternatives:
            for setting in one.settings:
                for path, (key, id) in paths.items():
                    if _meet(setting.path, path):
                        yield (key,), f'alternative "{one.id}" sets what {key.removesuffix("s")} "{id}" varies'


def _meet(one: str, other: str) -> bool:
    """Whether two paths lead to the same place, or one of them into what the other leads to."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
