"""Vyuha: an open simulator and planner for integrated air defence.

What the user writes (a scenario, with equipment from the catalogue) becomes arrays; models of threats, radars,
tracking, command and interceptors act on them; the engine moves time; results become tables, reports and replays.

    import vyuha

    run = vyuha.run("scenarios/first-raid.yaml", replicates=1000)
    print(run.summary.no_armed_leaker)      # probability that nothing armed came through, with its interval
    print(run.threats)                      # one row for each threat of each replicate, a Polars data frame

    plan = vyuha.plan("scenarios/plans/india-s400.yaml")
    print(plan.answers[0].verdict)          # what the delay cost, in squadron-years and in leakers

    found = vyuha.study("scenarios/studies/compare.yaml")
    print(found.answers[0].sentences)       # what was found, each sentence with its interval and its fights

    tracker = vyuha.Tracker(vyuha.TrackingSensor("radar"))
    tracks = tracker.scan(0.0, plots)       # range, azimuth, elevation of each plot

    made = vyuha.assign([10.0, 5.0], [[0.9, 0.5], [0.5, 0.8]], [1, 1], "exact")
    print(made.counts, made.survives)       # rounds of each weapon at each target, and what survives

The compiler is loaded only when something is fought, tracked or assigned.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Assets",
    "Assignment",
    "Hits",
    "Later",
    "Motion",
    "PlanOutcome",
    "Run",
    "Score",
    "Tracker",
    "TrackingSensor",
    "__version__",
    "assign",
    "assign_file",
    "blame",
    "check",
    "coverage",
    "envelope",
    "export",
    "plan",
    "replay",
    "run",
    "sensitivity",
    "study",
    "track",
]

if TYPE_CHECKING:
    from vyuha.api import (
        Assets,
        Assignment,
        Hits,
        Later,
        Motion,
        Run,
        Score,
        Tracker,
        TrackingSensor,
        assign,
        assign_file,
        blame,
        check,
        coverage,
        envelope,
        export,
        plan,
        replay,
        run,
        sensitivity,
        study,
        track,
    )
    from vyuha.programme.outcome import PlanOutcome


def __getattr__(name: str) -> Any:
    if name in __all__:
        from vyuha import api

        return getattr(api, name)
    raise AttributeError(f"module 'vyuha' has no attribute {name!r}")
