"""Areas of a grid as loops.

Expected values: counted by hand on small grids; area and length of a disc; the turn of outer edges and holes (positive
and negative shoelace area) as RFC 7946 wants them. Control: a loop read backwards turns the other way.
"""

import numpy as np
import pytest

from vyuha.engine.outline import Outlines, outlines


def grid(text: str) -> np.ndarray:
    return np.array([[mark == "#" for mark in line] for line in text.split()])


def middles(found: Outlines, loop: np.ndarray) -> np.ndarray:
    """East and north of the middles of the pairs."""
    pairs = found.pairs[loop]
    return np.column_stack([0.5 * (pairs[:, 1] + pairs[:, 3]), -0.5 * (pairs[:, 0] + pairs[:, 2])])


def shoelace(points: np.ndarray) -> float:
    after = np.roll(points, -1, axis=0)
    return 0.5 * float(np.sum(points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1]))


def test_one_node_is_a_diamond() -> None:
    found = outlines(grid("... .#. ..."))
    assert [[len(loop) for loop in loops] for loops in found.areas] == [[4]]
    assert {tuple(pair) for pair in found.pairs.tolist()} == {(1, 1, 0, 1), (1, 1, 2, 1), (1, 1, 1, 0), (1, 1, 1, 2)}
    points = middles(found, found.areas[0][0])
    assert shoelace(points) == pytest.approx(0.5)
    assert shoelace(points[::-1]) == pytest.approx(-0.5)


def test_a_hole_turns_the_other_way_and_belongs_to_its_area() -> None:
    found = outlines(grid("........ .####.#. .#..#... .####... ........"))
    sizes = [[shoelace(middles(found, loop)) for loop in loops] for loops in found.areas]
    # Four by three nodes less the corners' eighths; the two free nodes; the node that stands alone.
    assert sizes == [pytest.approx([11.5, -1.5]), pytest.approx([0.5])]


def test_an_island_in_a_hole_is_an_area_of_its_own() -> None:
    found = outlines(grid("....... .#####. .#...#. .#.#.#. .#...#. .#####. ......."))
    assert [len(loops) for loops in found.areas] == [2, 1]


def test_neighbours_across_a_corner_stay_apart() -> None:
    found = outlines(grid(".... .#.. ..#. ...."))
    assert [[len(loop) for loop in loops] for loops in found.areas] == [[4], [4]]


def test_every_pair_is_in_one_loop_and_neighbours_share_a_cell() -> None:
    random = np.random.default_rng(3)
    inside = np.zeros((40, 50), bool)
    inside[1:-1, 1:-1] = random.random((38, 48)) < 0.55
    found = outlines(inside)
    loops = [loop for area in found.areas for loop in area]
    assert sorted(np.concatenate(loops).tolist()) == list(range(len(found.pairs)))
    assert inside[found.pairs[:, 0], found.pairs[:, 1]].all()
    assert not inside[found.pairs[:, 2], found.pairs[:, 3]].any()
    for loop in loops:
        points = middles(found, loop)
        assert np.abs(points - np.roll(points, -1, axis=0)).max() <= 1.0
    for outer, *holes in found.areas:
        assert shoelace(middles(found, outer)) > 0.0
        assert all(shoelace(middles(found, hole)) < 0.0 for hole in holes)


def test_a_disc_has_its_area() -> None:
    north, east = np.mgrid[-110:111, -110:111]
    found = outlines(np.hypot(north, east) < 100.0)
    assert len(found.areas) == 1 and len(found.areas[0]) == 1
    assert shoelace(middles(found, found.areas[0][0])) == pytest.approx(np.pi * 1e4, rel=2e-3)


def test_nothing_inside_gives_nothing() -> None:
    found = outlines(np.zeros((4, 4), bool))
    assert found.areas == [] and found.pairs.shape == (0, 4)


@pytest.mark.parametrize("text", ["#.. ... ...", "... ..# ...", "... ... .#."])
def test_the_border_is_not_to_be_touched(text: str) -> None:
    with pytest.raises(ValueError, match="border"):
        outlines(grid(text))
