"""An envelope as tables: where a missile meets a target, in units that people read, and the files that hold it."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from vyuha.results.files import check_folder, parquet

FORMAT = 1
# What an envelope is flown for: dimension, least and most (SI), and both in words.
LIMITS = {
    "speed": ("speed", 1.0, 3e3, "1 m/s to 3 km/s"),
    "height": ("length", 0.0, 40e3, "0 to 40 km"),
    "antenna": ("length", 0.0, 1e3, "0 to 1 km"),
}
POINTS, EDGES, EDGES_CSV, ABOUT, PAGE = "points.parquet", "edges.parquet", "edges.csv", "envelope.json", "envelope.html"


@dataclass(frozen=True)
class Envelope:
    """Where a missile of the catalogue can meet a target that flies level and straight.

    `points` holds every interception that was flown: height_km, aspect_deg (0 the target comes straight in, 90 it
    crosses, 180 it leaves), range_km on the ground, result, time_s, speed_m_s and closing_m_s at the end, miss_m, and
    launch_km, the ground range of the target when the missile leaves. `edges` holds for each height and
    aspect the nearest and the farthest range with what limits them.
    """

    missile: str
    target: str
    # Of the target, m/s and m; the antenna that has to see it, m.
    speed: float
    height: float
    antenna: float
    points: pl.DataFrame
    edges: pl.DataFrame
    # Ground range to the horizon of the antenna for each height of the grid (km).
    horizon: pl.DataFrame
    # The same for the target's height (m), and the greatest height that the catalogue holds of the target (m).
    sees: float
    ceiling: float
    # What lies outside the span of the catalogue, a sentence each.
    notes: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether there is any interception at all."""
        return self.edges["farthest_km"].count() > 0

    def at(self, height: float) -> pl.DataFrame:
        """The edges at the flown height next to `height` (m), by aspect."""
        rows = self.edges.with_columns(off=(pl.col("height_km") - height / 1e3).abs())
        return rows.filter(pl.col("off") == pl.col("off").min()).drop("off").sort("aspect_deg")

    @property
    def about(self) -> dict[str, Any]:
        """What was asked, in SI units."""
        return {
            "format": FORMAT,
            "missile": self.missile,
            "target": self.target,
            "target_speed_m_s": self.speed,
            "target_height_m": self.height,
            "antenna_height_m": self.antenna,
            "horizon_at_target_m": self.sees,
            "target_ceiling_m": self.ceiling,
            "notes": list(self.notes),
        }

    def as_dict(self) -> dict[str, Any]:
        """Everything but the flown points, for programs."""
        return self.about | {"edges": self.edges.to_dicts(), "horizon": self.horizon.to_dicts()}

    def files(self) -> dict[str, bytes]:
        """The tables and what was asked, as files by name."""
        buffer = io.StringIO()
        self.edges.write_csv(buffer)
        return {
            POINTS: parquet(self.points),
            EDGES: parquet(self.edges),
            EDGES_CSV: buffer.getvalue().encode(),
            ABOUT: (json.dumps(self.about, indent=2) + "\n").encode(),
        }


def held_envelope(folder: Path) -> list[str]:
    """The names in a folder that holds an envelope or nothing; raises `RunFolderError` for another."""
    own = (POINTS, EDGES, EDGES_CSV, ABOUT, PAGE)
    return check_folder(folder, "an envelope", own.__contains__, ABOUT)
