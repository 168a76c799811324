"""Many replicates: the same whatever the workers and the blocks, and an end that leaves no thread at work.

Expected values: one worker against several, one block against parts, bit for bit.
"""

import threading
from typing import Any

import numpy as np
import pytest

from tests.engine.layouts import built
from vyuha.engine.replicates import Engine, count_samples
from vyuha.results.records import Block

COUNT = 6


def block(workers: int, first: int = 0, count: int = COUNT, seed: int = 7) -> Block:
    return Engine(built().setup, seed, workers).fight_block(first, count)


def same(a: Any, b: Any) -> bool:
    """Equal column by column, NaN being NaN (rows have padding, whose bytes mean nothing)."""
    if a.dtype.names is None:
        return np.array_equal(a, b)
    return all(np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") for name in a.dtype.names)


def assert_same(a: Block, b: Block) -> None:
    for name in ("threats", "sites", "shots", "shot_replicate", "failures", "events"):
        assert same(getattr(a, name), getattr(b, name)), name


def test_results_do_not_depend_on_workers() -> None:
    assert_same(block(1), block(3))


def test_control_another_seed_fights_otherwise() -> None:
    assert not same(block(1).threats, block(1, seed=8).threats)


def test_a_block_in_parts_is_the_block_at_once() -> None:
    whole, head, tail = block(2), block(2, 0, 2), block(2, 2, COUNT - 2)
    assert same(np.concatenate([head.threats, tail.threats]), whole.threats)
    assert same(np.concatenate([head.shots, tail.shots]), whole.shots)
    assert np.array_equal(np.concatenate([head.shot_replicate, tail.shot_replicate]), whole.shot_replicate)
    assert (tail.first, set(tail.shot_replicate)) == (2, set(range(2, COUNT)))


def test_an_engine_may_be_used_again() -> None:
    engine = Engine(built().setup, 7, 2)
    assert_same(engine.fight_block(0, 3), engine.fight_block(0, 3))


def test_progress_is_told_once_for_each_by_one_at_a_time() -> None:
    busy, told = threading.Lock(), []

    def done() -> None:
        assert busy.acquire(blocking=False)
        told.append(1)
        busy.release()

    Engine(built().setup, 7, 3).fight_block(0, COUNT, done)
    assert len(told) == COUNT


def test_no_replicates() -> None:
    nothing = block(2, 0, 0)
    assert (nothing.threats.shape, len(nothing.shots)) == ((0, 7), 0)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_ends_the_block_early(workers: int) -> None:
    """The first finished replicate raises; the other worker may finish what it has, and takes nothing new."""
    told = []

    def stop() -> None:
        told.append(1)
        if len(told) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Engine(built().setup, 7, workers).fight_block(0, 200, stop)
    assert len(told) < 100


def test_a_history_has_room_for_everything() -> None:
    setup = built().setup
    looks = sum(1200.0 / float(radar.period) for radar in setup.radar)
    assert count_samples(setup) > looks * len(setup.threat)
