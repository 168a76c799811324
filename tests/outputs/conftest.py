"""A made-up fight, seeded, for the tests of everything that writes: no engine, no physics, only plausible tables."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from vyuha.base.table import rows
from vyuha.results.history import History
from vyuha.results.laydown import AssumedFigure, Laydown, Place, Ring, Route
from vyuha.results.records import Block, Named, Roster
from vyuha.state import mission, shot, threat
from vyuha.state.mission import Sample
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.threat import ThreatState

LATITUDE, LONGITUDE, GROUND = 31.0, 74.9, 230.0
NASTY = '<img src=x onerror="alert(1)">'
# raid, type, class, count, bearing [deg], start range [m], speed [m/s], height [m], spacing [s], kill probability, cost
RAIDS = (
    ("drones", "shahed-136", "one-way-drone", 24, 275.0, 60e3, 51.0, 300.0, 10.0, 0.86, 35e3),
    ("decoys", "gerbera", "decoy", 8, 270.0, 58e3, 51.0, 300.0, 12.0, 0.8, 10e3),
    ("cruise", "babur", "cruise-missile", 12, 250.0, 150e3, 240.0, 60.0, 8.0, 0.75, 1e6),
    ("brahmos", "brahmos", "supersonic-cruise-missile", 6, 240.0, 290e3, 900.0, 14e3, 6.0, 0.7, 3e6),
    ("srbm", "fatah-2", "ballistic-missile", 4, 285.0, 300e3, 1500.0, 40e3, 15.0, 0.55, 1.5e6),
    ("strike", "su-30mki", "fighter", 6, 300.0, 260e3, 250.0, 5000.0, 10.0, 0.93, 60e6),
)
PLACES = (
    ("airbase", "asset", "Air base", 0.0, 0.0, 100.0),
    ("city", "asset", f"City {NASTY}", 14e3, -9e3, 80.0),
    ("alpha", "s-400/battalion", "S-400 battalion", -6e3, 4e3, 30.0),
    ("bravo", "s-400/battalion", "S-400 battalion", 8e3, -3e3, 30.0),
    ("post", "s-400/command-post", "S-400 command post", 1e3, 6e3, 20.0),
)
MISSILES = (("48N6E3", 1.6e6), ("9M96E2", 0.8e6), ("40N6E", 2.5e6))


@dataclass(frozen=True)
class Fight:
    """Everything that a report or a replay is made from."""

    roster: Roster
    laydown: Laydown
    response_time: float

    def blocks(self, replicates: int, size: int = 100, seed: int = 5) -> list[Block]:
        return [_block(self.roster, first, min(size, replicates - first), seed) for first in range(0, replicates, size)]

    def history(self, replicate: int = 3, seed: int = 5) -> History:
        return _history(_block(self.roster, replicate, 1, seed))


@pytest.fixture(scope="session")
def fight() -> Fight:
    return make_fight()


def make_fight() -> Fight:
    """The names and the map of the made-up fight."""
    threats = tuple(
        Named(f"{raid}/{i + 1}", kind, group_class, raid, cost)
        for raid, kind, group_class, count, *_, cost in RAIDS
        for i in range(count)
    )
    targets = tuple("city" if i % 3 == 2 else "airbase" for i in range(len(threats)))
    roster = Roster(
        threats,
        tuple(Named(i, kind, name) for i, kind, name, *_ in PLACES),
        tuple(Named(i, cost=cost) for i, cost in MISSILES),
        (Named("alpha", "s-400/battalion"), Named("bravo", "s-400/battalion")),
        tuple(
            Named(f"{s}/{k}", k)
            for s, k in (("alpha", "92N6E"), ("alpha", "96L6E"), ("bravo", "92N6E"), ("post", "91N6E"))
        ),
        targets,
    )
    return Fight(roster, _laydown(), 25.0)


def _geodetic(east: Any, north: Any) -> tuple[Any, Any]:
    return LATITUDE + north / 110_900.0, LONGITUDE + east / (111_320.0 * math.cos(math.radians(LATITUDE)))


def _circle(
    site: str, label: str, kind: str, radius: float, height: float, half: float = 180.0, centre: float = 0.0
) -> Ring:
    east, north = next((e, n) for i, _, _, e, n, _ in PLACES if i == site)
    angle = np.radians(np.linspace(centre - half, centre + half, 73))
    x, y = east + radius * np.sin(angle), north + radius * np.cos(angle)
    if half < 180.0:
        x, y = np.concatenate(([east], x, [east])), np.concatenate(([north], y, [north]))
    return Ring(site, label, kind, height, tuple(x.tolist()), tuple(y.tolist()))


def _laydown() -> Laydown:
    places = tuple(
        Place(i, kind, name, e, n, float(_geodetic(e, n)[0]), float(_geodetic(e, n)[1]), GROUND, value)
        for i, kind, name, e, n, value in PLACES
    )
    rings = (
        _circle("post", "91N6E", "search radar", 53e3, 100.0),
        _circle("post", "91N6E", "search radar", 280e3, 10e3),
        _circle("alpha", "92N6E", "engagement radar", 55e3, 100.0, 60.0, 270.0),
        _circle("bravo", "92N6E", "engagement radar", 55e3, 100.0, 60.0, 250.0),
        _circle("alpha", "48N6E3", "missile", 250e3, 10e3),
        _circle("alpha", "9M96E2", "missile", 120e3, 10e3),
        _circle("bravo", "48N6E3", "missile", 250e3, 10e3),
    )
    routes = []
    for raid, kind, _, count, bearing, reach, speed, height, _, _, _ in RAIDS:
        a, t = math.radians(bearing), np.linspace(0.0, 1.0, 5)
        bend = 0.08 * reach * np.sin(math.pi * t)
        x, y = reach * math.sin(a) * (1 - t) + bend * math.cos(a), reach * math.cos(a) * (1 - t) - bend * math.sin(a)
        routes.append(
            Route(
                raid,
                kind,
                count,
                tuple((t * reach / speed).tolist()),
                tuple(x.tolist()),
                tuple(y.tolist()),
                (height,) * 5,
            )
        )
    assumed = (
        AssumedFigure("91N6E", "false_alarm_probability", "1e-6", "No public figure; a usual design value."),
        AssumedFigure("9M96E2", "lethal_radius", "12 m (6 to 20)", f"Chosen for a 24 kg warhead {NASTY}."),
        AssumedFigure("fatah-2", "rcs", "0.1 m2 (0.02 to 0.5)", "No public figure."),
    )
    return Laydown(
        f"Two-axis raid on an air base {NASTY}", LATITUDE, LONGITUDE, 1200.0, places, rings, tuple(routes), assumed
    )


def _plan(roster: Roster) -> list[tuple[Any, ...]]:
    """Per threat: raid row, start time, flight time, start east and north."""
    out = []
    for raid in RAIDS:
        for i in range(raid[3]):
            a = math.radians(raid[4] + 0.4 * (i - raid[3] / 2))
            out.append((raid, 20.0 + i * raid[8], raid[5] / raid[6], raid[5] * math.sin(a), raid[5] * math.cos(a)))
    return out


def _block(roster: Roster, first: int, count: int, seed: int) -> Block:
    plan = _plan(roster)
    threats = rows(ThreatState, count * len(plan)).reshape(count, len(plan))
    sites = rows(SiteState, count * len(PLACES)).reshape(count, len(PLACES))
    sites.destroyed_time = np.nan
    sites.emptied = np.nan
    shots: list[Any] = []
    replicate_of: list[int] = []
    for r in range(count):
        random = np.random.default_rng([seed, first + r])
        mood = random.normal(0.0, 0.12)
        for i, (raid, start, flight, *_) in enumerate(plan):
            fired = _fate(threats[r, i], random, raid[9] + mood, start, flight, i)
            threats[r, i]["struck"] = -1
            if threats[r, i]["outcome"] == threat.HIT and raid[2] != "decoy":
                threats[r, i]["struck"] = 1 if i % 3 == 2 else 0
                _strike(sites[r, threats[r, i]["struck"]], start + flight, i)
            shots += fired
            replicate_of += [first + r] * len(fired)
        if random.random() < 0.04:
            _strike(sites[r, 2], 400.0, 0)
            _strike(sites[r, 2], 410.0, 0)
            _strike(sites[r, 2], 420.0, 0)
    table = np.concatenate(shots).view(np.recarray) if shots else rows(Shot, 0)
    failures = np.zeros(count, np.int64)
    return Block(first, threats, sites, table, np.array(replicate_of), failures, np.full(count, 9000))


def _strike(site: Any, time: float, by: int) -> None:
    site["hits"] += 1
    if site["hits"] >= 3 and not site["destroyed"]:
        site["destroyed"], site["destroyed_time"], site["destroyed_by"] = True, time, by


def _fate(state: Any, random: Any, kill: float, start: float, flight: float, row: int) -> list[Any]:
    """Fill one threat's record; the rounds fired at it."""
    names = ("coverage", "horizon", "detection", "track", "feasible", "order", "launch")
    for name in names:
        state[f"{name}_time"] = np.nan
    state["begin"], state["end"], state["best_miss"] = start, start + flight, np.nan
    share = np.sort(random.uniform(0.1, 0.6, len(names)))
    killed = random.random() < kill
    reach = len(names) if killed else int(random.choice([1, 2, 3, 4, 5, 7, 7, 7]))
    for name, part in list(zip(names, share, strict=True))[:reach]:
        state[f"{name}_time"] = start + part * flight
    if reach == 4:
        state[str(random.choice(["cycles_sector", "cycles_envelope", "cycles_too_late"]))] = 5
    if reach == 5:
        state[str(random.choice(["cycles_no_channel", "cycles_no_rounds"]))] = 7
    state["resolved_time"] = start + flight * (random.uniform(0.7, 0.95) if killed else 1.0)
    state["outcome"] = threat.KILLED if killed else (threat.HIT if random.random() < 0.8 else threat.STRAY)
    state["detections"] = 20 if reach > 2 else 0
    state["detection_range"] = 60e3 - 500.0 * row if reach > 2 else np.nan
    if reach < len(names):
        return []
    count = int(random.integers(1, 4))
    state["shots"] = count
    fired = []
    for n in range(count):
        one = rows(Shot, 1)
        one.threat, one.fire_unit, one.missile = row, row % 2, int(random.integers(0, 3))
        gap = (state["resolved_time"] - state["launch_time"]) / count
        one.order_time = state["launch_time"] - 4.0 + n * gap
        one.launch_time, one.end_time = state["launch_time"] + n * gap, state["launch_time"] + (n + 1) * gap
        last = n == count - 1
        one.result = shot.KILL if killed and last else int(random.choice([shot.NO_KILL, shot.MISS, shot.NOT_ACQUIRED]))
        one.release_time, one.miss_distance, one.kill_probability = one.end_time, random.exponential(9.0), 0.7
        fired.append(one)
    state["best_miss"] = min(float(one.miss_distance[0]) for one in fired)
    return fired


