"""Bursts: how long shells fly, and whether a burst kills what it is fired at.

Assumes   shells fly straight and lose the same share of their speed on each metre; each is off the middle of the burst
          by a circular normal dispersion, and that middle off the target by one circular normal error of aim; the
          target counts as a Gaussian of the same area instead of a disc (a shell that passes it at the distance m hits
          with exp(-m^2 / 2 b^2), 2 pi b^2 being the area), so that hits have a closed form; hits of a burst are
          independent and each kills with the same probability, whatever it hits; shells in a burst are many (Poisson).
Holds     for targets small beside the spread of the burst. Shells with a proximity fuze count as if the target were
          larger by the disc in which they burst.
Source    A. Washburn and M. Kress, "Combat Modeling", 2009 (shots of a salvo with a common error and diffuse Gaussian
          damage); the mean over the error of aim is a lower incomplete gamma function (M. Abramowitz and I. Stegun,
          6.5.12).
Checked   tests/weapons/test_burst.py: Monte Carlo over shells and aim, single shots in closed form, limits.
"""

import math

from vyuha.base.compile import kernel

# Beyond so many hits expected from a burst that is aimed well nothing changes; keeps the series within range.
_MOST_HITS = 500.0
_SERIES_ENDS = 1e-12


@kernel
def shell_time(muzzle_velocity: float, slowing: float, distance: float) -> float:
    """Time [s] in which a shell of `muzzle_velocity` [m/s] that loses the share `slowing` [1/m] of its speed on each
    metre covers a `distance` [m].

    >>> shell_time(1000.0, 0.0, 2000.0), round(shell_time(1000.0, 0.0005, 2000.0), 3)
    (2.0, 3.437)
    """
    if slowing <= 0.0:
        return distance / muzzle_velocity
    return (math.exp(slowing * distance) - 1.0) / (slowing * muzzle_velocity)


@kernel
def shell_speed(muzzle_velocity: float, slowing: float, distance: float) -> float:
    """Speed [m/s] left to a shell of `muzzle_velocity` [m/s] and `slowing` [1/m] after a `distance` [m]."""
    return muzzle_velocity * math.exp(-slowing * distance)


@kernel
def shell_hit(area: float, spread: float, off: float) -> float:
    """Probability [1] that one shell of a burst whose middle passes a target of `area` [m2] at the distance `off` [m]
    hits it; `spread` [m] is the deviation of the shells per axis at the target.

    >>> round(shell_hit(6.283185, 1.0, 0.0), 3), round(shell_hit(6.283185, 1.0, 2.0), 3)
    (0.5, 0.184)
    """
    size2 = area / (2.0 * math.pi)
    both2 = size2 + spread * spread
    if both2 <= 0.0:
        return 0.0
    return size2 / both2 * math.exp(-0.5 * off * off / both2)


@kernel
def burst_kill_at(rounds: float, hit_kill: float, area: float, spread: float, off: float) -> float:
    """Probability [1] that a burst of so many `rounds` [count], of which each hit kills with `hit_kill` [1], kills a
    target of `area` [m2] when its middle passes at `off` [m] and its shells have the `spread` [m].
    """
    return 1.0 - math.exp(-rounds * hit_kill * shell_hit(area, spread, off))


@kernel
def burst_kill(rounds: float, hit_kill: float, area: float, spread: float, aim: float) -> float:
    """The same over all errors of aim with the deviation `aim` [m] per axis, in closed form: `rounds` [count],
    `hit_kill` [1], `area` [m2], `spread` [m].

    With u = exp(-off^2 / 2 S), S the variance of target and shells together, the chance of u below x is x^k with
    k = S / aim^2, and 1 - E[exp(-c u)] = 1 - exp(-c) M(1, 1 + k, c), a series of positive terms.
    """
    middle = rounds * hit_kill * shell_hit(area, spread, 0.0)
    if aim <= 0.0:
        return 1.0 - math.exp(-middle)
    shape = (area / (2.0 * math.pi) + spread * spread) / (aim * aim)
    hits = min(middle, _MOST_HITS)
    total, term, n = 1.0, 1.0, 0
    while term > _SERIES_ENDS * total:
        n += 1
        term *= hits / (shape + n)
        total += term
    return 1.0 - math.exp(-hits) * total
