"""A replay fights the same fight, and its history tells it.

Expected values: the block of the same replicate without a history, bit for bit, and the routes' ends.
"""

from functools import cache

import numpy as np
import pytest

from tests.engine.layouts import built
from tests.engine.test_replicates import assert_same, block, same
from vyuha.engine.replay import replay
from vyuha.results.history import History
from vyuha.state.mission import (
    SAMPLE_IMPACT,
    SAMPLE_INTERCEPT,
    SAMPLE_INTERCEPTOR,
    SAMPLE_LAUNCH,
    SAMPLE_THREAT,
    SAMPLE_TRACK,
)
from vyuha.state.shot import FLYING
from vyuha.state.threat import HIT, KILLED, STRAY


@cache
def history(replicate: int = 2) -> History:
    return replay(built().setup, 7, replicate)


def test_the_outcome_is_that_of_the_run() -> None:
    assert_same(history().block, block(1, 2, 1))


def test_control_another_replicate_came_out_otherwise() -> None:
    assert not same(history().block.threats, block(1, 3, 1).threats)


def test_samples_are_in_order_of_time() -> None:
    times = history().samples["time"]
    assert (np.diff(times) >= 0.0).all()
    assert len(times) == len(history().latitude) == len(history().height)


def test_every_round_is_launched_and_flies_to_its_end() -> None:
    """Rounds still flying when the last threat is gone have no end, and those about to leave no flight."""
    samples, shots = history().samples, history().block.shots
    assert len(shots) > 5
    ended = {k for k, shot in enumerate(shots) if shot["result"] != FLYING}
    assert len(ended) > 5
    found = {kind: samples[samples["kind"] == kind] for kind in (SAMPLE_LAUNCH, SAMPLE_INTERCEPTOR, SAMPLE_INTERCEPT)}
    assert set(found[SAMPLE_LAUNCH]["subject"]) == set(range(len(shots)))
    assert set(found[SAMPLE_INTERCEPTOR]["subject"]) >= ended
    assert set(found[SAMPLE_INTERCEPT]["subject"]) == ended
    assert sorted(found[SAMPLE_LAUNCH]["time"]) == pytest.approx(sorted(shots["launch_time"]))
    assert sorted(found[SAMPLE_INTERCEPT]["time"]) == pytest.approx(sorted(shots["end_time"][sorted(ended)]))


def test_every_leaker_has_an_impact_at_its_target() -> None:
    samples, threats = history().samples, history().block.threats[0]
    leakers = {i for i, row in enumerate(threats) if row["outcome"] in (HIT, STRAY)}
    impacts = samples[samples["kind"] == SAMPLE_IMPACT]
    assert set(impacts["subject"]) == leakers
    for row in impacts:
        site = built().setup.site[row["other"]]
        assert (row["x"], row["y"]) == (site.x, site.y)


def test_threats_are_seen_to_fly_and_to_die() -> None:
    samples, threats = history().samples, history().block.threats[0]
    for i, threat in enumerate(threats):
        own = samples[(samples["kind"] == SAMPLE_THREAT) & (samples["subject"] == i)]
        assert len(own) > 5
        if threat["outcome"] == KILLED:
            assert own["other"][-1] == KILLED
            assert own["time"][-1] == threat["resolved_time"]
    assert (samples["kind"] == SAMPLE_TRACK).any()


def test_places_are_geodetic() -> None:
    """The raid stays within 260 km of the origin (2.4 degrees of latitude, 2.8 of longitude), above ground."""
    flown = history().samples["kind"] == SAMPLE_THREAT
    assert np.abs(history().latitude[flown] - 31.0).max() < 2.5
    assert np.abs(history().longitude[flown] - 74.9).max() < 2.9
    assert history().height[flown].min() > -50.0
