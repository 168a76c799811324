"""Properties of a defence that need no published figure: what must not change, and what may change one way only.

Where a property is statistical, the same seed gives both sides the same chances, and the differences replicate by
replicate are compared with their standard error (4 of them are the stated confidence).
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.builders import BATTALION, WATCH, Case, build, fight, leaked, raid
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
    assert gain > -CONFIDENT * error
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


def test_a_defence_out_of_reach_changes_nothing() -> None:
    """Fifteen hundred kilometres away there is nothing to see or to reach."""
    alone = fight(build(MIXED).setup, 20)
    joined = fight(build(replace(MIXED, defences=far_battalion(-1500.0))).setup, 20)
    assert same(alone.threats, joined.threats)
    assert same(alone.shots, joined.shots)
    # Control: beside the first it does change what happens.
    near = fight(build(replace(MIXED, defences=far_battalion(-15.0))).setup, 20)
    assert not same(alone.threats, near.threats)


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
    for i in range(len(setup.threat)):
        setup.threat[i].rcs = rcs
    times = fight(setup, 30).threats["detection_time"]
    return np.asarray(np.where(np.isnan(times), np.inf, times))


def test_a_larger_target_is_never_seen_later() -> None:
    """Each look compares the same draw with a chance that grows with the cross-section: true of every single one."""
    times = [sightings(rcs) for rcs in (0.1, 0.3, 1.0, 3.0)]
    for smaller, larger in zip(times, times[1:], strict=False):
        assert (larger <= smaller).all()
        assert (larger < smaller).mean() > 0.5  # control: the cross-section does act


def shares(block: Block) -> npt.NDArray[np.float64]:
    return np.asarray(leaked(block).mean(axis=1))


def test_east_and_west_are_alike() -> None:
    """The ellipsoid has no side: a raid from 270 + x degrees fares as one from 90 - x degrees, but for its luck."""
    defence = BATTALION.replace("east: 0 km", "east: {:g} km")
    results = []
    for side, bearing in ((-1.0, 290.0), (1.0, 70.0)):
        case = Case(
            raid(count=14, bearing=bearing, distance=150.0, spacing="6 s"), defence.format(side * 8.0), kill=None
        )
        block = fight(build(case).setup, 2 * REPLICATES)
        shots = block.shots[block.shots["result"] != FLYING]
        results.append((shares(block), block.threats["shots"].mean(axis=1), shots["end_range"]))
    for west, east in zip(*results, strict=True):
        error = math.sqrt(west.var(ddof=1) / len(west) + east.var(ddof=1) / len(east))
        assert abs(west.mean() - east.mean()) < CONFIDENT * error
    # Control: with the battalion on the far side the intercepts are elsewhere.
    block = fight(build(Case(raid(count=14, bearing=290.0, distance=150.0, spacing="6 s"), defence.format(8.0))).setup, 30)
    other = block.shots["end_range"][block.shots["result"] != FLYING]
    west = results[0][2]
    assert abs(other.mean() - west.mean()) > CONFIDENT * math.sqrt(
        west.var() / len(west) + other.var() / len(other)
    )


def test_what_is_written_about_a_threat_is_in_order() -> None:
    """The links of the chain hold one after the other, and every fate is settled within the threat's time."""
    block = fight(build(MIXED).setup, 20)
    threats = block.threats
    chain = ["begin", "coverage_time", "horizon_time", "detection_time", "track_time", "order_time", "launch_time"]
    for earlier, later in zip(chain, chain[1:], strict=False):
        both = np.isfinite(threats[earlier]) & np.isfinite(threats[later])
        assert both.any()
        assert (threats[earlier][both] <= threats[later][both] + 1e-9).all(), (earlier, later)
    settled = threats["outcome"] != IN_FLIGHT
    assert settled.all()
    assert (threats["resolved_time"] <= threats["end"]).all()
    assert (threats["shots"].sum() == len(block.shots)).all()
    done = block.shots[block.shots["result"] != FLYING]
    assert (done["order_time"] <= done["launch_time"]).all()
    assert (done["launch_time"] < done["end_time"]).all()
