"""Everything that the commands do, as calls from Python."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vyuha.api.again import FIRST_FIGHTS, assembled_again, blame, history_of, replay, sensitivity
from vyuha.api.exported import export, export_bytes
from vyuha.api.machine import processors
from vyuha.api.plans import plan, plan_folder
from vyuha.api.reach import coverage, coverage_folder, envelope, envelope_folder
from vyuha.api.runs import Checked, Run, check, checked, run, run_text
from vyuha.api.studies import StudyOutcome, hired, study, study_folder
from vyuha.api.tools import assign_file, track
from vyuha.programme.outcome import PlanOutcome

if TYPE_CHECKING:
    from vyuha.assignment.assets import Assets
    from vyuha.assignment.assigned import Assignment, assign
    from vyuha.assignment.looks import Later
    from vyuha.tracker.options import Hits, Motion, Score, TrackingSensor
    from vyuha.tracker.tracker import Tracker

# The assignment of rounds to targets, and the tracker as a tool of its own: these load the compiler, so only when they
# are asked for.
_LAZY = {
    "Assets": "vyuha.assignment.assets",
    "Assignment": "vyuha.assignment.assigned",
    "Later": "vyuha.assignment.looks",
    "assign": "vyuha.assignment.assigned",
    "Hits": "vyuha.tracker.options",
    "Motion": "vyuha.tracker.options",
    "Score": "vyuha.tracker.options",
    "Tracker": "vyuha.tracker.tracker",
    "TrackingSensor": "vyuha.tracker.options",
}
__all__ = [
    "Assets",
    "Assignment",
    "Checked",
    "FIRST_FIGHTS",
    "Hits",
    "Later",
    "Motion",
    "PlanOutcome",
    "Run",
    "Score",
    "StudyOutcome",
    "Tracker",
    "TrackingSensor",
    "assembled_again",
    "assign",
    "assign_file",
    "blame",
    "check",
    "checked",
    "coverage",
    "coverage_folder",
    "envelope",
    "envelope_folder",
    "export",
    "export_bytes",
    "hired",
    "history_of",
    "plan",
    "plan_folder",
    "processors",
    "replay",
    "run",
    "run_text",
    "sensitivity",
    "study",
    "study_folder",
    "track",
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'vyuha.api' has no attribute {name!r}")
