"""Periods and looks of antennas that were made up, so that what they are is known."""

import math

import numpy as np
import pytest

from vyuha.tracks.antenna import FEWEST, ScanError, cut_looks, grouped_looks, period_of, turning_looks

TURN = 2.0 * math.pi


def antenna(
    period: float, azimuths: list[float], turns: int, *, noise: float = 1.4e-3, chance: float = 0.9, seed: int = 3
) -> tuple[np.ndarray, np.ndarray]:
    """Times and azimuths of targets that stand at `azimuths`, some of them not seen."""
    draw = np.random.default_rng(seed)
    pairs = [
        ((turn + azimuth / TURN) * period, (azimuth + draw.normal() * noise) % TURN)
        for turn in range(turns)
        for azimuth in sorted(azimuths)
        if draw.random() < chance
    ]
    return np.array([p[0] for p in pairs]) + 28800.0, np.array([p[1] for p in pairs])


@pytest.mark.parametrize("period", [2.0, 4.0, 4.8, 10.0, 12.0])
@pytest.mark.parametrize("azimuths", [[0.7], [0.01, 6.27], [0.3, 1.1, 2.9, 4.4, 5.9]])
def test_the_period_is_found(period: float, azimuths: list[float]) -> None:
    times, seen = antenna(period, azimuths, 40)
    assert period_of(times, seen) == pytest.approx(period, rel=1e-3)
    assert period_of(times, seen, near=period * 1.01) == pytest.approx(period, rel=1e-3)


def test_azimuths_without_order_have_no_period() -> None:
    """Negative control: nothing turns."""
    draw = np.random.default_rng(5)
    times = np.sort(draw.uniform(0.0, 300.0, 400))
    assert period_of(times, draw.uniform(0.0, TURN, 400)) is None
    right, seen = antenna(4.0, [0.3, 1.1, 2.9, 4.4], 40)
    assert period_of(right, seen, near=5.0) is None


def test_few_plots_take_what_is_said() -> None:
    times, seen = antenna(4.0, [0.5], FEWEST - 1, chance=2.0)
    assert period_of(times, seen) is None
    assert period_of(times, seen, near=4.0) == 4.0


def test_looks_cover_every_turn_once() -> None:
    times, seen = antenna(4.0, [0.3, 2.9, 4.4], 50)
    # A minute's silence, of fifteen turns.
    kept = (times < 28860.0) | (times > 28920.0)
    times, seen = times[kept], seen[kept]
    looks = turning_looks(0, np.arange(len(times)), times, seen, 4.0, 64)
    assert sorted(np.concatenate([look.plots for look in looks]).tolist()) == list(range(len(times)))
    assert all(a.time <= b.time for a, b in zip(looks, looks[1:], strict=False))
    turned = sum(look.width for look in looks) / TURN
    assert turned == pytest.approx((times[-1] - times[0]) / 4.0, abs=0.05)
    empty = [look for look in looks if not len(look.plots)]
    assert len(empty) == 15 and all(look.width == TURN for look in empty)
    for look in looks:
        assert all((seen[row] - look.start) % TURN <= look.width + 0.01 for row in look.plots)


def test_plots_of_one_moment_are_one_look() -> None:
    """Ten scans of three plots, 5 s apart; then nothing for four scans, each of which is a look without plots."""
    times = np.repeat(np.append(np.arange(0.0, 50.0, 5.0), 70.0), 3)
    looks = grouped_looks(1, np.arange(33), times, None)
    assert [look.plots.tolist() for look in looks[:2]] == [[0, 1, 2], [3, 4, 5]]
    assert [len(look.plots) for look in looks] == [3] * 10 + [0] * 4 + [3]
    assert [look.time for look in looks[9:]] == [45.0, 50.0, 55.0, 60.0, 65.0, 70.0][: len(looks) - 9]


def test_plots_that_are_neither_are_refused() -> None:
    times = np.sort(np.random.default_rng(5).uniform(0.0, 60.0, 200))
    for period in (None, 4.0):
        with pytest.raises(ScanError, match="nor come in groups"):
            grouped_looks(0, np.arange(200), times, period)


def test_a_period_alone_cuts_plots_into_scans() -> None:
    """Twenty scans of three plots, 4 s apart, the plots within 2 s of each other; none in the tenth."""
    starts = np.delete(np.arange(100.0, 180.0, 4.0), 9)
    times = np.sort(np.concatenate([starts, starts + 1.1, starts + 2.0]))
    looks = cut_looks(2, np.arange(57), times, 4.0)
    assert [len(look.plots) for look in looks] == [3] * 9 + [0] + [3] * 10
    assert [look.time for look in looks[:2]] == pytest.approx([100.0 + 3.1 / 3.0, 104.0 + 3.1 / 3.0])
    assert all(look.width == TURN and look.sensor == 2 for look in looks)
    assert all(a.time < b.time for a, b in zip(looks, looks[1:], strict=False))
