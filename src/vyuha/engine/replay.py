"""Fights one replicate again, bit for bit, and keeps its full history."""

from typing import Any

import numpy as np

from vyuha.engine.allocate import allocate
from vyuha.engine.compiling import compile_engine
from vyuha.engine.recorder import SAMPLES
from vyuha.engine.replicate import fight
from vyuha.engine.replicates import count_samples
from vyuha.results.history import History
from vyuha.results.records import Block
from vyuha.state.tables import Setup
from vyuha.world.geodesy import points_to_geodetic


def replay(setup: Setup, seed: int, replicate: int) -> History:
    """The history of one replicate; its outcome is that of the run with the same seed."""
    compile_engine()
    state = allocate(setup, count_samples(setup))
    fight(setup, state, seed, replicate)
    progress = state.progress[0]
    shots = np.array(state.shot)[: progress.shots]
    block = Block(
        replicate,
        np.array(state.threat)[None, :],
        np.array(state.site)[None, :],
        shots,
        np.full(len(shots), replicate),
        np.array([progress.failure]),
        np.array([progress.events]),
        np.array(state.recognition)[None, :],
    )
    history: Any = np.array(state.history)[: state.fill[SAMPLES]].view(np.recarray)
    samples = history[np.argsort(history["time"], kind="stable")]
    points = np.column_stack((samples["x"], samples["y"], samples["z"])).astype(np.float64)
    places = np.empty_like(points)
    points_to_geodetic(setup.frame[0], points, places)
    latitude, longitude, height = places.T
    return History(replicate, samples, np.degrees(latitude), np.degrees(longitude), height.copy(), block)
