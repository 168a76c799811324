"""Fusion of tracks from several trackers whose errors are related in an unknown way: covariance intersection.

    mean, covariance, share = intersect(x1, p1, x2, p2)

Assumes   both estimates are of the same target, time and components, and neither claims less error than it has.
Holds     whatever their correlation: the result never claims less than it knows. It is wider than the optimum where the
          correlation is known.
Source    S. Julier, J. Uhlmann, "A non-divergent estimation algorithm in the presence of unknown correlations",
          American Control Conference 1997, doi 10.1109/ACC.1997.609105: P^-1 = w P1^-1 + (1 - w) P2^-1 with w for the
          least determinant.
Checked   tests/tracker/test_fusion.py: all correlations of a pair, closed forms, a search over w.
"""

from typing import Any

import numpy as np

from vyuha.tracker.rows import Floats

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
