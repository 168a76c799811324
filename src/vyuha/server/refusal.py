"""What the server refuses, in a sentence with a remedy, and as what status."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vyuha.server.content import Problem, Refusal


class Refused(Exception):
    """The question cannot be answered: HTTP `status`, a sentence, and what to do."""

    def __init__(self, status: int, error: str, remedy: str = "", problems: "list[Problem] | None" = None) -> None:
        super().__init__(error)
        self.status = status
        self.content: Refusal = {"error": error}
        if remedy:
            self.content["remedy"] = remedy
        if problems is not None:
            self.content["problems"] = problems

    @property
    def body(self) -> bytes:
        """As JSON."""
        return json.dumps(self.content, ensure_ascii=False).encode("utf-8", "replace")


def missing() -> Refused:
    """What does not exist, may not be looked at, or never will: always the same answer."""
    return Refused(404, "There is nothing here.", "Go back to the start page; the folder may have changed since.")


def failed() -> Refused:
    """What is a mistake of ours."""
    return Refused(500, "The server failed at this.", "What went wrong stands in the terminal that it runs in.")


def reading_only() -> Refused:
    """Why nothing can be started or saved."""
    return Refused(403, "This server only shows.", "Start it with `vyuha serve --edit` to run and save from the page.")
