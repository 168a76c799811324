"""Expected values: a slow tracker of the same rules in plain NumPy and SciPy (`oracle`), which looks at all pairs and
solves one assignment over all of them. Both must give the same plots to the same tracks, scan by scan.
"""

from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from tests.tracker.oracle import GATE, SPEEDS, follow
from tests.tracker.scenes import PERIOD, SIGMA, radar, sky, spherical
from vyuha.tracker.options import Hits, Motion
from vyuha.tracker.tracker import Tracker

NOISE = 1.0


def made(**choices: Any) -> Tracker:
    given = {
        "cost": "distance",
        "gate_probability": float(chi2.cdf(GATE**2, 3)),
        "speed_sigma": SPEEDS,
        "logic": Hits(3, 5, misses=4, tentative_misses=2),
    }
    return Tracker(radar(20.0), [Motion("cv", noise=NOISE)], **(given | choices))


def flown(tracker: Tracker, scans: list[Any]) -> set[tuple[tuple[int, int], ...]]:
    """The sequence of (scan, plot) of every track that ever was, tentative ones included."""
    table = tracker.run(PERIOD * np.arange(len(scans)), scans, tentative=True)
    taken = table[table["plot"] >= 0]
    return {
        tuple(zip(own["scan"].tolist(), own["plot"].tolist(), strict=True))
        for number in np.unique(taken["number"])
        for own in (taken[taken["number"] == number],)
    }


def crowd(seed: int) -> list[Any]:
    """Twelve aircraft abreast, 250 m from each other, in clutter: gates overlap from the first scan to the last."""
    g, scans = np.random.default_rng(seed), []
    for k in range(15):
        at = np.array([[30e3 + 250.0 * i, 40e3 - 220.0 * PERIOD * k, 8e3] for i in range(12)])
        z = spherical(at) + g.normal(size=at.shape) * SIGMA
        z = z[g.random(len(z)) < 0.9]
        count = g.poisson(20.0)
        false = [g.uniform(5e3, 110e3, count), g.uniform(-np.pi, np.pi, count), g.uniform(-0.01, 0.6, count)]
        scans.append(np.vstack([z, np.column_stack(false)]))
    return scans


SKIES = {
    "apart": lambda seed: [plots for _, plots, _ in sky(15, 25.0, 15, seed)],
    "crowd": crowd,
}


@pytest.mark.parametrize("name", SKIES)
def test_tracks_take_the_same_plots(name: str) -> None:
    contested = 0
    for seed in range(4):
        scans = SKIES[name](seed)
        theirs = {tuple(track.plots) for track in follow(scans, SIGMA, PERIOD, NOISE)}
        assert flown(made(), scans) == theirs
        # Control: distances squared, or a gate at 3.5 sigma, or weighing against false plots, are told apart.
        others = (
            {tuple(track.plots) for track in follow(scans, SIGMA, PERIOD, NOISE, squared=True)},
            {tuple(track.plots) for track in follow(scans, SIGMA, PERIOD, NOISE, gate=3.5)},
            flown(made(cost="likelihood"), scans),
        )
        contested += sum(other != theirs for other in others)
    assert contested >= (9 if name == "crowd" else 4)


def test_life_is_judged_alike() -> None:
    """Control: three misses for a tentative track, four hits to confirm, or two misses for a confirmed one are told
    apart in some of these skies.
    """
    controls = (Hits(3, 5, 4, 3), Hits(4, 6, 4, 2), Hits(3, 5, 2, 2))
    apart = [0, 0, 0]
    for seed in range(7, 12):
        scans = SKIES["apart"](seed)
        theirs = {tuple(track.plots) for track in follow(scans, SIGMA, PERIOD, NOISE)}
        assert flown(made(), scans) == theirs
        for i, logic in enumerate(controls):
            apart[i] += flown(made(logic=logic), scans) != theirs
    assert min(apart) >= 1
