"""When to stop: as many trials as make the interval of an outcome narrow enough.

Assumes   trials are independent and alike, and come in the order of their numbers.
Holds     where an outcome is not made by a few huge values. Stopping costs coverage, since trials look enough when
          their variance, and often their mean with it, happens to be small. So there are few looks, each as far on as
          the last one says that the whole should be, and none is believed unless the width would be reached with a
          variance two standard errors larger. That takes a tenth more trials, two fifths for rare things, and keeps
          about 93 % or more; 92 % for a cost that is nought nine times in ten and log-normal else.
Source    C. Stein, Ann. Math. Statist. 16 (1945) 243, for the number of trials from the variance of the first ones;
          Y. S. Chow and H. Robbins, Ann. Math. Statist. 36 (1965) 457, for stopping at a width.
Checked   tests/studies/test_stopping.py: the coverage of 1,000 synthetic studies that stopped by themselves, of each of
          several laws.

    stop: {width: 0.2, of: armed_leakers}
    stop: {width: 10 %, of: armed_leakers > 0, at-least: 200, most: 20000}

The width is that of the whole 95 % interval, in units of the outcome (a chance of 0.2 to 0.3 has a width of 0.1), or as
a share of the mean. Where `most` trials come first, the answer says that the width was not reached.
"""

import math
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from vyuha.base.units import UnitError, parse_number
from vyuha.programme.model import Part
from vyuha.reading.fields import Reader, Text, Whole, is_number
from vyuha.studies.estimates import estimate, parsed
from vyuha.studies.question import Floats

# Trials come in whole blocks, and a step goes no further than this many times what is there.
BLOCK, STEP = 100, 4.0
# Standard errors of the variance that a study must be able to afford before it stops.
_CAUTION = 2.0


class Width(NamedTuple):
    """How wide an interval may be: so much, or such a share of the mean if `relative`."""

    size: float
    relative: bool = False

    def __str__(self) -> str:
        return f"{100.0 * self.size:g} % of the mean" if self.relative else f"{self.size:g}"


class WidthField(Reader):
    """A width: a plain number, or a number with "%"."""

    def read(self, given: Any) -> Width:
        if isinstance(given, Width):
            return given
        text = given.strip() if isinstance(given, str) else repr(float(given)) if is_number(given) else ""
        relative = text.endswith("%")
        try:
            size = parse_number(text.removesuffix("%")) * (0.01 if relative else 1.0)
        except UnitError:
            raise ValueError('give a number ("0.2") or a share of the mean ("10 %")') from None
        if size <= 0.0:
            raise ValueError("must be more than 0")
        return Width(size, relative)

    def schema(self) -> dict[str, Any]:
        return {"type": ["number", "string"], "description": "Width of the interval, or a share of the mean in %."}


class Look(NamedTuple):
    """What a look at the trials says: how many of them to go by, or to have before the next look; whether they are
    enough; and whether the interval is as narrow as it should be.
    """

    trials: int
    enough: bool
    narrow: bool


class Stop(Part):
    """A rule that says when the trials at a point are enough."""

    width: Annotated[Width, WidthField()]
    of: Annotated[str, Text(80)] = "armed_leakers"
    at_least: Annotated[int, Whole(20, 1_000_000)] = Field(default=100, alias="at-least")
    most: Annotated[int, Whole(20, 100_000_000)] = 10_000

    model_config = Part.model_config | {"populate_by_name": True}

    @model_validator(mode="after")
    def _in_order(self) -> "Stop":
        parsed(self.of)
        if self.most < self.at_least:
            raise ValueError(f"most ({self.most}) is less than at-least ({self.at_least})")
        return self

    def look(self, values: Floats) -> Look:
        """What all looks so far say. It goes through them again from the first, so that it does not matter in which
        pieces the trials came; those that nobody asked for are not looked at.
        """
        trials = self.at_least
        while trials <= len(values):
            needed = self._needed(values[:trials])
            if needed <= trials or trials >= self.most:
                return Look(trials, True, self._narrow(values[:trials]))
            trials = min(needed, int(STEP * trials), self.most)
        return Look(trials, False, False)

    def _needed(self, values: Floats) -> int:
        """How many trials the interval of `values` says that it takes, or as many as there are if these are enough."""
        found = estimate(values, self.of)
        if found.low is None or found.high is None:
            return self.most
        wanted = self.width.size * (abs(found.mean) if self.width.relative else 1.0)
        wide = (found.high - found.low) * math.sqrt(_room(values))
        if wide <= wanted:
            return len(values)
        needed = len(values) * (wide / wanted) ** 2 if wanted > 0.0 else math.inf
        return self.most if needed >= self.most else max(len(values) + 1, BLOCK * math.ceil(needed / BLOCK))

    def _narrow(self, values: Floats) -> bool:
        found = estimate(values, self.of)
        wanted = self.width.size * (abs(found.mean) if self.width.relative else 1.0)
        return found.low is not None and found.high is not None and found.high - found.low <= wanted


def _room(values: Floats) -> float:
    """By what factor the variance may well be larger than it looks: by its own standard error. Who stops as soon as
    the interval is narrow stops when the variance, and often the mean with it, happens to look small.
    """
    ended = values[~np.isnan(values)]
    apart = ended - ended.mean() if len(ended) else ended
    variance = float((apart**2).mean()) if len(ended) else 0.0
    if variance == 0.0:
        return 1.0
    return 1.0 + _CAUTION * math.sqrt(max(0.0, float((apart**4).mean()) / variance**2 - 1.0) / len(ended))
