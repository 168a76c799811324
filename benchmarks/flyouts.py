"""Flights of a point mass with three degrees of freedom: whole interceptions, the envelope, a single step.

A guided fly-out here is a whole interception of a fighter that comes in, crosses or leaves: launch, midcourse guidance,
hand-over, homing with steps down to 5 ms, closest approach. Beside the speed stands by how much the misses change with
four times finer steps, since a count of flights says nothing without it.

The peers live in an environment of their own, `.venv/bench-flights`, made on first use; without a package index their
lines are left out. Each does something near this, none the same: pymissile flies in a plane at constant speed with
proportional navigation in steps of 10 ms and keeps its history; RocketPy flies a short unguided rocket with six degrees
of freedom.
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

from benchmarks.measure import ROOT, Line, median_cpu, spend, times

FLIGHTS = 400
MISSILES = ("48N6E3", "9M96E2")
BAR, CONVERGED = 1000.0, 0.1
PEERS = {"pymissile": "pymissile==0.0.3", "rocketpy": "rocketpy==1.13.0"}
PEER_FLIGHTS = 5
HOME = ROOT / ".venv" / "bench-flights"
TARGET_SPEED = 260.0
STEPS = 20_000


def measure() -> Iterator[Line]:
    from vyuha.world.frame import make_frame

    frame = make_frame(0.55, 1.3)[0]
    rates = {}
    for name, package in PEERS.items():
        rates[package] = peer_rate(name)
        if rates[package]:
            yield Line(f"{package}, its own flight", rates[package], "flights / CPU s")
    for name in MISSILES:
        yield from interceptions(name, frame, rates)
        yield from standing(name, frame)
    yield from steps(frame)
    yield envelope()


def interceptions(name: str, frame: Any, peers: dict[str, float]) -> Iterator[Line]:
    """Whole interceptions at seeded random points and aspects, of which those that hit count."""
    from vyuha.weapons.chase import HIT, chase, course_to
    from vyuha.weapons.zone import time_there

    missile, aims = row_of(name), points(name)
    aspects = np.random.default_rng(2).uniform(0.0, math.pi, FLIGHTS)
    jobs = [
        (course_to(r, h, float(a), TARGET_SPEED), time_there(missile, frame, r, h))
        for (r, h), a in zip(aims, aspects, strict=True)
    ]
    flown = [chase(missile, frame, *job, 1.0) for job in jobs]
    fine = [chase(missile, frame, *job, 4.0) for job in jobs]
    hits = [(a, b) for a, b in zip(flown, fine, strict=True) if a[4] == HIT]
    change = max(abs(a[3] - b[3]) for a, b in hits)
    mean = float(np.mean([a[0] for a, _ in hits]))

    def fly() -> None:
        for job in jobs:
            chase(missile, frame, *job, 1.0)

    rate = len(jobs) / median_cpu(fly)
    beside = "".join(f"; {times(rate, speed)} {peer}" for peer, speed in peers.items() if speed)
    what = f"{name}, interceptions, mean {mean:.0f} s, {len(hits)}/{len(jobs)} hit"
    yield Line(what, rate, "flights / CPU s", f"{BAR:,.0f}", f"{times(rate, BAR)} the goal{beside}")
    converged = "" if change <= CONVERGED else "NOT converged"
    yield Line(f"{name}, largest change of a miss by 4 x finer steps", change, "m", f"{CONVERGED:g} m", converged)


def standing(name: str, frame: Any) -> Iterator[Line]:
    """Fly-outs to standing points in steps of 0.2 s, as the tables of command are filled."""
    from vyuha.weapons.envelope import fly_out, point_at

    missile = row_of(name)
    aims = [point_at(frame, r, h) for r, h in points(name)]

    def fly() -> None:
        for aim in aims:
            fly_out(missile, frame, (0.0, 0.0, 0.0), aim, 0.2)

    yield Line(f"{name}, to a standing point, steps of 0.2 s", len(aims) / median_cpu(fly), "flights / CPU s")


def steps(frame: Any) -> Iterator[Line]:
    """One step of flight with its command, called inside a kernel as a flight does it."""
    from vyuha.base.compile import kernel
    from vyuha.state.frame import Frame
    from vyuha.state.weapon import Missile
    from vyuha.weapons.flight import advance, launch_state
    from vyuha.weapons.guidance import midcourse_command

    @kernel
    def guided(missile: Missile, frame: Frame, count: int) -> float:
        body = launch_state(frame, 0.0, 0.0, 0.0)
        for n in range(count):
            t = 0.01 * n
            body = advance(missile, frame, t, 0.01, body, midcourse_command(missile, frame, t, body, (0.0, 2e5, 1e4)))
        return body[0] + body[1]

    @kernel
    def unguided(missile: Missile, frame: Frame, count: int) -> float:
        body = launch_state(frame, 0.0, 0.0, 0.0)
        for n in range(count):
            body = advance(missile, frame, 0.01 * n, 0.01, body, (0.0, 0.0, 0.0))
        return body[0] + body[1]

    missile = row_of("48N6E3")
    for what, fly in (("one step of flight", unguided), ("one step of flight with its midcourse command", guided)):
        yield Line(what, 1e9 * median_cpu(lambda fly=fly: fly(missile, frame, STEPS)) / STEPS, "ns")


def envelope() -> Line:
    """The envelope of the README, on two threads, tables and all, without its page; time on the clock."""
    import vyuha

    vyuha.envelope("9M96E", "su-30mki", workers=1)
    start = time.perf_counter()
    made = vyuha.envelope("48N6E3", "su-30mki", workers=2)
    spent = time.perf_counter() - start
    return Line(
        f"envelope of 48N6E3, {made.points.height} interceptions, two cores", spent, "s", "10 s", times(spent, 10.0)
    )


def peer_rate(name: str) -> float:
    """Flights for each CPU second of a peer in this run; 0 where it cannot be had."""
    interpreter = HOME / "bin" / "python"
    if not (HOME / "ready").exists():
        print(f"installing {', '.join(PEERS.values())} in {HOME} ...", file=sys.stderr)
        install = [str(interpreter), "-m", "pip", "install", "--quiet", "--no-compile", *PEERS.values()]
        for command in ([sys.executable, "-m", "venv", "--clear", str(HOME)], install):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"no peers: {done.stderr.strip()[-200:]}", file=sys.stderr)
                return 0.0
        (HOME / "ready").touch()
    command = [str(interpreter), "-m", "benchmarks.peer_flights", name, str(PEER_FLIGHTS)]
    return 1.0 / statistics.median(json.loads(spend(command, OMP_NUM_THREADS="1").output)["spent"])


def row_of(name: str) -> Any:
    from vyuha.catalogue import load
    from vyuha.weapons.performance import missile_row

    return missile_row(load().missiles[name])[0]


def points(name: str) -> list[tuple[float, float]]:
    """Seeded ground ranges and heights inside the envelope."""
    random = np.random.default_rng(1)
    reach = row_of(name).maximum_range * random.uniform(0.2, 0.8, FLIGHTS)
    return [(float(r), float(h)) for r, h in zip(reach, random.uniform(3e3, 15e3, FLIGHTS), strict=True)]
