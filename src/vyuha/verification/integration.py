"""Detection over several pulses against SciPy's law of the sum, its mean over the echo's law, and two formulas."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy.special import chndtr, gammaln

from vyuha.sensors.integration import detection_chance, detection_threshold, required_snr
from vyuha.verification.approximations import albersheim, shnidman
from vyuha.verification.case import Case

CHAPTER = "integration"
KINDS = range(5)
# What an echo of each kind is mistaken for in the control.
MISTAKEN = (2, 2, 1, 4, 3)
LAW = "SciPy's non-central chi-square"
_ALARMS = (1e-2, 1e-4, 1e-6, 1e-10)
_PULSES = (1, 3, 10, 100, 1000)
_DECIBELS = range(-20, 31, 5)


def decibels(ratio: float) -> float:
    """A power `ratio` in dB."""
    return 10.0 * math.log10(ratio)


def degrees(swerling: int, pulses: int) -> int:
    """Half the degrees of freedom of the echo's power, summed over the pulses, for Swerling 1 to 4."""
    return (0, 1, pulses, 2, 2 * pulses)[swerling]


def steady(power: Any, threshold: float, pulses: int) -> Any:
    """Chance that the sum of `pulses` passes the threshold when their echoes have this `power` together; any shape."""
    return 1.0 - chndtr(2.0 * threshold, 2.0 * pulses, 2.0 * power)


def _pieces(middle: float, width: float) -> list[float]:
    return [middle + width * step for step in (-16, -8, -4, -2, -1, 0, 1, 2, 4, 8, 16)]


def fading(mean: float, threshold: float, pulses: int, shape: int) -> float:
    """The mean of `steady` over a chi-square law of 2 x `shape` degrees with this `mean`: Gauss's rule in pieces that
    follow the bend of the law and that of the chance.
    """
    over = max(threshold - pulses, 1.0)
    edges = _pieces(mean, mean / math.sqrt(shape)) + _pieces(over, math.sqrt(pulses + 2.0 * over))
    end = mean * (1.0 + 45.0 / shape + 9.0 / math.sqrt(shape))
    inside = np.array(sorted({0.0, end, *(edge for edge in edges if 0.0 < edge < end)}))
    nodes, weights = np.polynomial.legendre.leggauss(40)
    half = 0.5 * np.diff(inside)[:, None]
    power = inside[:-1, None] + half * (1.0 + nodes)
    x = power * shape / mean
    density = np.exp((shape - 1.0) * np.log(x) - x - gammaln(shape)) * shape / mean
    return float((half * weights * density * steady(power, threshold, pulses)).sum())


def _expected(swerling: int, decibel: int, false_alarm: float, pulses: int) -> float:
    threshold, mean = detection_threshold(false_alarm, pulses), pulses * 10.0 ** (0.1 * decibel)
    if swerling == 0:
        return float(steady(mean, threshold, pulses))
    return fading(mean, threshold, pulses, degrees(swerling, pulses))


def laws(swerling: int) -> Case:
    """One kind of echo over the whole range of pulses, false alarms and signals."""
    points = [(db, alarm, n) for db in _DECIBELS for alarm in _ALARMS for n in _PULSES]
    expected = {point: _expected(swerling, *point) for point in points}

    def worst(kind: int) -> float:
        return max(
            abs(detection_chance(10.0 ** (0.1 * db), detection_threshold(alarm, n), n, kind) - expected[db, alarm, n])
            for db, alarm, n in points
        )

    return Case(
        chapter=CHAPTER,
        id=f"integration-swerling{swerling}",
        what=f"chance of detection, Swerling {swerling}, at {len(points)} points: 1 to 1000 pulses, Pfa 1e-2 to 1e-10, "
        "-20 to 30 dB",
        source=LAW if swerling == 0 else f"mean of {LAW} over the law of the echo, by quadrature",
        error=worst(swerling),
        tolerance=1e-9,
        unit="1",
        control=f"Swerling {MISTAKEN[swerling]}",
        control_error=worst(MISTAKEN[swerling]),
    )


def _off(
    formula: Callable[[float, float, int], float],
    swerling: int,
    chances: Iterable[float],
    alarms: Iterable[float],
    pulses: Iterable[int],
) -> float:
    """Largest difference in dB of a formula from the exact signal of this kind of echo."""
    exact = [(p, a, n) for p in chances for a in alarms for n in pulses]
    return max(abs(formula(p, a, n) - decibels(required_snr(p, a, n, swerling))) for p, a, n in exact)


def albersheims(pulses: tuple[int, ...], chances: tuple[float, ...], tolerance: float) -> Case:
    """Albersheim's formula over a part of its stated range; its detector is linear, which is the same for one pulse."""
    alarms = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3)
    many = "one pulse" if pulses == (1,) else f"{pulses[0]} to {pulses[-1]} pulses"

    def coherent(chance: float, alarm: float, n: int) -> float:
        return albersheim(chance, alarm, 1) - decibels(n)

    one = pulses == (1,)
    return Case(
        chapter=CHAPTER,
        id=f"integration-albersheim-{'one' if one else 'many'}",
        what=f"signal needed, Swerling 0, against Albersheim's formula, {many}, Pd {chances[0]:g} to {chances[-1]:g}",
        source="Albersheim 1981" + ("; stated: 0.2 dB" if one else "; stated: 0.2 dB, for a linear detector"),
        error=_off(albersheim, 0, chances, alarms, pulses),
        tolerance=tolerance,
        unit="dB",
        control="fading echo (Swerling 1)" if one else "pulses added coherently",
        control_error=_off(albersheim, 1, chances, alarms, pulses)
        if one
        else _off(coherent, 0, chances, alarms, pulses),
    )


def shnidmans(swerling: int) -> Case:
    """Shnidman's formula, for each kind over the part of its stated range in which it keeps its stated error."""
    chances = (0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99) if swerling in {0, 4} else (0.3, 0.5, 0.7, 0.9)
    alarms, pulses = (1e-9, 1e-6, 1e-3), (1, 3, 10, 30, 100)

    def of(kind: int) -> Callable[[float, float, int], float]:
        return lambda chance, alarm, n: shnidman(chance, alarm, n, kind)

    return Case(
        chapter=CHAPTER,
        id=f"integration-shnidman{swerling}",
        what=f"signal needed, Swerling {swerling}, against Shnidman's formula, 1 to 100 pulses, "
        f"Pd {chances[0]:g} to {chances[-1]:g}",
        source="Shnidman 2002; stated: 0.5 dB",
        error=_off(of(swerling), swerling, chances, alarms, pulses),
        tolerance=0.5,
        unit="dB",
        control=f"Swerling {MISTAKEN[swerling]}",
        control_error=_off(of(MISTAKEN[swerling]), swerling, chances, alarms, pulses),
    )


def chapter() -> list[Case]:
    """The five kinds of echo, then two approximations where they keep what they state.

    Albersheim's formula does not at low Pd with high Pfa (4.1 dB at Pd 0.1, Pfa 1e-3), nor Shnidman's for Swerling 1, 2
    and 3 below Pd 0.3 and above 0.9 (1.05, 1.05 and 0.67 dB).
    """
    return [
        *(laws(kind) for kind in KINDS),
        albersheims((1,), (0.4, 0.5, 0.6, 0.7, 0.8, 0.9), 0.2),
        albersheims((3, 10, 30, 100, 1000), (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), 0.3),
        *(shnidmans(kind) for kind in KINDS),
    ]
