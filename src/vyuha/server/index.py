"""The index: what the folder holds, and what in it cannot be opened, with what to do about it."""

import polars as pl

from vyuha import __version__
from vyuha.results.files import RunFolderError
from vyuha.results.folder import RunFolder
from vyuha.server.content import BrokenEntry, Index, PlanEntry, RunEntry
from vyuha.server.kept import Kept
from vyuha.server.plain_files import NotPlain, stamp
from vyuha.server.plans import Plans
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs
from vyuha.server.scenarios import Scenarios

_BEGUN = "It was begun and has no manifest that can be read."
_AGAIN = "Run the same command again: it goes on where it stopped."
_DAMAGED = "It is a run whose manifest cannot be read."
_REMOVE = "Remove the folder, and fight the scenario again."
_LINKS = "It holds a link, a pipe or a device."
_PLAIN = "Put the files themselves there."


def index(runs: Runs, plans: Plans, scenarios: Scenarios, edit: bool) -> Index:
    """Everything that the folder holds, the latest first."""
    folder, found = runs.folder, runs.folder.found
    broken = [
        *(_broken(folder.name(name), _DAMAGED, _REMOVE) for name in found.broken),
        *(_broken(folder.name(name), _BEGUN, _AGAIN) for name in found.begun),
    ]
    held = [run for id, at in found.runs.items() if (run := _run(runs, id, at, broken)) is not None]
    made = [plan for id, at in found.plans.items() if (plan := _plan(plans, id, at, broken)) is not None]
    return {
        "version": __version__,
        "folder": folder.root.name or str(folder.root),
        "edit": edit,
        "runs": sorted(held, key=lambda entry: entry["created"], reverse=True),
        "plans": sorted(made, key=lambda entry: entry["name"]),
        "scenarios": [scenarios.entry(id, at) for id, at in found.scenarios.items()],
        "broken": broken,
    }


def _broken(name: str, problem: str, remedy: str) -> BrokenEntry:
    return {"name": name, "problem": problem, "remedy": remedy}


_entries: Kept[RunEntry | str] = Kept(4000)


def _run(runs: Runs, id: str, relative: str, broken: list[BrokenEntry]) -> RunEntry | None:
    name = runs.folder.name(relative)
    try:
        mark = stamp(runs.folder.root, relative)
    except NotPlain:
        if not (runs.folder.root / relative).is_dir():
            return None  # deleted since it was found
        broken.append({"name": name, "problem": _LINKS, "remedy": _PLAIN})
        return None
    entry = _entries.get((relative, mark), lambda: _read(runs, id, relative))
    if isinstance(entry, str):
        broken.append({"name": name, "problem": entry, "remedy": "Fight it again: `vyuha run ... --force`."})
        return None
    return entry


def _read(runs: Runs, id: str, relative: str) -> RunEntry | str:
    try:
        return runs.entry(id, RunFolder.open(runs.folder.root / relative))
    except (RunFolderError, OSError) as error:
        return str(error).replace(f"{runs.folder.root}/", "")
    except (Exception, pl.exceptions.PanicException) as error:
        return f"{relative}: damaged ({type(error).__name__})"


def _plan(plans: Plans, id: str, relative: str, broken: list[BrokenEntry]) -> PlanEntry | None:
    try:
        return plans.entry(id, relative)
    except Refused as refused:
        if not (plans.folder.root / relative).is_dir():
            return None  # deleted since it was found
        name = plans.folder.name(relative)
        broken.append({"name": name, "problem": refused.content["error"], "remedy": refused.content.get("remedy", "")})
        return None
