"""Futures drawn from hand-made schedules.

Expected values: arithmetic by hand; the share of time in which at least one stop lasts (M/G/infinity in the long run,
1 - exp(-rate length)) and the chance that one begins (Poisson); Kolmogorov-Smirnov with false alarm 1e-4 (fixed seed).
"""

import math

import numpy as np
import pytest
from scipy import stats

from tests.schedule.cases import AS_OF, blank_schedule, drawn
from vyuha.base.calendar import YEAR
from vyuha.schedule.growth import MAJOR, growth_at
from vyuha.schedule.tables import DRAWN, FIXED, NEVER, SIGNATURE


def test_a_fixed_delivery_comes_on_its_day_and_is_ready_after_training() -> None:
    schedule = blank_schedule(2)
    schedule.delivery.kind = FIXED
    schedule.delivery.begun, schedule.delivery.done = 1234.5, 1300.25
    schedule.delivery.lag_low = schedule.delivery.lag_value = schedule.delivery.lag_high = 60.0
    schedule.delivery[1].operational = 1310.0
    paths = drawn(schedule, 3)
    assert np.all(paths.begun == 1234.5) and np.all(paths.done == 1300.25)
    assert np.all(paths.ready == [1360.25, 1310.0])


def test_what_never_comes_is_never_ready() -> None:
    schedule = blank_schedule(2)
    schedule.delivery.kind = NEVER
    schedule.delivery[1].kind, schedule.delivery[1].after, schedule.delivery[1].lead = DRAWN, 0, 100.0
    assert np.all(np.isinf(np.concatenate(drawn(schedule, 5), axis=1)))


def test_a_drawn_delivery_follows_its_class_in_the_middle_of_a_chain_too() -> None:
    schedule = blank_schedule(2)
    schedule.delivery.kind, schedule.delivery.lead = DRAWN, 100.0
    schedule.delivery[1].after = 0
    paths = drawn(schedule, 20_000)
    growths = [(paths.done[:, 0] - AS_OF) / 100.0, (paths.done[:, 1] - paths.done[:, 0]) / 100.0]
    expected = [growth_at(MAJOR, 0.0, 1.0 - p) for p in (0.1, 0.5, 0.9)]
    for growth in growths:
        assert np.quantile(growth, (0.1, 0.5, 0.9)) == pytest.approx(expected, abs=0.03)
    assert abs(np.corrcoef(growths)[0, 1]) < 5.0 / math.sqrt(20_000)
    # Control: with a supplier's common factor they move together.
    schedule.rules[0].correlation = 0.8
    paths = drawn(schedule, 20_000)
    assert np.corrcoef(paths.done[:, 0] - AS_OF, paths.done[:, 1] - paths.done[:, 0])[0, 1] > 0.5


def test_elapsed_time_is_known() -> None:
    schedule = blank_schedule(1)
    schedule.delivery.kind, schedule.delivery.lead, schedule.delivery.start = DRAWN, 100.0, AS_OF - 170.0
    done = drawn(schedule, 4_000).done[:, 0]
    assert done.min() > AS_OF
    # Beyond growth 1 the class has an exponential excess of mean 0.486: memoryless.
    assert stats.kstest((done - AS_OF) / 48.6, "expon").pvalue > 1e-4
    assert stats.kstest((done - AS_OF) / 60.0, "expon").pvalue < 1e-4


def test_a_spread_tranche_that_has_begun_and_one_that_has_not() -> None:
    schedule = blank_schedule(2)
    schedule.delivery.kind, schedule.delivery.start = DRAWN, AS_OF - 300.0
    schedule.delivery.lead, schedule.delivery.spread = 200.0, 200.0
    schedule.delivery[1].begun = AS_OF - 50.0
    paths = drawn(schedule, 2_000)
    assert paths.begun[:, 0].min() > AS_OF and np.all(paths.done[:, 0] > paths.begun[:, 0])
    assert np.all(paths.begun[:, 1] == AS_OF - 50.0) and paths.done[:, 1].min() > AS_OF


def stopped(*stops: tuple[float, float]) -> np.ndarray:
    schedule = blank_schedule(1, stops=len(stops))
    schedule.delivery.kind, schedule.delivery.done, schedule.delivery.begun = FIXED, AS_OF + 100.0, AS_OF + 100.0
    for i, (start, end) in enumerate(stops):
        schedule.stop[i].start, schedule.stop[i].end = AS_OF + start, AS_OF + end
    return drawn(schedule, 2).done[:, 0] - AS_OF


