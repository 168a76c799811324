"""Fights at the points of a response surface, kept in run folders so that none is fought twice.

A folder is named after its node and after a hash of all that decides the outcome: text, ground, seed, physics. An
edited scenario, or another engine, gets new folders; an interrupted fight goes on where it stopped.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.engine.code import digest_of
from vyuha.engine.ground import find_ground
from vyuha.engine.run import fight_into, physics_hash
from vyuha.programme.outcome import MEASURES
from vyuha.results.folder import RunFolder
from vyuha.results.ledger import LINKS, with_links
from vyuha.results.store import MANIFEST, StoredRun
from vyuha.results.tables import ASSET, UNARMED, armed
from vyuha.scenario import parse
from vyuha.scenario.code import functions_named, read_code
from vyuha.studies.plan.node import loads_at, node_text

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
# A point: units, and the share of a full load on each.
Key = tuple[int, float]
# No units and no rounds are the same point.
NOTHING: Key = (0, 0.0)
# Called with the number of fights done and to be done in all.
Progress = Callable[[int, int], None]


class NoOutcomeError(Exception):
    """Every fight at a point failed, so that the surface has no value there."""


@dataclass(frozen=True)
class Node:
    """What the fights at (`units`, `fill`) came to; arrays have one row per good replicate, in order.

    `step` is the least amount by which a measure can change: what was never seen in n fights may still happen.
    """

    units: int
    fill: float
    replicates: int
    replicate: Counts
    values: dict[str, Floats]
    links: Counts  # (replicate, link), armed threats only
    armed: int
    step: dict[str, float]

    def mean(self, measure: str) -> float:
        """Mean of a measure per raid."""
        return float(self.values[measure].mean())


@dataclass(frozen=True)
class Theatre:
    """What all points of a surface share: the scenario, its positions, and how fights are made and kept."""

    text: str
    name: str
    positions: tuple[str, ...]
    seed: int
    folder: Path
    workers: int = 1
    # Folder of the scenario, in which its terrain lies.
    home: Path = Path()

    @cached_property
    def full_load(self) -> float:
        """Rounds [count] of a fully loaded unit, on average over the positions."""
        return float(np.mean([battalions * rounds for battalions, rounds in self._loads]))

    def grain(self, units: int) -> float:
        """By how much the fill of the first `units` units may be off since rounds are whole: half a round in all."""
        return 0.5 / max(sum(rounds for _, rounds in self._loads[:units]), 1)

    @cached_property
    def _loads(self) -> list[tuple[int, int]]:
        return loads_at(self.text, self.positions)

    @cached_property
    def _ground(self) -> str:
        """What lies in files beside the scenario, in hashes: they may change while it stays."""
        scenario = parse(self.text, self.name)
        ground = find_ground(scenario, self.home, self.text, self.name)
        code = digest_of({name: read_code(name, self.home) for _, name in functions_named(scenario)})
        return (ground.digest if ground else "") + code

    def path(self, units: int, fill: float, seed: int) -> Path:
        """Run folder of a node fought with `seed`."""
        text = node_text(self.text, self.positions, units, fill)
        key = "\n".join((version("vyuha"), physics_hash(), str(seed), self._ground, text))
        digest = hashlib.sha256(key.encode()).hexdigest()[:12]
        return self.folder / "fights" / f"u{units:02d}-f{round(1000 * fill):04d}-{digest}"

    def fight(
        self, units: int, fill: float, replicates: int, progress: Progress | None = None, seed: int | None = None
    ) -> Node:
        """The first `replicates` fights at a point, fought where not stored; with the theatre's seed or another.

        Raises what `vyuha.engine.run.fight_into` raises, and `NoOutcomeError`.
        """
        used = self.seed if seed is None else seed
        path = self.path(units, fill, used)
        if not _holds(path, replicates):
            text = node_text(self.text, self.positions, units, fill)
            fight_into(
                path, text, self.name, replicates, used, self.workers, progress=progress, rings=False, home=self.home
            )
        elif progress is not None:
            progress(replicates, replicates)
        return read_node(RunFolder.open(path), units, fill, replicates)


def _holds(path: Path, replicates: int) -> bool:
    return (path / MANIFEST).is_file() and RunFolder.open(path).replicates >= replicates


def read_node(run: StoredRun, units: int, fill: float, replicates: int) -> Node:
    """The first `replicates` fights of a run folder as a node. NoOutcomeError if all of them failed."""
    first = pl.col("replicate") < replicates
    good = run.table("replicates").filter(first, pl.col("failure").is_null()).sort("replicate").collect()
    if not good.height:
        raise NoOutcomeError(f"{run.path}: every fight failed")
    strikers = int(armed(run.roster).sum())
    assets = {row.id for row in run.roster.sites if row.kind == ASSET}
    worth = [place.value for place in run.laydown.places if place.id in assets]
    total = sum(worth)
    leakers = good["armed_leakers"].cast(pl.Float64).to_numpy()
    values = {
        "leakers": leakers,
        "leak_share": leakers / max(strikers, 1),
        "value_protected": 1.0 - good["value_lost"].to_numpy() / total if total else np.ones(good.height),
        "rounds": good["shots"].cast(pl.Float64).to_numpy(),
        "rounds_cost": good["rounds_cost"].to_numpy(),
        "raid_cost_lost": good["raid_cost_lost"].to_numpy(),
    }
    step = {
        "leakers": 1.0,
        "leak_share": 1.0 / max(strikers, 1),
        "value_protected": min(worth, default=0.0) / total if total else 0.0,
        "rounds": 1.0,
        "rounds_cost": min((row.cost for row in run.roster.missiles), default=0.0),
        "raid_cost_lost": min((row.cost for row in run.roster.threats if row.of_raid), default=0.0),
    }
    number = good["replicate"].to_numpy().astype(np.int64)
    links = _links(run, number)
    return Node(units, fill, replicates, number, {name: values[name] for name in MEASURES}, links, strikers, step)


def _links(run: StoredRun, number: Counts) -> Counts:
    """Armed leakers of each replicate by first broken link, int64[replicates, links]."""
    kept = pl.col("replicate").is_in(number.tolist())
    threats = run.table("threats").filter(kept, ~pl.col("class").cast(pl.String).is_in(UNARMED))
    broken = with_links(threats, run.manifest.response_time).filter(pl.col("link").is_not_null())
    seen = broken.select("replicate", pl.col("link").to_physical().cast(pl.Int64)).collect()
    counts = np.zeros((len(number), len(LINKS)), np.int64)
    np.add.at(counts, (np.searchsorted(number, seen["replicate"].to_numpy()), seen["link"].to_numpy()), 1)
    return counts


def fight_all(
    theatre: Theatre, wanted: Sequence[tuple[Key, int]], progress: Progress | None = None, seed: int | None = None
) -> list[Node]:
    """Fight the points `wanted`, each so many times; `progress` counts over all of them. See `Theatre.fight`."""
    total, before, nodes = sum(count for _, count in wanted), 0, []
    for (units, fill), count in wanted:

        def one_done(done: int, of: int, before: int = before, count: int = count) -> None:
            if progress is not None:
                # What was stored already counts as done.
                progress(before + count - of + done, total)

        nodes.append(theatre.fight(units, fill, count, one_done, seed))
        before += count
    return nodes


def standard_error(node: Node, measure: str) -> float:
    """Standard error of a node's mean. Where all fights agree, chance may still change one in as many."""
    values = node.values[measure]
    if len(values) > 1 and np.ptp(values) > 0.0:
        return float(values.std(ddof=1)) / math.sqrt(len(values))
    return node.step[measure] / len(values) if node.units > 0 and node.fill > 0.0 else 0.0


def common(one: Node, other: Node, measure: str) -> tuple[Floats, Floats]:
    """A measure of two nodes on the replicates that both have."""
    _, a, b = np.intersect1d(one.replicate, other.replicate, assume_unique=True, return_indices=True)
    return one.values[measure][a], other.values[measure][b]
