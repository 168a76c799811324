"""Made-up outcomes with the shape of real ones; replicate k depends on nothing but the seed and k."""

from typing import Any

import numpy as np

from vyuha.base.table import dtype_of
from vyuha.results.folder import RunPlan
from vyuha.results.laydown import AssumedFigure, Laydown, Place, Ring, Route
from vyuha.results.records import Block, Named, Roster
from vyuha.state import shot, threat
from vyuha.state.shot import Shot
from vyuha.state.site import SiteState
from vyuha.state.threat import ThreatState

TIMES = ("coverage_time", "horizon_time", "detection_time", "track_time", "feasible_time", "order_time", "launch_time")
CYCLES = (
    "cycles_no_command",
    "cycles_no_unit",
    "cycles_sector",
    "cycles_envelope",
    "cycles_no_channel",
    "cycles_no_rounds",
    "cycles_too_late",
    "cycles_silent",
)
RESPONSE = 20.0


def roster(threats: int = 8) -> Roster:
    kinds = (
        ("shahed-136", "one-way-drone", 35e3),
        ("brahmos", "supersonic-cruise-missile", 3e6),
        ("adm", "decoy", 25e3),
    )
    flown = [kinds[i % len(kinds)] for i in range(threats)]
    return Roster(
        threats=tuple(
            Named(f"raid-{i % 2}/{i}", kind, group, f"raid-{i % 2}", cost)
            for i, (kind, group, cost) in enumerate(flown)
        ),
        sites=(
            Named("airbase", "asset", "Air base"),
            Named("city", "asset", "City"),
            Named("alpha", "s-400/battalion", "Alpha"),
        ),
        missiles=(Named("48N6E3", cost=1.0e6), Named("9M96E2", cost=4.5e5)),
        fire_units=(Named("alpha", "s-400/battalion"),),
        radars=(Named("alpha/92N6E", "92N6E"),),
        targets=tuple(("airbase", "city")[i % 2] for i in range(threats)),
    )


def laydown() -> Laydown:
    places = (
        Place("airbase", "asset", "Air base", 0.0, 0.0, 31.0, 74.9, 200.0, 100.0),
        Place("city", "asset", "City", 9e3, 0.0, 31.0, 75.0, 200.0, 40.0),
        Place("alpha", "s-400/battalion", "Alpha", -6e3, 4e3, 31.0, 74.8, 200.0, 60.0),
    )
    return Laydown(
        title="Made-up raid",
        latitude=31.0,
        longitude=74.9,
        duration=1200.0,
        places=places,
        rings=(Ring("alpha", "92N6E", "engagement radar", 100.0, (0.0, 1e4 / 3.0), (0.0, 2e4)),),
        routes=(Route("raid-0", "shahed-136", 4, (0.0, 60.0), (2e5, 0.0), (0.0, 0.0), (100.0, 50.0)),),
        assumed=(AssumedFigure("92N6E", "false_plots", "1 per scan", "no public source"),),
    )


def plan(**changes: Any) -> RunPlan:
    text = changes.pop("scenario_text", b"vyuha: 1\r\ntitle: Made-up raid \xc3\xa9\n")
    values: dict[str, Any] = {
        "scenario_text": text,
        "scenario_hash": f"hash-of-{len(text)}",
        "seed": 7,
        "roster": roster(),
        "laydown": laydown(),
        "response_time": RESPONSE,
        "fixed_kill": -1.0,
        "versions": {"vyuha": "0.1.0", "numba": "0.68.1"},
    }
    return RunPlan(**(values | changes))


def block(first: int, count: int, seed: int = 7, names: Roster | None = None) -> Block:
    names = names or roster()
    parts = [_replicate(number, seed, names) for number in range(first, first + count)]
    return Block(
        first=first,
        threats=np.stack([part[0] for part in parts]),
        sites=np.stack([part[1] for part in parts]),
        shots=np.concatenate([part[2] for part in parts]),
        shot_replicate=np.repeat(np.arange(first, first + count), [len(part[2]) for part in parts]),
        failures=np.array([part[3] for part in parts]),
        events=np.array([1000 + number for number in range(first, first + count)]),
    )


def _replicate(number: int, seed: int, names: Roster) -> tuple[Any, Any, Any, int]:
    draw = np.random.default_rng((seed, number))
    threats, shots = np.zeros(len(names.threats), dtype_of(ThreatState)), []
    quality = draw.beta(2.0, 1.0)  # replicates differ, so threats of one replicate share a fate to some degree
    for i, row in enumerate(threats):
        row["end"] = row["resolved_time"] = 300.0 + 600.0 * draw.random()
        row["best_miss"] = np.nan
        # A silent radar had every third in view, some time before its end.
        row["silent_time"] = row["resolved_time"] - 15.0 * (i % 5) if i % 3 == 0 else np.nan
        reached = draw.integers(0, len(TIMES) + 1) if draw.random() > quality else len(TIMES)
        for k, name in enumerate(TIMES):
            row[name] = row["resolved_time"] - 20.0 * (len(TIMES) - k) * draw.random() if k < reached else np.nan
        for name in CYCLES:
            row[name] = draw.integers(0, 5)
        row["outcome"] = draw.choice((threat.HIT, threat.STRAY, threat.IN_FLIGHT), p=(0.7, 0.25, 0.05))
        if reached == len(TIMES):
            results = [shot.KILL if draw.random() < 0.8 else shot.MISS for _ in range(draw.integers(1, 3))]
            row["shots"] = len(results)
            row["outcome"] = threat.KILLED if shot.KILL in results else row["outcome"]
            shots += [_round(i, result, draw) for result in results]
        aimed_at = [site.id for site in names.sites].index(names.targets[i]) if names.targets[i] else -1
        row["struck"] = aimed_at if row["outcome"] == threat.HIT else -1
    sites = np.zeros(len(names.sites), dtype_of(SiteState))
    sites["hits"] = draw.poisson(0.4, len(sites))
    sites["destroyed"] = sites["hits"] > 1
    sites["destroyed_time"] = np.where(sites["destroyed"], 700.0, 0.0)
    # Every third replicate has the one unit fire all it has; assets never run out of anything.
    sites["emptied"] = np.nan
    sites["emptied"][2:] = 100.0 + number if number % 3 == 0 else np.nan
    fired = np.array(shots, dtype_of(Shot)) if shots else np.zeros(0, dtype_of(Shot))
    return threats, sites, fired, 2 if number % 97 == 5 else 0


def _round(target: int, result: int, draw: np.random.Generator) -> Any:
    row = np.zeros((), dtype_of(Shot))
    row["threat"] = target if draw.random() < 0.95 else -1
    row["missile"] = draw.integers(0, 2)
    row["launch_time"] = 400.0 * draw.random()
    row["miss_distance"] = draw.exponential(8.0) if result != shot.NOT_ACQUIRED else np.nan
    row["result"] = result
    return row
