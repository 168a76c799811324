"""Scans out of plots: how an antenna turns, found from the times and azimuths of its plots.

Assumes   an antenna that turns clockwise and evenly: its azimuth grows by a turn in a period. Plots of sensors without
          one come in groups of one moment each.
Holds     for periods from 1.5 to 40 s. Plots at one azimuth only fit a period and its parts; the longest is taken.
Source    the spectral line of the phase (azimuth less turned angle): a mean resultant length, K. Mardia, P. Jupp,
          "Directional Statistics", Wiley, 2000, section 2.3.
Checked   tests/tracks/test_antenna.py: made-up antennas, with noise, gaps, few targets; control: no order.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SHORTEST, LONGEST = 1.5, 40.0
# An even antenna with plots in order is near 1; azimuths without order come to about 1 / sqrt(plots).
COHERENT = 0.8
FEWEST = 6
_TURN = 2.0 * math.pi
# The period is estimated from so much of the recording at most.
_LOOK, _MOST = 600.0, 2000


class ScanError(Exception):
    """Plots that cannot be put into scans; the message says what would help."""


@dataclass(frozen=True)
class Look:
    """Plots of one sensor (row numbers) at one time [s]; the sector is where it looked since its last look."""

    time: float
    sensor: int
    plots: Integers
    start: float
    width: float


def coherence(times: Floats, azimuths: Floats, frequency: Floats) -> Floats:
    """How well plots fit antennas of each `frequency` [1/s]: 0 (not at all) to 1."""
    found = np.empty(len(frequency))
    for n, value in enumerate(frequency.tolist()):
        phase = azimuths - _TURN * value * times
        found[n] = math.hypot(np.cos(phase).mean(), np.sin(phase).mean())
    return found


def period_of(times: Floats, azimuths: Floats, near: float | None = None) -> float | None:
    """The period [s] of the antenna that made plots at these `times` [s] and `azimuths` [rad], within 2 % of `near`
    when that is given; None when no even turning explains them.
    """
    kept = np.flatnonzero(times <= times[0] + _LOOK)[:_MOST]
    if len(kept) < FEWEST:
        return near
    t, a = times[kept] - times[kept[0]], azimuths[kept]
    span = max(float(t[-1]), 1.0)
    low, high = (1.0 / LONGEST, 1.0 / SHORTEST) if near is None else (0.98 / near, 1.02 / near)
    grid = np.arange(low, high, min(1.0 / (8.0 * span), (high - low) / 16.0))
    fit = coherence(t, a, grid)
    if fit.max() < COHERENT:
        return None
    # The slowest that fits as well as any: plots at one azimuth fit all parts of a period.
    peak = int(np.flatnonzero(fit > 0.95 * fit.max())[0])
    top = min(len(grid), peak + 8)
    best = grid[peak + int(np.argmax(fit[peak:top]))]
    fine = best + np.linspace(-1.0, 1.0, 65) / (8.0 * span)
    return float(1.0 / fine[int(np.argmax(coherence(t, a, fine)))])


def turned(times: Floats, azimuths: Floats, period: float) -> Floats:
    """The angle [rad] through which the antenna has turned at each plot: azimuths with their turns counted."""
    found = np.empty(len(times))
    for n, (time, azimuth) in enumerate(zip(times.tolist(), azimuths.tolist(), strict=True)):
        expected = azimuth if n == 0 else found[n - 1] + _TURN * (time - times[n - 1]) / period
        found[n] = azimuth + _TURN * round((expected - azimuth) / _TURN)
    return found


def turning_looks(
    sensor: int, rows: Integers, times: Floats, azimuths: Floats, period: float, sectors: int
) -> list[Look]:
    """Looks of an antenna: one for each sector with plots, and one for each whole turn without any."""
    angle = turned(times, azimuths, period)
    step = _TURN / sectors
    sector = np.floor(angle / step).astype(np.int64)
    looks: list[Look] = []
    seen_to, before = float(sector.min()) * step, float(times[0])
    for value in np.unique(sector).tolist():
        inside = np.flatnonzero(sector == value)
        time, end = float(times[inside].mean()), (value + 1) * step
        while end - seen_to > _TURN + 0.5 * step:
            seen_to += _TURN
            before = min(before + period, time)
            looks.append(Look(before, sensor, np.empty(0, np.int64), seen_to % _TURN, _TURN))
        time = max(time, before)
        looks.append(Look(time, sensor, rows[inside], seen_to % _TURN, min(end - seen_to, _TURN)))
        seen_to, before = end, time
    return looks


def grouped_looks(sensor: int, rows: Integers, times: Floats, period: float | None) -> list[Look]:
    """Looks of a sensor that sees everything at one moment: groups of plots, a full turn each.

    Raises ScanError for plots that are no such groups.
    """
    gaps = np.diff(times)
    every = _every(gaps, times) if period is None else period
    if every is None or not _is_grouped(gaps, times, every):
        raise ScanError("its plots neither follow an antenna that turns evenly nor come in groups of one moment")
    looks: list[Look] = []
    for part in np.split(np.arange(len(times)), np.flatnonzero(gaps > 0.5 * every) + 1):
        time = float(times[part].mean())
        while looks and time - looks[-1].time > 1.5 * every:
            looks.append(Look(looks[-1].time + every, sensor, np.empty(0, np.int64), 0.0, _TURN))
        looks.append(Look(time, sensor, rows[part], 0.0, _TURN))
    return looks


def cut_looks(sensor: int, rows: Integers, times: Floats, period: float) -> list[Look]:
    """Looks of a sensor of which only the `period` of its scans [s] is known: one for each, at the mean time of its
    plots.
    """
    number, border = scan_numbers(times, period)
    empty = np.empty(0, np.int64)
    looks = []
    for scan in range(int(number[0]), int(number[-1]) + 1):
        inside = np.flatnonzero(number == scan)
        time = float(times[inside].mean()) if len(inside) else border + (scan + 0.5) * period
        looks.append(Look(time, sensor, rows[inside] if len(inside) else empty, 0.0, _TURN))
    return looks


def scan_numbers(times: Floats, period: float) -> tuple[Integers, float]:
    """In which scan of so long a `period` [s] each plot is, and when scan 0 begins: where there are fewest plots."""
    first = float(times[0])
    phase = np.sort(np.mod(times - first, period))
    gaps = np.diff(np.append(phase, phase[0] + period))
    widest = int(np.argmax(gaps))
    border = first + float(phase[widest] + 0.5 * gaps[widest]) - period
    return np.floor((times - border) / period).astype(np.int64), border


def _every(gaps: Floats, times: Floats) -> float | None:
    """Time between groups of plots [s]: the longest that fits at least half of the gaps; None where none does."""
    left = gaps[gaps > 0.0]
    if not len(left):
        return 1.0
    while len(left):
        every = float(np.median(left[left > 0.25 * left.max()]))
        between = gaps[gaps > 0.5 * every]
        even = np.abs(between - every) < 0.25 * every
        if even.mean() >= 0.5 and _is_grouped(gaps, times, every):
            return every
        left = left[left < 0.5 * left.max()]
    return None


def _is_grouped(gaps: Floats, times: Floats, every: float) -> bool:
    """Whether plots `every` so often [s] come in groups much shorter than that."""
    first = np.append(0, np.flatnonzero(gaps > 0.5 * every) + 1)
    last = np.append(first[1:] - 1, len(times) - 1)
    return bool((times[last] - times[first] <= 0.1 * every).all())
