"""The question of a curve: the same trials at every point of an axis, and what is read from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vyuha.results.answers import Answer
from vyuha.studies.curves.answer_exchange import exchange
from vyuha.studies.curves.answer_marginal import marginal
from vyuha.studies.curves.answer_plain import plain
from vyuha.studies.curves.answer_rounds import rounds
from vyuha.studies.curves.answer_saturation import saturation
from vyuha.studies.curves.found import Found
from vyuha.studies.curves.measures import Asked
from vyuha.studies.question import Fought, Want

KINDS: Mapping[str, Callable[[Asked, Fought], Found]] = {
    "plain": plain,
    "saturation": saturation,
    "rounds": rounds,
    "marginal": marginal,
    "exchange": exchange,
}


@dataclass(frozen=True)
class CurveQuestion:
    """A curve `of` a kind (one of `KINDS`)."""

    name: str
    title: str
    of: str
    asked: Asked

    def at_most(self) -> Sequence[Want]:
        """The trials at every point."""
        return [Want(point, self.asked.trials, self.asked.work) for point in self.asked.axis.points]

    def wants(self, fought: Fought) -> Sequence[Want]:
        """Those points that lack trials."""
        return [want for want in self.at_most() if fought.count(want.point, want.work) < want.count]

    def answer(self, fought: Fought) -> Answer:
        """The curve, its knees and what they say."""
        found = KINDS[self.of](self.asked, fought)
        return Answer("curve", self.name, self.title, tuple(found.sentences), found.tables, tuple(found.notes))
