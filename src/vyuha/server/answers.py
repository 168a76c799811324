"""The questions that child processes answer, by name, and who answers which: so that a long fight holds up no list."""

import gzip
import json
import math
import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vyuha.reading.problems import InputErrors
from vyuha.scenario.schema import json_schema
from vyuha.server.catalogue import catalogue
from vyuha.server.folder import Folder
from vyuha.server.formats import formats
from vyuha.server.index import index
from vyuha.server.plans import Plans
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs
from vyuha.server.scenarios import Scenarios, problems

if TYPE_CHECKING:
    from vyuha.server.fights import Fights

# Answers from so many bytes on travel packed.
_PACKED = 2048


class Answer(NamedTuple):
    """What goes back to the browser."""

    body: bytes
    packed: bool = False
    # The name of a file that people keep; "" for what the page shows.
    file: str = ""


class Answers:
    """All of it, for one folder. Rooms that need the compiler are opened when they are first asked."""

    def __init__(self, root: Path, edit: bool) -> None:
        self._edit = edit
        folder = Folder(root)
        self._runs, self._plans, self._scenarios = Runs(folder), Plans(folder), Scenarios(folder, edit)

    def __call__(self, name: str, asked: dict[str, Any]) -> Answer:
        """The answer to a question. Raises `Refused`."""
        if name == "export":
            return self._export(**asked)
        if name in ("scene", "coverage", "envelopes"):
            return packed(getattr(self._fights, name)(**asked))
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
            "formats": formats,
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
            found, notes = laydown(self._scenarios.parsed(id, text), text, home)
        except InputErrors as errors:
            return checked | {"problems": problems(errors), "notes": [], "cost": ""}
        return checked | {"laydown": found, "notes": [*checked["notes"], *notes]}

    def _export(self, id: str, replicate: int, format: str) -> Answer:
        with tempfile.TemporaryDirectory(prefix="vyuha-") as folder:
            path = Path(folder) / "replicate"
            name = self._fights.export(id, replicate, format, path)
            return Answer(gzip.compress(path.read_bytes(), 5, mtime=0), True, name)


def packed(content: Any) -> Answer:
    """Content as JSON, packed if that is worth it."""
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    except ValueError:
        text = json.dumps(_finite(content), ensure_ascii=False, allow_nan=False, default=_plain)
    data = text.encode("utf-8", "replace")
    return Answer(gzip.compress(data, 5, mtime=0), True) if len(data) >= _PACKED else Answer(data)


def _plain(value: Any) -> Any:
    """What JSON does not know: dataclasses and numbers of NumPy."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return value.item()


def _finite(content: Any) -> Any:
    """The same with null for what is no number, which JSON cannot say."""
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


__all__ = ["Answer", "Answers", "Refused", "packed"]
