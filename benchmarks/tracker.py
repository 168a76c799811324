"""Our tracker beside Stone Soup's: the same detections, the same rules, the same run.

The peer lives in an environment of its own, `.venv/bench`, made on first use; without a package index its lines are
left out. Both begin a track at rest (300, 300 and 100 m/s) on every plot that is left over, gate at four sigma, assign
by least total distance, confirmed tracks first, confirm with the third update, and drop a tentative track at the second
miss in a row, a confirmed one at the fourth. Compared are the plots that every confirmed track took, OSPA and GOSPA,
and the CPU time for a scan: of ours all scans of recordings of 60, given as arrays to `Tracker.run`; of the peer's the
median from the sixth scan on of the first ones, its detections made outside the timer.
"""

import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks import light_tracker
from benchmarks.measure import ROOT, Line, spend, times
from benchmarks.scans import CLUTTER, DETECTION, PERIOD, SIGMA_ANGLE, SIGMA_RANGE, SPACE, Scans, formation, make

PEER = "stonesoup==1.9.1"
HOME = ROOT / ".venv" / "bench"
# Targets, scans of each seed, seeds: the peer takes 0.3 to 0.6, 1 to 2 and 10 to 20 s for one scan.
CASES = ((10, 20, (0, 1, 2)), (50, 12, (0, 1)), (200, 9, (0,)))
# Of targets in one formation: by enumeration, and by the peer's quickest exact way.
JOINT = ((4, "jpda"), (8, "jpda"), (16, "ehm2"))
JOINT_SCANS = 8
BUDGET, JOINT_BUDGET = 150.0, 25.0
# Ours is timed over whole recordings, the first scans of which are those that the peer gets.
LONG = 60
SETTLED = 5
REPEATS = 21
CUT = 1000.0
GATE = 4.0


def measure() -> Iterator[Line]:
    peer = peer_python()
    for targets, scans, seeds in CASES:
        yield from side_by_side(peer, targets, scans, seeds)
    for targets, kind in JOINT:
        yield from joint(peer, targets, kind)
    yield from light_tracker.measure()


def side_by_side(peer: str | None, targets: int, scans: int, seeds: tuple[int, ...]) -> Iterator[Line]:
    skies = [make(seed, targets, scans) for seed in seeds]
    long = [make(seed, targets, LONG) for seed in seeds]
    spent = statistics.median(_spent(long, "gnn") for _ in range(REPEATS))
    single = statistics.median(_spent(long, "gnn", by_scan=True) for _ in range(5))
    tables = [follow(sky, "gnn") for sky in skies]
    goal = "5,000 x, aim 15,000 x" if targets == 50 else ""
    yield Line(f"GNN, {targets} targets, {CLUTTER[targets]} false plots", 1.0 / spent, "scans / CPU s")
    yield Line("  scan by scan from Python", 1.0 / single, "scans / CPU s")
    updates = sum(len(confirmed(follow(sky, "gnn"))) for sky in long) / sum(map(len, long))
    yield Line("  track updates", updates / spent, "/ CPU s")
    if peer is None:
        yield from _quality(
            "  ", [list(places(table, len(sky))) for table, sky in zip(tables, skies, strict=True)], skies
        )
        return
    theirs = ask(peer, "gnn", targets, scans, BUDGET, seeds)
    slow = statistics.median(cpu for one in theirs for cpu in one["spent"][SETTLED:])
    yield Line(f"  {PEER}, the same scans", 1.0 / slow, "scans / CPU s", goal, f"we: {times(slow, spent)}")
    # What the peer had no time for is not compared.
    skies = [sky[: len(one["spent"])] for sky, one in zip(skies, theirs, strict=True)]
    tables = [follow(sky, "gnn") for sky in skies]
    own = [plots_taken(table) for table in tables]
    other = [{tuple(map(tuple, track)) for track in one["taken"]} for one in theirs]
    equal = sum(len(a & b) for a, b in zip(own, other, strict=True))
    yield Line("  tracks with the same plots scan by scan", equal, "tracks", "all", f"of {sum(map(len, other))}")
    yield Line("  tracks of ours that the peer has not", sum(map(len, own)) - equal, "tracks", "0")
    yield from _quality("  ", [list(places(table, len(sky))) for table, sky in zip(tables, skies, strict=True)], skies)
    others = [[np.reshape(at, (-1, 3)) for at in one["places"]] for one in theirs]
    yield from _quality(f"  {PEER}: ", others, skies)
    yield Line("  largest difference from the peer's own metrics", _check(theirs, others, skies), "m")


def _quality(whose: str, found: Any, skies: list[Scans]) -> Iterator[Line]:
    """Mean OSPA and GOSPA (p = 2) and number of tracks from the sixth scan on."""
    from vyuha.tracker.metrics import gospa, ospa

    settled = [
        (truth, at)
        for sky, scans in zip(skies, found, strict=True)
        for (truth, _), at in list(zip(sky, scans, strict=True))[SETTLED:]
    ]
    tracks = np.mean([len(at) for _, at in settled])
    yield Line(
        f"{whose}OSPA",
        float(np.mean([ospa(x, at, CUT).distance for x, at in settled])),
        "m",
        "",
        f"{tracks:.1f} tracks",
    )
    yield Line(f"{whose}GOSPA", float(np.mean([gospa(x, at, CUT).distance for x, at in settled])), "m")