def test_given_stops() -> None:
    assert np.all(stopped((10.0, 40.0)) == 130.0)
    assert np.all(stopped((10.0, 40.0), (30.0, 60.0)) == 150.0)
    assert np.all(stopped((-50.0, 20.0)) == 120.0)
    # The second one begins before the work that the first one held up is done.
    assert np.all(stopped((90.0, 120.0), (125.0, 135.0)) == 140.0)
    assert np.all(np.isinf(stopped((99.0, math.inf))))
    # No work is left.
    assert np.all(stopped((100.0, math.inf)) == 100.0)


def test_the_stops_of_another_supplier_do_nothing() -> None:
    schedule = blank_schedule(1, stops=1)
    schedule.delivery.kind, schedule.delivery.done, schedule.delivery.begun = FIXED, AS_OF + 100.0, AS_OF + 100.0
    schedule.stop[0] = (7, AS_OF, math.inf)
    assert np.all(drawn(schedule, 2).done == AS_OF + 100.0)


def mean_finish(work: float, per_year: float, length: float, count: int) -> tuple[float, float]:
    """Mean days, and standard error, in which `work` days with no schedule growth are done under random stops."""
    schedule = blank_schedule(1)
    schedule.delivery.kind, schedule.delivery.lead = DRAWN, work
    done = drawn(schedule, count).done[:, 0] - AS_OF
    schedule.rules.stops_per_year, schedule.rules.stop_length = per_year, length
    ratio = (drawn(schedule, count).done[:, 0] - AS_OF) / done
    return float(ratio.mean()), float(ratio.std() / math.sqrt(count))


def test_random_stops_take_the_share_of_time_that_theory_gives() -> None:
    per_year, length, work = 0.5, 0.5 * YEAR, 30.0 * YEAR
    got, error = mean_finish(work, per_year, length, 2_000)
    busy = math.exp(per_year * length / YEAR)
    assert got == pytest.approx(busy, abs=4.0 * error + 0.01)
    # Control: as if stops never overlapped.
    assert abs(got - (1.0 + per_year * length / YEAR)) > 4.0 * error + 0.01
    assert mean_finish(work, 0.0, length, 10)[0] == 1.0


def test_a_stop_hits_work_with_the_chance_of_a_poisson_process() -> None:
    per_year, work, count = 1.0, 0.5 * YEAR, 20_000
    schedule = blank_schedule(1)
    schedule.delivery.kind, schedule.delivery.lead = DRAWN, work
    free = drawn(schedule, count).done[:, 0]
    schedule.rules.stops_per_year, schedule.rules.stop_length = per_year, 2.0 * YEAR
    hit = drawn(schedule, count).done[:, 0] > free
    growth = np.array([growth_at(MAJOR, 0.0, float(u)) for u in (np.arange(20_000) + 0.5) / 20_000])
    expected = 1.0 - np.exp(-per_year * work / YEAR * growth).mean()
    assert hit.mean() == pytest.approx(expected, abs=5.0 * math.sqrt(0.25 / count))
    # Control: as if all came on time.
    assert hit.mean() != pytest.approx(1.0 - math.exp(-per_year * work / YEAR), abs=5.0 * math.sqrt(0.25 / count))


def test_overload_ends_as_never() -> None:
    schedule = blank_schedule(1)
    schedule.delivery.kind, schedule.delivery.lead = DRAWN, 10.0 * YEAR
    schedule.rules.stops_per_year, schedule.rules.stop_length = 10.0, 100.0 * YEAR
    assert np.isinf(drawn(schedule, 20).done).mean() > 0.9


def test_a_line_at_a_standstill_never_ends_even_with_random_stops() -> None:
    schedule = blank_schedule(2)
    schedule.delivery.kind = DRAWN
    schedule.delivery.spread = math.inf, 1e9
    schedule.rules.stops_per_year, schedule.rules.stop_length = 5.0, 10.0
    assert np.all(np.isinf(drawn(schedule, 5).done))


def test_what_was_due_at_once_and_has_not_come_is_due_now() -> None:
    schedule = blank_schedule(1)
    schedule.delivery.kind, schedule.delivery.start = DRAWN, AS_OF - 10.0
    assert np.all(drawn(schedule, 5).done == AS_OF)


