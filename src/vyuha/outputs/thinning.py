"""Fewer samples of a course: those between which a straight flight at even speed stays within a tolerance of all."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def kept(time: Floats, place: Floats, tolerance: float) -> npt.NDArray[np.int64]:
    """Row numbers to keep of the samples at `time` [s], shape (n,), and `place` [m], shape (n, 3): the first, the last,
    and as many between as it takes that interpolation in time is nowhere off by more than `tolerance` [m].

    Source: Douglas and Peucker (1973), with the distance taken at equal times, as for moving points.
    """
    chosen = np.zeros(len(time), bool)
    if len(time) == 0:
        return np.flatnonzero(chosen)
    chosen[[0, -1]] = True
    open_spans = [(0, len(time) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        inside = slice(first + 1, last)
        share = (time[inside] - time[first]) / (time[last] - time[first])
        straight = place[first] + share[:, None] * (place[last] - place[first])
        off = np.linalg.norm(place[inside] - straight, axis=1)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = first + 1 + worst
            chosen[middle] = True
            open_spans += [(first, middle), (middle, last)]
    return np.flatnonzero(chosen)
