"""The raid: what a replicate draws, who is in the air when, and what an arrival does.

Expected values: declared standard deviations (chi-square bounds, false alarm below 1e-6, fixed seed), the
exponential law of the gaps of a Poisson stream (Kolmogorov-Smirnov), and bit-for-bit equality where nothing may
change.
Controls: another replicate, another seed and a wrong mean are told apart by the same checks.
"""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from tests.tables import blank_setup
from tests.threats.conftest import two_threats
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State
from vyuha.state.threat import HIT, IN_FLIGHT, KILLED, STRAY
from vyuha.threats.system import arrive, draw_raid, locate_all, next_activity

Floats = npt.NDArray[np.float64]
SEED = 41
DRAWN = ["begin", "end", "offset_x", "offset_y", "offset_z", "aim_x", "aim_y", "aim_z"]


def spread_out(setup: Setup) -> Setup:
    for row in setup.threat:
        row.start_time, row.timing_error, row.cross_track_error = 500.0, 6.0, 300.0
        row.height_error, row.height_floor, row.aim_error = 40.0, -1e9, 15.0
    return setup


def drawn(setup: Setup, seed: int, replicate: int) -> Floats:
    """What the replicate draws: one row per threat."""
    state = allocate(setup)
    draw_raid(setup, state, seed, replicate)
    return np.array([[row[name] for name in DRAWN] for row in state.threat])


def poisson(count: int, mean: float) -> Setup:
    """`count` threats of one Poisson raid."""
    setup = blank_setup(threat=count, knot=2, site=1)
    setup.knot[1].time = 10.0
    for i, row in enumerate(setup.threat):
        row.entity, row.ordinal, row.mean_gap, row.last_knot, row.start_time = 5000 + i, i, mean, 1, 30.0
    return setup


def test_the_same_replicate_draws_the_same_and_another_does_not() -> None:
    setup = spread_out(two_threats())
    assert np.array_equal(drawn(setup, SEED, 3), drawn(setup, SEED, 3))
    random = [DRAWN.index(name) for name in ("begin", "offset_y", "offset_z", "aim_x", "aim_y")]
    for other in (drawn(setup, SEED, 4), drawn(setup, SEED + 1, 3)):
        assert not np.any((drawn(setup, SEED, 3) == other)[:, random])


def test_another_raid_leaves_a_threats_draws_as_they_were() -> None:
    small = spread_out(two_threats())
    large = blank_setup(threat=5, knot=5, site=1)
    large.knot[:], large.site[:] = small.knot, small.site
    large.threat[3:] = small.threat
    for i in range(3):
        large.threat[i] = small.threat[0]
        large.threat[i].entity, large.threat[i].ordinal = 77 + i, i
        large.threat[i].mean_gap = 20.0
    assert np.array_equal(drawn(large, SEED, 9)[3:], drawn(small, SEED, 9))


def test_more_threats_in_a_poisson_raid_leave_the_earlier_ones() -> None:
    assert np.array_equal(drawn(poisson(60, 20.0), SEED, 2)[:40], drawn(poisson(40, 20.0), SEED, 2))


def test_the_draws_have_the_declared_spreads() -> None:
    setup, count = spread_out(two_threats()), 2_000
    state = allocate(setup)
    values = []
    for replicate in range(count):
        draw_raid(setup, state, SEED, replicate)
        values.append([state.threat[0][name] for name in DRAWN])
    table = np.array(values)
    declared = {"begin": (500.0, 6.0), "offset_y": (0.0, 300.0), "offset_z": (0.0, 40.0)}
    declared |= {"aim_x": (0.0, 15.0), "aim_y": (0.0, 15.0)}
    low, high = stats.chi2.ppf([5e-7, 1.0 - 5e-7], count) / count
    for name, (mean, sigma) in declared.items():
        column = table[:, DRAWN.index(name)]
        assert low < np.mean(((column - mean) / sigma) ** 2) < high, name
        # Control: a spread that is a quarter larger would be seen.
        assert not low < np.mean(((column - mean) / (1.25 * sigma)) ** 2) < high, name
    # Independent of each other: no pair of columns correlates.
    columns = table[:, [DRAWN.index(name) for name in declared]]
    related = np.corrcoef(columns, rowvar=False)[~np.eye(len(declared), dtype=bool)]
    assert np.abs(related).max() < 5.2 / math.sqrt(count)
    assert np.all(table[:, 2] == 0.0) and np.all(table[:, 7] == 0.0)


def test_a_formation_is_steady_and_lies_across_the_axis() -> None:
    setup = two_threats()
    setup.threat[0].formation_offset, setup.threat[1].formation_offset = -250.0, 250.0
    found = drawn(setup, SEED, 1)
    assert found[:, DRAWN.index("offset_y")] == pytest.approx([250.0, -250.0])
    assert np.all(found[:, 2] == 0.0)
    # Across the axis the earth falls away by the square over its diameter.
    assert found[:, 4] == pytest.approx(-(250.0**2) / (2.0 * 6371e3), rel=1e-4)


def test_poisson_gaps_are_exponential() -> None:
    count, mean = 2_000, 20.0
    begin = drawn(poisson(count, mean), SEED, 5)[:, 0]
    gaps = np.diff(begin)
    assert begin[0] == 30.0
    assert stats.kstest(gaps, stats.expon(scale=mean).cdf).pvalue > 1e-6
    # Controls: the check sees a mean that is off by a fifth, and gaps that are all alike.
    assert stats.kstest(gaps, stats.expon(scale=1.2 * mean).cdf).pvalue < 1e-6
    assert stats.kstest(np.full(count - 1, mean), stats.expon(scale=mean).cdf).pvalue < 1e-6


