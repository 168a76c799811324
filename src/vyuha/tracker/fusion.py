"""Fusion at a command post: which tracks of several trackers are of one target, and one picture of them all.

    picture = join([north.confirmed, south.confirmed])
    mean, covariance, share = intersect(x1, p1, x2, p2)

Errors of trackers that share a past are related in an unknown way, so tracks are joined by covariance intersection.

Assumes   estimates of the same time and components, in the same axes, none of which claims less error than it has. A
          target has at most one track in each tracker.
Holds     whatever their correlation: the result never claims less than it knows. It is wider than the optimum where the
          correlation is known.
Source    S. Julier, J. Uhlmann, "A non-divergent estimation algorithm in the presence of unknown correlations",
          American Control Conference 1997, doi 10.1109/ACC.1997.609105: P^-1 = w P1^-1 + (1 - w) P2^-1 with w for the
          least determinant. Association of tracks with tracks: Y. Bar-Shalom, X. Li, "Multitarget-Multisensor
          Tracking", 1995, section 8.4 (test on the difference), by optimal assignment.
Checked   tests/tracker/test_fusion.py: all correlations of a pair, closed forms, a search over w.
          tests/tracker/test_one_picture.py: association by enumeration, the gate's own rate of misses, two trackers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from scipy.stats import chi2

from vyuha.tracker.rows import Floats, Integers

_ROUNDS = 50


def intersect(first: Any, first_covariance: Any, second: Any, second_covariance: Any) -> tuple[Floats, Floats, Floats]:
    """Fused means (..., n), covariances (..., n, n) and shares (...) of the first in them, of two sets of estimates
    with means (..., n) and covariances (..., n, n). Raises ValueError for shapes that do not match and for covariances
    that are not positive definite.

    In the basis that makes the first covariance the unit matrix and the second diagonal (with d_i), the least
    determinant is the root of a monotone function of the share: sum of (1 - 1/d_i) / (w + (1 - w) / d_i), halved down.
    """
    x, y = np.asarray(first, np.float64), np.asarray(second, np.float64)
    p, q = np.asarray(first_covariance, np.float64), np.asarray(second_covariance, np.float64)
    if x.shape != y.shape or p.shape != (*x.shape, x.shape[-1]) or q.shape != p.shape:
        raise ValueError(f"shapes do not match: {x.shape}, {p.shape}, {y.shape}, {q.shape}")
    try:
        root = np.linalg.cholesky(p)
        np.linalg.cholesky(q)
    except np.linalg.LinAlgError as error:
        raise ValueError("a covariance is not positive definite") from error
    back = np.linalg.inv(root)
    scale = np.linalg.eigvalsh(back @ q @ np.swapaxes(back, -1, -2))
    weak = 1.0 / scale
    low, high = np.zeros(x.shape[:-1]), np.ones(x.shape[:-1])
    for _ in range(_ROUNDS):
        w = 0.5 * (low + high)
        # Slope of ln det of the information: it falls with the share.
        slope = np.sum((1.0 - weak) / (weak + w[..., None] * (1.0 - weak)), axis=-1)
        low, high = np.where(slope > 0.0, w, low), np.where(slope > 0.0, high, w)
    w = 0.5 * (low + high)
    one, two = np.linalg.inv(p) * w[..., None, None], np.linalg.inv(q) * (1.0 - w)[..., None, None]
    fused = np.linalg.inv(one + two)
    mean = fused @ (one @ x[..., None] + two @ y[..., None])
    return np.asarray(mean[..., 0]), np.asarray(0.5 * (fused + np.swapaxes(fused, -1, -2)), np.float64), w


@dataclass(frozen=True)
class OnePicture:
    """Tracks of several trackers made one: `position` (n, 3) [m], `velocity` (n, 3) [m/s], `covariance` (n, 6, 6) [SI],
    and `members` (n, trackers): the row of the track in each tracker's table, -1 where it has none.
    """

    position: Floats
    velocity: Floats
    covariance: Floats
    members: Integers

    def __len__(self) -> int:
        return len(self.position)


def separation(first: Any, first_covariance: Any, second: Any, second_covariance: Any) -> Floats:
    """Squared distance (n, m) of each of n estimates, means (n, d) with covariances (n, d, d), from each of m others,
    in units of the sum of both covariances: chi-square with d degrees of freedom for two independent estimates of one
    target.
    """
    x, y = np.asarray(first, np.float64), np.asarray(second, np.float64)
    p, q = np.asarray(first_covariance, np.float64), np.asarray(second_covariance, np.float64)
    gap = x[:, None] - y[None]
    total = p[:, None] + q[None]
    return np.asarray(np.einsum("nmi,nmi->nm", gap, np.linalg.solve(total, gap[..., None])[..., 0]))


def pair_up(
    first: Any, first_covariance: Any, second: Any, second_covariance: Any, gate_probability: float = 0.999
) -> list[tuple[int, int]]:
    """Which estimates are of one target: pairs of rows (first, second), each row at most once, none farther apart than
    the gate, of the assignment whose likelihood is greatest (squared distance and ln of the determinant; a pair that is
    not made costs what the vaguest pair at its gate does).
    """
    x, y = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if len(x) == 0 or len(y) == 0:
        return []
    p, q = np.asarray(first_covariance, np.float64), np.asarray(second_covariance, np.float64)
    square = separation(x, p, y, q)
    gate = float(chi2.ppf(gate_probability, x.shape[1]))
    inside = square <= gate
    if not inside.any():
        return []
    vague = np.linalg.slogdet(p[:, None] + q[None])[1]
    gain = np.where(inside, gate + vague[inside].max() - square - vague, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if inside[i, j]]


def join(tables: Sequence[Any], gate_probability: float = 0.999) -> OnePicture:
    """One picture of the tracks of several trackers, tables as they return them, all of one time and in the same axes:
    tracks that are of one target are joined by covariance intersection, whatever their errors have in common; the
    others stay as they are. Tables join one after the other, in their order.

    The gate takes errors of two trackers to be independent, so that tracks with a common past, whose errors are alike,
    lie well inside it.
    """
    mean, covariance = np.zeros((0, 6)), np.zeros((0, 6, 6))
    members = np.zeros((0, len(tables)), np.int64)
    for k, table in enumerate(tables):
        x = np.concatenate([table["position"], table["velocity"]], axis=1)
        p = np.asarray(table["covariance"], np.float64)
        pairs = pair_up(mean, covariance, x, p, gate_probability)
        old, new = [i for i, _ in pairs], [j for _, j in pairs]
        if pairs:
            mean[old], covariance[old], _ = intersect(mean[old], covariance[old], x[new], p[new])
        members[old, k] = new
        alone = np.setdiff1d(np.arange(len(x)), new)
        added = np.full((len(alone), len(tables)), -1, np.int64)
        added[:, k] = alone
        mean, covariance = np.concatenate([mean, x[alone]]), np.concatenate([covariance, p[alone]])
        members = np.concatenate([members, added])
    return OnePicture(mean[:, :3], mean[:, 3:], covariance, members)


def doubles(table: Any, history: Any, looks: int = 5, gate_probability: float = 0.99) -> list[tuple[int, int]]:
    """Rows (older, newer) of tracks that follow one target: each the nearest of the other, closer in position and
    velocity than the gate, and never in their last `looks` looks did both have a plot (`history`: hits as bits, the
    newest lowest). Targets in formation are as close, but have a plot each; nine in ten seen, two of them pass for one
    in 0.19^5 of the cases.
    """
    if len(table) < 2:
        return []
    place = table["position"]
    nearest = cKDTree(place).query(place, k=2)[1]
    # Of two at the same place the tree may name either one first.
    other = np.where(nearest[:, 0] == np.arange(len(table)), nearest[:, 1], nearest[:, 0])
    recent, gate = (1 << looks) - 1, float(chi2.ppf(gate_probability, 6))
    found = []
    for i, j in enumerate(other.tolist()):
        if i < j and other[j] == i and min(table["looks"][i], table["looks"][j]) >= looks:
            if int(history[i]) & int(history[j]) & recent:
                continue
            x = np.concatenate([table["position"][[i, j]], table["velocity"][[i, j]]], axis=1)
            p = table["covariance"][[i, j]]
            if separation(x[:1], p[:1], x[1:], p[1:])[0, 0] <= gate:
                found.append((i, j) if table["number"][i] < table["number"][j] else (j, i))
    return found
