"""How good the quick methods are, against proved optima, and how far the proof reaches. Figures: docs/assignment.md.

Seeds are fixed and the methods count their work, so the gaps are the same everywhere; times are in the benchmark.
"""

from collections.abc import Callable
from functools import partial

import pytest

from vyuha import assign
from vyuha.assignment.instances import Instance, air_defence, low_probability, many_rounds, single_round


def gap(instance: Instance, method: str, least: float) -> float:
    return assign(*instance, method).survives / least - 1.0  # type: ignore[arg-type]


def proved(instance: Instance) -> float:
    made = assign(*instance, "exact", seconds=300.0)
    assert made.proved, made.open
    return made.survives


@pytest.mark.parametrize("seed", range(5))
def test_the_engine_is_within_one_per_cent(seed: int) -> None:
    instance = air_defence(10, 30, seed)
    least = proved(instance)
    assert gap(instance, "engine", least) < 0.01
    # Control: the plain rule is far off there.
    assert gap(instance, "return", least) > 0.05


@pytest.mark.parametrize(("weapons", "targets"), [(10, 30), (20, 60), (40, 120)])
def test_the_planner_is_within_half_a_per_cent(weapons: int, targets: int) -> None:
    for seed in range(2):
        instance = air_defence(weapons, targets, seed)
        assert gap(instance, "planner", proved(instance)) < 0.005


@pytest.mark.parametrize("make", [single_round, low_probability, many_rounds, air_defence])
@pytest.mark.parametrize(("weapons", "targets"), [(10, 10), (20, 40)])
def test_small_and_middle_sizes_are_proved(
    make: Callable[[int, int, int], Instance], weapons: int, targets: int
) -> None:
    instance = make(weapons, targets, 5)
    least = proved(instance)
    for method in ("return", "engine", "planner"):
        assert gap(instance, method, least) > -1e-6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "size"),
    [
        (single_round, (200, 200)),
        (single_round, (200, 400)),
        (many_rounds, (100, 200)),
        (many_rounds, (200, 400)),
        (partial(air_defence, rounds=3), (100, 200)),
    ],
)
def test_large_sizes_are_proved(make: Callable[[int, int, int], Instance], size: tuple[int, int]) -> None:
    instance = make(*size, 0)
    assert -1e-6 < gap(instance, "planner", proved(instance)) < 0.02