def test_successive_gaps_are_unrelated() -> None:
    gaps = np.diff(drawn(poisson(2_000, 20.0), SEED, 6)[:, 0])
    assert abs(np.corrcoef(gaps[1:], gaps[:-1])[0, 1]) < 4.892 / math.sqrt(len(gaps) - 1)


def test_a_planned_raid_keeps_its_times_and_none_begins_before_the_clock() -> None:
    setup = two_threats()
    setup.threat[0].start_time, setup.threat[1].start_time = 10.0, 30.0
    assert drawn(setup, SEED, 0)[:, 0].tolist() == [10.0, 30.0]
    assert drawn(setup, SEED, 0)[:, 1] == pytest.approx([110.0, 130.0])
    setup.threat[0].start_time, setup.threat[0].timing_error = 0.0, 50.0
    begins = [drawn(setup, SEED, n)[0, 0] for n in range(20)]
    assert min(begins) == 0.0 < max(begins)


def test_a_draw_forgets_the_replicate_before(setup: Setup, state: State) -> None:
    draw_raid(setup, state, SEED, 0)
    fresh = state.threat.copy(), state.site.copy()
    now = state.threat[1]
    for name in state.threat.dtype.names:
        now[name] = 3
    state.site[0].hits, state.site[0].destroyed, state.site[0].destroyed_time = 9, True, 5.0
    draw_raid(setup, state, SEED, 0)
    for name in state.threat.dtype.names:
        if name != "airborne":
            assert np.array_equal(state.threat[name], fresh[0][name], equal_nan=state.threat[name].dtype.kind == "f"), (
                name
            )
    assert (state.site[0].hits, state.site[0].destroyed) == (0, False) and math.isnan(state.site[0].destroyed_time)
    # `airborne` is renewed by whoever needs positions.
    locate_all(setup, state, -1.0)
    assert not state.threat["airborne"].any()


def test_only_what_flies_is_located(setup: Setup, state: State) -> None:
    setup.threat[1].start_time = 50.0
    draw_raid(setup, state, SEED, 0)
    counts = {time: locate_all(setup, state, time) for time in (0.0, 49.9, 50.0, 99.9, 100.0, 149.9, 150.0)}
    assert list(counts.values()) == [1, 1, 2, 2, 1, 1, 0]
    locate_all(setup, state, 60.0)
    assert state.fix[0] == pytest.approx((12e3, 300.0, 1000.0, 200.0, 0.0, 0.0, 60.0))
    assert state.fix[1] == pytest.approx((2e3, 300.0, 1000.0, 200.0, 0.0, 0.0, 60.0))
    state.threat[0].outcome = KILLED
    assert locate_all(setup, state, 60.0) == 1 and not state.threat[0].airborne


def test_the_next_activity_is_now_or_the_next_beginning(setup: Setup, state: State) -> None:
    setup.threat[0].start_time, setup.threat[1].start_time = 20.0, 300.0
    draw_raid(setup, state, SEED, 0)
    expected = {0.0: 20.0, 20.0: 20.0, 77.0: 77.0, 120.0: 300.0, 130.0: 300.0, 301.0: 301.0, 400.0: math.inf}
    assert {time: next_activity(state, time) for time in expected} == expected
    state.threat[1].outcome = KILLED
    assert next_activity(state, 130.0) == math.inf


def test_arrivals_count_hits_until_the_site_is_lost(setup: Setup, state: State) -> None:
    draw_raid(setup, state, SEED, 0)
    assert not arrive(setup, state, 0, 100.0)
    assert (state.threat[0].outcome, state.threat[0].resolved_time, state.site[0].hits) == (HIT, 100.0, 1)
    assert state.threat[1].outcome == IN_FLIGHT
    assert arrive(setup, state, 1, 110.0)
    assert (state.site[0].hits, state.site[0].destroyed, state.site[0].destroyed_time) == (2, True, 110.0)
    # A further hit is counted, but a site is lost only once.
    assert not arrive(setup, state, 1, 120.0)
    assert (state.site[0].hits, state.site[0].destroyed_time) == (3, 110.0)


def test_an_arrival_beside_the_site_is_a_stray(setup: Setup, state: State) -> None:
    draw_raid(setup, state, SEED, 0)
    state.threat[0].aim_x = 50.1
    assert not arrive(setup, state, 0, 100.0)
    assert (state.threat[0].outcome, state.site[0].hits) == (STRAY, 0)


def test_one_heavy_warhead_does_the_work_of_several(setup: Setup, state: State) -> None:
    setup.threat[0].warhead_hits = 2
    draw_raid(setup, state, SEED, 0)
    assert arrive(setup, state, 0, 100.0)


def test_no_threat_starts_below_the_ground() -> None:
    """Heights are drawn no lower than the floor; without it a wide spread puts some there (control)."""
    setup = spread_out(two_threats())
    for row in setup.threat:
        row.height_floor = -50.0
    height = DRAWN.index("offset_z")
    lowest = min(drawn(setup, 1, replicate)[:, height].min() for replicate in range(200))
    for row in setup.threat:
        row.height_floor = -1e9
    free = min(drawn(setup, 1, replicate)[:, height].min() for replicate in range(200))
    # The earth falls away across the axis, by some centimetres here.
    assert lowest >= -50.1 > free
