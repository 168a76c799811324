"""Expected values: every track with every plot, by NumPy."""

import math
from typing import Any

import numpy as np
import pytest

from tests.tracker.builders import make_picture, scratch
from tests.tracker.scenes import spherical
from vyuha.tracker.gating import find_edges, look_out, make_grid
from vyuha.tracker.measurement import RADAR
from vyuha.tracker.options import Motion, TrackingSensor, padded
from vyuha.tracker.rows import Scan
from vyuha.tracker.straight import make_slate


def all_pairs(outlook: Any, z: Any, r: Any, gate: float) -> dict[tuple[int, int], float]:
    """Squared distances inside the gate, in the nearest model."""
    found = {}
    for t in range(len(outlook.expected)):
        for j in range(len(z)):
            squares = []
            for m in range(outlook.expected.shape[1]):
                v = z[j, :3] - outlook.expected[t, m, :3]
                v[1] = math.remainder(v[1], 2.0 * math.pi)
                squares.append(v @ np.linalg.solve(outlook.spread[t, m, :3, :3] + r[j, :3, :3], v))
            if min(squares) <= gate:
                found[t, j] = min(squares)
    return found


def scene(seed: int, motions: list[Motion]) -> tuple[Any, Any, Any]:
    """Tracks of very different uncertainty, many near the seam of the azimuth in the south, and plots around them."""
    g = np.random.default_rng(seed)
    azimuth = np.where(g.random(40) < 0.5, math.pi + g.normal(size=40) * 0.02, g.uniform(-math.pi, math.pi, 40))
    ground = g.uniform(5e3, 90e3, 40)
    places = np.column_stack([ground * np.sin(azimuth), ground * np.cos(azimuth), g.uniform(2e3, 1e4, 40)])
    picture, rules = make_picture(motions, TrackingSensor(), 40)
    for t in range(40):
        for m in range(len(motions)):
            picture.bank.mean[t, m, :3] = places[t] + g.normal(size=3) * 100.0 * m
            picture.bank.covariance[t, m, :6, :6] = np.diag(10.0 ** g.uniform(2.0, 6.5, 6))
        picture.bank.weight[t] = 1.0 / len(motions)
    z = spherical(places[g.integers(40, size=120)] + g.normal(size=(120, 3)) * 600.0)
    sigma = np.array([30.0, 1.5e-3, 1.5e-3]) * 10.0 ** g.uniform(-1.0, 1.0, (120, 1))
    r = np.array([np.diag(s**2) for s in sigma])
    wide, noise = padded(z, r, TrackingSensor())
    return picture, rules, Scan(wide, noise, 0, 0.0)


@pytest.mark.parametrize("motions", [[Motion("cv")], [Motion("cv"), Motion("turn")]], ids=["one", "two"])
def test_the_grid_loses_no_pair(motions: list[Motion]) -> None:
    pairs, over_the_seam = 0, 0
    for seed in range(20):
        picture, rules, scan = scene(seed, motions)
        work = scratch(9, len(motions))
        outlook, grid = look_out(picture, rules, scan, 40, work, make_slate()), make_grid(scan, RADAR)
        used = np.zeros(120, np.int64)
        used[:7] = 1
        edges = find_edges(picture, rules, scan, outlook, grid, np.arange(40), used)
        found = {
            (k, int(edges.plot[e])): edges.square[e]
            for k in range(40)
            for e in range(edges.first[k], edges.first[k + 1])
        }
        expected = {pair: d for pair, d in all_pairs(outlook, scan.z, scan.r, rules.gate).items() if pair[1] >= 7}
        assert found == pytest.approx(expected)
        pairs += len(found)
        over_the_seam += sum(abs(outlook.expected[t, 0, 1] - scan.z[j, 1]) > math.pi for t, j in found)
    # Control: there was something to lose, also where the azimuth jumps.
    assert pairs > 500 and over_the_seam > 20


def test_the_grid_looks_at_few_cells() -> None:
    """Ten times as many targets in the same density of plots for each: the cells hold one plot on average."""
    g = np.random.default_rng(1)
    for count in (100, 10_000):
        z = np.column_stack([g.uniform(1e4, 1e5, count), g.uniform(-3.1, 3.1, count), g.uniform(0.0, 0.5, count)])
        grid = make_grid(Scan(*padded(z, None, TrackingSensor()), 0, 0.0), RADAR)
        assert np.diff(grid.first).max() < 10
        assert sorted(grid.order) == list(range(count))
