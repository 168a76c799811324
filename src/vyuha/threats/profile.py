"""Profiles: height and speed of a course against the distance still to go.

Assumes   height changes by half a cosine between levels, and by a parabola and a straight line in the dive; each is
          stretched until its slope and its bend keep the limits of the type. Speed goes with height, between the one
          low down and the one at the usual height (thin air, less drag). A bend of load factor n takes (n - 1) g; a
          level turn at the same moment comes to it.
Holds     heights up to 30 km, slopes up to 75 degrees.
Source    geometry; curvature of a path flown at v with acceleration a is a / v^2.
Checked   tests/threats/test_profile.py: slopes, bends and heights within limits, by differences.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from vyuha.threats.course import GRAVITY

# Pieces into which a change of height is cut.
_PIECES = 16
_DIVE_PIECES = 4


@dataclass(frozen=True)
class Limits:
    """What the type can do: load factor (1), steepest path down and steepest climb (rad)."""

    load_factor: float
    steepest: float
    climb: float

    def bend(self, speed: float) -> float:
        """Largest curvature of the path (1/m) in height at `speed` (m/s)."""
        return (self.load_factor - 1.0) * GRAVITY / (speed * speed)

    def length(self, rise: float, speed: float) -> float:
        """Ground (m) that half a cosine over `rise` (m, negative: down) needs at `speed` (m/s)."""
        slope = 0.5 * math.pi * abs(rise) / math.tan(self.climb if rise > 0.0 else self.steepest)
        return max(slope, math.pi * math.sqrt(0.5 * abs(rise) / self.bend(speed)))


@dataclass(frozen=True)
class Profile:
    """Height and speed of a course against the distance to go (metres, metres per second).

    At `height` until it goes down to `terminal_height`, where it is from `terminal_range` on (0: stays up); climbs to
    `popup_height` from `popup_range` on (0: does not); dives from `dive_range` (0: does not); is done at
    `release_range`. Ranges grow where the limits ask for it. `speed` is flown at `speed_height` and above,
    `terminal_speed` at `terminal_height` and below.
    """

    height: float
    terminal_height: float
    terminal_range: float
    dive_range: float
    release_range: float
    popup_height: float
    popup_range: float
    speed: float
    terminal_speed: float
    speed_height: float
    limits: Limits

    def speed_at(self, height: float) -> float:
        """Speed (m/s) at `height` (m)."""
        span = self.speed_height - self.terminal_height
        share = 1.0 if span <= 0.0 else min(max((height - self.terminal_height) / span, 0.0), 1.0)
        return self.terminal_speed + (self.speed - self.terminal_speed) * share

    @cached_property
    def low(self) -> float:
        """Height (m) before a pop-up or the dive."""
        return min(self.terminal_height, self.height) if self.terminal_range > 0.0 else self.height

    @cached_property
    def top(self) -> float:
        """Height (m) from which it dives."""
        return max(self.popup_height, self.low) if self.popup_range > 0.0 else self.low

    @cached_property
    def dive(self) -> tuple[float, float, float]:
        """Where the dive begins (m to go), how long it bends (m) and how steep it is then (1)."""
        if self.dive_range <= 0.0:
            return 0.0, 0.0, 0.0
        bend = self.limits.bend(self.speed_at(self.top))
        steepest = math.tan(self.limits.steepest)
        # A long bend ends at the steepest slope and goes on straight; a short one bends all the way down.
        least = math.sqrt(2.0 * self.top / bend)
        if bend * least > steepest:
            least = self.top / steepest + 0.5 * steepest / bend
        begin = max(self.dive_range, least)
        bending = begin - math.sqrt(max(begin * begin - 2.0 * self.top / bend, 0.0))
        return begin, bending, bend * bending

    @cached_property
    def popup(self) -> tuple[float, float]:
        """Where (m to go) the pop-up begins and ends; both zero without one."""
        if self.popup_range <= 0.0 or self.top <= self.low:
            return 0.0, 0.0
        length = self.limits.length(self.top - self.low, self.speed_at(self.top))
        end = max(self.popup_range - length, self.dive[0])
        return end + length, end

    @cached_property
    def descent(self) -> tuple[float, float]:
        """Where (m to go) the way down to the terminal height begins and ends; both zero without one."""
        if self.terminal_range <= 0.0 or self.low >= self.height:
            return 0.0, 0.0
        end = max(self.terminal_range, self.popup[0], self.dive[0])
        return end + self.limits.length(self.low - self.height, self.speed_at(self.height)), end

    def height_at(self, to_go: float) -> float:
        """Height above the ellipsoid (m) with `to_go` (m) of ground left."""
        begin, bending, slope = self.dive
        if to_go < begin - bending:
            return slope * to_go
        if to_go < begin:
            # A dive that bends all the way down ends at nothing, but for rounding.
            return max(self.top - 0.5 * slope / bending * (begin - to_go) ** 2, 0.0)
        if to_go < self.popup[0]:
            return _between(to_go, self.popup, self.low, self.top)
        if to_go < self.descent[0]:
            return _between(to_go, self.descent, self.height, self.low)
        return self.height if self.descent[0] > 0.0 else self.low

    def marks(self) -> list[float]:
        """Distances to go (m) between which height is smooth enough for one piece of path."""
        begin, bending, _ = self.dive
        found = [begin - bending * i / _DIVE_PIECES for i in range(_DIVE_PIECES + 1)]
        for first, last in (self.popup, self.descent):
            found += [last + (first - last) * i / _PIECES for i in range(_PIECES + 1)]
        return [mark for mark in found if mark > 0.0]


def _between(to_go: float, span: Sequence[float], before: float, after: float) -> float:
    """Half a cosine from `before` to `after` (m) as `to_go` (m) falls from one end of `span` (m) to the other."""
    share = min(max((span[0] - to_go) / (span[0] - span[1]), 0.0), 1.0)
    return before + (after - before) * 0.5 * (1.0 - math.cos(math.pi * share))
