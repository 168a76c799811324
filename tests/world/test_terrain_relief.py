"""Made-up terrain: the same for the same seed, rough at all scales, within what was asked for."""

import numpy as np
import pytest

from vyuha.world.relief import made_up_terrain

EXTENT = (70.0, 30.0, 72.0, 31.0)


def test_the_same_seed_gives_the_same_ground() -> None:
    first, again, other = (made_up_terrain(EXTENT, step=0.01, seed=seed, size=0.1) for seed in (1, 1, 2))
    assert first.height.tobytes() == again.height.tobytes()
    assert first.height.shape == (101, 201)
    assert float(np.corrcoef(first.height.ravel(), other.height.ravel())[0, 1]) < 0.3


def test_heights_are_of_the_size_asked_for() -> None:
    low = made_up_terrain(EXTENT, step=0.01, seed=3, base=2000.0, hills=50.0)
    high = made_up_terrain(EXTENT, step=0.01, seed=3, base=2000.0, hills=200.0)
    assert float(high.height.std()) == pytest.approx(4.0 * float(low.height.std()), rel=1e-3)
    assert 0.3 * 200.0 < float(high.height.std()) < 1.5 * 200.0
    assert float(np.median(low.height)) == pytest.approx(2000.0, abs=50.0)
    assert float(made_up_terrain(EXTENT, step=0.01, seed=3, base=0.0).height.min()) == 0.0


def test_differences_grow_with_distance_as_on_fractal_ground() -> None:
    """Octaves half as wide and half as high: differences grow nearly in proportion, up to the largest waves."""
    heights = made_up_terrain((70.0, 30.0, 74.0, 34.0), step=0.005, seed=4, base=5000.0, size=1.0).height.astype(float)
    steps = np.array([2, 4, 8, 16, 32])
    spread = [np.sqrt(np.mean((heights[:, n:] - heights[:, :-n]) ** 2)) for n in steps]
    exponent = np.polyfit(np.log(steps), np.log(spread), 1)[0]
    assert 0.6 < exponent < 1.0
    # Control: ground without memory has no such growth.
    noise = np.random.default_rng(1).standard_normal(heights.shape)
    spread = [np.sqrt(np.mean((noise[:, n:] - noise[:, :-n]) ** 2)) for n in steps]
    assert abs(np.polyfit(np.log(steps), np.log(spread), 1)[0]) < 0.05


def test_ridges_only_add_height() -> None:
    plain = made_up_terrain(EXTENT, step=0.01, seed=5, base=2000.0)
    ridged = made_up_terrain(EXTENT, step=0.01, seed=5, base=2000.0, ridges=300.0)
    added = ridged.height - plain.height
    assert float(added.min()) >= 0.0
    assert 200.0 < float(added.max()) <= 300.01
