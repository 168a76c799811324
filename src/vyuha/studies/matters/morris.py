"""Morris's elementary effects: what a step of one factor does, measured from many places of the others.

`mu*` is the mean size of the effect over the whole range of a factor: how much it matters. `sigma` says how much the
effect differs from place to place: it bends, or acts together with others. Few points are needed, so it is the method
for finding those few of many factors that are worth a closer look.

Assumes   every point is fought with the same random numbers, so that a step is a paired difference.
Holds     for an even number of levels; ranges are walked evenly from end to end, whatever the law of the factor. The
          size of an effect is never negative: where a factor does nothing, luck of the fights still gives it a mu*,
          which is estimated beside it (`luck`).
Source    M. D. Morris, Technometrics 33 (1991) 161; F. Campolongo, J. Cariboni, A. Saltelli, Environmental Modelling &
          Software 22 (2007) 1509. Trajectories and effects through SALib: J. Herman and W. Usher, Journal of Open
          Source Software 2 (2017) 97. Intervals: the jackknife over trajectories and over fights.
Checked   tests/studies/matters/test_morris.py: mu* and sigma of Sobol's g-function, Campolongo's test, in closed form;
          a linear function, where sigma is nought.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from vyuha.results.statistics import Estimate
from vyuha.studies.matters.crossed import Places, crossed
from vyuha.studies.matters.words import told
from vyuha.studies.question import Floats

_ROUNDING = 1e-9
MISSING = 'elementary effects need SALib: pip install "vyuha[morris]"'


class MissingError(ValueError):
    """A library that only some installations have; the message says how to get it."""


class Effects(NamedTuple):
    """Of each factor mu*, sigma and the signed mean, per whole range; the mu* that luck alone would give; and whether
    the effect is told from luck, at 95 % each: who looks for factors does not want to miss one.
    """

    size: list[Estimate]
    bend: list[Estimate]
    mean: list[Estimate]
    luck: list[float]
    told: list[bool]


def design(trajectories: int, factors: int, levels: int, seed: int) -> Floats:
    """Shares between 0 and 1 of the ranges: trajectories x (factors + 1) x factors."""
    sample = _salib()[0]
    found: Floats = sample.sample(_problem(factors), trajectories, num_levels=levels, seed=seed % 2**32)
    return found.reshape(trajectories, factors + 1, factors)


def effects(shares: Floats, values: Floats, levels: int) -> Effects:
    """The effects from outcomes of the design: trajectories x (factors + 1) x fights."""
    trajectories, _, fights = values.shape
    factors = shares.shape[2]

    def found(rows: Places, columns: Places) -> Floats:
        return _effects(shares[rows], values[np.ix_(rows, np.arange(factors + 1), columns)].mean(axis=2), levels)

    spread = crossed(found, trajectories, fights)
    size, bend, mean = (
        [spread.interval(kind * factors + n, bottom, math.inf) for n in range(factors)]
        for kind, bottom in ((0, 0.0), (1, 0.0), (2, -math.inf))
    )
    luck = _luck(shares, values)
    return Effects(size, bend, mean, luck, [_told(*one) for one in zip(size, mean, luck, strict=True)])


def steps(shares: Floats, values: Floats) -> Floats:
    """The elementary effects themselves, per whole range: trajectories x factors x fights."""
    moved, changed = np.diff(shares, axis=1), np.diff(values, axis=1)
    which = np.abs(moved).argmax(axis=2)
    sizes = np.take_along_axis(moved, which[:, :, None], axis=2)
    order = which.argsort(axis=1)
    found: Floats = np.take_along_axis(changed / sizes, order[:, :, None], axis=1)
    return found


def _told(size: Estimate, mean: Estimate, luck: float) -> bool:
    """Whether an effect is larger than luck makes one, or has a sign; what is left of rounding is no size."""
    return size.low is not None and size.mean > _ROUNDING and (size.low > luck or told(mean))


def _luck(shares: Floats, values: Floats) -> list[float]:
    """The mean size of an effect that is nothing but luck of the fights: normal, with the variance of their mean."""
    fights = values.shape[2]
    if fights < 2:
        return [math.nan] * shares.shape[2]
    variance = steps(shares, values).var(axis=2, ddof=1) / fights
    found: list[float] = (math.sqrt(2.0 / math.pi) * np.sqrt(variance).mean(axis=0)).tolist()
    return found


def _effects(shares: Floats, values: Floats, levels: int) -> Floats:
    """mu* of all factors, then sigma, then mu."""
    trajectories, _, factors = shares.shape
    flat = shares.reshape(-1, factors), values.reshape(-1)
    # The intervals are made here, so none of SALib's own resampling is used.
    made = _salib()[1].analyze(_problem(factors), *flat, num_levels=levels, num_resamples=2, seed=1)
    return np.concatenate([np.asarray(made[key], np.float64) for key in ("mu_star", "sigma", "mu")])


def _problem(factors: int) -> dict[str, Any]:
    names = [f"x{n}" for n in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def check_installed() -> str:
    """Why elementary effects cannot be had here; empty if they can."""
    from importlib.util import find_spec

    return "" if find_spec("SALib") else MISSING


def _salib() -> tuple[Any, Any]:
    """Its sampling and its analysis."""
    try:
        from SALib.analyze import morris as analysis
        from SALib.sample import morris as sampling
    except ImportError as error:
        raise MissingError(MISSING) from error
    return sampling, analysis
