"""Properties of a defence that need no published figure: what must not change, and what may change one way only.

Where a property is statistical, the same seed gives both sides the same chances, and the differences replicate by
replicate are compared with their standard error (4 of them are the stated confidence).
"""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.builders import BATTALION, WATCH, Case, build, fight, leaked, raid
from tests.tables import grow
from vyuha.command.system import most_urgent
from vyuha.engine.allocate import allocate
from vyuha.results.records import Block
from vyuha.state.shot import FLYING
from vyuha.state.threat import HIT, IN_FLIGHT, KILLED, STRAY

CONFIDENT = 4.0
REPLICATES = 60
# Two axes, more targets than channels, the real endgame and its figures.
RAIDS = raid(count=14, distance=150.0, spacing="6 s") + raid(
    "north", 8, bearing=330.0, distance=90.0, spacing="5 s", type="babur", more="lateral: 500 m, start: 60 s"
)
MIXED = Case(RAIDS, kill=None)


def armed(rounds: int) -> str:
    return BATTALION.replace("48N6E3: 32", f"48N6E3: {rounds}")


def paired(better: Case, worse: Case) -> tuple[float, float]:
    """Mean over replicates of how many more leak in `worse` than in `better`, and its standard error."""
    leaks = [leaked(fight(build(case).setup, REPLICATES)).sum(axis=1) for case in (worse, better)]
    gain = (leaks[0] - leaks[1]).astype(float)
    return float(gain.mean()), float(gain.std(ddof=1)) / math.sqrt(REPLICATES)


@pytest.mark.parametrize(("more", "fewer"), [(8, 4), (16, 8), (32, 16), (32, 31)])
def test_more_rounds_never_let_more_through(more: int, fewer: int) -> None:
    gain, error = paired(replace(MIXED, defences=armed(more)), replace(MIXED, defences=armed(fewer)))
    assert gain >= -CONFIDENT * error
    # Control: the test can see a gain, and would see the loss if the sides were changed.
    if more == 2 * fewer and more < 32:
        assert gain > CONFIDENT * error
        assert gain == pytest.approx(fewer, rel=0.6)


@pytest.mark.parametrize(("higher", "lower"), [(0.9, 0.6), (0.6, 0.3)])
def test_a_higher_kill_probability_never_lets_more_through(higher: float, lower: float) -> None:
    gain, error = paired(replace(MIXED, kill=higher), replace(MIXED, kill=lower))
    assert gain > CONFIDENT * error


@pytest.mark.parametrize("defences", ["", WATCH], ids=["nothing", "only a radar"])
def test_without_fire_units_everything_comes_through(defences: str) -> None:
    block = fight(build(replace(MIXED, defences=defences)).setup, 5)
    assert np.isin(block.threats["outcome"], [HIT, STRAY]).all()
    assert len(block.shots) == 0
    assert (block.threats["resolved_time"] == block.threats["end"]).all()
    assert np.isfinite(block.threats["detection_time"]).any() == bool(defences)
    # Control: the same raid against a battalion.
    assert (fight(build(MIXED).setup, 5).threats["outcome"] == KILLED).any()


