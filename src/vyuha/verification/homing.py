"""Proportional navigation behind a single lag: closed forms of the miss; its variance under noise by the adjoint."""

import math
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import chdtri

from vyuha.verification.case import Case
from vyuha.verification.linear_homing import NOISE_END, home, noise_step, noisy_power
from vyuha.weapons.seeker import LOOK_INTERVAL

CHAPTER = "homing"
SOURCE = 'P. Zarchan, "Tactical and Strategic Missile Guidance"'
TOLERANCE = 1e-4
LAG, CLOSING = 0.5, 1000.0
GAINS = (3, 4, 5)
# Flight times in lags.
TIMES = (0.5, 1.0, 2.0, 4.0, 6.0, 10.0)
# Before the end by so little that what is left of the flight adds nothing (s).
END = 1e-8 * LAG
# So small that the engagement is linear: the answers scale with it.
SMALL = 1e-10
SEED, RUNS = 20261, 20_000
# Chance that chance alone leaves the limits of a variance.
FALSE_ALARM = 1e-6


def from_heading(gain: int, x: float) -> float:
    """Miss over (speed across the collision course x flight time), without the factor e^-x; `x` flight time in lags."""
    return {3: 1 - x / 2, 4: 1 - x + x**2 / 6, 5: 1 - 1.5 * x + x**2 / 2 - x**3 / 24}[gain]


def from_turn(gain: int, x: float) -> float:
    """Miss over (target's acceleration x flight time squared), without the factor e^-x; `x` flight time in lags."""
    return {3: 0.5, 4: 0.5 - x / 6, 5: 0.5 - x / 3 + x**2 / 24}[gain]


def _heading_error(gain: int, lag: float) -> float:
    """Largest difference over the flight times, in units of the decayed scale."""
    found = []
    for x in TIMES:
        time = x * LAG
        miss, _ = home(float(gain), lag, CLOSING, time, SMALL, 0.0, END)
        found.append(abs(miss / (SMALL * time * math.exp(-x)) - from_heading(gain, x)))
    return max(found)


def _turn_error(gain: int, lag: float) -> float:
    found = []
    for x in TIMES:
        time = x * LAG
        miss, _ = home(float(gain), lag, CLOSING, time, 0.0, SMALL, END)
        found.append(abs(miss / (SMALL * time**2 * math.exp(-x)) - from_turn(gain, x)))
    return max(found)


def _history_error(flown: int, formula: int) -> float:
    """Largest relative difference of the acceleration against a turning target, without lag."""
    found, time = [], 4.0
    for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        _, command = home(float(flown), 0.0, CLOSING, time, 0.0, SMALL, (1.0 - share) * time)
        printed = formula / (formula - 2.0) * (1.0 - float((1.0 - share) ** (formula - 2.0)))
        found.append(abs(command / SMALL / printed - 1.0))
    return max(found)


def closed_forms(gain: int) -> list[Case]:
    """Heading error, target step and the acceleration without lag, for one navigation gain."""
    shared = f"miss at t/T = {TIMES[0]:g} ... {TIMES[-1]:g}, share of its scale"
    return [
        Case(
            chapter=CHAPTER,
            id=f"homing-heading-{gain}",
            what=f"heading error, N' = {gain}, single lag: {shared}",
            source=SOURCE,
            error=_heading_error(gain, LAG),
            tolerance=TOLERANCE,
            unit="1",
            control="lag off",
            control_error=_heading_error(gain, 0.0),
        ),
        Case(
            chapter=CHAPTER,
            id=f"homing-turn-{gain}",
            what=f"target step, N' = {gain}, single lag: {shared}",
            source=SOURCE,
            error=_turn_error(gain, LAG),
            tolerance=TOLERANCE,
            unit="1",
            control="lag off",
            control_error=_turn_error(gain, 0.0),
        ),
        Case(
            chapter=CHAPTER,
            id=f"homing-history-{gain}",
            what=f"acceleration against a turning target, N' = {gain}, no lag, relative",
            source=SOURCE,
            error=_history_error(gain, gain),
            tolerance=TOLERANCE,
            unit="1",
            control=f"gain {gain + 1} flown",
            control_error=_history_error(gain + 1, gain),
        ),
    ]


def adjoint_variance(gain: float, time: float, angle: float, glint: float) -> float:
    """Variance of the miss (m2) of the linear system with the noise of `angle` (rad) and `glint` (m) held in steps.

    The miss is one functional of the state; its adjoint, run backwards from the end, tells what each moment's input
    adds. The matrix of the system is written here anew and shares nothing with the guidance code.
    """
    ends = [time]
    while ends[-1] > NOISE_END * LAG:
        ends.append(ends[-1] - noise_step(LAG, ends[-1]))
    to_go = np.array(ends[::-1])

    def backwards(t: float, p: Any) -> list[float]:
        y, v, a = p[0], p[1], p[2]
        seen = gain * a / LAG
        return [seen / t**2, y + seen / t, -v - a / LAG, seen * CLOSING / t, seen / t**2]

    first = [1.0, to_go[0], 0.0, 0.0, 0.0]
    found = solve_ivp(backwards, (to_go[0], time), first, "DOP853", t_eval=to_go, rtol=1e-10, atol=1e-14)
    held = np.diff(to_go)
    density = np.array([angle, glint])[:, None] ** 2 * LOOK_INTERVAL
    return float((density / held * np.diff(found.y[3:5], axis=1) ** 2).sum())


def variance(name: str, angle: float, glint: float, x: float) -> Case:
    """Variance of the miss over seeded runs against the adjoint, after `x` lags."""
    time, gain = x * LAG, 3.0
    expected = adjoint_variance(gain, time, angle, glint)
    # Chi-square limits of a variance from so many runs.
    low, high = (float(chdtri(RUNS, tail)) / RUNS for tail in (1.0 - 0.5 * FALSE_ALARM, 0.5 * FALSE_ALARM))

    def error(flown: float) -> float:
        found: float = noisy_power(flown, LAG, CLOSING, time, angle, glint, SEED, RUNS)
        return abs(found / expected - 1.0)

    return Case(
        chapter=CHAPTER,
        id=f"homing-variance-{name}",
        what=f"variance of the miss under {name} noise, N' = 3, t/T = {x:g}, {RUNS} runs, relative",
        source="adjoint of the linear system; chi-square limits",
        error=error(gain),
        tolerance=min(1.0 - low, high - 1.0),
        unit="1",
        control="gain 4 flown",
        control_error=error(4.0),
    )


def chapter() -> list[Case]:
    """Closed forms for three gains, and the variance under two kinds of noise."""
    rows = [row for gain in GAINS for row in closed_forms(gain)]
    return [*rows, variance("angle", 1e-8, 0.0, 4.0), variance("glint", 0.0, 1e-8, 4.0)]
