"""What the questions of a study have seen: as many trials as they have asked for, whatever else is there.

So a study that was interrupted, or that goes on from a larger one, asks and answers as one without a past does, round
by round, and passes over the rounds that need no fight.
"""

from collections.abc import Iterable

from vyuha.studies.parts import Parts
from vyuha.studies.point import Point
from vyuha.studies.question import Floats, Want, Work


class Seen:
    """What has been fought, as far as it was asked for in this call."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._wants: dict[tuple[str, str], Want] = {}

    @property
    def wants(self) -> list[Want]:
        """The most that was asked for at each point, in the order in which it was asked for first."""
        return list(self._wants.values())

    def show(self, wants: Iterable[Want]) -> bool:
        """Have seen what is wanted and has been fought; whether that is more than before."""
        more = False
        for want in wants:
            if want.count > self.count(want.point, want.work):
                self._wants[_key(want.point, want.work)] = want
                more = True
        return more

    def count(self, point: Point, work: Work) -> int:
        """Trials that were asked for and are there."""
        want = self._wants.get(_key(point, work))
        return 0 if want is None else want.count

    def values(self, point: Point, outcome: str, work: Work) -> Floats:
        """An outcome of each of them, in order; NaN where it failed."""
        return self._parts.values(point, outcome, work)[: self.count(point, work)]


def _key(point: Point, work: Work) -> tuple[str, str]:
    return repr(point), work.name
