"""Skies full of targets and the plots that radars make of them, and tables of pairs for association alone."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from vyuha.tracker.gating import Edges
from vyuha.tracker.options import TrackingSensor

PERIOD = 4.0
SIGMA = (30.0, 1.5e-3, 1.5e-3)


def radar(clutter: float) -> TrackingSensor:
    """The radar of these skies, told the truth about `clutter` false plots for each scan."""
    return TrackingSensor("radar", SIGMA, clutter_density=clutter / (0.61 * 2.0 * math.pi * 105e3))


def spherical(places: Any) -> Any:
    reach = np.linalg.norm(places, axis=1)
    return np.column_stack([reach, np.arctan2(places[:, 0], places[:, 1]), np.arcsin(places[:, 2] / reach)])


def sky(targets: int, clutter: float, scans: int, seed: int) -> Iterator[tuple[Any, Any, Any]]:
    """True places (targets, 3), plots (n, 3) and the target of each plot (-1: false), scan by scan. Aircraft that fly
    level and straight between 30 and 90 km; nine in ten are seen.
    """
    g = np.random.default_rng(seed)
    away, side = g.uniform(30e3, 90e3, targets), g.uniform(-math.pi, math.pi, targets)
    heading, speed = g.uniform(-math.pi, math.pi, targets), g.uniform(150.0, 300.0, targets)
    start = np.column_stack([away * np.cos(side), away * np.sin(side), g.uniform(2e3, 11e3, targets)])
    velocity = np.column_stack([speed * np.cos(heading), speed * np.sin(heading), np.zeros(targets)])
    for k in range(scans):
        places = start + velocity * PERIOD * k
        z = spherical(places) + g.normal(size=(targets, 3)) * SIGMA
        seen = np.flatnonzero(g.random(targets) < 0.9)
        count = g.poisson(clutter)
        false = [g.uniform(5e3, 110e3, count), g.uniform(-math.pi, math.pi, count), g.uniform(-0.01, 0.6, count)]
        plots, owner = np.vstack([z[seen], np.column_stack(false)]), np.concatenate([seen, np.full(count, -1)])
        plots[:, 1] = (plots[:, 1] + math.pi) % (2.0 * math.pi) - math.pi
        order = g.permutation(len(plots))
        yield places, plots[order], owner[order]


def edges_of(fit: Any) -> Edges:
    """Pairs of a matrix of log-likelihoods (tracks, plots); minus infinity is none."""
    inside = np.isfinite(fit)
    first = np.concatenate([[0], np.cumsum(inside.sum(axis=1))]).astype(np.int64)
    row, plot = np.nonzero(inside)
    return Edges(first, plot.astype(np.int64), fit[row, plot], np.zeros(len(plot)), np.zeros(len(plot)))


def matrix_of(edges: Edges, plots: int) -> Any:
    """Chances as a matrix (tracks, plots)."""
    made = np.zeros((len(edges.first) - 1, plots))
    for k in range(len(made)):
        for e in range(edges.first[k], edges.first[k + 1]):
            made[k, edges.plot[e]] = edges.chance[e]
    return made
