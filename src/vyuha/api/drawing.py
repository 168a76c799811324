"""The report of a stored run, with its typical and its worst fight fought again to be played in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vyuha.api.again import history_of
from vyuha.results.folder import RunFolderError
from vyuha.results.store import REPORT, StoredRun
from vyuha.results.summary import Summary

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled
    from vyuha.outputs.report_replay import Replay

# What courses may be off by in the report [m].
_TOLERANCE = 10.0


def draw_report(stored: StoredRun, summary: Summary, assembled: "Assembled") -> None:
    """Write report.html into the folder of a run whose scenario is `assembled`."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.seen import make_seen
    from vyuha.outputs.report import write_report

    seen = make_seen(assembled, load_catalogue())
    write_report(stored, summary, stored.path / REPORT, seen, tuple(_replays(stored, summary, assembled)))


def _replays(stored: StoredRun, summary: Summary, assembled: "Assembled") -> Iterator["Replay"]:
    """The typical and the worst fight; one that comes out otherwise here than it is stored is left out."""
    from vyuha.engine.wires import wires
    from vyuha.outputs.report_replay import Replay
    from vyuha.outputs.scene_json import scene_document

    links = wires(assembled)
    for name, number in {"typical": summary.typical, "worst": summary.worst}.items():
        if number < 0 or (name == "worst" and number == summary.typical):
            continue
        try:
            history = history_of(stored, number, lambda: assembled)
        except RunFolderError:
            continue
        label = f"{'A typical' if name == 'typical' else 'The worst'} fight: replicate {number}"
        yield Replay(name, label, scene_document(stored, history, links, _TOLERANCE))
