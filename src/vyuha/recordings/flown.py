"""Recorded paths: who was where and when, as a table of one's own, as ADS-B, or as what another simulator sent (DIS).

    read_flown(data, name, side)    the paths in a file

A recording is read as it is; whether anything can fly so is for the engine to judge.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Source: TypeAlias = Literal["paths", "ADS-B", "DIS"]
MOST_BYTES = 200_000_000


@dataclass(frozen=True)
class Flown:
    """One path: `time` (n) in seconds, growing, and `place` (n, 3): latitude and longitude (rad) and height above the
    ellipsoid (m), or earth-fixed x, y, z (m). `type` is what the file calls its type ("": nothing), `line` (n) where in
    the file each row stands.
    """

    name: str
    type: str
    time: Floats
    place: Floats
    line: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Recording:
    """The paths of a file in the order in which they first appear; what kind of file it is; whether `time` is that of
    a clock (else that of the fight) and `place` earth-fixed; what `line` counts; and what is to be said about it.
    """

    paths: tuple[Flown, ...]
    source: Source
    clock: bool = False
    earth_fixed: bool = False
    unit: str = "line"
    notes: tuple[str, ...] = ()


def read_flown(data: bytes, name: str, side: str) -> Recording:
    """The paths in the bytes of a file: a `.csv` or `.parquet` table, or a `.pcap` capture with entities of a `side`
    (hostile, neutral or own). `name` is the file in messages. Raises `InputErrors` with all that is wrong.
    """
    if name.lower().endswith(".pcap"):
        from vyuha.recordings.flown_dis import paths_of_capture

        return paths_of_capture(data, name, side)
    from vyuha.recordings.adsb import is_adsb, paths_of_adsb
    from vyuha.recordings.cells import read_cells
    from vyuha.recordings.flown_table import paths_of_table

    cells = read_cells(data, name)
    return paths_of_adsb(cells) if is_adsb(cells.titles) else paths_of_table(cells)
