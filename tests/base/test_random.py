"""Random streams: published known answers, then what a simulation needs of them (moments, independence, normality).

Expected values: Philox4x32-10 vectors of the Random123 library (tests/reference/philox4x32.txt); the rest are closed
forms of the uniform and normal distributions, with a chance of a false alarm below 1e-6 for each check (fixed seed).
"""

import math
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from vyuha.base import random
from vyuha.base.random import DETECTION, entity_id, normals, philox4x32, uniforms

VECTORS = Path(__file__).resolve().parents[1] / "reference" / "philox4x32.txt"
Draws = npt.NDArray[np.float64]
SEED = 20261
# Two-sided 1e-6 point of the standard normal.
FIVE_SIGMA = 4.892


def vectors() -> list[list[int]]:
    lines = [line for line in VECTORS.read_text().splitlines() if not line.startswith("#")]
    return [[int(word, 16) for word in line.split()] for line in lines]


def philox_in_plain_python(words: list[int], rounds: int) -> tuple[int, ...]:
    """The same permutation with unbounded integers, for any number of rounds."""
    a, b, c, d, k, m = words
    for _ in range(rounds):
        low, high = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (high >> 32) ^ b ^ k, high & 0xFFFFFFFF, (low >> 32) ^ d ^ m, low & 0xFFFFFFFF
        k, m = (k + 0x9E3779B9) & 0xFFFFFFFF, (m + 0xBB67AE85) & 0xFFFFFFFF
    return a, b, c, d


def draws(source: Callable[..., tuple[float, float, float, float]], count: int, **key: int) -> Draws:
    stream = {"seed": SEED, "replicate": 1, "entity": 2, "other": 3, "purpose": DETECTION} | key
    return np.array([source(*stream.values(), index) for index in range(count)])


@pytest.mark.parametrize("words", vectors(), ids=lambda words: f"{words[0]:08x}")
def test_philox_gives_the_published_words(words: list[int]) -> None:
    got = philox4x32(*(np.uint64(word) for word in words[:6]))
    assert [int(word) for word in got] == words[6:]


@pytest.mark.parametrize("words", vectors(), ids=lambda words: f"{words[0]:08x}")
def test_control_nine_rounds_give_other_words(words: list[int]) -> None:
    assert list(philox_in_plain_python(words[:6], 10)) == words[6:]
    assert list(philox_in_plain_python(words[:6], 9)) != words[6:]


def test_uniforms_lie_inside_the_unit_interval_and_have_its_moments() -> None:
    values = draws(uniforms, 25_000).ravel()
    n = values.size
    assert values.min() > 0.0 and values.max() < 1.0
    assert abs(values.mean() - 0.5) < FIVE_SIGMA * math.sqrt(1.0 / 12.0 / n)
    # Variance of (u - 1/2)^2 is 1/180.
    assert abs(((values - 0.5) ** 2).mean() - 1.0 / 12.0) < FIVE_SIGMA * math.sqrt(1.0 / 180.0 / n)
    counts = np.histogram(values, bins=64, range=(0.0, 1.0))[0]
    assert stats.chisquare(counts).pvalue > 1e-6


def test_the_ends_of_the_word_range_stay_inside_the_interval() -> None:
    to_unit = random._TO_UNIT
    assert (0.0 + 0.5) * to_unit > 0.0
    assert (0xFFFFFFFF + 0.5) * to_unit < 1.0


@pytest.mark.parametrize("change", ["seed", "replicate", "entity", "other", "purpose"])
def test_streams_that_differ_in_one_part_of_the_key_are_unrelated(change: str) -> None:
    count = 5_000
    one, other = draws(uniforms, count), draws(uniforms, count, **{change: 7})
    assert not np.any(one == other)
    related = np.corrcoef(one.ravel(), other.ravel())[0, 1]
    assert abs(related) < FIVE_SIGMA / math.sqrt(4 * count)


def test_the_four_words_and_successive_draws_are_unrelated() -> None:
    values = draws(uniforms, 20_000)
    table = np.corrcoef(np.hstack([values[:-1], values[1:]]), rowvar=False)
    off_diagonal = table[~np.eye(8, dtype=bool)]
    # 28 pairs: the bound allows for all of them.
    assert np.abs(off_diagonal).max() < 5.6 / math.sqrt(len(values))


def test_control_a_repeated_draw_is_seen_as_related() -> None:
    values = draws(uniforms, 2_000)
    assert np.corrcoef(values[:, 0], values[:, 0] + 0.1 * values[:, 1])[0, 1] > 0.9


def test_a_draw_depends_on_nothing_but_its_key() -> None:
    before = uniforms(1, 2, 3, 4, 5, 6)
    draws(uniforms, 10)
    assert uniforms(1, 2, 3, 4, 5, 6) == before


def test_normals_are_normal() -> None:
    values = draws(normals, 25_000)
    assert stats.kstest(values.ravel(), "norm").pvalue > 1e-6
    assert np.abs(np.corrcoef(values, rowvar=False)[~np.eye(4, dtype=bool)]).max() < 5.2 / math.sqrt(len(values))


def test_control_the_normality_check_sees_a_wrong_spread() -> None:
    values = 1.05 * draws(normals, 25_000).ravel()
    assert stats.kstest(values, "norm").pvalue < 1e-6


def test_normals_are_the_box_muller_transform_of_the_uniforms() -> None:
    a, b, _, _ = uniforms(9, 8, 7, 6, 5, 4)
    x, y, _, _ = normals(9, 8, 7, 6, 5, 4)
    assert x == pytest.approx(math.sqrt(-2 * math.log(a)) * math.cos(2 * math.pi * b), rel=1e-14)
    assert x * x + y * y == pytest.approx(-2 * math.log(a), rel=1e-13)


def test_an_entity_id_is_the_checksum_of_its_name() -> None:
    # CRC-32 check value of the nine digits, as printed in every description of it.
    assert entity_id("123456789") == 0xCBF43926
    assert entity_id("drones/1") == zlib.crc32(b"drones/1") != entity_id("drones/2")


def test_every_purpose_has_a_number_of_its_own() -> None:
    numbers = [value for name, value in vars(random).items() if name.isupper() and not name.startswith("_")]
    assert len(numbers) == len(set(numbers)) >= 10
    assert all(0 < number < 256 for number in numbers), "the purpose has the eight bits above the index"