def _history(block: Block) -> History:
    plan = _plan(make_fight().roster)
    lines: list[tuple[float, int, int, int, float, float, float]] = []
    states = block.threats[0]

    def where(i: int, time: float) -> tuple[float, float, float]:
        raid, start, flight, east, north = plan[i]
        left = 1.0 - (time - start) / flight
        return east * left, north * left, GROUND + raid[7] * min(1.0, 4.0 * left)

    for i, state in enumerate(states):
        stop = float(state.resolved_time)
        for time in [*np.arange(float(state.begin), stop, 5.0), stop]:
            done = int(state.outcome) if time == stop else threat.IN_FLIGHT
            lines.append((time, mission.SAMPLE_THREAT, i, done, *where(i, time)))
        if not math.isnan(float(state.detection_time)):
            for time in np.arange(float(state.detection_time), stop, 10.0):
                x, y, z = where(i, time)
                lines.append((time, mission.SAMPLE_DETECTION, 3, i, x + 40.0, y - 30.0, z))
        if not math.isnan(float(state.track_time)):
            for time in np.arange(float(state.track_time), stop, 10.0):
                x, y, z = where(i, time)
                lines.append((time, mission.SAMPLE_TRACK, 100 + i, i, x + 20.0, y - 20.0, z))
        if state.outcome in (threat.HIT, threat.STRAY):
            lines.append((stop, mission.SAMPLE_IMPACT, i, 1 if i % 3 == 2 else 0, *where(i, stop)))
    for s, one in enumerate(block.shots):
        _, _, _, east, north, _ = PLACES[2 + int(one.fire_unit)]
        ends, end = (east, north, GROUND), where(int(one.threat), float(one.end_time))
        times = np.linspace(float(one.launch_time), float(one.end_time), 9)
        for k, time in enumerate(times):
            position = tuple(a + (b - a) * k / 8 for a, b in zip(ends, end, strict=True))
            kind = {0: mission.SAMPLE_LAUNCH, 8: mission.SAMPLE_INTERCEPT}.get(k, mission.SAMPLE_INTERCEPTOR)
            lines.append((time, kind, s, int(one.threat), *position))
    for p, site in enumerate(block.sites[0]):
        if site.destroyed:
            _, _, _, east, north, _ = PLACES[p]
            lines.append((float(site.destroyed_time), mission.SAMPLE_SITE_LOST, p, 0, east, north, GROUND))
    lines.append((100.0, mission.SAMPLE_DETECTION, 3, -1, 20e3, 20e3, 900.0))
    samples = rows(Sample, len(lines))
    for n, line in enumerate(sorted(lines, key=lambda line: line[0])):
        samples[n] = line
    latitude, longitude = _geodetic(samples.x, samples.y)
    return History(block.first, samples, latitude, longitude, np.array(samples.z), block)
