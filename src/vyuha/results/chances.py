"""The last chance at each leaker, summed: the latest moment at which a round could still have met it, and what stood in
the way then.
"""

from dataclasses import dataclass

import polars as pl

from vyuha.results.records import LEAKS
from vyuha.results.store import StoredRun

NEVER = "there never was one"


@dataclass(frozen=True)
class Chance:
    """Leakers with the same reason: per fight, as a share of all leakers, the median time [s] left before they came
    down, and the unit that most often had the chance (None and "" where there never was one).
    """

    reason: str
    leakers: float
    share: float
    left: float | None
    unit: str


def last_chances(run: StoredRun, replicates: int) -> list[Chance]:
    """The reasons, the most frequent first, over `replicates` good fights; empty where nothing came through."""
    threats = run.table("threats")
    failed = run.table("replicates").filter(pl.col("failure").is_not_null()).select("replicate")
    leakers = (
        threats.filter(pl.col("outcome").is_in(LEAKS))
        .join(failed, on="replicate", how="anti")
        .select(
            pl.col("last_chance_reason").cast(pl.String).fill_null(NEVER).alias("reason"),
            pl.col("last_chance_unit").cast(pl.String).fill_null("").alias("unit"),
            (pl.col("resolved_time") - pl.col("last_chance_time")).alias("left"),
        )
        .collect()
    )
    found = []
    for (reason,), rows in leakers.group_by("reason"):
        units = rows.group_by("unit").len().sort(["len", "unit"], descending=[True, False])
        left = rows["left"].median()
        found.append(
            Chance(
                reason=str(reason),
                leakers=rows.height / replicates,
                share=rows.height / leakers.height,
                left=left if isinstance(left, float) else None,
                unit=str(units["unit"][0]),
            )
        )
    return sorted(found, key=lambda chance: (-chance.share, chance.reason))