def test_a_signature_waits_for_its_stages() -> None:
    schedule = blank_schedule(2, stages=2)
    schedule.delivery[0].kind, schedule.delivery[0].stages = SIGNATURE, 2
    schedule.delivery[1].kind, schedule.delivery[1].after, schedule.delivery[1].lead = DRAWN, 0, 100.0
    schedule.stage[0] = (201, 0.75, 0.75, 0.75, 30.0, 30.0, 30.0)
    schedule.stage[1] = (202, 0.8, 0.8, 0.8, 70.0, 70.0, 70.0)
    done = drawn(schedule, 20_000).done
    signed = np.isfinite(done[:, 0])
    assert signed.mean() == pytest.approx(0.6, abs=0.02)
    assert np.all(done[signed, 0] == AS_OF + 100.0)
    assert np.all(np.isinf(done[~signed, 1])) and np.all(np.isfinite(done[signed, 1]))


def test_a_chance_that_is_not_known_is_drawn_in_each_future() -> None:
    schedule = blank_schedule(1, stages=1)
    schedule.delivery.kind, schedule.delivery.stages = SIGNATURE, 1
    schedule.stage[0] = (201, 0.2, 0.6, 0.7, 30.0, 30.0, 30.0)
    signed = np.isfinite(drawn(schedule, 20_000).done)
    # The triangular's mean is 0.5; five standard errors are 0.018.
    assert signed.mean() == pytest.approx(0.5, abs=0.018)
    # Control: not that of its peak.
    assert signed.mean() != pytest.approx(0.6, abs=0.018)


def test_a_promised_time_with_a_range_is_drawn_once_for_all_of_its_figure() -> None:
    schedule = blank_schedule(3)
    schedule.delivery.kind, schedule.delivery.after = DRAWN, (-1, 0, 1)
    schedule.delivery.lead_low, schedule.delivery.lead, schedule.delivery.lead_high = 50.0, 100.0, 120.0
    schedule.delivery.lead_figure = 7, 7, 8
    # Growth is drawn apart for each row: its part falls out where it is 1 for two of them (0.2 of the class).
    done = drawn(schedule, 4_000).done
    step = np.diff(done, axis=1, prepend=AS_OF)
    assert np.mean(np.abs(step[:, 0] - step[:, 1]) < 1e-6) == pytest.approx(0.203**2, abs=0.02)
    assert np.mean(np.abs(step[:, 1] - step[:, 2]) < 1e-6) == 0.0
    # Means of the class and of the triangular multiply.
    assert step[:, 0].mean() == pytest.approx(90.0 * growth_mean(), rel=0.03)


def growth_mean() -> float:
    return float(np.mean([growth_at(MAJOR, 0.0, float(u)) for u in (np.arange(20_000) + 0.5) / 20_000]))


def test_late_moves_all_that_wait_and_meets_stops_on_its_way() -> None:
    schedule = blank_schedule(3)
    schedule.delivery.kind, schedule.delivery.lead, schedule.delivery.after = DRAWN, 100.0, (-1, 0, 1)
    base = drawn(schedule, 200)
    schedule.delivery[1].late = 400.0
    late = drawn(schedule, 200)
    assert np.array_equal(late.done[:, 0], base.done[:, 0])
    for grid, before in ((late.begun, base.begun), (late.done, base.done), (late.ready, base.ready)):
        assert grid[:, 1:] - before[:, 1:] == pytest.approx(np.full((200, 2), 400.0))
    held = blank_schedule(1, stops=1)
    held.delivery.kind, held.delivery.done, held.delivery.begun = FIXED, AS_OF + 100.0, AS_OF + 100.0
    held.stop[0] = (0, AS_OF + 150.0, math.inf)
    assert np.all(drawn(held, 2).done == AS_OF + 100.0)
    held.delivery.late = 60.0
    assert np.all(np.isinf(drawn(held, 2).done))


def test_what_has_not_begun_begins_after_the_day_of_the_forecast() -> None:
    # Promised evenly from the start of the step on, and nothing has come in 300 days of it.
    schedule = blank_schedule(2)
    schedule.delivery.kind, schedule.delivery.start, schedule.delivery.spread = DRAWN, AS_OF - 300.0, 400.0
    schedule.delivery[1].begun = AS_OF - 250.0
    paths = drawn(schedule, 500)
    assert np.all(paths.begun[:, 0] == AS_OF) and paths.done[:, 0].min() > AS_OF
    # Control: what is known to have begun has.
    assert np.all(paths.begun[:, 1] == AS_OF - 250.0)


def test_futures_are_numbered_and_extend() -> None:
    schedule = blank_schedule(1)
    schedule.delivery.kind, schedule.delivery.lead = DRAWN, 100.0
    whole = drawn(schedule, 50).done
    assert np.array_equal(drawn(schedule, 20, first=30).done, whole[30:])
    assert not np.array_equal(drawn(schedule, 20, first=31).done, whole[30:])
