"""Where a surface is unsure it is fought directly; and how it is held against fights that it was not made from."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.programme.outcome import MEASURES, TABLES
from vyuha.results.statistics import CONFIDENCE
from vyuha.studies.plan.fights import Key, Progress, fight_all, standard_error
from vyuha.studies.plan.lattice import Lattice

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Fought = TypeVar("Fought", bound=Lattice)

# Nearer to a node than this no new one is made: a round or less of a unit's load.
_NEAR = 0.01


def refine(
    surface: Fought,
    points: tuple[Whole, Floats],
    measure: str,
    tolerance: float,
    budget: int,
    progress: Progress | None = None,
) -> Fought:
    """Fight more where visited `points` (units, fill) have a standard error of `measure` above `tolerance`.

    One step at a time, at the point that is least sure: a new node there where bend or rounding is the larger part,
    twice the fights at one end of its piece where chance is. Ends when nothing helps any more, or when the next step
    would go beyond `budget` [fights]. The same arguments give the same surface.
    """
    spent = 0
    seen = np.unique(np.column_stack((points[0].astype(np.float64), points[1])), axis=0)
    units, fill = seen[:, 0].astype(np.int64), np.ascontiguousarray(seen[:, 1])
    while True:
        error = surface.evaluate(units, fill, measure)[1]
        step = next(_steps(surface, units, fill, error, (measure, tolerance)), None)
        if step is None:
            return surface
        key, count = step
        known = surface.nodes.get(key)
        cost = count - (known.replicates if known is not None else 0)
        if spent + cost > budget:
            return surface

        def one_done(done: int, of: int, before: int = spent + cost) -> None:
            if progress is not None:
                progress(before - of + done, budget)

        surface = surface.with_nodes(fight_all(surface.theatre, [(key, count)], one_done))
        spent += cost


def _steps(
    surface: Lattice, units: Whole, fill: Floats, error: Floats, aim: tuple[str, float]
) -> Iterator[tuple[Key, int]]:
    """What would help the points whose error is above the tolerance, the least sure first: a node and its fights."""
    measure, tolerance = aim
    for i in np.argsort(-error, kind="stable"):
        if error[i] <= tolerance:
            return
        step = _step(surface, int(units[i]), float(fill[i]), float(error[i]), measure)
        if step is not None:
            yield step


def _step(surface: Lattice, units: int, fill: float, error: float, measure: str) -> tuple[Key, int] | None:
    """The node to fight for a point, and how often in all; None where neither a node nor more fights would help."""
    fills = surface.fills(units) if units else [0.0]
    left = max(fought for fought in fills if fought <= fill)
    right = min((fought for fought in fills if fought >= fill), default=left)
    t = (fill - left) / (right - left) if right > left else 0.0
    ends = [(1.0 - t, surface.node(units, left)), (t, surface.node(units, right))]
    chances = [weight * standard_error(node, measure) for weight, node in ends]
    chance = sum(chances)
    if error > np.sqrt(2.0) * chance and min(fill - left, right - fill) >= _NEAR:
        return (units, round(fill, 3)), surface.replicates
    if chance < 0.1 * error:
        return None
    node = ends[int(np.argmax(chances))][1]
    return (node.units, node.fill), 2 * node.replicates


def held_out(
    surface: Lattice, points: Iterable[Key], replicates: int, seed: int, progress: Progress | None = None
) -> pl.DataFrame:
    """The surface against direct fights with another seed: table "checks" of `programme.outcome`, all measures.

    `error` is the surface's standard error; `direct_low` and `direct_high` bound the fights alone with 95 %. `inside`
    says whether surface and fights differ by no more than both errors together allow, at a level at which all rows of
    the table are inside with 95 % (Bonferroni). ValueError for the surface's own seed.
    """
    if seed == surface.theatre.seed:
        raise ValueError("held-out fights need another seed than the surface's")
    chosen = list(points)
    nodes = fight_all(surface.theatre, [(point, replicates) for point in chosen], progress, seed)
    at = np.array([units for units, _ in chosen], np.int64), np.array([fill for _, fill in chosen], np.float64)
    single, joint = _normal(CONFIDENCE), _normal(1.0 - (1.0 - CONFIDENCE) / (len(chosen) * len(MEASURES)))
    found = []
    for measure in MEASURES:
        means, errors = surface.evaluate(*at, measure)
        for node, mean, error in zip(nodes, means.tolist(), errors.tolist(), strict=True):
            direct, chance = node.mean(measure), standard_error(node, measure)
            allowed = joint * float(np.hypot(error, chance)) + 1e-9 * abs(mean)
            found.append(
                {
                    "units": node.units,
                    "fill": node.fill,
                    "measure": measure,
                    "surface": mean,
                    "error": error,
                    "direct": direct,
                    "direct_low": direct - single * chance,
                    "direct_high": direct + single * chance,
                    "allowed": allowed,
                    "inside": bool(abs(direct - mean) <= allowed),
                }
            )
    return pl.DataFrame(found, schema=TABLES["checks"])


def _normal(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 * (1.0 + confidence)))
