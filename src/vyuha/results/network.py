"""What tables hold of the network: columns of units, and engagements of a target that another was engaging already."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

# Of the sites table, and of the replicates table.
SITE_COLUMNS = ("without_command", "orders", "orders_lost", "scans_lost", "plots_dropped")
DOUBLES = "double_engagements"


def double_engagements(shots: Any, replicate: npt.NDArray[np.integer[Any]]) -> dict[int, int]:
    """Engagements by replicate in which a unit opened fire at a threat while another unit, by the picture of another
    post, had a round in the air at it. `shots` are rows of `Shot`, of the replicates `replicate`.
    """
    ends = np.where(np.isnan(shots["end_time"]), np.inf, shots["end_time"])
    fired = pl.DataFrame(
        {name: np.ascontiguousarray(shots[name]) for name in ("threat", "fire_unit", "engagement", "post")}
        | {"replicate": np.asarray(replicate).astype(np.int64), "begin": shots["launch_time"].copy(), "end": ends}
    ).filter(pl.col("threat") >= 0)
    fights = fired.group_by("replicate", "threat", "fire_unit", "engagement", "post").agg(
        pl.col("begin").min(), pl.col("end").max()
    )
    pairs = fights.join(fights, on=["replicate", "threat"], suffix="_before").filter(
        (pl.col("fire_unit") != pl.col("fire_unit_before"))
        & (pl.col("post") != pl.col("post_before"))
        & (pl.col("begin_before") <= pl.col("begin"))
        & (pl.col("begin") < pl.col("end_before"))
        & ((pl.col("begin_before") < pl.col("begin")) | (pl.col("engagement_before") < pl.col("engagement")))
    )
    counted = pairs.unique(["replicate", "threat", "engagement"]).group_by("replicate").agg(pl.len())
    return {int(number): int(count) for number, count in counted.iter_rows()}