def _check(theirs: Any, others: Any, skies: list[Scans]) -> float:
    """Largest difference between our metrics and the peer's own ones, p = 1, on the peer's tracks [m]."""
    from vyuha.tracker.metrics import gospa, ospa

    return max(
        max(abs(ospa(truth, at, CUT, 1.0).distance - a), abs(gospa(truth, at, CUT, 1.0).distance - b))
        for sky, scans, one in zip(skies, others, theirs, strict=True)
        for (truth, _), at, (a, b) in zip(sky, scans, one["own"], strict=True)
    )


def joint(peer: str | None, targets: int, kind: str) -> Iterator[Line]:
    sky = formation(0, targets, JOINT_SCANS)
    _worst(sky)
    worst = min(_worst(sky) for _ in range(5))
    yield Line(f"JPDA, {targets} in one formation, the dearest scan", 1e3 * worst, "ms CPU")
    if peer is not None:
        one = ask(peer, kind, targets, JOINT_SCANS, JOINT_BUDGET, (0,))[0]
        most = max(one["spent"])
        what = f"  {PEER} ({'EHM2' if kind == 'ehm2' else 'enumeration'}), of {len(one['spent'])} scans"
        yield Line(what, 1e3 * most, "ms CPU", "", f"we: {times(most, worst)}")


def _worst(sky: Scans) -> float:
    tracker, most = made("jpda"), 0.0
    for k, (_, plots) in enumerate(sky):
        z = ours(plots)
        start = time.process_time()
        tracker.scan(PERIOD * k, z)
        most = max(most, time.process_time() - start)
    return most


def made(association: Any, clutter: float = 20.0) -> Any:
    """Our tracker with the peer's settings."""
    from scipy.stats import chi2

    from vyuha import Hits, Motion, Tracker, TrackingSensor

    return Tracker(
        TrackingSensor(
            "radar",
            (SIGMA_RANGE, SIGMA_ANGLE, SIGMA_ANGLE),
            detection_probability=DETECTION,
            clutter_density=clutter / SPACE,
        ),
        [Motion("cv", noise=1.0)],
        association=association,
        cost="distance",
        gate_probability=float(chi2.cdf(GATE**2, 3)),
        speed_sigma=(300.0, 300.0, 100.0),
        logic=Hits(3, 5, misses=4, tentative_misses=2),
    )


def ours(plots: Any) -> Any:
    """Plots as our tracker reads them: range, azimuth from the y axis to the right, elevation."""
    return np.column_stack([plots[:, 2], (1.5 * math.pi - plots[:, 1]) % (2.0 * math.pi) - math.pi, plots[:, 0]])


def follow(sky: Scans, association: Any) -> Any:
    """Table of all tracks, tentative ones included, after each scan."""
    return made(association).run(PERIOD * np.arange(len(sky)), [ours(plots) for _, plots in sky], tentative=True)


def _spent(skies: list[Scans], association: Any, by_scan: bool = False) -> float:
    """CPU time for a scan [s]: all scans of all recordings, tables of confirmed tracks made."""
    spent, count = 0.0, 0
    for sky in skies:
        tracker, plots = made(association), [ours(plots) for _, plots in sky]
        when = PERIOD * np.arange(len(sky))
        start = time.process_time()
        if by_scan:
            for at, one in zip(when.tolist(), plots, strict=True):
                tracker.scan(at, one)
        else:
            tracker.run(when, plots)
        spent += time.process_time() - start
        count += len(sky)
    return spent / count


def confirmed(table: Any) -> Any:
    return table[table["confirmed"]]


def places(table: Any, scans: int) -> Iterator[Any]:
    """Positions of the confirmed tracks after each scan."""
    table = confirmed(table)
    for k in range(scans):
        yield table["position"][table["scan"] == k]


def plots_taken(table: Any) -> set[tuple[tuple[int, int], ...]]:
    """For each track that was ever confirmed the pairs of scan and plot that it took."""
    sure = np.unique(confirmed(table)["number"])
    taken = table[table["plot"] >= 0]
    return {
        tuple(zip(one["scan"].tolist(), one["plot"].tolist(), strict=True))
        for number in sure
        for one in (taken[taken["number"] == number],)
    }


def ask(peer: str, kind: str, targets: int, scans: int, budget: float, seeds: tuple[int, ...]) -> Any:
    """What the peer makes of the same scans."""
    arguments = [kind, str(targets), str(scans), str(budget), *map(str, seeds)]
    # Its environment is its own: what leads this interpreter to its packages must not lead the peer there.
    done = spend([peer, "-m", "benchmarks.peer_stonesoup", *arguments], OMP_NUM_THREADS="1", PYTHONPATH="")
    return json.loads(done.output)


def peer_python() -> str | None:
    """The interpreter of the peer's environment, made if need be; None where the peer cannot be had."""
    interpreter = HOME / "bin" / "python"
    if not (HOME / "ready").exists():
        print(f"installing {PEER} in {HOME} ...", file=sys.stderr)
        install = [str(interpreter), "-m", "pip", "install", "--quiet", "--no-compile", PEER]
        for command in ([sys.executable, "-m", "venv", "--clear", str(HOME)], install):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"no {PEER}: {done.stderr.strip()[-200:]}", file=sys.stderr)
                return None
        (HOME / "ready").touch()
    return str(interpreter)
