"""Elementary effects. Expected: closed forms for Sobol's g-function, the test function of Campolongo et al. (2007).

On four levels a step goes over two thirds of the range, from 0 to 2/3 or from 1/3 to 1. |4 x - 2| then changes by 4/3
whichever it is, so an effect is 2 / (1 + a_i) in size times the product of the others; over the levels the mean of
|4 x - 2| is 4/3 and that of its square 20/9. Effects up and down are alike, so sigma is the root of their mean square.
"""

import sys

import numpy as np
import pytest

from vyuha.studies.matters import morris

A = np.array([0.0, 1.0, 4.5, 9.0])
MEAN = (4.0 / 3.0 + A) / (1.0 + A)
SQUARE = (20.0 / 9.0 + 8.0 / 3.0 * A + A**2) / (1.0 + A) ** 2
MU_STAR = 2.0 / (1.0 + A) * np.prod(MEAN) / MEAN
SIGMA = 2.0 / (1.0 + A) * np.sqrt(np.prod(SQUARE) / SQUARE)


def g(shares):
    return np.prod((np.abs(4.0 * shares - 2.0) + A) / (1.0 + A), axis=-1)


def means(estimates):
    return np.array([one.mean for one in estimates])


def test_g_function():
    shares = morris.design(400, 4, 4, 1)
    found = morris.effects(shares, g(shares)[:, :, None], 4)
    assert means(found.size) == pytest.approx(MU_STAR, rel=0.08)
    assert means(found.bend) == pytest.approx(SIGMA, rel=0.08)
    assert all(one.low <= true <= one.high for one, true in zip(found.size, MU_STAR, strict=True))
    # An effect varies by about 0.6 of its size, so that 8 in 100 are more than two standard errors.
    # Negative control: the closed form of the wrong factor is not met.
    assert means(found.size)[::-1] != pytest.approx(MU_STAR, rel=0.5)


def test_a_linear_outcome_has_its_slopes_and_no_bend():
    shares = morris.design(6, 3, 4, 2)
    found = morris.effects(shares, (shares @ [3.0, -2.0, 0.0])[:, :, None] + np.arange(5.0), 4)
    assert means(found.size) == pytest.approx([3.0, 2.0, 0.0])
    assert means(found.mean) == pytest.approx([3.0, -2.0, 0.0])
    assert means(found.bend) == pytest.approx([0.0] * 3, abs=1e-12)
    assert found.luck == pytest.approx([0.0] * 3, abs=1e-12)


def test_luck_gives_an_idle_factor_the_size_that_is_told():
    """A step of two thirds, so a difference of means of 8 fights has the deviation 1.5 sqrt(2 / 8)."""
    rng, shares = np.random.default_rng(3), morris.design(200, 2, 4, 1)
    values = rng.standard_normal((*shares.shape[:2], 8)) + 3.0 * rng.standard_normal(8)
    found = morris.effects(shares, values, 4)
    expected = np.sqrt(2.0 / np.pi) * 1.5 * np.sqrt(2.0 / 8.0)
    assert found.luck == pytest.approx([expected] * 2, rel=0.05)
    assert means(found.size) == pytest.approx([expected] * 2, rel=0.1)


def test_steps_are_the_effects_that_salib_sums_up():
    shares = morris.design(20, 4, 4, 5)
    values = g(shares)[:, :, None]
    steps, found = morris.steps(shares, values)[:, :, 0], morris.effects(shares, values, 4)
    assert means(found.size) == pytest.approx(np.abs(steps).mean(axis=0))
    assert means(found.bend) == pytest.approx(steps.std(axis=0, ddof=1))


def test_intervals_cover():
    """95 % intervals of mu* from 12 trajectories, over 60 designs: at least 85 of 100."""
    hits = np.zeros(4)
    for seed in range(60):
        shares = morris.design(12, 4, 4, seed)
        found = morris.effects(shares, g(shares)[:, :, None], 4)
        hits += [one.low <= true <= one.high for one, true in zip(found.size, MU_STAR, strict=True)]
    assert (hits / 60 >= 0.85).all()


def test_the_design_does_not_depend_on_when_it_is_made():
    assert (morris.design(5, 3, 4, 8) == morris.design(5, 3, 4, 8)).all()
    assert (morris.design(5, 3, 4, 8) != morris.design(5, 3, 4, 9)).any()


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    with pytest.raises(morris.MissingError, match=r'pip install "vyuha\[morris\]"'):
        morris.design(3, 2, 4, 1)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert morris.check_installed() == morris.MISSING
