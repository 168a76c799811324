"""What may be started from the page, by kind; done in a process of its own."""

import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vyuha.reading.problems import InputErrors
from vyuha.results.files import RunFolderError
from vyuha.results.manifest import FORMAT as RUN
from vyuha.results.store import REPORT
from vyuha.results.summary import EmptyRunError
from vyuha.server.folder import Folder, id_at
from vyuha.server.plain_files import NotPlain, opened_folder
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs
from vyuha.server.scenarios import Scenarios, unused

if TYPE_CHECKING:
    from vyuha import api

Say = Callable[[dict[str, Any]], None]
Progress = Callable[[int, int], None]
MOST_SECONDS, MOST_MEGABYTES = 86_400.0, 20_000.0
_RUNS = "runs"
# Enough to see which of some hundred figures stand out; `vyuha sensitivity` takes those further.
_FEW_FIGHTS = 10
# Progress is told at most so often [s].
_OFTEN = 0.2


def _run(folder: Folder, asked: dict[str, Any], progress: Progress, say: Say) -> str:
    """Fight a scenario; the path of the run below the folder."""
    from vyuha import api
    from vyuha.scenario import estimate
    from vyuha.server.laydowns import filled

    scenarios = Scenarios(folder)
    id = asked["scenario"]
    text = asked["text"] if "text" in asked else scenarios.page(id)["text"]
    home, count = folder.root / scenarios.home(id), asked.get("replicates")
    cost = estimate(filled(scenarios.parsed(id, text), text, home), count)
    if cost.seconds > MOST_SECONDS or cost.megabytes > MOST_MEGABYTES:
        raise Refused(413, "That would take more than a day or 20 GB.", "Ask for fewer fights, or use `vyuha run`.")
    wanted = asked.get("name") or Path(scenarios.name(id)).stem
    (folder.root / _RUNS).mkdir(exist_ok=True)
    with opened_folder(folder.root, _RUNS):
        taken = {path.name for path in (folder.root / _RUNS).iterdir()}
    relative = f"{_RUNS}/{unused(taken, wanted)}"
    say({"state": "compiling", "run": id_at(RUN, relative)})
    made = api.run_text(
        text,
        f"{wanted}.yaml",
        home,
        folder.root / relative,
        count,
        asked.get("seed"),
        # Drawn below: a run without its report is a run.
        report=False,
        progress=progress,
        command="vyuha serve",
    )
    _draw(made)
    return relative


def _draw(run: "api.Run") -> None:
    """The report of a run, if it can be drawn."""
    from vyuha import api
    from vyuha.api.drawing import draw_report

    try:
        draw_report(run.folder, run.summary, api.assembled_again(run.folder))
    except Exception:
        traceback.print_exc()


def _blame(folder: Folder, asked: dict[str, Any], progress: Progress, _: Say) -> str:
    """Fight a run again with one link of the chain made perfect after the other."""
    from vyuha import api

    path, relative = _again(folder, asked)
    api.blame(path, asked.get("replicates"), report=(path / REPORT).exists(), progress=progress)
    return relative


def _sensitivity(folder: Folder, asked: dict[str, Any], progress: Progress, _: Say) -> str:
    """Fight a run again with one assumed figure after the other at the ends of its range."""
    from vyuha import api

    path, relative = _again(folder, asked)
    fights = asked.get("replicates") or _FEW_FIGHTS
    api.sensitivity(path, fights, report=(path / REPORT).exists(), progress=progress)
    return relative


def _again(folder: Folder, asked: dict[str, Any]) -> tuple[Path, str]:
    """The folder of a run that is to be fought again, if what it needs lies where it may."""
    from vyuha.server.fights import Fights

    runs, relative = Runs(folder), folder.find("runs", asked["run"])
    runs.read(asked["run"], lambda run, mark: Fights(runs).check_home(run))
    return folder.root / relative, relative


# Another kind is a line here, and one in `job_asked.ASKED`: it gets the folder, what was asked, and whom to tell of its
# progress and of what else is known.
KINDS: dict[str, Callable[[Folder, dict[str, Any], Progress, Say], str]] = {
    "run": _run,
    "blame": _blame,
    "sensitivity": _sensitivity,
}


def do(asked: dict[str, Any], say: Say) -> None:
    """Do a job, and say how far it is and how it ended."""
    folder = Folder(Path(asked["root"]))
    try:
        relative = KINDS[asked["kind"]](folder, asked, _told(say), say)
    except (Refused, InputErrors, RunFolderError, EmptyRunError, NotPlain, ValueError, OSError) as error:
        say({"state": "failed", "message": str(error).replace(f"{folder.root}/", "")[:2000]})
        return
    say({"state": "done", "run": id_at(RUN, relative), "message": ""})


def _told(say: Say) -> Progress:
    """Progress that is told now and then, and at the end."""
    last = [-_OFTEN]

    def progress(done: int, total: int) -> None:
        if done == total or time.monotonic() - last[0] >= _OFTEN:
            last[0] = time.monotonic()
            say({"state": "running", "done": done, "total": total})

    return progress