def same(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> bool:
    """Equal bit for bit, column by column (a NaN is equal to itself)."""
    return all(np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") for name in a.dtype.names or ())


def far_battalion(north: float) -> str:
    return BATTALION + BATTALION.replace("alpha", "far").replace("north: 0 km", f"north: {north:g} km")


FATE = (
    "outcome",
    "begin",
    "end",
    "detection_time",
    "track_time",
    "order_time",
    "launch_time",
    "resolved_time",
    "shots",
)


def test_a_defence_out_of_reach_decides_nothing() -> None:
    """Fifteen hundred kilometres away there is nothing to see or to reach: fates and moments are the same."""
    alone = fight(build(MIXED).setup, 20).threats
    joined = fight(build(replace(MIXED, defences=far_battalion(-1500.0))).setup, 20).threats
    near = fight(build(replace(MIXED, defences=far_battalion(-15.0))).setup, 20).threats
    for name in FATE:
        assert np.array_equal(alone[name], joined[name], equal_nan=alone[name].dtype.kind == "f"), name
    # Control: beside the first it does change what happens.
    assert not np.array_equal(alone["outcome"], near["outcome"])


def test_a_defence_out_of_reach_leaves_no_trace() -> None:
    """Nothing at all is different, the counts of looks and command cycles and the numbers of engagements included."""
    alone = fight(build(MIXED).setup, 20)
    joined = fight(build(replace(MIXED, defences=far_battalion(-1500.0))).setup, 20)
    assert same(alone.threats, joined.threats)
    assert same(alone.shots, joined.shots)


def test_of_equal_priorities_the_older_track_comes_first() -> None:
    """Which row a track has depends on what other nets see; which of two is older does not."""
    state = allocate(build(MIXED).setup)
    for j in range(len(state.track)):
        state.track[j].priority = -1.0
    for row, number, priority in ((3, 9, 0.5), (5, 7, 0.5), (6, 8, 0.5), (8, 1, 0.2)):
        state.track[row].number, state.track[row].priority = number, priority
    assert most_urgent(state) == 5
    state.track[3].priority = 0.6  # control: urgency comes before age
    assert most_urgent(state) == 3


def test_another_raid_leaves_the_plans_of_the_first_alone() -> None:
    """Random numbers belong to who uses them: what a threat sets out to do does not depend on who else comes."""
    wavering = RAIDS.replace("lateral: 3 km", "lateral: 3 km, dispersion: {time: 5 s, cross_track: 1 km, height: 50 m}")
    # A Poisson raid draws its gaps one after the other.
    wavering += raid("stream", 6, bearing=300.0, spacing="{mean: 20 s}")
    elsewhere = raid("east", 9, bearing=90.0, distance=170.0)
    alone = fight(build(replace(MIXED, raids=wavering)).setup, 20).threats
    count = alone.shape[1]
    for raids, own in ((wavering + elsewhere, slice(0, count)), (elsewhere + wavering, slice(9, None))):
        joined = fight(build(replace(MIXED, raids=raids)).setup, 20).threats[:, own]
        for name in ("begin", "end", "offset_x", "offset_y", "offset_z", "aim_x", "aim_y", "aim_z"):
            assert np.array_equal(alone[name], joined[name]), name
        # Control: the fight itself is another one.
        assert not np.array_equal(alone["outcome"], joined["outcome"])
    assert len(np.unique(alone["begin"][:, -1])) == 20
    assert len(np.unique(alone["offset_x"][:, 0])) == 20


def sightings(rcs: float) -> npt.NDArray[np.float64]:
    """Time of the first detection of each threat, never detected being infinite."""
    setup = build(Case(raid(count=10, distance=380.0, spacing="20 s"), defences=WATCH)).setup
    grow(setup, rcs)
    times = fight(setup, 30).threats["detection_time"]
    return np.asarray(np.where(np.isnan(times), np.inf, times))


def test_a_larger_target_is_never_seen_later() -> None:
    """Each look compares the same draw with a chance that grows with the cross-section: true of every single one."""
    times = [sightings(rcs) for rcs in (0.1, 0.3, 1.0, 3.0)]
    for smaller, larger in zip(times, times[1:], strict=False):
        assert (larger <= smaller).all()
        assert (larger < smaller).mean() > 0.5  # control: the cross-section does act


def one_sided(bearing: float, east: float, seed: int) -> tuple[npt.NDArray[np.float64], ...]:
    """Leaked share and rounds of each replicate, and the ground range [m] of every intercept."""
    defence = BATTALION.replace("east: 0 km", f"east: {east:g} km")
    low = raid(count=14, bearing=bearing, distance=70.0, spacing="3 s", type="babur", more="lateral: 1 km")
    block = fight(build(Case(low, defence, kill=0.4)).setup, 2 * REPLICATES, seed)
    ended = block.shots[block.shots["result"] != FLYING]
    return leaked(block).mean(axis=1), block.threats["shots"].mean(axis=1), ended["end_range"]


def apart(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Difference of the means of two samples in standard errors."""
    return float(abs(a.mean() - b.mean()) / math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))


def test_east_and_west_are_alike() -> None:
    """The ellipsoid has no side: a raid from 290 degrees fares as one from 70 degrees, but for its luck."""
    west, east = one_sided(290.0, -8.0, 1), one_sided(70.0, 8.0, 2)
    assert 0.05 < west[0].mean() < 0.95
    for left, right in zip(west, east, strict=True):
        assert apart(left, right) < CONFIDENT
    # Control: with the battalion on the far side more come through.
    assert apart(west[0], one_sided(290.0, 16.0, 3)[0]) > CONFIDENT


def _handed_over(block: Block) -> npt.NDArray[np.bool_]:
    """Whether the first round at each threat had been ordered before the threat itself was: at a track, or for a
    seeker, that held another one first.
    """
    over = np.zeros(block.threats.shape, bool)
    for replicate, shot in zip(block.shot_replicate, block.shots, strict=True):
        threats = block.threats[replicate]
        over[replicate] |= (shot["launch_time"] == threats["launch_time"]) & (
            shot["order_time"] < threats["order_time"]
        )
    # Neighbours are 1.4 km apart: it happens, but to few.
    assert over.mean() < 0.1
    return over


def test_what_is_written_about_a_threat_is_in_order() -> None:
    """The links of the chain hold one after the other, and every fate is settled within the threat's time."""
    block = fight(build(MIXED).setup, 20)
    threats = block.threats
    seen = ["begin", "coverage_time", "horizon_time", "detection_time", "track_time"]
    # A track may change hands between two threats: the one that is shot at need not be the one it was begun on.
    for earlier, later in [*itertools.pairwise(seen), ("detection_time", "order_time"), ("order_time", "launch_time")]:
        both = np.isfinite(threats[earlier]) & np.isfinite(threats[later])
        assert both.any()
        if later == "launch_time":
            both &= ~_handed_over(block)
        assert (threats[earlier][both] <= threats[later][both]).all(), (earlier, later)
    settled = threats["outcome"] != IN_FLIGHT
    assert settled.all()
    assert (threats["resolved_time"] <= threats["end"]).all()
    assert (threats["shots"].sum() == len(block.shots)).all()
    done = block.shots[block.shots["result"] != FLYING]
    assert (done["order_time"] <= done["launch_time"]).all()
    assert (done["launch_time"] < done["end_time"]).all()


def test_no_two_rounds_share_a_stream() -> None:
    """Rounds are numbered for each pair of unit and threat, so that seeker and lethality draws are each used once."""
    block = fight(build(MIXED).setup, 20)
    held = block.shots["ordinal"] > 0
    keys = [
        tuple(map(int, row))
        for row in zip(
            block.shot_replicate[held],
            block.shots["fire_unit"][held],
            block.shots["threat"][held],
            block.shots["ordinal"][held],
            strict=True,
        )
    ]
    assert len(keys) == len(set(keys)) > 0
    # Control: without the number they would not be told apart.
    assert len({key[:3] for key in keys}) < len(keys)


def test_rounds_are_booked_on_the_threat_that_they_went_for() -> None:
    block = fight(build(MIXED).setup, 20)
    booked = np.zeros_like(block.threats["shots"])
    for replicate, threat in zip(block.shot_replicate, block.shots["threat"], strict=True):
        if threat >= 0:
            booked[replicate - block.first, threat] += 1
    assert np.array_equal(booked, block.threats["shots"])


def test_no_round_ends_deep_under_the_ground() -> None:
    """A round that comes down short ends there; one guidance period at 2 km/s is the most that it overshoots."""
    block = fight(build(MIXED).setup, 20)
    assert np.nanmin(block.shots["end_height"]) > -2500.0
