"""The same raids on the demonstration: how much smaller the variance of a difference is."""

from pathlib import Path

import numpy as np
import pytest

import vyuha
from vyuha.studies.compare.question import variance_ratio
from vyuha.studies.question import Floats

DEMO = Path("scenarios/first-raid.yaml")
LOAD, LESS = "9M96E2: 24", "9M96E2: 20"
FIGHTS = 100


def _leakers(text: str, folder: Path) -> Floats:
    path = folder / "raid.yaml"
    path.write_text(text)
    run = vyuha.run(path, FIGHTS, 1, out=folder / "run", report=False)
    return run.replicates["armed_leakers"].to_numpy().astype(np.float64)


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> Floats:
    return _leakers(DEMO.read_text(), tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def fewer_rounds(tmp_path_factory: pytest.TempPathFactory) -> Floats:
    """Each battalion has four of its short-range rounds less."""
    text = DEMO.read_text()
    assert text.count(LOAD) == 2
    return _leakers(text.replace(LOAD, LESS), tmp_path_factory.mktemp("fewer"))


def _least_ratio(first: Floats, second: Floats) -> float:
    """What the ratio of variances is larger than with 97.5 %: the bootstrap over pairs."""
    rng, found = np.random.default_rng(1), []
    for _ in range(1000):
        drawn = rng.integers(0, len(first), len(first))
        ratio = variance_ratio(first[drawn], second[drawn])
        assert ratio is not None
        found.append(ratio)
    return float(np.quantile(found, 0.025))


def test_pairs_are_worth_five_times_the_fights_and_more(as_it_is: Floats, fewer_rounds: Floats) -> None:
    # The order of this study: at least 5. Measured with 300 fights: 50.
    assert _least_ratio(as_it_is, fewer_rounds) > 5.0


def test_other_random_numbers_are_worth_nothing(as_it_is: Floats, fewer_rounds: Floats) -> None:
    # Negative control: fight k with fight k + 1, which share nothing; the ratio of what is independent is 1.
    ratio = variance_ratio(np.roll(as_it_is, 1), fewer_rounds)
    assert ratio is not None
    assert ratio == pytest.approx(1.0, abs=0.35)
