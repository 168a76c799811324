"""The manager of a study: hands out what is missing, keeps what comes back, and bears with what goes wrong.

What can go wrong, and what becomes of it:

    a worker goes away            its task is started again, `MOST_TRIES` times at most
    a task is told of twice       the second is passed over; both hold the same bytes
    a write fails                 it is tried again `MOST_WRITES` times in all, then the study stops
    a point cannot be fought      the study stops and says which
    the manager itself is killed  what was kept is kept; the same call goes on from there

It knows no clock but the one that it is given, and no crew but by `crews.crew.Crew`: its tests let it work with false
ones, through thousands of accidents.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from vyuha.results.files import RunFolderError
from vyuha.studies.crews.crew import Crew, Finished
from vyuha.studies.parts import Parts
from vyuha.studies.question import Want
from vyuha.studies.task import Task

MOST_TRIES, MOST_WRITES = 5, 3
# Seconds to wait for news, and before a write is tried again.
_WAIT, _PAUSE = 0.5, 0.2


class StudyError(Exception):
    """A study cannot go on; the message is one line for the person at the terminal."""


@dataclass(frozen=True)
class Progress:
    """How far the present round is: fights done and in all, and core-seconds of them, as a guess."""

    done: float
    total: float
    seconds_done: float
    seconds_total: float


@dataclass
class _UnderWay:
    task: Task
    point: str
    tries: int = 1


class Manager:
    """Has fought whatever questions want."""

    def __init__(
        self,
        parts: Parts,
        crew: Crew,
        tell: Callable[[Progress], None] = lambda progress: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._parts, self._crew, self._tell, self._sleep = parts, crew, tell, sleep

    def fight(self, wants: Iterable[Want]) -> int:
        """Have everything fought that is wanted and not there; returns the number of tasks [count] that it took.

        Raises `StudyError`, `RunFolderError` where results cannot be kept, `CrewError`.
        """
        # Points of different names may be the same place.
        wanted = merged(wants, lambda want: (self._parts.digest(want.point), want.work.name))
        self._measure(wanted)
        todo, under = self._tasks(wanted), dict[str, _UnderWay]()
        done, more = 0, True
        while more or under:
            while more and len(under) < self._crew.capacity:
                following = next(todo, None)
                if following is None:
                    more = False
                else:
                    under[following.task.key] = following
                    self._crew.start(following.task.key, following.task)
            if not under:
                break
            for told in self._crew.finished(_WAIT):
                done += self._take(told, under)
        return done

    def _tasks(self, wants: Iterable[Want]) -> Iterator[_UnderWay]:
        """What is missing. One point after another, so that a worker prepares few of them."""
        for want in wants:
            for task in self._parts.missing(want):
                yield _UnderWay(task, want.point.name)

    def _take(self, told: Finished, under: dict[str, _UnderWay]) -> int:
        """One piece of news; 1 if a task is done by it."""
        one = under.get(told.key)
        if one is None:
            return 0
        if told.lost:
            one.tries += 1
            if one.tries > MOST_TRIES:
                raise StudyError(
                    f"point {one.point}: fights {one.task.first} to {one.task.first + one.task.count - 1} were lost "
                    f"{MOST_TRIES} times with the worker that fought them; has it enough memory?"
                )
            self._crew.start(told.key, one.task)
            return 0
        if told.error is not None:
            raise StudyError(f"point {one.point}: {told.error}") from told.error
        self._keep(one.task, told.data)
        del under[told.key]
        self._advance(one.task)
        return 1

    def _keep(self, task: Task, data: bytes) -> None:
        for left in reversed(range(MOST_WRITES)):
            try:
                self._parts.add(task, data)
                return
            except RunFolderError:
                if not left:
                    raise
                self._sleep(_PAUSE)

    def _measure(self, wants: Iterable[Want]) -> None:
        """How much there is to do."""
        self._progress = Progress(0.0, 0.0, 0.0, 0.0)
        for want in wants:
            left = max(want.count - self._parts.count(want.point, want.work), 0) * want.work.fights
            seconds, now = self._parts.seconds(want), self._progress
            self._progress = Progress(0.0, now.total + left, 0.0, now.seconds_total + seconds)
        self._tell(self._progress)

    def _advance(self, task: Task) -> None:
        fights, now = task.count * task.work.fights, self._progress
        seconds = fights * task.place.seconds
        self._progress = Progress(now.done + fights, now.total, now.seconds_done + seconds, now.seconds_total)
        self._tell(self._progress)


def _by_point(want: Want) -> Hashable:
    return want.point, want.work.name


def merged(wants: Iterable[Want], key_of: Callable[[Want], Hashable] = _by_point) -> list[Want]:
    """The same wants with each point and work (or what else `key_of` tells apart) once, as often as the most demanding
    asks for.
    """
    found: dict[Hashable, Want] = {}
    for want in wants:
        key = key_of(want)
        if key not in found or found[key].count < want.count:
            found[key] = want
    return list(found.values())
