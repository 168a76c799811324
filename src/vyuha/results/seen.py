"""Who sees what, as plain data: what the radars of a run had of each raid, and what closed forms say of its jammers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vyuha.results.coverage import Coverage
from vyuha.results.statistics import Estimate, mean_of, share_of

# Ranges of first detection are counted in steps of this [m], the last for all beyond.
STEP = 250.0
STEPS = 2801

Counts = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class RaidSeen:
    """What the radars had of one raid: share of its threats that no radar ever detected; for each threat the detections
    and the looks in which a radar had no more than the direction of its jamming; and the slant range of the first
    detection, m: a tenth of those that were detected lie below `near`, a tenth beyond `far` (None: none was).
    """

    raid: str
    threats: int
    unseen: Estimate
    detections: Estimate
    strobes: Estimate
    near: float | None
    median: float | None
    far: float | None


@dataclass(frozen=True)
class BurnThrough:
    """Ranges [m] at which one look of a radar has an even chance, in closed form: free space, peak of the beam.

    `own` is that against a jammer of `raid` itself, nose-on. The other three are against 1 m2 while the raid's jammers
    are where they are at the moment, `distance` [m] away and `jam` times as loud as the noise in the main lobe: without
    them, in their direction, and through the average side lobe.
    """

    radar: str
    raid: str
    jammers: int
    distance: float
    jam: float
    own: float
    clear: float
    main: float
    side: float


@dataclass(frozen=True)
class Seen:
    """What a scenario's radars can see, for its report."""

    coverage: Coverage | None
    burns: tuple[BurnThrough, ...]


def raids_seen(
    raids: Sequence[str], members: Sequence[str], unseen: Counts, detections: Counts, strobes: Counts, ranges: Counts
) -> tuple[RaidSeen, ...]:
    """One for each of `raids`, whose threats are counted in `members`; `unseen`, `detections` and `strobes` are counts
    (replicate, raid), `ranges` of first detections (raid, step of `STEP`).
    """
    found = []
    for i, raid in enumerate(raids):
        size = members.count(raid)
        share = share_of(unseen[:, i].tolist(), [size] * len(unseen))
        assert share is not None  # a raid has members by construction
        per_threat = [[count / size for count in table[:, i].tolist()] for table in (detections, strobes)]
        near, median, far = (quantile(ranges[i], level) for level in (0.1, 0.5, 0.9))
        found.append(RaidSeen(raid, size, share, mean_of(per_threat[0]), mean_of(per_threat[1]), near, median, far))
    return tuple(found)


def quantile(counts: Counts, level: float) -> float | None:
    """Range [m] in the middle of the step within which the share `level` of all `counts` is reached; None of none.

    >>> quantile(np.array([0, 1, 2, 1]), 0.5)
    625.0
    """
    total = int(counts.sum())
    if total == 0:
        return None
    step = int(np.searchsorted(np.cumsum(counts), max(math.ceil(level * total), 1)))
    return (step + 0.5) * STEP
