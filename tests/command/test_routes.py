"""Routes. Expected values: Dijkstra's search of another library (SciPy) on random graphs; small cases by hand."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from tests.tables import blank_setup
from vyuha.command.routes import find_ways, is_up, way_back
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State

# One end, the other, latency, loss, room; and the cuts of each link.
Row = tuple[int, int, float, float, int]


def graph(
    sites: int, links: list[Row], cuts: dict[int, list[tuple[float, float]]] | None = None
) -> tuple[Setup, State]:
    cuts = cuts or {}
    setup = blank_setup(site=sites, link=len(links), cut=sum(len(spans) for spans in cuts.values()))
    first = 0
    for k, (row, link) in enumerate(zip(setup.link, links, strict=True)):
        row.one, row.other, row.latency, row.loss, row.capacity = link
        row.first_cut, row.last_cut = first, first + len(cuts.get(k, ())) - 1
        for cut, span in zip(setup.cut[first:], cuts.get(k, ()), strict=False):
            cut.start, cut.end = span
        first = row.last_cut + 1
    return setup, allocate(setup)


def reaches(setup: Setup, state: State, s: int, time: float = 0.0) -> list[float]:
    find_ways(setup, state, s, time)
    return [float(site.reach) for site in state.site]


@pytest.mark.parametrize("seed", range(5))
def test_ways_are_those_of_dijkstra(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sites, wanted = 12, 16
    pairs = {tuple(sorted(draw.choice(sites, 2, replace=False).tolist())) for _ in range(wanted)}
    links: list[Row] = [(a, b, float(draw.uniform(0.5, 3.0)), 0.0, 0) for a, b in sorted(pairs)]
    lost = int(draw.integers(sites))
    setup, state = graph(sites, links)
    state.site[lost].destroyed = True
    kept = [link for link in links if lost not in link[:2]]
    matrix: Any = csr_matrix(
        ([link[2] for link in kept], ([link[0] for link in kept], [link[1] for link in kept])), (sites, sites)
    )
    for s in range(sites):
        if s != lost:
            assert reaches(setup, state, s) == pytest.approx(dijkstra(matrix, directed=False, indices=s))
    # Control: with the lost site still passing messages on, some ways are shorter.
    state.site[lost].destroyed = False
    assert any(
        reaches(setup, state, s) != pytest.approx(dijkstra(matrix, directed=False, indices=s)) for s in range(sites)
    )


def test_the_way_back_adds_latencies_multiplies_chances_and_takes_the_narrowest() -> None:
    setup, state = graph(3, [(0, 1, 1.0, 0.1, 50), (1, 2, 2.0, 0.2, 30)])
    find_ways(setup, state, 0, 0.0)
    latency, loss, capacity = way_back(setup, state, 0, 2)
    assert (latency, capacity) == (3.0, 30)
    assert loss == pytest.approx(1.0 - 0.9 * 0.8)
    # To itself there is nothing to go.
    assert way_back(setup, state, 0, 0) == (0.0, 0.0, 0)


def test_of_equal_ways_the_one_of_fewest_links() -> None:
    setup, state = graph(3, [(0, 1, 0.0, 0.5, 0), (1, 2, 0.0, 0.5, 0), (0, 2, 0.0, 0.1, 0)])
    find_ways(setup, state, 0, 0.0)
    assert way_back(setup, state, 0, 2)[1] == pytest.approx(0.1)


def test_a_cut_begins_and_ends_and_may_come_again() -> None:
    setup, state = graph(2, [(0, 1, 1.0, 0.0, 0)], {0: [(10.0, 20.0), (30.0, 40.0)]})
    up = [is_up(setup, state, 0, time) for time in (9.9, 10.0, 19.9, 20.0, 35.0, 40.0)]
    assert up == [True, False, False, True, False, True]
    assert reaches(setup, state, 0, 15.0) == [0.0, math.inf]


def test_a_detour_is_taken_while_the_straight_link_is_cut() -> None:
    links = [(0, 1, 1.0, 0.0, 0), (0, 2, 2.0, 0.0, 0), (2, 1, 2.0, 0.0, 0)]
    setup, state = graph(3, links, {0: [(10.0, 20.0)]})
    assert [reaches(setup, state, 0, time)[1] for time in (5.0, 15.0, 25.0)] == [1.0, 4.0, 1.0]
