"""The full history of one replicate, as a replay records it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class History:
    """Samples of one replicate in time order, with geodetic positions beside the local ones.

    `samples` is a record array of `state.mission.Sample` (kinds `SAMPLE_*`); `latitude` and `longitude` in degrees and
    `height` above the ellipsoid in metres have one value per sample. `block` is the replicate's own outcome.
    """

    replicate: int
    samples: Any
    latitude: npt.NDArray[np.float64]
    longitude: npt.NDArray[np.float64]
    height: npt.NDArray[np.float64]
    block: Any
