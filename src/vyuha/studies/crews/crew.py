"""What a study's manager asks of a crew."""

from dataclasses import dataclass
from typing import Protocol

from vyuha.studies.task import Task


@dataclass(frozen=True)
class Finished:
    """What became of a task: its `data`, or the `error` that it raised, or (`lost`) its worker went away with it."""

    key: str
    data: bytes = b""
    error: BaseException | None = None
    lost: bool = False


class CrewError(Exception):
    """The crew as a whole cannot be reached or is gone; the message is one line for the person at the terminal."""


class Crew(Protocol):
    """Workers."""

    @property
    def capacity(self) -> int:
        """Tasks that it takes at a time, some of them waiting so that nobody is idle."""
        ...

    @property
    def words(self) -> str:
        """Who it is, for people."""
        ...

    def start(self, key: str, task: Task) -> None:
        """Take on a task."""
        ...

    def finished(self, wait: float) -> list[Finished]:
        """What has become of tasks since the last call; waits at most `wait` [s] for the first. A task may be told of
        twice. Raises `CrewError`.
        """
        ...

    def close(self) -> None:
        """Let everybody go; tasks under way are forgotten."""
        ...
