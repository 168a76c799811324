"""The response surface of a theatre: what a raid does, by number of ready units and by how full their launchers are.

Every point that was fought is a node: k of the positions taken, each with a share `fill` of its load. Along the fill
the surface is a line between nodes, with a standard error of three parts: chance in the fights, bend between nodes, and
whole rounds (`vyuha.studies.plan.interpolation`). Units without rounds are as none.

    surface = build("scenarios/plans/india-theatre.yaml", positions, 200, 1, folder, 2)
    surface.evaluate(np.array([5]), np.array([0.6]), "leakers")
"""

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.programme.outcome import MEASURES, TABLES
from vyuha.results.ledger import LINKS
from vyuha.results.statistics import CONFIDENCE, count_of, mean_of
from vyuha.scenario import read_text
from vyuha.studies.plan.fights import NOTHING, Key, Node, Progress, Theatre, common, fight_all, standard_error
from vyuha.studies.plan.lattice import Lattice
from vyuha.studies.plan.node import check_positions
from vyuha.studies.plan.refinement import held_out, refine

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

# Fills that are fought for every number of units to begin with.
FILLS = (0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Surface(Lattice):
    """What a raid does at every number of units and every fill. It does not change: `refine` gives another one."""

    def difference(self, one: Key, other: Key, measure: str, share: float = 1.0) -> tuple[float, float, float]:
        """Mean at node `one` minus `share` times that at node `other`, and ends of its 95 % interval.

        Raids that both have met count as pairs; those of one of them alone count too.
        """
        mean, half = _contrast(self.node(*one), self.node(*other), measure, share)
        return mean, mean - half, mean + half

    def marginal(self, measure: str) -> pl.DataFrame:
        """What the n-th unit adds at full load, paired raid by raid: table "marginal" of `programme.outcome`."""
        found = []
        for k in range(1, self.most_units + 1):
            mean, low, high = self.difference((k, 1.0), (k - 1, 1.0), measure)
            found.append({"units": k, "measure": measure, "mean": mean, "low": low, "high": high})
        return _frame("marginal", found)

    def links(self, units: int, fill: float) -> dict[str, float]:
        """Mean number of armed leakers by first broken link, in the order of the chain, at the nearest node."""
        nearest = min(self.fills(units), key=lambda fought: abs(fought - fill))
        means: list[float] = self.node(units, nearest).links.mean(axis=0).tolist()
        return dict(zip((link.name for link in LINKS), means, strict=True))

    def surface_table(self) -> pl.DataFrame:
        """All nodes: table "surface" of `programme.outcome`."""
        found = []
        for (units, fill), node in sorted(self.nodes.items()):
            for measure in MEASURES:
                values, half = node.values[measure], _half_width(node, measure)
                mean = float(values.mean())
                row = {"units": units, "fill": fill, "measure": measure, "replicates": node.replicates}
                found.append(row | {"mean": mean, "low": max(0.0, mean - half), "high": mean + half})
        return _frame("surface", found)

    def links_table(self) -> pl.DataFrame:
        """First broken links at all nodes: table "links" of `programme.outcome`."""
        found = []
        for (units, fill), node in sorted(self.nodes.items()):
            for i, link in enumerate(LINKS):
                broken = count_of(node.links[:, i].tolist(), node.armed)
                interval = {"mean": broken.mean, "low": broken.low, "high": broken.high}
                found.append({"units": units, "fill": fill, "link": link.name} | interval)
        return _frame("links", found)

    def campaign(self, units: int, stock: float, full_load: float, raids: int) -> pl.DataFrame:
        """Raid after raid without resupply: table "campaign" of `programme.outcome`, all measures of each raid.

        Before each raid `stock` [count] is spread over the units, up to `full_load` [count] on each; the mean number of
        rounds that the raid costs is then gone. Units are neither lost nor added.
        """
        found, left, room = [], stock, units * full_load
        for raid in range(1, raids + 1):
            fill = min(1.0, left / room) if room > 0.0 else 0.0
            point = (np.array([units]), np.array([fill]))
            means = {measure: float(self.evaluate(*point, measure)[0][0]) for measure in MEASURES}
            left = max(0.0, left - means["rounds"])
            row = {"units": units, "stock": stock, "raid": raid, "stock_left": left}
            found += [row | {"measure": measure, "mean": mean} for measure, mean in means.items()]
        return _frame("campaign", found)

    def refine(
        self,
        units: Whole,
        fill: Floats,
        measure: str,
        tolerance: float,
        budget: int,
        progress: Progress | None = None,
    ) -> Self:
        """A surface that has been fought where the visited points (`units`, `fill`) are less sure than `tolerance`.

        See `vyuha.studies.plan.refinement.refine`.
        """
        return refine(self, (units, fill), measure, tolerance, budget, progress)

    def held_out(
        self, points: Iterable[Key], replicates: int, seed: int, progress: Progress | None = None
    ) -> pl.DataFrame:
        """The surface against fights that it was not made from; see `vyuha.studies.plan.refinement.held_out`."""
        return held_out(self, points, replicates, seed, progress)


def build(
    scenario_path: str | os.PathLike[str],
    positions: Sequence[str],
    replicates: int,
    seed: int,
    folder: Path,
    workers: int,
    progress: Progress | None = None,
    given: str | None = None,
) -> Surface:
    """The surface of the theatre in a file over the first 0, 1, ... of its `positions`, `replicates` fights a node.

    `given` is the text of the file where it has been read already; what the file holds by now is then not looked at.
    Fights lie under `folder`/fights and are used again; the surface does not depend on `workers`. Raises `InputErrors`
    for a bad scenario or one that cannot do without a position, and what `vyuha.engine.run.fight_into` raises.
    """
    text, name = read_text(scenario_path) if given is None else given, os.fspath(scenario_path)
    check_positions(text, name, positions)
    theatre = Theatre(text, Path(name).name, tuple(positions), seed, Path(folder), workers, Path(name).parent)
    keys = [NOTHING, *((units, fill) for units in range(1, len(positions) + 1) for fill in FILLS)]
    nodes = fight_all(theatre, [(key, replicates) for key in keys], progress)
    return Surface(theatre, replicates, {(node.units, node.fill): node for node in nodes})


def _half_width(node: Node, measure: str) -> float:
    estimate = mean_of(node.values[measure].tolist())
    half = 0.0 if estimate.high is None else estimate.high - estimate.mean
    return max(half, standard_error(node, measure))


def _contrast(one: Node, other: Node, measure: str, share: float) -> tuple[float, float]:
    """Mean of `one` less `share` times that of `other`, and half the width of its 95 % interval.

    The two means share some raids. So the difference is a sum over three groups of raids that are independent of each
    other: those of both, of the first alone and of the second alone. Each has its own variance.
    """
    mean = one.mean(measure) - share * other.mean(measure)
    if one is other and share == 1.0:
        return 0.0, 0.0
    a, b = common(one, other, measure)
    first, second = one.values[measure], other.values[measure]
    groups = (
        (len(a), a / len(first) - share * b / len(second)),
        (len(first) - len(a), first / len(first)),
        (len(second) - len(a), second / len(second)),
    )
    variance = sum(count * float(values.var(ddof=1)) for count, values in groups if count and len(values) > 1)
    if variance > 0.0:
        from scipy.special import stdtrit

        # With few raids in common little is known of how far they agree.
        student = float(stdtrit(max(len(a), 2) - 1, 0.5 * (1.0 + CONFIDENCE)))
        return mean, student * math.sqrt(variance)
    return mean, one.step[measure] / max(len(a), 1)


def _frame(name: str, found: list[dict[str, Any]]) -> pl.DataFrame:
    schema = TABLES[name]
    return pl.DataFrame(found, schema=schema).select(*schema)
