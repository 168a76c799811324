"""Tables of what was fought. Expected: what failed is left out where it must be, and said."""

import numpy as np
import pytest

from tests.studies.matters.fake import FakeFought, FakeWork
from vyuha.studies.matters.laid import Laid, NothingLeftError, numbered, whole
from vyuha.studies.point import Point, Setting


def points(*names):
    return tuple(Point(name, (Setting("a", str(n)),)) for n, name in enumerate(names))


def test_a_table_has_a_row_per_point_and_a_column_per_trial():
    laid = Laid((points("a", "b"), points("c", "d"), points("e", "f")), 5, FakeWork())
    found = laid.values(FakeFought(lambda places: places["a"]), "shots")
    assert found.values.shape == (3, 2, 5)
    assert (found.values[:, 1] == 1.0).all()
    assert laid.total == 30
    assert found.notes("draws") == []


def test_a_point_that_is_there_twice_is_fought_once():
    laid = Laid((points("a", "b"), points("a", "c")), 5, FakeWork())
    assert [want.point.name for want in laid.at_most()] == ["a", "b", "c"]
    assert laid.total == 15


def test_trials_that_failed_somewhere_are_left_out_everywhere():
    table = np.arange(24.0).reshape(3, 2, 4)
    table[1, 0, 2] = np.nan
    found = whole(table)
    assert found.values.shape == (3, 2, 3)
    assert (found.lost_groups, found.lost_trials) == (0, 1)
    assert found.notes("draws") == ["1 of 4 numbered fights failed at some point and are left out at all of them."]


def test_groups_of_which_nothing_came_are_left_out_first():
    table = np.arange(24.0).reshape(3, 2, 4)
    table[1, 0] = np.nan
    found = whole(table)
    assert found.kept.tolist() == [0, 2]
    assert (found.lost_groups, found.lost_trials) == (1, 0)
    assert found.notes("draws") == ["1 draws of 3 are left out: no fight ended."]


def test_if_nothing_is_left_it_says_so():
    with pytest.raises(NothingLeftError):
        whole(np.full((3, 2, 4), np.nan))


def test_names_sort_as_their_numbers():
    names = [numbered("m", n, 101) for n in range(101)]
    assert names == sorted(names)
