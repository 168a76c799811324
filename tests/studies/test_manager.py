"""The manager of a study through thousands of accidents.

Expected values: what the same study keeps when nothing goes wrong. Each seed is a story of its own (`accidents`): the
manager is started again whenever it died or gave up, with another crew and the same folder, until the study is done. It
must then have kept the same parts with the same bytes, each once.
"""

import random

import pytest

from tests.studies.accidents import Hands, Killed, Luck, Shelf, study
from vyuha.results.files import RunFolderError
from vyuha.studies.manager import MOST_TRIES, StudyError, merged
from vyuha.studies.point import Point

SEEDS = 10_000
# A manager that dies at every hundredth step comes through some day; this is far beyond that.
MOST_LIVES = 200


def points(seed: int) -> list[Point]:
    return [Point(f"p{seed % 50}-{n}") for n in range(2 + seed % 3)]


def undisturbed(seed: int) -> dict[str, bytes]:
    luck = Luck(random.Random(0), killed=0.0, lost=0.0, twice=0.0, unwritable=0.0)
    shelf = Shelf(luck)
    study(shelf, Hands(luck), points(seed))
    return shelf.held


def lived_through(seed: int, torn: bool = False) -> tuple[dict[str, bytes], int]:
    """What is kept after all accidents of a seed, and how many lives it took."""
    luck = Luck(random.Random(seed))
    shelf = Shelf(luck, torn)
    for life in range(1, MOST_LIVES):
        try:
            study(shelf, Hands(luck, capacity=luck.draw.randint(1, 6)), points(seed))
            return shelf.held, life
        except (Killed, RunFolderError, StudyError):
            continue
    raise AssertionError("never came to an end")


def test_ten_thousand_stories_end_alike() -> None:
    expected = {seed: undisturbed(seed) for seed in range(150)}
    lives = 0
    for seed in range(SEEDS):
        kept, needed = lived_through(seed)
        assert kept == expected[seed % 150], f"seed {seed}"
        lives += needed
    # Most stories have a death in them, or the test would show little.
    assert lives > 1.5 * SEEDS


def test_a_folder_that_keeps_half_a_part_is_found_out() -> None:
    """Negative control: with torn writes some stories must end otherwise."""
    wrong = 0
    for seed in range(150):
        try:
            wrong += lived_through(seed, torn=True)[0] != undisturbed(seed)
        except AssertionError:
            wrong += 1
    assert wrong > 10


def test_a_task_that_is_always_lost_ends_the_study_and_says_where() -> None:
    luck = Luck(random.Random(1), killed=0.0, lost=1.0, twice=0.0, unwritable=0.0)
    with pytest.raises(StudyError, match=f"point p1-0: fights 0 to .* were lost {MOST_TRIES} times"):
        study(Shelf(luck), Hands(luck, capacity=1), points(1))


def test_a_full_disk_ends_the_study_with_what_was_kept() -> None:
    luck = Luck(random.Random(1), killed=0.0, lost=0.0, twice=0.0, unwritable=1.0)
    with pytest.raises(RunFolderError, match="no space left"):
        study(Shelf(luck), Hands(luck), points(1))


def test_nothing_is_done_twice_where_nothing_goes_wrong() -> None:
    luck = Luck(random.Random(0), killed=0.0, lost=0.0, twice=0.5, unwritable=0.0)
    shelf, hands = Shelf(luck), Hands(luck)
    study(shelf, hands, points(3))
    assert hands.started == len(shelf.held)


def test_two_points_at_one_place_are_fought_once() -> None:
    """Names tell points apart, what is set there tells places: false places go by the sum of the letters."""
    luck = Luck(random.Random(0), killed=0.0, lost=0.0, twice=0.0, unwritable=0.0)
    shelf, hands = Shelf(luck), Hands(luck)
    study(shelf, hands, [Point("p0-12"), Point("p0-21")])
    assert hands.started == len(shelf.held)


def test_wants_of_one_point_are_one_want() -> None:
    from tests.studies.accidents import Work
    from vyuha.studies.question import Want

    point, work = Point("p"), Work()
    assert merged([Want(point, 10, work), Want(point, 30, work), Want(point, 20, work)]) == [Want(point, 30, work)]  # type: ignore[arg-type]
