"""The questions that child processes answer, by name, and who answers which: so that a long fight holds up no list."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vyuha.exports.formats import FORMATS
from vyuha.reading.problems import InputErrors
from vyuha.scenario import estimate
from vyuha.scenario.schema import json_schema
from vyuha.server.catalogue import catalogue
from vyuha.server.folder import Folder
from vyuha.server.index import index
from vyuha.server.packing import Answer, packed
from vyuha.server.plans import Plans
from vyuha.server.runs import Runs
from vyuha.server.scenarios import Scenarios, cost, problems

if TYPE_CHECKING:
    from vyuha.server.fights import Fights


class Answers:
    """All of it, for one folder. Rooms that need the compiler are opened when they are first asked."""

    def __init__(self, root: Path, edit: bool) -> None:
        self._edit = edit
        folder = Folder(root)
        self._runs, self._plans, self._scenarios = Runs(folder), Plans(folder), Scenarios(folder, edit)

    def __call__(self, name: str, asked: dict[str, Any]) -> Answer:
        """The answer to a question. Raises `Refused`."""
        if name in ("scene", "export", "coverage", "envelopes"):
            # Whoever asks for nothing that there is need not wait for the engine.
            self._runs.folder.find("runs", asked["id"])
            answer: Answer = getattr(self._fights, name)(**asked)
            return answer
        known: dict[str, Callable[..., Any]] = {
            "index": lambda: index(self._runs, self._plans, self._scenarios, self._edit),
            "run": self._runs.page,
            "replicates": self._runs.replicates,
            "plan": self._plans.page,
            "scenario": self._scenarios.page,
            "check": self._scenarios.check,
            "save": self._scenarios.save,
            "schema": json_schema,
            "catalogue": catalogue,
            "formats": _formats,
            "compare": self._compare,
            "laydown": self._laydown,
            "ready": self._ready,
        }
        return packed(known[name](**asked))

    @cached_property
    def _fights(self) -> "Fights":
        from vyuha.server.fights import Fights

        return Fights(self._runs)

    def _ready(self) -> bool:
        """Load the engine, or compile it."""
        from vyuha.engine.compiling import compile_engine

        compile_engine()
        return self._fights is not None

    def _compare(self, a: str, b: str) -> Any:
        from vyuha.server.compare import compare

        return compare(self._runs, a, b)

    def _laydown(self, id: str, text: str) -> Any:
        from vyuha.server.laydowns import laydown

        checked = self._scenarios.check(id, text)
        if checked["problems"]:
            return checked
        home = self._scenarios.folder.root / self._scenarios.home(id)
        try:
            laid = laydown(self._scenarios.parsed(id, text), text, home)
        except InputErrors as errors:
            return checked | {"problems": problems(errors), "notes": [], "cost": ""}
        notes, price = [*checked["notes"], *laid.remarks], cost(estimate(laid.scenario))
        return checked | {"laydown": laid.content, "notes": notes, "cost": price}


def _formats() -> list[dict[str, str]]:
    """What a replicate can be had as."""
    return [{"name": one.name, "ending": one.endings[0], "about": one.purpose} for one in FORMATS]
