"""Our tracker beside Stone Soup's: the same detections in the same run, scans for each CPU second, and equal quality.

The peer lives in an environment of its own, `.venv/bench`, made on first use; without a package index its lines are
left out. Both begin a track at every plot that is left over, confirm it with its third hit (ours in a row, the peer's
with one miss allowed) and drop it at the fourth miss. One difference shows: ours allows a new track 900 m/s, for
ballistic missiles, the peer 300 m/s, which is all that flies here; so ours settles later. OSPA and the number of
tracks say how well both do.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measure import ROOT, Line, spend, times
from benchmarks.scans import PERIOD, SIGMA_ANGLE, SIGMA_RANGE, make, ospa

PEER = "stonesoup==1.9.1"
HOME = ROOT / ".venv" / "bench"
# Targets, scans of each seed, seeds: the peer takes 0.3 s and 1.6 s for one scan.
CASES = ((10, 20, (0, 1, 2)), (50, 12, (0, 1)))
SETTLED = 5
REPEATS = 20


def measure() -> Iterator[Line]:
    peer = peer_python()
    for targets, scans, seeds in CASES:
        rate, error, tracks = ours(targets, scans, seeds)
        yield Line(f"Vyuha, {targets} targets", rate, "scans / CPU s")
        yield Line(f"  OSPA {error:.0f} m; tracks", tracks, "")
        yield Line("  track updates", rate * tracks, "/ CPU s")
        if peer is None:
            continue
        arguments = [str(targets), str(scans), *map(str, seeds)]
        done = spend([peer, "-m", "benchmarks.peer_stonesoup", *arguments], OMP_NUM_THREADS="1")
        theirs = json.loads(done.output)
        slow = 1.0 / statistics.median(theirs["spent"])
        yield Line(f"{PEER}, the same scans", slow, "scans / CPU s", "", f"we: {times(rate, slow)}")
        yield Line(f"  OSPA {theirs['ospa']:.0f} m; tracks", theirs["tracks"], "")


def ours(targets: int, scans: int, seeds: tuple[int, ...]) -> tuple[float, float, float]:
    """Scans for each CPU second, mean OSPA [m] and number of confirmed tracks, both from the sixth scan on."""
    from vyuha.state.track import CONFIRMED
    from vyuha.tracking.system import process_scan

    setup, state = _tables()
    errors, sizes, spent = [], [], []
    for repeat in range(REPEATS + 1):
        for seed in seeds:
            state.track["status"] = 0
            for k, (truth, plots) in enumerate(_plots(seed, targets, scans, setup)):
                start = time.process_time()
                state.plot[: len(plots)] = plots
                process_scan(setup, state, 0, 0, PERIOD * k, len(plots))
                cpu = time.process_time() - start
                if k < SETTLED or repeat == 0:
                    continue
                spent.append(cpu)
                if repeat == 1:
                    live = np.asarray(state.track)[state.track["status"] == CONFIRMED]
                    errors.append(ospa(truth, np.column_stack([live["x"], live["y"], live["z"]])))
                    sizes.append(len(live))
    return 1.0 / statistics.median(spent), float(np.mean(errors)), float(np.mean(sizes))


_made: dict[tuple[int, int, int], list[Any]] = {}


def _plots(seed: int, targets: int, scans: int, setup: Any) -> list[Any]:
    """Truth and rows of the plot table for each scan, made once and outside the timer."""
    from vyuha.base.table import rows
    from vyuha.sensors.measurement import write_plot
    from vyuha.state.radar import Plot

    key = (seed, targets, scans)
    if key not in _made:
        _made[key] = []
        for truth, plots in make(seed, targets, scans):
            table: Any = rows(Plot, len(plots))
            for row, (elevation, azimuth, slant) in zip(table, plots.tolist(), strict=True):
                ground = slant * np.cos(elevation)
                at = (ground * np.cos(azimuth), ground * np.sin(azimuth), slant * np.sin(elevation))
                write_plot(row, setup.radar[0], tuple(map(float, at)), 1.0, (0.0, 0.0, 0.0))
                row.threat = -1
            _made[key].append((truth, table))
    return _made[key]


def _tables() -> tuple[Any, Any]:
    """One net, one radar at the origin that sees all round, tables with room for clutter."""
    from vyuha.base.table import rows
    from vyuha.engine.allocate import allocate
    from vyuha.state.mission import Mission
    from vyuha.state.radar import Radar
    from vyuha.state.site import Net, Site
    from vyuha.state.tables import Setup
    from vyuha.state.terrain import Grid, Mask
    from vyuha.state.threat import Knot, Threat
    from vyuha.state.weapon import Doctrine, FireUnit, Magazine, Missile
    from vyuha.world.frame import make_frame

    net, radar = rows(Net, 1), rows(Radar, 1)
    # Three hits in a row make a track, four missed scans end it. With 3 of 5, as the catalogue has it for radars with
    # few false plots, this much clutter would make tracks of its own.
    net["confirm_hits"], net["confirm_looks"], net["coast_time"], net["process_noise"] = 3, 3, 3.5 * PERIOD, 1.0
    radar["antenna_height"], radar["instrumented_range"], radar["period"] = 30.0, 500e3, PERIOD
    radar["east_x"] = radar["north_y"] = radar["up_z"] = radar["reference_snr"] = 1.0
    radar["sector_half_width"], radar["minimum_elevation"], radar["maximum_elevation"] = np.pi, -1.6, 1.6
    radar["range_error"], radar["azimuth_error"], radar["elevation_error"] = SIGMA_RANGE, SIGMA_ANGLE, SIGMA_ANGLE
    flyout, grid = np.zeros((0, 0, 0)), np.zeros((0, 0))
    setup = Setup(
        make_frame(0.54, 1.31),
        rows(Mission, 1),
        rows(Site, 1),
        net,
        radar,
        rows(Threat, 200),
        rows(Knot, 1),
        rows(Missile, 0),
        rows(Magazine, 0),
        rows(FireUnit, 0),
        rows(Doctrine, 0),
        flyout,
        flyout,
        grid,
        grid,
        rows(Grid, 0),
        np.zeros((0, 0), np.float32),
        rows(Mask, 0),
        np.zeros(0, np.float32),
    )
    return setup, allocate(setup)


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
